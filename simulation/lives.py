"""Lives: what every person is paid for in every month and which benefit they have in every week; the latent state that rows are written
from and figures are counted from.

Belongs here: paid hours by person, job and month, in hundredths, and benefits by week, of a block of persons. Does not belong here: how
they are drawn (`drawn_lives.py`), how they are reported (`hours_files.py`, `benefit_files.py`, `dream_files.py`) and what is counted
(`oracle.py`).

A person has at most four jobs over time: on the programme's payroll, with the employer who takes over, one found alone, and a subsidised
one.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.benefits import Names
from simulation.calendar import Booleans, Integers
from simulation.dream_codes import Codes
from simulation.residents import Residents

PROGRAMME, NEXT_EMPLOYER, OTHER_JOB, SUBSIDISED = range(4)
"""The first two are small jobs, the first three ordinary ones."""
FORMS = ("ordinær", "løntilskud", "fleksjob", "jobrotation", "voksenlærling", "skånejob")


@dataclass(frozen=True)
class Weeks:
    """The benefits of a block: `paid` is a place in NAMES for each person and week of the world; in weeks with `has_unknown_name`
    Ydelsesrefusion names a benefit that nobody knows; the municipality has the person in weeks with `is_here`; `dream` are DREAM's codes,
    which say the contrary in weeks with `dream_differs`."""

    residents: Residents
    paid: Names
    has_unknown_name: Booleans
    is_here: Booleans
    dream_differs: Booleans
    dream: Codes

    def of(self, chosen: Booleans) -> Weeks:
        """Only these persons."""
        columns = {name: column[chosen] for name, column in vars(self).items() if name != "residents"}
        return Weeks(residents=self.residents.of(chosen), **columns)


@dataclass(frozen=True)
class Untreated:
    """What would have happened without the programme: ordinary hours by month, in hundredths, and benefits by week."""

    ordinary: Integers
    paid: Names


@dataclass(frozen=True)
class Lives:
    """A block of persons. `hours` has one cell per person, job and month (from the world's first month), in hundredths of an hour;
    `employer`, `pay_type` and `form` have one per person and job; `persons` are the persons' own numbers."""

    persons: Integers
    hours: Integers
    employer: Integers
    pay_type: Integers
    form: Integers
    weeks: Weeks | None = None
    untreated: Untreated | None = None

    def of(self, municipality: int) -> Lives:
        """Those of the block who live in one municipality, with what files tell of them; not the other course of their lives."""
        if self.weeks is None:
            raise TypeError("lives without a municipality")
        chosen: Booleans = self.weeks.residents.municipality == municipality
        own = self.weeks.of(chosen)
        return Lives(self.persons[chosen], self.hours[chosen], self.employer[chosen], self.pay_type[chosen], self.form[chosen], own)

    @property
    def ordinary(self) -> Integers:
        """Ordinary hours by person and month."""
        hours: Integers = self.hours[:, :SUBSIDISED].sum(axis=1)
        return hours
