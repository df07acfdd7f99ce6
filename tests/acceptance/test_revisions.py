"""A changed figure names the right cause: a few of the planted changes; all of them in `benchmarks/planted_causes.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.planted_causes import changed_after, faults
from tests.acceptance.monthly import PLANTED

HERE = (
    "hours of an old month are told otherwise",
    "costs of one more month arrive",
    "an old file is replaced where it stands",
    "a cell of hours is corrected",
    "a definition is changed",
)
"""One of each cause that no other test plants."""
QUICK = "a definition is changed"


@pytest.mark.parametrize(
    "planted",
    [pytest.param(one, id=one.cause, marks=() if one.name == QUICK else pytest.mark.long) for one in PLANTED if one.name in HERE],
)
def test_every_changed_figure_names_the_planted_cause(
    planted: object, usual: tuple[Path, Path], key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(case for case in PLANTED if case is planted)
    monkeypatch.setenv("SMAAJOB_KEY_FILE", str(key_file))
    found = changed_after(one, *usual, tmp_path)
    assert found
    assert faults(one, found) == []
