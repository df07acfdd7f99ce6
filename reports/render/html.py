"""HTML: a publication as one page that works offline, with charts drawn from data in the page by a local script.

Belongs here: templates and the page's own files. Does not belong here: wording and numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from data_contracts.figure import CODE_IN_TEXT
from reports.blocks import Amount, Cell, Chart, Coded, Publication, TableColumn, plain, without_blanks
from reports.language import NO_BREAK, Language
from reports.ticks import in_language

STATIC = ("page.css", "page.js")
FONTS = ("inter-latin-400-normal.woff2", "inter-latin-600-normal.woff2", "OFL.txt")
RIGHT_ALIGNED = frozenset({"count", "share", "hours", "number"})


@cache
def environment() -> Environment:
    """Templates with escaping always on; a place that nobody fills is an error."""
    return Environment(
        loader=PackageLoader("reports.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def cell_text(cell: Cell, column: TableColumn, language: Language) -> str:
    """A cell as the language writes it; a text in a numeric column is a reason and stays as it is."""
    value = plain(cell)
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, Amount):
        return value.words
    if isinstance(value, date):
        return language.day(value)
    if column.type == "share":
        return f"{language.number(Decimal(str(value)) * 100, 1)}{NO_BREAK}%"
    return language.number(value, {"count": 0, "hours": 1, "number": 2}.get(column.type, 0))


def code_of(cell: Cell) -> str:
    """The code of the figure in a cell; blank where there is none."""
    return cell.code if isinstance(cell, Coded) else ""


def with_links(text: str, passports: str) -> Markup:
    """The text, escaped, with every code in it leading to its passport on the page `passports`."""
    parts = CODE_IN_TEXT.split(text)
    linked = (
        Markup('<a class="code" href="{0}#{1}">{1}</a>').format(passports, part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )
    return Markup("").join(linked)


def chart_for_page(chart: Chart, language: Language) -> Markup:
    """A chart's figure as JSON."""
    return json_for_page(in_language(chart.figure, language))


def json_for_page(content: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026").replace("\u2028", "\\u2028"))  # noqa: S704 - escaped just here


def render_html(
    publication: Publication,
    language: Language,
    assets_prefix: str,
    passports: str,
    links: Sequence[tuple[str, str]] = (),
    others: Mapping[str, str] | None = None,
) -> str:
    """The page's text. `assets_prefix` leads from the page to the folder that `write_page_assets` fills, `passports` to the page of
    passports that every code leads to; `links` are words and addresses of the publication's other forms, `others` (code to address)
    the same page in other languages."""
    blocks = [{"kind": type(block).__name__, "block": block} for block in publication.blocks]
    return (
        environment()
        .get_template("publication.html")
        .render(
            publication=publication,
            blocks=blocks,
            language=language,
            prefix=assets_prefix,
            others=others or {},
            passports=passports,
            links=links,
            cell_text=cell_text,
            with_links=with_links,
            plain=plain,
            without_blanks=without_blanks,
            code_of=code_of,
            chart_for_page=chart_for_page,
            right_aligned=RIGHT_ALIGNED,
            has_charts=any(item["kind"] == "Chart" for item in blocks),
        )
    )


def write_page_assets(folder: Path) -> None:
    """Style, script, fonts with their licence, and Plotly's script, once per generation."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    package = files("reports.render")
    for name in STATIC:
        (folder / name).write_bytes(package.joinpath("static", name).read_bytes())
    for name in FONTS:
        (fonts / name).write_bytes(package.joinpath("fonts", name).read_bytes())
    script = folder / "plotly.min.js"
    if not script.exists():
        script.write_bytes(files("plotly").joinpath("package_data", "plotly.min.js").read_bytes())
