"""Pictures on slides: a native chart with its words in frames of their own beside it, all at a size that is read from afar.

Belongs here: where a picture's parts stand. Does not belong here: the charts themselves (`slide_charts.py`), the slide around them.

Every function takes the slide and the frame that is free, and stays within it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pptx.util import Pt

from reports.charts import MOVE_COLOURS
from reports.conference.content import Absent, Bars, Months, Panels, Picture, PictureRow, Ranges, Squares
from reports.language import MINUS, NO_BREAK, Language
from reports.measure import largest, lines, width
from reports.render import slide_charts as charts
from reports.render.slide_charts import ChartNumbers, Frame, SlideAxis, rgb
from reports.render.slide_shapes import Type, described, hatched, plain, rectangle, tall, text, upright
from reports.render.slide_theme import LEAST, LOCALES
from reports.theme import ACCENT, CONTRAST, QUIET, QUIET_TEXT, RULE

GAP: Final = 18
LINE_ROOM: Final = 31
"""One line of the least size with air."""
PANEL_SIZES: Final = (40, 37, 34, 32, 30, 28, 26, LEAST)
COLOURS: Final[Mapping[str, str]] = {
    **MOVE_COLOURS,
    "people": ACCENT,
    "programme": ACCENT,
    "forecast_central": QUIET,
    "forecast_optimistic": QUIET,
}
LEAST_BARS: Final = 120
TICKS_WIDTH: Final = 84
EVERY: Final = 6
"""Months that are named: one in so many."""


class Painter:
    """Draws pictures on one slide of a language and a day of data."""

    def __init__(self, slide: Any, language: Language, day: date) -> None:
        self._slide = slide
        self._language = language
        self._locale = LOCALES[language.code]
        self._day = day

    def draw(self, picture: Picture, frame: Frame) -> None:
        """The picture within the frame."""
        if isinstance(picture, Bars):
            self._bars(picture, frame)
        elif isinstance(picture, Ranges):
            self._ranges(picture, frame)
        elif isinstance(picture, Months):
            self._months(picture, frame)
        elif isinstance(picture, Squares):
            self._squares(picture, frame)
        elif isinstance(picture, Absent):
            self._absent(picture, frame)
        else:
            self._panels(picture, frame)

    def _text(self, name: str, words: str, frame: Frame, type_: Type) -> None:
        text(self._slide, name, words, frame, type_, self._locale)

    def _numbers(self, picture: Bars | Ranges, number_format: str) -> ChartNumbers:
        rows = picture.rows
        values, lows, highs = [row.value for row in rows], [row.low for row in rows], [row.high for row in rows]
        return ChartNumbers(picture.headings, tuple(row.label for row in rows), values, lows, highs, number_format)

    def _rows(self, rows: Sequence[PictureRow], frame: Frame) -> tuple[Frame, float]:
        """Names left, words right, each in the middle of its row; what is left between them, and the height of a row."""
        bold = Type(is_bold=True)
        left = _column([row.label for row in rows], Type(), frame.width * 0.4)
        right = _column([row.words for row in rows], bold, frame.width - left - LEAST_BARS - 2 * GAP)
        each = frame.height / len(rows)
        for place, row in enumerate(rows):
            middle = frame.top + (place + 0.5) * each
            for name, words, edge, room, type_ in (
                ("label", row.label, frame.left, left, Type()),
                ("words", row.words, frame.left + frame.width - right, right, bold),
            ):
                high = tall(words, room, type_)
                self._text(f"{row.key} {name}", words, Frame(edge, middle - high / 2, room, high), type_)
        return Frame(frame.left + left + GAP, frame.top, frame.width - left - right - 2 * GAP, frame.height), each

    def _bars(self, picture: Bars, frame: Frame) -> None:
        has_tints = any(row.low is not None for row in picture.rows)
        head = LINE_ROOM if has_tints else 0
        middle, each = self._rows(picture.rows, Frame(frame.left, frame.top + head, frame.width, frame.height - head))
        if has_tints:
            key = Frame(middle.left, frame.top, frame.left + frame.width - middle.left, LINE_ROOM)
            self._text("key", self._language.text("conference.key"), key, Type(colour=QUIET_TEXT))
        numbers = self._numbers(picture, "#,##0" if picture.is_of_people else "0.0%")
        highest = max((end for row in picture.rows for end in (row.value, row.high) if end is not None), default=Decimal(1)) or Decimal(1)
        chart = charts.bars(self._slide, middle, numbers, [COLOURS[row.key] for row in picture.rows], highest, self._day)
        described(chart, picture.alternative, picture.name)
        for place, row in enumerate(picture.rows):
            if row.value is None:
                hatched(self._slide, Frame(middle.left, middle.top + (place + 0.19) * each, middle.width, each * 0.62))

    def _ranges(self, picture: Ranges, frame: Frame) -> None:
        inner = Frame(frame.left, frame.top + LINE_ROOM, frame.width, frame.height - 2 * LINE_ROOM)
        middle, each = self._rows(picture.rows, inner)
        ends = [end for row in picture.rows for end in (row.low, row.high) if end is not None]
        low, high = min(Decimal(0), *ends), max(picture.threshold, *ends)
        room = (high - low) * Decimal("0.04")
        scale = SlideAxis(low - room, high + room, high - low)
        across = float((picture.threshold - scale.low) / (scale.high - scale.low)) * middle.width + middle.left
        wide = width(picture.threshold_label, LEAST) + 1
        left = min(max(across - wide / 2, frame.left), frame.left + frame.width - wide)
        self._text("threshold", picture.threshold_label, Frame(left, frame.top, wide, LINE_ROOM), Type(align="center"))
        numbers = self._numbers(picture, "0.0000")
        colours = [COLOURS[row.key] for row in picture.rows]
        threshold = (picture.threshold_label, picture.threshold)
        for place, row in enumerate(picture.rows):
            if row.value is None:
                hatched(self._slide, Frame(middle.left, middle.top + (place + 0.25) * each, middle.width, each * 0.5))
        chart = charts.ranges(self._slide, middle, numbers, colours, threshold, scale, self._day)
        described(chart, picture.alternative, picture.name)
        below = Frame(frame.left, frame.top + frame.height - LINE_ROOM, frame.width, LINE_ROOM)
        self._text("axis", picture.axis, below, Type(colour=QUIET_TEXT))

    def _months(self, picture: Months, frame: Frame) -> None:
        """The chart, its ticks, what stands above it where months are named, and the rows below with what they mean at their right."""
        above = 2 * LINE_ROOM if picture.shades else LINE_ROOM / 2
        below = LINE_ROOM * (2 if picture.marks else 1) + 6
        beside = [picture.marks_label, *(self._language.text(f"conference.{key}") for key in ("months", "hundred", "pale", "dark"))]
        right = max(width(words, LEAST) for words in (beside if picture.is_cumulative else beside[:3])) + GAP + 30
        plot = Frame(frame.left + TICKS_WIDTH, frame.top + above, frame.width - TICKS_WIDTH - right, frame.height - above - below)
        months = (0, *picture.months) if picture.is_cumulative else picture.months
        nothing = (None,) * (len(months) - len(picture.months))
        each = plot.width / len(months)
        starts = {month: plot.left + place * each for place, month in enumerate(months)}
        for place, (first, last, words) in enumerate(picture.shades):
            shade = Frame(starts[first], plot.top, starts[last] - starts[first] + each, plot.height)
            rectangle(self._slide, shade, ("#F4F5F7", RULE)[place % 2])
            self._text(f"shade {place}", words, Frame(shade.left + 4, frame.top, shade.width - 4, above), Type(colour=QUIET_TEXT))
        for month in picture.hidden:
            hatched(self._slide, Frame(starts[month], plot.top, each, plot.height))
        names = tuple(f"{MINUS if month < 0 else ''}{abs(month)}" for month in months)
        values, lows, highs = ((*nothing, *column) for column in (picture.values, picture.lows, picture.highs))
        numbers = ChartNumbers(picture.headings, names, values, lows, highs, "0.0%" if picture.is_cumulative else "0.000")
        axis = charts.scale((*picture.lows, *picture.values, *picture.highs), int(plot.height / (LINE_ROOM + 4)))
        draw = charts.steps if picture.is_cumulative else charts.line
        described(draw(self._slide, plot, numbers, ACCENT, axis, self._day), picture.alternative, picture.name)
        self._ticks(plot, axis, is_share=picture.is_cumulative)
        self._below(picture, plot, dict(zip(names, ((starts[month] + each / 2) for month in months), strict=True)), right)
        if picture.event:
            across = starts[0] + each / 2
            upright(self._slide, across, plot.top - LINE_ROOM / 2, plot.height + LINE_ROOM / 2)
            wide = width(picture.event, LEAST, is_bold=True) + 2
            self._text("event", picture.event, Frame(across + 6, frame.top + LINE_ROOM / 2, wide, LINE_ROOM), Type(is_bold=True))

    def _ticks(self, plot: Frame, axis: SlideAxis, *, is_share: bool) -> None:
        """The scale's numbers, as the language writes them: percent of a share, all else per 100 persons."""
        for tick in axis.ticks:
            decimals = max(0, -int((axis.step * 100).normalize().as_tuple().exponent))
            words = self._language.number(tick * 100, decimals) + (f"{NO_BREAK}%" if is_share else "")
            height = plot.top + plot.height * (1 - axis.part(tick))
            place = Frame(plot.left - TICKS_WIDTH, height - LINE_ROOM / 2, TICKS_WIDTH - 18, LINE_ROOM)
            self._text(f"tick {words}", words, place, Type(colour=QUIET_TEXT, align="right"))

    def _below(self, picture: Months, plot: Frame, middles: Mapping[str, float], right: float) -> None:
        """Every sixth month, and under it how many are still followed; right of the chart what rows and tints mean."""
        top, edge, room = plot.top + plot.height + 4, plot.left + plot.width + GAP + 28, right - GAP - 28
        quiet, centred = Type(colour=QUIET_TEXT), Type(colour=QUIET_TEXT, align="center")
        for name, middle in middles.items():
            if int(name.replace(MINUS, "-")) % EVERY == 0:
                wide = width(name, LEAST) + 2
                self._text(f"month {name}", name, Frame(middle - wide / 2, top, wide, LINE_ROOM), centred)
        self._text("months", self._language.text("conference.months"), Frame(edge, top, room, LINE_ROOM), quiet)
        second = top + LINE_ROOM - 1
        for month, count in picture.marks:
            if month % EVERY == 0:
                self._text(
                    f"followed {month}",
                    self._language.number(count),
                    Frame(middles[str(month)] - 48, second, 96, LINE_ROOM),
                    Type(align="center"),
                )
        if picture.marks:
            self._text("followed", picture.marks_label, Frame(edge, second, room, LINE_ROOM), Type())
        for line, key in enumerate(("conference.pale", "conference.dark") if picture.is_cumulative else ("conference.hundred",)):
            self._text(key, self._language.text(key), Frame(edge, plot.top + line * LINE_ROOM, room, LINE_ROOM), quiet)

    def _squares(self, picture: Squares, frame: Frame) -> None:
        shapes = [(rows, -(-picture.count // rows)) for rows in range(1, picture.count + 1) if picture.count % rows == 0]
        pitch, columns = max((min(frame.height / rows, frame.width / columns), columns) for rows, columns in shapes)
        group = self._slide.shapes.add_group_shape()
        for place in range(picture.count):
            row, column = divmod(place, columns)
            square = group.shapes.add_shape(
                1, Pt(frame.left + column * pitch), Pt(frame.top + row * pitch), Pt(pitch * 0.82), Pt(pitch * 0.82)
            )
            square.fill.solid()
            square.fill.fore_color.rgb = rgb(ACCENT)
            square.line.fill.background()
            plain(square)
        described(group, picture.alternative, picture.name)

    def _absent(self, picture: Absent, frame: Frame) -> None:
        if not picture.words:
            return
        hatched(self._slide, Frame(frame.left, frame.top, 24, frame.height))
        room = frame.width - 24 - GAP
        size = largest(picture.words, (40, 36, *PANEL_SIZES), room, frame.height, is_bold=True)
        type_ = Type(size=size, is_bold=True)
        high = min(tall(picture.words, room, type_), frame.height)
        self._text("absent", picture.words, Frame(frame.left + 24 + GAP, frame.top + (frame.height - high) / 2, room, high), type_)

    def _panels(self, picture: Panels, frame: Frame) -> None:
        size = next((size for size in PANEL_SIZES if panels_height(picture, frame.width, size) <= frame.height), LEAST)
        top = frame.top
        for place, (label, sentence) in enumerate(picture.panels):
            colour = (ACCENT, CONTRAST)[place % 2] if label else ACCENT
            type_ = Type(size=size)
            room = frame.width - GAP
            high = tall(sentence.text, room, type_)
            head = LINE_ROOM if label else 0
            rectangle(self._slide, Frame(frame.left, top + 3, 5, high + head - 6), colour)
            if label:
                self._text(f"label {place}", label, Frame(frame.left + GAP, top, room, head), Type(colour=colour, is_bold=True))
            self._text(f"panel {place}", sentence.text, Frame(frame.left + GAP, top + head, room, high), type_)
            top += head + high + GAP


def panels_height(picture: Panels, room: float, size: float) -> float:
    """How high panels are at a size."""
    heads = [LINE_ROOM if label else 0 for label, _ in picture.panels]
    texts = [tall(sentence.text, room - GAP, Type(size=size)) for _, sentence in picture.panels]
    return sum(heads) + sum(texts) + GAP * (len(texts) - 1)


def least_height(picture: Picture, room: float) -> float:
    """How much height a picture needs to be read."""
    if isinstance(picture, Panels):
        return panels_height(picture, room, LEAST)
    if isinstance(picture, Bars | Ranges):
        most = max(len(lines(row.words, LEAST, room * 0.4, is_bold=True)) for row in picture.rows)
        around = 2 if isinstance(picture, Ranges) else 1 if any(row.low is not None for row in picture.rows) else 0
        return (len(picture.rows) * max(1, most) + around) * LINE_ROOM
    if isinstance(picture, Absent):
        return tall(picture.words, room - 24 - GAP, Type(is_bold=True)) if picture.words else 0
    return 150


def _column(words: Sequence[str], type_: Type, most: float) -> float:
    """The width of a column of texts: that of the longest, or as much as there is, over which it is broken."""
    return min(max(width(one, type_.size, is_bold=type_.is_bold) for one in words) + 2, most)
