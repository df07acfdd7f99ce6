"""Content of the conference kit: slides, their pictures and questions as data, before they have any form.

Belongs here: the types. Does not belong here: which slides there are (the other modules), and how they are drawn (`render`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from reports.blocks import Sentence
from reports.figures import FigureTable, Shown
from reports.figures import said as with_figures
from reports.language import capital


@dataclass(frozen=True)
class PictureRow:
    """One line of a picture: its name, the figure's value and range (None: not shown), and the words beside it.

    `key` names its colour. A row without a value is hidden or cannot be computed; its words say which.
    """

    key: str
    label: str
    words: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Bars:
    """Bars from zero under each other. `is_of_people`: counts of persons, which a picture without axes draws as dots."""

    name: str
    headings: tuple[str, str, str]
    rows: tuple[PictureRow, ...]
    alternative: str
    is_of_people: bool = False


@dataclass(frozen=True)
class Months:
    """A value with its range for each month; None is not shown, `hidden` are the months that are suppressed.

    `is_cumulative`: steps from zero up; else a line around zero with an event at month 0. `marks`: month and number still followed.
    """

    name: str
    headings: tuple[str, str, str]
    months: tuple[int, ...]
    values: tuple[Decimal | None, ...]
    lows: tuple[Decimal | None, ...]
    highs: tuple[Decimal | None, ...]
    hidden: tuple[int, ...]
    axis: str
    alternative: str
    is_cumulative: bool
    marks: tuple[tuple[int, int], ...] = ()
    marks_label: str = ""
    shades: tuple[tuple[int, int, str], ...] = ()
    event: str = ""


@dataclass(frozen=True)
class Ranges:
    """Ranges beside each other on one axis, the first the programme's own, and a line at the threshold, all per person."""

    name: str
    headings: tuple[str, str, str]
    rows: tuple[PictureRow, ...]
    threshold: Decimal
    threshold_label: str
    axis: str
    alternative: str


@dataclass(frozen=True)
class Squares:
    """So many equal squares, none marked out."""

    name: str
    count: int
    alternative: str


@dataclass(frozen=True)
class Absent:
    """No picture: what stands in its place says why."""

    words: str


@dataclass(frozen=True)
class Panels:
    """Sentences, each under a short heading or none."""

    panels: tuple[tuple[str, Sentence], ...]


class ByMonth(TypedDict):
    """The part of `Months` that a figure's rows fill."""

    months: tuple[int, ...]
    values: tuple[Decimal | None, ...]
    lows: tuple[Decimal | None, ...]
    highs: tuple[Decimal | None, ...]
    hidden: tuple[int, ...]


Picture = Bars | Months | Ranges | Squares | Absent | Panels
KitChart = Bars | Months | Ranges
"""Pictures with an axis."""


@dataclass(frozen=True)
class Slide:
    """One finding: the title states it, the lead gives the range before the point, then the picture, a remark, the source.

    `notes` are what the speaker reads: heading and sentence.
    """

    name: str
    title: Sentence
    picture: Picture
    notes: tuple[tuple[str, Sentence], ...]
    lead: Sentence | None = None
    point: Sentence | None = None
    source: Sentence | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything that it says, the notes included."""
        said = [one for one in (self.title, self.lead, self.point, self.source) if one is not None]
        panels = [one for _, one in self.picture.panels] if isinstance(self.picture, Panels) else []
        return (*said, *panels, *(one for _, one in self.notes))


@dataclass(frozen=True)
class Question:
    """What somebody may ask, the answer from a figure, and what that figure carries with it; blank for nothing."""

    question: str
    answer: Sentence
    reservation: str = ""


@dataclass(frozen=True)
class QuestionGroup:
    """Questions of one kind under a heading, after a sentence that leads in."""

    title: str
    intro: Sentence | None
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Kit:
    """The whole kit in one language. `stamp` is blank where data is real, `mark` where the edition is an ordinary one."""

    language: str
    programme: str
    title: str
    subtitle: str
    data_date: date
    stamp: str
    mark: str
    slides: tuple[Slide, ...]
    questions: tuple[QuestionGroup, ...]
    claims: tuple[tuple[str, str], ...] = ()
    """Every public claim as it was said, and its verdict in words."""

    def slide(self, name: str) -> Slide:
        """The slide of a name. Raises StopIteration for none."""
        return next(slide for slide in self.slides if slide.name == name)

    def sentences(self) -> Iterator[Sentence]:
        """Everything that the kit says with a number in it."""
        for slide in self.slides:
            yield from slide.sentences
        for group in self.questions:
            if group.intro is not None:
                yield group.intro
            yield from (question.answer for question in group.questions)


def said(words: str, *shown: Shown) -> Sentence:
    """A sentence, begun with a capital, and the figures whose numbers stand in it."""
    return with_figures(capital(words), *shown)


def absent(table: FigureTable, shown: Shown) -> Absent:
    """Why a figure has no picture, as a sentence."""
    return Absent(f"{capital(table.absence(shown))}.")


def beside(table: FigureTable, shown: Shown, between: str) -> str:
    """The range; in a few words why there is none, where the whole of it would not stand beside a bar."""
    return between or (table.absence_short(shown) if shown.status == "not_computable" else table.absence(shown))


def by_month(months: Sequence[int], found: Sequence[Shown]) -> ByMonth:
    """What a picture over months shows of a figure's rows, one for each month."""
    return {
        "months": tuple(months),
        "values": tuple(shown.value for shown in found),
        "lows": tuple(shown.low for shown in found),
        "highs": tuple(shown.high for shown in found),
        "hidden": tuple(month for month, shown in zip(months, found, strict=True) if shown.status == "suppressed"),
    }


def source(table: FigureTable, *shown: Shown) -> Sentence:
    """Codes, whom the figures are about, window, day of data."""
    parts = {
        "population": table.population(shown[0]),
        "window": table.window(shown[0]),
        "date": table.language.day(table.data_date),
    }
    codes = list(dict.fromkeys(one.code for one in shown if one.code))
    if not codes:
        return said(table.language.text("conference.source_plain", **parts), *shown)
    return said(table.language.text("conference.source", codes=", ".join(codes), **parts), *shown)


def notes(
    table: FigureTable, definition: Sentence, objection: Sentence, answer: Sentence, *shown: Shown
) -> tuple[tuple[str, Sentence], ...]:
    """What the speaker needs: definition, the likely objection, the answer, the codes."""
    text = table.language.text
    codes = ", ".join(dict.fromkeys(one.code for one in shown if one.code))
    last = said(text("conference.note.words_codes", codes=codes) if codes else text("conference.note.words_no_codes"), *shown)
    headings = (text(f"conference.note.{name}") for name in ("definition", "objection", "answer", "codes"))
    return tuple(zip(headings, (definition, objection, answer, last), strict=True))


def headings(table: FigureTable, value: str) -> tuple[str, str, str]:
    """Titles of the columns of a picture's numbers: value, lower and upper limit."""
    text = table.language.text
    return text(value), text("column.low"), text("column.high")


def parts(rows: Sequence[PictureRow]) -> str:
    """Every row in words, one after the other."""
    return "; ".join(f"{row.label}: {row.words}" for row in rows)
