"""Files that are made from the code are as the code makes them; what is stale is named, and one command mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from house import effect_pages, generated


def test_every_made_file_is_as_the_code_makes_it(capsys: pytest.CaptureFixture[str]) -> None:
    code = generated.main([generated.CHECK])
    assert capsys.readouterr().out == ""
    assert code == 0


def test_a_file_that_is_missing_out_of_date_or_made_from_nothing_is_named_until_it_is_written(tmp_path: Path) -> None:
    made = {"docs/effects/a.md": "A\n", "docs/effects/b.md": "B\n", "docs/effects/record.csv": "c\n"}
    generated.write({**made, "docs/effects/gone.md": "old\n"}, tmp_path)
    (tmp_path / "docs/effects/a.md").unlink()
    (tmp_path / "docs/effects/record.csv").write_text("by hand\n", encoding="utf-8")
    assert dict(generated.stale(made, tmp_path)) == {
        "docs/effects/a.md": "is missing",
        "docs/effects/record.csv": "is out of date",
        "docs/effects/gone.md": "is made from nothing any more",
    }
    generated.write(made, tmp_path)
    assert list(generated.stale(made, tmp_path)) == []


def test_the_command_names_the_stale_file_and_writes_nothing_while_it_checks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "MAKERS", (lambda: {"docs/effects/new.md": "New\n"},))
    monkeypatch.setattr(generated, "stale", lambda made: [(name, "is missing") for name in made])
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    assert generated.main([generated.CHECK]) == 1
    assert capsys.readouterr().out == "docs/effects/new.md:1: is missing: run python -m house.generated\n"
    assert list(tmp_path.iterdir()) == []


def test_a_definition_that_changed_without_its_version_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused() -> dict[str, str]:
        raise effect_pages.ChangedDefinitionError("a.b has changed: give it version 2")

    monkeypatch.setattr(generated, "MAKERS", (refused,))
    assert generated.main([]) == 1
    assert capsys.readouterr().err == "a.b has changed: give it version 2\n"
