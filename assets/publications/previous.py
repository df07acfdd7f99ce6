"""The edition before this run's: which one it is, and the figures that it told.

Belongs here: finding and reading it. Does not belong here: comparing (`assets/figures`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from assets.publications.generation import MANIFEST, OutputFolder
from data_contracts.figure import FIGURE_COLUMNS

FIGURES = "figures.duckdb"


@dataclass(frozen=True)
class Edition:
    """A published generation that holds figures."""

    folder: Path
    data_date: date
    is_simulated: bool

    def is_comparable(self, data_date: date, *, is_simulated: bool) -> bool:
        """Whether a run on the data of a day may be held against it: not where it knew later data, nor make-believe against real."""
        return self.data_date <= data_date and self.is_simulated == is_simulated


def previous_edition(output: OutputFolder, identity: str) -> Edition | None:
    """The last edition that readers had before this run, as far as they can be compared with; None where there is none.

    `identity`: the name that this run's generation gets. Where the current edition is this run's own, from running the same inbox
    again, it is the one that it was compared with: the same inbox says the same again. An edition without figures (one publication alone
    was made) stands for the one that it followed.
    """
    folder, seen = output.current, set[Path]()
    while folder.is_dir() and folder.resolve() not in seen:
        folder = folder.resolve()
        seen.add(folder)
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if (folder / FIGURES).is_file() and not folder.name.startswith(identity):
            return Edition(folder, date.fromisoformat(told["data_date"]), bool(told["is_simulated"]))
        if not told.get("previous_edition"):
            return None
        folder = folder.parent / str(told["previous_edition"])
    return None


def previous_figures(edition: Edition | None) -> pl.DataFrame | None:
    """The figures (FIGURE_COLUMNS) that the edition's internal audience saw; None where there is no edition, or one of another make."""
    if edition is None:
        return None
    with duckdb.connect(str(edition.folder / FIGURES), read_only=True) as connection:
        figures = connection.sql("SELECT * FROM figures").pl()
    return figures.select(list(FIGURE_COLUMNS)) if set(FIGURE_COLUMNS) <= set(figures.columns) else None
