"""DREAM codes: what DREAM says of every person and week.

Belongs here: the code of each benefit and state. Does not belong here: benefits themselves (`benefits.py`), the file that tells of them
(`dream_files.py`), what the codes amount to (`oracle_benefits.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data_contracts.reference import reference_values
from simulation.benefits import NAMES, NONE, Names
from simulation.calendar import Booleans, Integers, months_of_weeks
from simulation.residents import DIES, Residents
from simulation.world import World

Codes = NDArray[np.int16]
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


FULL_TIME_HUNDREDTHS = 14_500


def dream_codes(
    world: World, residents: Residents, paid: Names, ordinary: Integers, is_here: Booleans, differs: Booleans, rng: np.random.Generator
) -> Codes:
    """The code of every person and week, 0 where the cell is blank; also of those of whom DREAM is not asked.

    `ordinary`: hours by month; `is_here`: weeks in which the municipality has the person; in weeks that differ the code says the contrary
    of `paid`.
    """
    codes = np.array([CODES[name] for name in NAMES])[paid]
    groups = [str(group) for group in reference_values("target_groups")]
    for group, code in OF_GROUP.items():
        is_own = (residents.target_group == groups.index(group))[:, None] & ((codes == 730) | (codes == 720))
        codes = np.where(is_own, code, codes)
    luck = rng.random(codes.shape)
    activity = np.select([luck < 0.12, luck > 0.94], [GUIDANCE, PLACEMENT], 0)
    codes = np.where(np.isin(codes, HAS_ACTIVITIES), codes + activity, codes)
    works = ordinary[:, months_of_weeks(world.weeks) - world.first_month] >= FULL_TIME_HUNDREDTHS
    codes = np.where((paid == NONE) & works & (luck < 0.02), HOLIDAY, codes)
    codes = np.where(differs, np.where(paid == NONE, CODES["Kontanthjælp"], 0), codes)
    # Of those who have moved away the municipality knows nothing; DREAM mostly does.
    codes = np.where(~is_here & (luck < 0.05), UNKNOWN, codes)
    codes = np.where(months_of_weeks(world.weeks)[None, :] >= residents.pension_month[:, None], FOLKEPENSION, codes)
    is_gone = world.weeks[None, :] * 7 >= residents.gone_day[:, None]
    return np.where(is_gone, np.where(residents.event == DIES, DEAD, NOT_RESIDENT)[:, None], codes).astype(np.int16)
