"""The slides' one theme: colours, type, one layout with a title, and nothing on it below the least size.

Belongs here: the master of a presentation, its language and properties, its bytes. Does not belong here: any single slide.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any, Final

from pptx import Presentation
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from reports.theme import ACCENT, BAND_SCALE, CONTRAST, INK, PAPER, QUIET, QUIET_TEXT, RULE

WIDTH, HEIGHT = 960, 540
"""Points, 16 to 9."""
LEAST = 24
FONT, FALLBACK, PANOSE = "Inter", "Arial", "020B0604020202020204"
"""Who has no Inter is given what is most like it: the digits describe Arial."""
LOCALES: Final = {"da": "da-DK", "en": "en-GB"}
COLOURS: Final = {
    "dk1": INK,
    "lt1": PAPER,
    "dk2": QUIET_TEXT,
    "lt2": RULE,
    "accent1": ACCENT,
    "accent2": CONTRAST,
    "accent3": QUIET,
    "accent4": QUIET_TEXT,
    "accent5": "#8A5A00",
    "accent6": BAND_SCALE[2],
    "hlink": ACCENT,
    "folHlink": QUIET_TEXT,
}
LAYOUT = "Title Only"
_STILL: Final = (1980, 1, 1, 0, 0, 0)


def new_presentation(title: str, language: str, day: date) -> Any:
    """A presentation without slides: 16 to 9, one master, one layout, the theme's colours and type, title and language set."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(presentation.slide_layouts):
        if layout.name != LAYOUT:
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_masters[0]
    for holder in (master, presentation.slide_layouts[0]):
        _keep_title_alone(holder)
    _place_title(master)
    _type_of(master, LOCALES[language])
    for part in (master.part, presentation.notes_master.part):
        _colour(_theme_of(part))
    for properties in presentation.part._element.iter(qn("a:defRPr")):
        properties.set("lang", LOCALES[language])
        properties.set("sz", str(LEAST * 100))
    _drop(presentation.part, "/printerSettings")
    _drop(presentation.part.package, "/thumbnail")
    _describe(presentation, title, LOCALES[language], day)
    return presentation


def _drop(part: Any, kind: str) -> None:
    """Takes out what python-pptx's own template brings along."""
    relations = part._rels
    for name in [name for name, one in relations.items() if one.reltype.endswith(kind)]:
        relations.pop(name)


def _keep_title_alone(holder: Any) -> None:
    """Date, footer and number take room and are below the least size; the body is laid out slide by slide."""
    for shape in list(holder.placeholders):
        if shape.placeholder_format.type is None or "TITLE" not in str(shape.placeholder_format.type):
            shape._element.getparent().remove(shape._element)


def _place_title(master: Any) -> None:
    title = master.placeholders[0]
    title.left, title.top, title.width, title.height = Pt(48), Pt(24), Pt(WIDTH - 96), Pt(80)
    body = title._element.txBody.find(qn("a:bodyPr"))
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", "t")
    for child in list(body):
        body.remove(child)


def _type_of(master: Any, locale: str) -> None:
    styles = master._element.find(qn("p:txStyles"))
    for properties in styles.iter(qn("a:defRPr")):
        properties.set("lang", locale)
        if int(properties.get("sz", "0")) < LEAST * 100:
            properties.set("sz", str(LEAST * 100))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "3600")
    title.find(qn("a:defRPr")).set("b", "1")
    for run in master._element.iter(qn("a:rPr"), qn("a:endParaRPr")):
        run.set("lang", locale)


def _theme_of(part: Any) -> Any:
    return next(one.target_part for one in part.rels.values() if one.reltype.endswith("/theme"))


def _colour(theme: Any) -> None:
    """Our colours and type in a theme part, which is read as XML or kept as bytes."""
    is_read = isinstance(theme, XmlPart)
    root = theme._element if is_read else parse_xml(theme.blob)
    root.set("name", "smaajob")
    scheme = next(root.iter(qn("a:clrScheme")))
    scheme.set("name", "smaajob")
    for name, colour in COLOURS.items():
        place = scheme.find(qn(f"a:{name}"))
        for child in list(place):
            place.remove(child)
        place.append(parse_xml(f'<a:srgbClr xmlns:a="{_A}" val="{colour[1:]}"/>'))
    fonts = next(root.iter(qn("a:fontScheme")))
    fonts.set("name", "smaajob")
    for kind in ("a:majorFont", "a:minorFont"):
        latin = fonts.find(qn(kind)).find(qn("a:latin"))
        for name, value in (("typeface", FONT), ("panose", PANOSE), ("pitchFamily", "34"), ("charset", "0")):
            latin.set(name, value)
        fonts.find(qn(kind)).find(qn("a:cs")).set("typeface", FALLBACK)
    if not is_read:
        theme._blob = serialize_part_xml(root)


_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _describe(presentation: Any, title: str, locale: str, day: date) -> None:
    properties = presentation.core_properties
    made = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day
    properties.title, properties.subject, properties.author = title, "", "smaajob"
    properties.last_modified_by, properties.keywords, properties.comments = "smaajob", "", ""
    properties.created = properties.modified = made
    properties.language, properties.revision = locale, 1


def steady_bytes(presentation: Any) -> bytes:
    """The file's bytes, the same for the same slides: no day of packing, members in the order in which they were written."""
    packed = io.BytesIO()
    presentation.save(packed)
    return still(packed.getvalue())


def still(content: bytes) -> bytes:
    """A zip file with every member's time set to the same."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _STILL)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, source.read(member))
    return result.getvalue()
