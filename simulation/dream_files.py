"""DREAM files: one wide row per person with a code for every week, for a part of the persons.

Belongs here: codes and cells of DREAM, as CSV and as Parquet. Does not belong here: benefits themselves (`benefits.py`), what the codes
amount to (`oracle_benefits.py`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.reference import reference_values
from simulation.benefits import NAMES, NONE
from simulation.calendar import Integers, date_of, month_name, months_of_weeks, thursday, weeks_of_months
from simulation.lives import Lives, Weeks
from simulation.numbers import cpr_numbers
from simulation.residents import DIES, is_resident
from simulation.world import Delivery, World
from simulation.writing import DANISH, INTERNATIONAL, Account, Column, CsvFile

CODES = {
    "": 0,
    "Kontanthjælp": 730,
    "Uddannelseshjælp": 720,
    "Selvforsørgelses- og hjemrejseydelse": 160,
    "Integrationsydelse": 700,
    "Sygedagpenge": 890,
    "Ressourceforløbsydelse under jobafklaring": 870,
    "Ressourceforløbsydelse": 810,
    "Revalideringsydelse": 760,
    "Ledighedsydelse": 740,
    "Førtidspension": 783,
    "Dagpenge": 111,
    "Fleksløntilskud": 771,
    "Løntilskud": 735,
}
"""The passive code of each benefit, subsidised jobs by their own (facts on DREAM codes, DOMAIN section 1.4)."""
OF_GROUP = {"jobparat kontanthjælp": 130, "uddannelsesparat uddannelseshjælp": 140}
"""Target groups whose code differs from that of the others on the same benefit."""
GUIDANCE, PLACEMENT = 3, 7
HOLIDAY, UNKNOWN, NOT_RESIDENT, FOLKEPENSION, DEAD = 121, 996, 997, 998, 999
HAS_ACTIVITIES = (130, 140, 700, 720, 730, 740, 760, 810, 890)


def dream_codes(world: World, lives: Lives, told: Weeks, second_day: Integers | None = None) -> Integers:
    """The code of every person and week, 0 where the cell is blank, persons of whom DREAM is not asked included."""
    residents = told.residents
    paid = told.paid.astype(np.int64)
    codes = np.array([CODES[name] for name in NAMES])[paid]
    groups = [str(group) for group in reference_values("target_groups")]
    for group, code in OF_GROUP.items():
        is_own = (residents.target_group == groups.index(group))[:, None] & ((codes == 730) | (codes == 720))
        codes = np.where(is_own, code, codes)
    luck = world.random(61, int(lives.persons[0])).random(codes.shape)
    activity = np.select([luck < 0.12, luck > 0.94], [GUIDANCE, PLACEMENT], 0)
    codes = np.where(np.isin(codes, HAS_ACTIVITIES), codes + activity, codes)
    works = lives.ordinary[:, months_of_weeks(world.weeks) - world.first_month] >= 14_500
    codes = np.where((paid == NONE) & works & (luck < 0.02), HOLIDAY, codes)
    codes = np.where(told.dream_differs, np.where(paid == NONE, 730, 0), codes)
    # Of those who have moved away the municipality knows nothing; DREAM mostly does.
    codes = np.where(~is_resident(world, residents, second_day) & (luck < 0.05), UNKNOWN, codes)
    codes = np.where(months_of_weeks(world.weeks)[None, :] >= residents.pension_month[:, None], FOLKEPENSION, codes)
    is_gone = world.weeks[None, :] * 7 >= residents.gone_day[:, None]
    gone: Integers = np.where(is_gone, np.where(residents.event == DIES, DEAD, NOT_RESIDENT)[:, None], codes)
    return gone


class DreamFile:
    """One delivery's DREAM extract, all weeks from the world's first to the delivery's last, written as blocks of lives come by.

    It is a CSV file while it grows, since that can be done row by row; one that is to be Parquet is turned into it at the end.
    """

    def __init__(self, inbox: Path, world: World, municipality: int, delivery: Delivery, *, is_parquet: bool) -> None:
        self.world, self.municipality, self.delivery, self.is_parquet = world, municipality, delivery, is_parquet
        self.weeks = weeks_of_months(world.first_month, delivery.last_month)
        self.months = np.arange(world.first_month, delivery.last_month + 1)
        self.account = Account()
        self.inbox = inbox
        self.name = f"{delivery.folder}/dream.{'parquet' if is_parquet else 'csv'}"
        columns = [Column("PNR", "cpr"), Column("kon", "sex")]
        columns += [Column(_week_name(int(week)), f"week_{week}") for week in self.weeks]
        columns += [Column(f"branche_{month_name(int(month)).replace('-', '_')}", f"month_{month}") for month in self.months]
        self.growing = inbox / delivery.folder / "dream.csv"
        self.file = CsvFile(self.growing, columns, INTERNATIONAL if is_parquet else DANISH)

    def append(self, lives: Lives, second_day: Integers | None = None) -> None:
        """The rows of those of a block who live in this municipality and of whom DREAM is asked."""
        if lives.weeks is None:
            raise TypeError("lives without benefits")
        residents = lives.weeks.residents
        chosen = np.flatnonzero((residents.municipality == self.municipality) & residents.is_in_dream)
        codes = dream_codes(self.world, lives, lives.weeks, second_day)[chosen, : self.weeks.size]
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


def _code_texts(codes: Integers, is_padded: pl.Series) -> pl.Series:
    """Codes of three digits, blank for 0; padded to four places where asked for."""
    frame = pl.DataFrame({"code": codes, "padded": is_padded})
    text = pl.when(pl.col("code") == 0).then(pl.lit("")).otherwise(pl.col("code").cast(pl.String))
    return frame.select(text=pl.when("padded").then(text.str.pad_end(4)).otherwise(text))["text"]
