"""A made-up effect for tests, as CONTRIBUTING.md says that one is added: the files of its folder."""

from __future__ import annotations

from pathlib import Path

NAME = "known_hours"
FIGURE = f"{NAME}.persons"
FOLDER = f"assets/effects/{NAME}"
DECLARATION = '''"""Known hours: what it is made of."""

from assets.effects.effect import Effect
from assets.effects.known_hours.definition import DEFINITIONS
from assets.effects.known_hours.rule import outcome
from assets.panel.core_sources import table

EFFECT = Effect(
    description="Of how many of the referred anybody knows hours.",
    definitions=DEFINITIONS,
    sources={"persons": table("core.persons"), "person_months": table("core.person_months")},
    rule=outcome,
)
'''
DEFINITION = '''"""Known hours: of how many of the referred anybody knows hours.

In words: a person counts once hours are known in any month from entry on. It does not say that anybody worked.
"""

from data_contracts.figure import FigureDefinition
from data_contracts.figure_ids import PARTICIPATION_REFERRED
from data_contracts.figure_rows import NOWHERE, whole
from data_contracts.made_of import ABOUT_EACH_PERSON, some_of

PERSONS = FigureDefinition(
    "known_hours.persons",
    "persons",
    "gross",
    "all referred persons",
    "Persons with a month of known hours from entry on.",
    formula="persons with a complete month of hours >= 0",
    version=1,
    about=ABOUT_EACH_PERSON,
    made_of=some_of(PARTICIPATION_REFERRED),
    rows=whole("referred", "total"),
    interval="complete_count",
    drift=None,
    is_main_outcome=False,
    sections=NOWHERE,
    tables=("persons", "paid_hours"),
)
SOURCES = ("Hours: eIndkomst",)
DEFINITIONS = (PERSONS,)
'''
RULE = '''"""Known hours, the calculation: months of which hours are complete."""

import narwhals as nw

from assets.effects.effect import Outcome
from assets.effects.known_hours.definition import PERSONS
from assets.panel.common import collected, count
from assets.warehouse.frames import LazyFrame


def outcome(persons: LazyFrame, person_months: LazyFrame) -> Outcome:
    """Persons with any month of known hours."""
    known = person_months.filter(nw.col("is_hours_complete") & (nw.col("months_since_entry") >= 0)).select("person_key").unique()
    referred = collected(persons.select("person_key")).height
    number = collected(known).height
    return Outcome([count(PERSONS, number, population="referred", window="total", denominator_count=referred)])
'''
DANISH = """# Kendte timer: ord om virkningen og dens tal. Samme nøgler som words_en.toml.

[effect]
known_hours = "kendte timer"

[figure.known_hours.persons]
name = "Personer med kendte timer"
says = "Henviste med mindst én måned, hvor løntimerne er kendt."
"""
ENGLISH = """# Known hours: words on the effect and its figures. The same keys as words_da.toml.

[effect]
known_hours = "known hours"

[figure.known_hours.persons]
name = "Persons with known hours"
says = "Referred persons with at least one month of known hours."
"""
FILES = {"__init__.py": DECLARATION, "definition.py": DEFINITION, "rule.py": RULE, "words_da.toml": DANISH, "words_en.toml": ENGLISH}


def write_effect(tree: Path) -> None:
    """Puts the effect's folder into a tree."""
    (tree / FOLDER).mkdir()
    for name, text in FILES.items():
        (tree / FOLDER / name).write_text(text, encoding="utf-8")
