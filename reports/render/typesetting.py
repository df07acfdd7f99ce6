"""Typesetting: the project's templates set by Typst in the project's own type and colours, from data alone.

Belongs here: how a template is run. Does not belong here: what is handed to it (`pdf.py`, `sheets.py`).

A text reaches a template as a value of JSON and is set as text, never read as markup. Nothing is taken from the machine: no fonts of its
own, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from reports.theme import ACCENT, CONTRAST, INK, QUIET, QUIET_TEXT, RULE

FONTS: Final = Path(__file__).parent / "fonts"
TEMPLATES: Final = Path(__file__).parent / "templates"
ACCESSIBLE: Final[Mapping[str, Any]] = {"format": "pdf", "pdf_standards": ["ua-1"]}
"""PDF/UA-1, which Typst refuses to make of a document that is not."""
COLOURS: Final = {"ink": INK, "quiet": QUIET_TEXT, "line": QUIET, "rule": RULE, "accent": ACCENT, "contrast": CONTRAST}


def typeset(template: str, data: Mapping[str, object], **how: Any) -> Any:
    """The template set with `data` and the theme's colours: bytes, or of several pictures a list of them. `how`: Typst's own options."""
    return _compiler(template, data).compile(**how)


def asked(template: str, data: Mapping[str, object], label: str) -> Any:
    """What the template says of itself under a label, once it is set."""
    return json.loads(_compiler(template, data).query(f"<{label}>", field="value", one=True))


def _compiler(template: str, data: Mapping[str, object]) -> typst.Compiler:
    told = json.dumps({**data, "colours": COLOURS}, ensure_ascii=False, sort_keys=True)
    return typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), sys_inputs={"data": told})


@cache
def _fonts() -> typst.Fonts:
    """The project's own type and no other, whatever the machine has."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
