"""Observed at the bureau: what its files amount to beside single lives, as the oracle wants it.

Belongs here: costs, invoices, the partner list and wellbeing answers as plain numbers. Does not belong here: figures (`truth*.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass
class ObservedBureau:
    """What the newest deliveries say; None where no file of the kind was delivered.

    `cost_ore`: øre by payer. `invoiced_hundredths`: hundredths of an hour by month number. `joined`: the day on which each company became
    a partner, companies numbered as in `Job.partner`. `answers`: each referred person's WHO-5 answers, day and score.
    """

    cost_ore: Mapping[str, int] | None = None
    invoiced_hundredths: Mapping[int, int] | None = None
    joined: Mapping[int, date] | None = None
    answers: Mapping[object, list[tuple[date, int]]] = field(default_factory=dict)
