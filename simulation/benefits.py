"""Benefits: which benefit every person has in every week, as it follows from hours, target group and pension.

Belongs here: one rule for everybody, with and without the programme, so that two courses of one life differ by their hours alone. Does
not belong here: hours (`lives.py`), how weeks are told in files (`benefit_files.py`, `dream_files.py`), what they amount to (`oracle.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data_contracts.reference import reference_values
from simulation.calendar import Booleans, Integers, day_number, months_of_weeks, week_of
from simulation.residents import Residents
from simulation.world import World

Names = NDArray[np.int8]
NAMES = (
    "",
    "Kontanthjælp",
    "Uddannelseshjælp",
    "Selvforsørgelses- og hjemrejseydelse",
    "Integrationsydelse",
    "Sygedagpenge",
    "Ressourceforløbsydelse under jobafklaring",
    "Ressourceforløbsydelse",
    "Revalideringsydelse",
    "Ledighedsydelse",
    "Førtidspension",
    "Dagpenge",
    "Fleksløntilskud",
    "Løntilskud",
)
"""Names in Ydelsesrefusion; the first is no benefit."""
NONE, KONTANTHJAELP = 0, NAMES.index("Kontanthjælp")
SICKNESS, DISABILITY_PENSION = NAMES.index("Sygedagpenge"), NAMES.index("Førtidspension")
SHO, INTEGRATION = NAMES.index("Selvforsørgelses- og hjemrejseydelse"), NAMES.index("Integrationsydelse")
FLEX_JOB, SUBSIDY = NAMES.index("Fleksløntilskud"), NAMES.index("Løntilskud")
BENEFIT_OF_GROUP = {
    "jobparat kontanthjælp": "Kontanthjælp",
    "aktivitetsparat kontanthjælp": "Kontanthjælp",
    "uddannelsesparat uddannelseshjælp": "Uddannelseshjælp",
    "aktivitetsparat uddannelseshjælp": "Uddannelseshjælp",
    "selvforsørgelses- og hjemrejseydelse": "Selvforsørgelses- og hjemrejseydelse",
    "sygedagpenge": "Sygedagpenge",
    "jobafklaring": "Ressourceforløbsydelse under jobafklaring",
    "ressourceforløb": "Ressourceforløbsydelse",
    "revalidering": "Revalideringsydelse",
    "ledighedsydelse": "Ledighedsydelse",
    "førtidspension": "Førtidspension",
    "dagpenge": "Dagpenge",
    "selvforsørgende": "",
}
SHO_SINCE = week_of(day_number(date(2020, 1, 6)))
"""Integrationsydelse became selvforsørgelses- og hjemrejseydelse."""
LEAST_HOURS, FURTHER_HOURS = 8500, 5500
"""Hundredths of an hour a month from which people support themselves: different for everybody, between 85 and 140 hours; made up."""
LATEST_END_WEEKS = 4
SICK_WEEK = 0.006


@dataclass(frozen=True)
class Terms:
    """What decides about a person's benefit beside hours. `threshold`: monthly hours, in hundredths, that end it, `lag` weeks late;
    `is_away` by month, `is_sick` by week."""

    own: Integers
    threshold: Integers
    lag: Integers
    is_away: Booleans
    is_sick: Booleans


def draw_terms(world: World, residents: Residents, is_away: Booleans, rng: np.random.Generator) -> Terms:
    """The terms of these persons."""
    persons = residents.number.size
    groups = [str(group) for group in reference_values("target_groups")]
    own = np.array([NAMES.index(BENEFIT_OF_GROUP[group]) for group in groups])[residents.target_group]
    return Terms(
        own=own,
        threshold=LEAST_HOURS + (rng.random(persons) * FURTHER_HOURS).astype(np.int64),
        lag=(rng.random(persons) * LATEST_END_WEEKS).astype(np.int64),
        is_away=is_away,
        is_sick=rng.random((persons, world.weeks.size)) < SICK_WEEK,
    )


def benefit_weeks(world: World, residents: Residents, terms: Terms, ordinary: Integers, subsidy: Integers) -> Names:
    """The benefit of every week, as a place in NAMES (persons, weeks). `ordinary`: hours by month; `subsidy`: the benefit that goes with
    a subsidised job in a month, NONE where there is none."""
    weeks = world.weeks
    month = months_of_weeks(weeks) - world.first_month
    rows = np.arange(residents.number.size)[:, None]
    late = np.maximum(months_of_weeks(weeks[None, :] - terms.lag[:, None]) - world.first_month, 0)
    supports_self = ordinary[rows, late] >= terms.threshold[:, None]
    paid = np.where(supports_self | terms.is_away[:, month], NONE, terms.own[:, None])
    paid = np.where((paid == SHO) & (weeks < SHO_SINCE), INTEGRATION, paid)
    paid = np.where(supports_self & terms.is_sick, SICKNESS, paid)
    paid = np.where(subsidy[:, month] != NONE, subsidy[:, month], paid)
    thursday = weeks[None, :] * 7
    paid = np.where(thursday >= residents.disability_day[:, None], DISABILITY_PENSION, paid)
    paid = np.where(months_of_weeks(weeks)[None, :] >= residents.pension_month[:, None], NONE, paid)
    return np.where(thursday >= residents.gone_day[:, None], NONE, paid).astype(np.int8)
