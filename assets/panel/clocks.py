"""The two clocks: months since a person's first referral, and months since the start of the first job.

Belongs here: the columns in which each clock stands. Does not belong here: how they are computed (`assets/core`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import narwhals as nw

Clock = Literal["referred", "job_starters"]
CLOCKS: Mapping[Clock, str] = {"referred": "months_since_entry", "job_starters": "months_since_job_start"}
"""The panel's column of months since month 0."""
CLOCK_STARTS: Mapping[Clock, str] = {"referred": "entry_month", "job_starters": "job_start_month"}
"""The column of `core.persons` with the calendar month of month 0; blank for whoever is not on the clock."""


def month_number(column: str) -> nw.Expr:
    """Months since year 0 of a date column, so that months of dates can be compared and subtracted."""
    return nw.col(column).dt.year().cast(nw.Int64) * 12 + nw.col(column).dt.month().cast(nw.Int64)
