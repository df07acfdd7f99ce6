"""No definition leaves anything open, and a figure's id is typed in its definition alone: each is named with file and line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from textwrap import dedent

import pytest

from data_contracts.figure import FigureDefinition, IncompleteFigureError
from house import listed_figures
from house.rules import OWN_ROOT
from house.rules.typed_ids import TYPED, known_ids, typed_ids, typed_violations
from house.rules.violations import Source, source_of
from pipelines.effects import definitions
from tests.defined import defined

SAID = tuple(item.name for item in fields(FigureDefinition))
KNOWN = frozenset({"participation.referred", "full_time.reached_share_12m"})


def code(text: str) -> Source:
    return source_of(dedent(text))


def typed(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in typed_ids(code(text), KNOWN)]


@pytest.mark.parametrize("name", SAID[5:])
def test_a_definition_that_leaves_anything_open_does_not_load_and_names_the_figure(name: str) -> None:
    said = {one: getattr(defined("test.persons", "persons"), one) for one in SAID if one != name}
    with pytest.raises(IncompleteFigureError, match=rf"^test\.persons: its definition leaves open {name}$"):
        FigureDefinition(**said)


def test_an_id_is_found_wherever_it_is_typed_but_in_its_definition() -> None:
    assert typed('shown = table.find("participation.referred", "referred")') == [
        (1, "import PARTICIPATION_REFERRED from data_contracts/figure_ids.py")
    ]
    assert typed('ONE = FigureDefinition("participation.referred", "persons")') == []
    assert typed('MANY = {m: FigureDefinition(f"full_time.reached_share_{m}m", "share") for m in (12, 24)}') == []
    assert typed('formula = "participation.referred less those who wait"') == []


def test_an_id_that_is_put_together_and_the_beginning_of_all_ids_of_an_effect_are_found_and_a_text_is_none() -> None:
    assert typed('\nfound = [find(f"full_time.reached_share_{months}m") for months in (12, 24)]') == [
        (2, "import FULL_TIME_REACHED_SHARE_12M from data_contracts/figure_ids.py")
    ]
    (found,) = typed('ABOUT_ONESELF = ("full_time.", "elsewhere.")')
    assert found == (1, "all ids that begin with full_time.: what an effect's figures have in common stands in their definitions")
    assert typed('found = find(f"{EFFECT}.referred")') == [(1, "import PARTICIPATION_REFERRED from data_contracts/figure_ids.py")]
    assert typed('heading = text(f"participation.{key}")') == []
    assert typed('place = f"participation/{key}"') == []


def test_the_own_tree_types_no_id() -> None:
    assert list(typed_violations(OWN_ROOT)) == []


def test_the_module_of_ids_holds_every_figure_and_no_other() -> None:
    assert known_ids(OWN_ROOT) == {definition.figure_id for definition in definitions()}
    assert (OWN_ROOT / listed_figures.PATH).read_text(encoding="utf-8") == listed_figures.files()[listed_figures.PATH]


def test_a_tree_without_the_module_of_ids_has_no_ids_to_find(tmp_path: Path) -> None:
    assert known_ids(tmp_path) == frozenset()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.py").write_text('A = "participation.referred"\n', encoding="utf-8")
    assert list(typed_violations(tmp_path)) == []
    (tmp_path / "data_contracts").mkdir()
    (tmp_path / listed_figures.PATH).write_text(listed_figures.module(KNOWN), encoding="utf-8")
    assert [(one.path, one.line, one.rule) for one in typed_violations(tmp_path)] == [("reports/a.py", 1, TYPED)]
