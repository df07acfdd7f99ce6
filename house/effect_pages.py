"""A page per effect in `docs/effects`, written from the definition beside the code, and the register of definitions.

Belongs here: laying out what each effect's own file says. Does not belong here: any definition, and writing (`generated.py`). The register
only grows: a definition that changed needs a new version, and its old one stays on record.
"""

from __future__ import annotations

import csv
import inspect
import io
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

from data_contracts.figure import FigureDefinition
from pipelines.effects import definitions, digest, effect_modules, effect_of, figure_facts
from reports.language import load_language

FOLDER: Final = "docs/effects"
REGISTER: Final = Path(__file__).resolve().parents[1] / FOLDER / "registered_definitions.csv"
COLUMNS = ("figure_id", "version", "sha256", "is_main_outcome")
NOT_SAID = "It does not say"
LAYOUT = """# {title}

Written from `assets/effects/{name}`. Main outcomes, named before any result: {main}.

## What it says

{says}

## What it does not say

{not_said}

## Figures

Rows of `figures`; windows, populations and dimensions stand in [the table of figures](../figures.md).

{figures}
## Sources

{sources}
"""


class ChangedDefinitionError(ValueError):
    """A definition is not the one registered under its version."""


def registered(path: Path = REGISTER) -> dict[tuple[str, int], str]:
    """(figure id, version) → SHA-256 of every definition on record."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {(row["figure_id"], int(row["version"])): row["sha256"] for row in csv.DictReader(file)}


def with_current(record: Mapping[tuple[str, int], str]) -> dict[tuple[str, int], str]:
    """The record with the definitions of today. Raises ChangedDefinitionError where one differs from what its version stands for."""
    grown = dict(record)
    for definition in definitions():
        key = definition.figure_id, definition.version
        if grown.setdefault(key, digest(definition)) != digest(definition):
            raise ChangedDefinitionError(f"{definition.figure_id} has changed: give it version {definition.version + 1}")
    return grown


def page(module: ModuleType) -> str:
    """The page of an effect as Markdown."""
    title, *paragraphs = inspect.cleandoc(module.__doc__ or "").split("\n\n")
    words = " ".join(paragraphs[0].split()).removeprefix("In words: ")
    says, found, not_said = words.partition(NOT_SAID)
    if not found:
        raise ValueError(f"{module.__name__} does not tell what it does not say")
    more = "\n\n".join([says[:1].upper() + says[1:].strip(), *(" ".join(text.split()) for text in paragraphs[1:])])
    own = [definition.figure_id for definition in module.DEFINITIONS]
    main = ", ".join(f"`{figure}`" for figure in figure_facts().main_outcomes if figure in own) or "none of this effect's"
    return LAYOUT.format(
        title=title.rstrip("."),
        name=effect_of(module),
        main=main,
        says=more,
        not_said=f"{NOT_SAID}{not_said}",
        figures="\n".join(_entry(definition) for definition in module.DEFINITIONS),
        sources="\n".join(f"- {source}" for source in module.SOURCES),
    )


def _entry(definition: FigureDefinition) -> str:
    danish = load_language("da")
    return (
        f"### `{definition.figure_id}` (version {definition.version})\n\n"
        f"- {danish.text(f'figure.{definition.figure_id}.name')}: {danish.text(f'figure.{definition.figure_id}.says')}\n"
        f"- {definition.definition}\n"
        f"- Formula: {definition.formula}\n"
        f"- Taken of: {definition.denominator}\n"
        f"- {definition.unit}, {definition.gross_or_net}\n"
    )


def pages() -> dict[str, str]:
    """File name → page, of every effect, and of the list of them."""
    written = {f"{effect_of(module)}.md": page(module) for module in effect_modules()}
    titles = [f"- [{text.splitlines()[0].removeprefix('# ')}]({name})" for name, text in sorted(written.items())]
    listed = "\n".join(titles)
    head = "# Effects\n\nOne page per effect, written by `python -m house.generated` from the definition beside the code."
    tail = f"`{REGISTER.name}` holds what each version of a definition stood for; a definition that changes needs a new version."
    return {**written, "README.md": f"{head}\n\n{listed}\n\n{tail}\n"}


def register() -> str:
    """The register with the definitions of today, as CSV. Raises ChangedDefinitionError where one changed and its version did not."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(COLUMNS)
    record = with_current(registered())
    writer.writerows((figure, version, sha, figure in figure_facts().main_outcomes) for (figure, version), sha in sorted(record.items()))
    return told.getvalue()


def files() -> dict[str, str]:
    """Path from the root → text of every page and the register."""
    return {f"{FOLDER}/{name}": text for name, text in {**pages(), REGISTER.name: register()}.items()}
