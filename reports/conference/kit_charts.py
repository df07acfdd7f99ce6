"""The kit's pictures for paper and screen: the house's charts, from what the kit's slides show.

Belongs here: handing a picture of the kit to the chart that draws it. Does not belong here: how it is drawn (`reports/charts.py` and its
neighbours).
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from reports import measure
from reports.charts import DOTS_A_ROW, FunnelStep, LadderOutcome, incidence_steps, ladder_bars, people_dots, persons_per_dot
from reports.conference.content import Bars, Kit, Months, Picture, Ranges
from reports.drawn import Annotation, Drawn, Layout, Trace
from reports.event_charts import Shade, event_months
from reports.language import NO_BREAK, Language
from reports.range_charts import RangeRow, ranges_and_threshold
from reports.theme import SIZE
from reports.ticks import in_language

HUNDRED = 100
EDGES = 20
DOT, ROOM_FOR_WORDS = 0.56, 1.8
ROOM_FOR_STEPS = 220
"""Pixels between names and words below which an axis has room for its ends alone."""
BESIDE_AXIS, BESIDE_BAR = 10, 14
"""Pixels between a name and its axis, and between a bar's end and its words, with a little to spare."""
HEIGHTS = {"hours": 230, "full-time": 340, "difference": 330, "forecast": 290}
"""Pixels: low pictures keep their words large where they are set into a column or a card."""
SPOKEN = frozenset({"people", "hours", "full-time", "difference", "forecast"})
"""Slides whose pictures are worth a poster."""


def charts_of(kit: Kit, language: Language, width: int) -> dict[str, Drawn]:
    """Slide → Plotly's data and layout, `width` pixels wide, for every slide that has a picture with numbers.

    The stamp is set beside the charts, not in them.
    """
    found = {slide.name: _drawn(slide.picture, language, width) for slide in kit.slides if slide.name in SPOKEN}
    told = {name: in_language(chart, language) for name, chart in found.items() if chart}
    return {name: {"data": chart["data"], "layout": {**chart["layout"], "width": width}} for name, chart in told.items()}


def _drawn(picture: Picture, language: Language, width: int) -> Drawn | None:
    if isinstance(picture, Bars):
        return _dots(picture, language, width) if picture.is_of_people else _ladder(picture, width)
    if isinstance(picture, Months):
        return _steps(picture, language) if picture.is_cumulative else _event(picture, language)
    return _ranges(picture) if isinstance(picture, Ranges) else None


def _dots(picture: Bars, language: Language, width: int) -> Drawn:
    """People as dots, as far apart downwards as across; what a dot stands for is said where it is not one person."""
    steps = [FunnelStep(row.label, None if row.value is None else int(row.value), row.words) for row in picture.rows]
    chart, each = people_dots(steps, stamp=""), persons_per_dot(steps)
    pitch = (width - EDGES) / (DOTS_A_ROW + 1)
    layout = chart["layout"]
    notes: list[Annotation] = [{**note, "font": {**note["font"], "size": max(14, int(pitch * 1.2))}} for note in layout["annotations"]]
    data: list[Trace] = [{**trace, "marker": {**trace["marker"], "size": pitch * DOT}} for trace in chart["data"]]
    bottom, top = layout["yaxis"]["range"]
    if each > 1:
        words = language.text("management.dots_many", persons=each)
        notes.append({**notes[-1], "text": words, "y": bottom, "font": {**notes[-1]["font"], "size": SIZE}})
        bottom += ROOM_FOR_WORDS
    height = int(layout["margin"]["t"] + 10 + pitch * (bottom - top))
    drawn: Layout = {**layout, "annotations": notes, "yaxis": {**layout["yaxis"], "range": [bottom, top]}, "height": height}
    return {"data": data, "layout": drawn}


def _ladder(picture: Bars, width: int) -> Drawn:
    outcomes = [
        LadderOutcome(
            row.key, row.label, [_float(row.value)], [_float(row.low)], [_float(row.high)], [NO_BREAK + row.words], [row.value is None]
        )
        for row in picture.rows
    ]
    chart = ladder_bars([""], outcomes, axis="", stamp="")
    left = ceil(max(measure.width(row.label, SIZE) for row in picture.rows)) + BESIDE_AXIS
    right = ceil(max(measure.width(row.words, SIZE) for row in picture.rows)) + BESIDE_BAR
    margin = {**chart["layout"]["margin"], "l": left, "r": right}
    if width - left - right < ROOM_FOR_STEPS:
        chart["layout"]["xaxis"]["nticks"] = 1
    return {"data": chart["data"], "layout": {**chart["layout"], "margin": margin, "height": HEIGHTS["hours"]}}


def _steps(picture: Months, language: Language) -> Drawn:
    """The staircase begins at nought in month 0, but not before a first month that is hidden."""
    start = 0.0 if picture.values[0] is not None else None
    followed = dict(picture.marks)
    chart = incidence_steps(
        (0, *picture.months),
        (start, *map(_float, picture.values)),
        (start, *map(_float, picture.lows)),
        (start, *map(_float, picture.highs)),
        ("", *(language.number(followed[month]) if month in followed else "" for month in picture.months)),
        hidden=picture.hidden,
        axis_months=picture.axis,
        axis_share="",
        followed_label=picture.marks_label,
        hidden_label=language.text("status.suppressed"),
        stamp="",
    )
    return _low(chart, "full-time")


def _event(picture: Months, language: Language) -> Drawn:
    hundred = [
        [None if end is None else float(end * HUNDRED) for end in column] for column in (picture.values, picture.lows, picture.highs)
    ]
    chart = event_months(
        picture.months,
        *hundred,
        shades=tuple(Shade(first, last, _broken(words)) for first, last, words in picture.shades),
        event_label=picture.event,
        axis_months=picture.axis,
        axis_value=language.text("conference.forecast.axis"),
        stamp="",
    )
    chart["layout"]["yaxis"]["tickformat"] = ".0f"
    return _low(chart, "difference")


def _ranges(picture: Ranges) -> Drawn:
    rows = [
        RangeRow(
            row.label, float(row.low * HUNDRED), float(row.value * HUNDRED), float(row.high * HUNDRED), row.words, row.key == "programme"
        )
        for row in picture.rows
        if row.low is not None and row.value is not None and row.high is not None
    ]
    return ranges_and_threshold(
        rows,
        float(picture.threshold * HUNDRED),
        threshold_label=picture.threshold_label,
        verdict="",
        axis_title=picture.axis,
        stamp="",
        height=HEIGHTS["forecast"],
    )


def _low(chart: Drawn, name: str) -> Drawn:
    return {"data": chart["data"], "layout": {**chart["layout"], "height": HEIGHTS[name]}}


def _broken(words: str) -> str:
    """A short label over two lines."""
    parts = words.split(" ")
    middle = (len(parts) + 1) // 2
    return " ".join(parts[:middle]) + "<br>" + " ".join(parts[middle:])


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
