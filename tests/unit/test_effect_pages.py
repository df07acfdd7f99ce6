"""Definitions are registered before results, and each effect's page is what its own file says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_contracts.figure import FigureDefinition
from house import effect_pages
from house.effect_pages import ChangedDefinitionError, pages, registered, with_current
from pipelines.effects import definitions
from tests.defined import known


def test_every_definition_is_on_record_under_its_version() -> None:
    assert with_current(registered()) == registered()


def test_a_definition_that_changes_without_its_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    current = list(definitions())
    for changed in (
        replace(current[0], definition="Something else."),
        replace(current[0], formula="another formula"),
        replace(current[0], denominator="other persons"),
    ):
        monkeypatch.setattr(effect_pages, "definitions", lambda changed=changed: iter([changed, *current[1:]]))
        with pytest.raises(ChangedDefinitionError, match=f"give it version {changed.version + 1}"):
            with_current(registered())


def test_with_a_new_version_the_old_meaning_stays_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(definitions())
    changed = replace(first, definition="Something else.", version=first.version + 1)
    monkeypatch.setattr(effect_pages, "definitions", lambda: iter([changed]))
    record = with_current(registered())
    assert (first.figure_id, first.version) in record
    assert record[changed.figure_id, changed.version] != record[first.figure_id, first.version]


def test_the_main_outcomes_are_marked_and_have_not_moved() -> None:
    lines = effect_pages.REGISTER.read_text(encoding="utf-8").splitlines()
    assert {line.split(",")[0] for line in lines if line.endswith("True")} == set(known().main_outcomes)


@pytest.mark.parametrize("definition", list(definitions()), ids=lambda definition: definition.figure_id)
def test_every_figure_has_a_definition_a_formula_and_a_page(definition: FigureDefinition) -> None:
    assert definition.definition.endswith(".")
    assert definition.formula
    assert any(f"`{definition.figure_id}` (version {definition.version})" in text for text in pages().values())


def test_each_id_is_defined_once() -> None:
    ids = [definition.figure_id for definition in definitions()]
    assert len(ids) == len(set(ids))
