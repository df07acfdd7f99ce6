"""Incidence: who had an event when, what came before it, and who was followed how long, in exact fractions.

Belongs here: the discrete-time Aalen-Johansen calculation. Does not belong here: what an event is (`oracle.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class ExactIncidence:
    """Counts by month of events, of competing events by name, and of persons followed to that month without either."""

    events: Counter[int] = field(default_factory=Counter)
    competing: Counter[tuple[str, int]] = field(default_factory=Counter)
    censored: Counter[int] = field(default_factory=Counter)

    def add(self, event: int | None, followed: int, competing: tuple[int, str] | None = None) -> None:
        """One person: the month of the event, or of what came before it, or the last month followed; nobody whose month 1 cannot be
        judged."""
        if event is not None:
            self.events[event] += 1
        elif competing is not None:
            self.competing[competing[1], competing[0]] += 1
        elif followed >= 1:
            self.censored[followed] += 1

    @property
    def persons(self) -> int:
        """Persons in the calculation."""
        return self.events.total() + self.competing.total() + self.censored.total()

    def at_risk(self, month: int) -> int:
        """Persons without any event before a month who are followed into it."""
        gone = sum(self.events[earlier] + self.censored[earlier] for earlier in range(1, month))
        return self.persons - gone - sum(count for (_, earlier), count in self.competing.items() if earlier < month)

    @property
    def leaves_nobody(self) -> bool:
        """Whether nobody is left without an event: in the last month that anybody is followed to all at risk have one."""
        last = max((*self.events, *self.censored, *(when for _, when in self.competing)), default=0)
        of_all = self.events[last] + sum(count for (_, when), count in self.competing.items() if when == last)
        return self.persons > 0 and of_all == self.at_risk(last)

    def share(self, month: int, name: str | None = None) -> Fraction:
        """Share with an event, or with the competing event of that name, by the end of a month: over months, those still without any
        event times the share of those at risk who have this one."""
        without, share = Fraction(1), Fraction(0)
        for each in range(1, month + 1):
            rivals = sum(count for (_, when), count in self.competing.items() if when == each)
            of_all = self.events[each] + rivals
            if of_all:
                own = self.events[each] if name is None else self.competing[name, each]
                share += without * Fraction(own, self.at_risk(each))
                without *= Fraction(self.at_risk(each) - of_all, self.at_risk(each))
        return share
