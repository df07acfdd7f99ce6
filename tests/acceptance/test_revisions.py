"""A changed figure names the right cause: a few of the planted changes; all of them in `benchmarks/planted_causes.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.planted_causes import base, changed_after, faults
from tests.acceptance.monthly import PLANTED

HERE = (
    "hours of an old month are told otherwise",
    "costs of one more month arrive",
    "an old file is replaced where it stands",
    "a cell of hours is corrected",
    "a definition is changed",
)
"""One of each cause that no other test plants."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", "")
        return base(tmp_path_factory.mktemp("base"))


@pytest.mark.parametrize("planted", [one for one in PLANTED if one.name in HERE], ids=lambda one: one.cause)
def test_every_changed_figure_names_the_planted_cause(
    planted: object, published: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(case for case in PLANTED if case is planted)
    monkeypatch.setenv("SMAAJOB_KEY_FILE", str(published[0].parent / "key"))
    found = changed_after(one, *published, tmp_path)
    assert found
    assert faults(one, found) == []
