"""Employment, the calculation: each person's ordinary hours in the windows after entry, and by whom they were paid.

Belongs here: person by person, then shares and means. Does not belong here: what the figures mean (`definition.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from assets.effects.effect import Outcome
from assets.effects.employment.definition import (
    ANY_HOURS,
    EMPLOYER_MONTHS,
    MEAN_HOURS,
    OTHER_EMPLOYER,
    PROGRAMME_ONLY,
    WINDOW_MONTHS,
)
from assets.panel.clocks import month_number
from assets.panel.common import collected, mean, share
from assets.panel.groups import by_group, person_groups
from assets.panel.unknown import last_month_of_anybody, warning_of_unknown
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import Figure, Stratum, Whole
from data_contracts.settings import Settings

BROKEN_DOWN_MONTHS = 12


def hours_in_window_months(panel: LazyFrame) -> LazyFrame:
    """person_key, months_since_entry, ordinary_hours_hundredths and those of the programme's own employer in window months.

    Only months that are covered and complete.
    """
    is_window = nw.col("months_since_entry").is_in(list(WINDOW_MONTHS))
    return panel.filter(nw.col("is_hours_complete") & is_window).select(
        "person_key", "months_since_entry", "ordinary_hours_hundredths", "own_payroll_ordinary_hours_hundredths"
    )


def window_months(panel: LazyFrame) -> LazyFrame:
    """person_key, months_since_entry, is_hours_complete of everybody's window months that somebody's sources have completed."""
    is_window = nw.col("months_since_entry").is_in(list(WINDOW_MONTHS))
    last = last_month_of_anybody(panel, "is_hours_complete") or 0
    return panel.filter(is_window & (month_number("month") <= last)).select("person_key", "months_since_entry", "is_hours_complete")


def unknown_warning(looked_at: pl.DataFrame, months: int) -> str | None:
    """The warning where too many of `window_months`, collected, are unknown in that month."""
    own = looked_at.filter(pl.col("months_since_entry") == months)["is_hours_complete"]
    return warning_of_unknown(len(own) - int(own.sum()), len(own))


def figures_of(hours: pl.DataFrame, looked_at: pl.DataFrame, groups: pl.DataFrame, *, has_payroll: bool) -> Iterator[Figure]:
    """The effect's figures from `hours_in_window_months` and `window_months`, collected.

    `groups`: as `person_groups` returns them; the share in month 12 is given for each. `has_payroll`: the settings name the programme's
    own employer.
    """
    yield from _by_group(hours.filter(pl.col("months_since_entry") == BROKEN_DOWN_MONTHS), looked_at, groups)
    warning = unknown_warning(looked_at, EMPLOYER_MONTHS)
    yield from _by_employer(hours.filter(pl.col("months_since_entry") == EMPLOYER_MONTHS), warning, has_payroll=has_payroll)
    for months in WINDOW_MONTHS:
        place: Whole = {"population": "referred", "window": f"{months}m"}
        observed = hours.filter(pl.col("months_since_entry") == months)["ordinary_hours_hundredths"]
        working = observed.filter(observed > 0)
        warning = unknown_warning(looked_at, months)
        yield share(ANY_HOURS[months], len(working), len(observed), warning=warning, **place)
        yield mean(MEAN_HOURS[months], working / 100, warning=warning, **place)


def _by_group(hours: pl.DataFrame, looked_at: pl.DataFrame, groups: pl.DataFrame) -> Iterator[Figure]:
    for (dimensions, members), (_, own) in zip(by_group(groups, hours), by_group(groups, looked_at), strict=True):
        warning = unknown_warning(own, BROKEN_DOWN_MONTHS)
        working = members.filter(pl.col("ordinary_hours_hundredths") > 0).height
        place: Stratum = {"population": "referred", "window": f"{BROKEN_DOWN_MONTHS}m", "dimensions": dimensions}
        yield share(ANY_HOURS[BROKEN_DOWN_MONTHS], working, members.height, warning=warning, **place)


def _by_employer(hours: pl.DataFrame, warning: str | None, *, has_payroll: bool) -> Iterator[Figure]:
    place: Whole = {"population": "referred", "window": f"{EMPLOYER_MONTHS}m"}
    if not has_payroll:
        yield OTHER_EMPLOYER.not_computable("no_programme_payroll", **place)
        yield PROGRAMME_ONLY.not_computable("no_programme_payroll", **place)
        return
    ordinary, own = hours["ordinary_hours_hundredths"], hours["own_payroll_ordinary_hours_hundredths"]
    yield share(OTHER_EMPLOYER, int((ordinary > own).sum()), hours.height, warning=warning, **place)
    yield share(PROGRAMME_ONLY, int(((ordinary > 0) & (ordinary == own)).sum()), hours.height, warning=warning, **place)


def outcome(persons: LazyFrame, person_months: LazyFrame, settings: Settings) -> Outcome:
    """Each person's hours in the window months."""
    hours = collected(hours_in_window_months(person_months)).sort("person_key", "months_since_entry")
    looked_at = collected(window_months(person_months))
    has_payroll = bool(settings.programme.programme_payroll_cvr)
    return Outcome(figures_of(hours, looked_at, person_groups(persons), has_payroll=has_payroll), hours)
