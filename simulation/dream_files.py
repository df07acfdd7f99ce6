"""DREAM files: one wide row per person with a code for every week, for a part of the persons.

Belongs here: cells of DREAM, as CSV and as Parquet. Does not belong here: the codes (`dream_codes.py`), what they amount to
(`oracle_benefits.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from simulation.calendar import Integers, date_of, month_name, thursday, weeks_of_months
from simulation.dream_codes import Codes
from simulation.lives import Lives
from simulation.made_up_numbers import cpr_numbers
from simulation.world import Delivery, World
from simulation.writing import DANISH, INTERNATIONAL, Account, CsvFile, FileColumn


class DreamFile:
    """One delivery's DREAM extract, all weeks from the world's first to the delivery's last, written as blocks of lives come by.

    It is a CSV file while it grows, since that can be done row by row; one that is to be Parquet is turned into it at the end.
    """

    def __init__(self, inbox: Path, world: World, delivery: Delivery, *, is_parquet: bool) -> None:
        self.world, self.is_parquet = world, is_parquet
        self.weeks = weeks_of_months(world.first_month, delivery.last_month)
        self.months = np.arange(world.first_month, delivery.last_month + 1)
        self.account = Account()
        self.inbox = inbox
        self.name = f"{delivery.folder}/dream.{'parquet' if is_parquet else 'csv'}"
        columns = [FileColumn("PNR", "cpr"), FileColumn("kon", "sex")]
        columns += [FileColumn(_week_name(int(week)), f"week_{week}") for week in self.weeks]
        columns += [FileColumn(f"branche_{month_name(int(month)).replace('-', '_')}", f"month_{month}") for month in self.months]
        self.growing = inbox / delivery.folder / "dream.csv"
        self.file = CsvFile(self.growing, columns, INTERNATIONAL if is_parquet else DANISH)

    def append(self, lives: Lives) -> None:
        """The rows of those of whom DREAM is asked."""
        if lives.weeks is None:
            raise TypeError("lives without benefits")
        chosen = np.flatnonzero(lives.weeks.residents.is_in_dream)
        codes = lives.weeks.dream[chosen, : self.weeks.size]
        worked = lives.hours.sum(axis=1)[chosen, : self.months.size] > 0
        numbers = cpr_numbers(lives.persons[chosen], self.world.seed)
        cells: dict[str, pl.Series | Integers] = {"cpr": numbers, "sex": pl.Series(np.where(numbers % 2 == 1, "M", "K"))}
        # Cells of every third person are padded, as some extracts have them.
        is_padded = pl.Series(numbers % 3 == 0)
        for place, week in enumerate(self.weeks):
            cells[f"week_{week}"] = _code_texts(codes[:, place], is_padded)
        for place, month in enumerate(self.months):
            cells[f"month_{month}"] = pl.Series(np.where(worked[:, place], "561010", ""))
        frame = pl.DataFrame(cells)
        self.account.rows += frame.height
        self.file.append(frame)

    def finish(self) -> None:
        """Turns the file into Parquet where it is to be one."""
        if self.is_parquet:
            pl.scan_csv(self.growing, infer_schema=False).sink_parquet(self.inbox / self.name)
            self.growing.unlink()


def _week_name(week: int) -> str:
    day: date = date_of(thursday(week))
    year, number, _ = day.isocalendar()
    return f"y_{year % 100:02d}{number:02d}"


def _code_texts(codes: Codes, is_padded: pl.Series) -> pl.Series:
    """Codes of three digits, blank for 0; padded to four places where asked for."""
    frame = pl.DataFrame({"code": codes, "padded": is_padded})
    text = pl.when(pl.col("code") == 0).then(pl.lit("")).otherwise(pl.col("code").cast(pl.String))
    return frame.select(text=pl.when("padded").then(text.str.pad_end(4)).otherwise(text))["text"]
