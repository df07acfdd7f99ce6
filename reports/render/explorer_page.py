"""The explorer as one file: words, script, style and type within it, and nothing else that it could ask for.

Belongs here: putting the file together, and the policy that lets only its own script and style run. Does not belong here: its content.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from reports.explorer import Explorer
from reports.facts import RunFacts
from reports.language import Language
from reports.render.html import cell_text, environment, json_for_page

WEIGHTS = (400, 600)


def render_explorer(content: Explorer, facts: RunFacts, language: Language, others: Mapping[str, str] | None = None) -> str:
    """The page's text. `others` (code to address): the same page in other languages, for whoever has the whole folder."""
    stamp = language.text("simulated.stamp") if facts.is_simulated else ""
    style, script = _style(stamp), _own("explorer.js")
    return (
        environment()
        .get_template("explorer.html")
        .render(
            content=content,
            data=json_for_page(content.data),
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704 - our own file and the catalogue's stamp
            script=Markup(script),  # noqa: S704 - our own file
            stamp=stamp,
            mark=language.text("page.rebuilt_after_erasure") if facts.is_rebuilt_after_erasure else "",
            facts=facts,
            language=language,
            others=others or {},
            cell_text=cell_text,
        )
    )


def _policy(style: str, script: str) -> str:
    """What the browser may do with the page: run this one script, use this one style and the type within it; nothing else at all."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _own(name: str) -> str:
    return files("reports.render").joinpath("static", name).read_text(encoding="utf-8")


@cache
def _style(stamp: str) -> str:
    faces = "".join(
        f"@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{_font(weight)}) format('woff2')}}\n"
        for weight in WEIGHTS
    )
    page = f'@page {{ @top-center {{ content: "{stamp}"; font: 600 9pt Inter, Arial, sans-serif; color: #C2410C; }} }}\n' if stamp else ""
    return faces + page + _own("explorer.css")


def _font(weight: int) -> str:
    content = files("reports.render").joinpath("fonts", f"inter-latin-{weight}-normal.woff2").read_bytes()
    return base64.b64encode(content).decode("ascii")
