"""Native charts: a picture of the kit as an editable chart whose workbook holds its published numbers and nothing else.

Belongs here: charts, their scales, colours and workbooks. Does not belong here: the words around them and where they stand
(`slide_pictures.py`).

A range is drawn from the published limits themselves and not from error bars, which programs draw differently and which would need
numbers that nobody published: a bar is dark up to its lower limit, lighter up to its value and lightest up to its upper limit.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from reports.render.slide_theme import LEAST, still
from reports.theme import INK, QUIET_TEXT, RULE, mixed

SlideValues = Sequence[Decimal | None]
_NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_XY: Any = XyChartData
_CATEGORIES: Any = CategoryChartData
_RGB: Any = RGBColor
"""python-pptx says of itself that it is typed, and is so in part."""
_STEPS: Final = ("1", "2", "5")
_DAYS: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
LIGHTER, LIGHTEST = 0.35, 0.7
"""How far a colour is mixed with white between lower limit and value, and between value and upper limit."""


@dataclass(frozen=True)
class ChartNumbers:
    """The numbers behind a chart: titles of the columns value, lower and upper limit; what each row is called, its value and limits."""

    titles: tuple[str, str, str]
    names: tuple[str, ...]
    values: SlideValues
    lows: SlideValues
    highs: SlideValues
    number_format: str

    @property
    def has_ranges(self) -> bool:
        """Whether any row has limits."""
        return any(low is not None for low in self.lows)

    @property
    def columns(self) -> list[tuple[str, SlideValues]]:
        """Columns as they are drawn over each other, the widest first."""
        value, low, high = self.titles
        return [(high, self.highs), (value, self.values), (low, self.lows)] if self.has_ranges else [(value, self.values)]


@dataclass(frozen=True)
class Frame:
    """Where something stands, in points."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class SlideAxis:
    """An axis from low to high with a step."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        """Every place that is marked."""
        return [self.low + place * self.step for place in range(int((self.high - self.low) / self.step) + 1)]

    def part(self, value: Decimal) -> float:
        """How far up the axis a value lies, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low))


def scale(values: SlideValues, most: int) -> SlideAxis:
    """An axis over zero and all values with at most so many round steps."""
    known = [Decimal(0), *(value for value in values if value is not None)]
    low, high = min(known), max(known)
    span = (high - low) or Decimal(1)
    for power in range(span.adjusted() - 2, span.adjusted() + 2):
        for digit in _STEPS:
            step = Decimal(digit).scaleb(power)
            first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
            if last - first <= max(most, 2) and last > first:
                return SlideAxis(first * step, last * step, step)
    return SlideAxis(low, low + span, span)


def bars(slide: Any, frame: Frame, numbers: ChartNumbers, colours: Sequence[str], highest: Decimal, day: date) -> Any:
    """Lying bars from zero to `highest` that fill the frame, a colour each."""
    graphic, chart = _over_each_other(slide, XL_CHART_TYPE.BAR_CLUSTERED, frame, numbers, colours, day)
    chart.plots[0].gap_width = 60
    chart.category_axis.reverse_order = True
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, float(highest)
    return graphic


def steps(slide: Any, frame: Frame, numbers: ChartNumbers, colour: str, axis: SlideAxis, day: date) -> Any:
    """Columns without gaps, which make a staircase from zero, filling the frame."""
    graphic, chart = _over_each_other(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, frame, numbers, [colour] * len(numbers.names), day)
    chart.plots[0].gap_width = 0
    _ruled(chart, axis)
    return graphic


def line(slide: Any, frame: Frame, numbers: ChartNumbers, colour: str, axis: SlideAxis, day: date) -> Any:
    """A line between its limits, which are joined month by month by a broad pale band; what is not known is a gap."""
    graphic, chart = _chart(slide, XL_CHART_TYPE.LINE, frame, _categories(numbers), day)
    ranged = numbers.has_ranges
    for place, series in enumerate(chart.plots[0].series):
        series.smooth = False
        is_value = not ranged or place == 1
        series.format.line.color.rgb = rgb(colour if is_value else mixed(colour, LIGHTER))
        series.format.line.width = Pt(5 if is_value else 1.5)
    if ranged:
        broad = int(frame.width / len(numbers.names) * 12700)
        band = f'<a:ln w="{broad}" cap="flat"><a:solidFill><a:srgbClr val="{mixed(colour, LIGHTEST)[1:]}"/></a:solidFill></a:ln>'
        element = parse_xml(f"<c:hiLowLines {_NAMESPACES}><c:spPr>{band}</c:spPr></c:hiLowLines>")
        chart.plots[0]._element.find(qn("c:marker")).addprevious(element)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    _ruled(chart, axis)
    return graphic


def ranges(
    slide: Any, frame: Frame, numbers: ChartNumbers, colours: Sequence[str], threshold: tuple[str, Decimal], axis: SlideAxis, day: date
) -> Any:
    """Points under each other, each in its broad pale range, and an upright line at the threshold, filling the frame.

    An XY chart: beside a number its workbook holds the line that it is drawn on, counted from the top.
    """
    data = _XY(number_format=numbers.number_format)
    drawn: list[tuple[str, bool]] = []
    count = len(numbers.names)
    for place, (name, value, low, high) in enumerate(zip(numbers.names, numbers.values, numbers.lows, numbers.highs, strict=True)):
        for title, ends in ((f"{name}: {numbers.titles[1]}, {numbers.titles[2]}", (low, high)), (f"{name}: {numbers.titles[0]}", (value,))):
            if all(end is not None for end in ends):
                series = data.add_series(title)
                for end in ends:
                    series.add_data_point(end, place + 1)
                drawn.append((colours[place], len(ends) == 1))
    upright = data.add_series(threshold[0])
    for line_at in (0, count + 1):
        upright.add_data_point(threshold[1], line_at)
    graphic, chart = _chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES, frame, data, day)
    chart.category_axis.minimum_scale, chart.category_axis.maximum_scale = float(axis.low), float(axis.high)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0.5, count + 0.5
    chart.value_axis.reverse_order = True
    chart.value_axis.format.line.color.rgb = rgb(QUIET_TEXT)
    every = list(chart.plots[0].series)
    for series, (colour, is_point) in zip(every, drawn, strict=False):
        _point(series, colour) if is_point else _broad(series, colour, frame.height / count * 0.5, alpha=40)
    _broad(every[-1], INK, 3)
    every[-1].format.line._get_or_add_ln().append(parse_xml(f'<a:prstDash {_NAMESPACES} val="dash"/>'))
    return graphic


def rgb(colour: str) -> Any:
    """A colour of six hexadecimal digits."""
    return _RGB.from_string(colour[1:])


def _categories(numbers: ChartNumbers) -> Any:
    data = _CATEGORIES(number_format=numbers.number_format)
    data.categories = numbers.names
    for title, values in numbers.columns:
        data.add_series(title, values)
    return data


def _chart(slide: Any, kind: Any, frame: Frame, data: Any, day: date) -> tuple[Any, Any]:
    """A chart without title, legend and words that fills its frame; gaps stay open; axes keep their scale and are not drawn."""
    graphic = slide.shapes.add_chart(kind, Pt(frame.left), Pt(frame.top), Pt(frame.width), Pt(frame.height), data)
    chart = graphic.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.color.rgb = Pt(LEAST), rgb(QUIET_TEXT)
    space = chart._chartSpace
    blanks = space.chart.find(qn("c:dispBlanksAs"))
    if blanks is not None:
        blanks.set("val", "gap")
    for axis in (chart.category_axis, chart.value_axis):
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.has_major_gridlines = False
        axis.format.line.fill.background()
    area = space.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    whole = '<c:x val="0"/><c:y val="0"/><c:w val="1"/><c:h val="1"/>'
    area.insert(0, parse_xml(f"<c:layout {_NAMESPACES}><c:manualLayout>{modes}{whole}</c:manualLayout></c:layout>"))
    workbook = chart.part.chart_workbook
    workbook.update_from_xlsx_blob(_dated(workbook.xlsx_part.blob, day))
    return graphic, chart


def _over_each_other(slide: Any, kind: Any, frame: Frame, numbers: ChartNumbers, colours: Sequence[str], day: date) -> tuple[Any, Any]:
    """Bars of upper limit, value and lower limit over each other, each row in its colour and the two tints of it."""
    graphic, chart = _chart(slide, kind, frame, _categories(numbers), day)
    chart.plots[0].overlap = 100
    tints = (LIGHTEST, LIGHTER, 0.0) if numbers.has_ranges else (0.0,)
    for series, tint in zip(chart.plots[0].series, tints, strict=True):
        series.invert_if_negative = False
        _fill(series, mixed(colours[0], tint))
        for place, colour in enumerate(colours):
            if colour != colours[0]:
                _fill(series.points[place], mixed(colour, tint))
    return graphic, chart


def _fill(drawn: Any, colour: str) -> None:
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(colour)
    drawn.format.line.fill.background()


def _ruled(chart: Any, axis: SlideAxis) -> None:
    """Light rules at the scale's ticks, and a line at zero."""
    value = chart.value_axis
    value.minimum_scale, value.maximum_scale, value.major_unit = float(axis.low), float(axis.high), float(axis.step)
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = rgb(RULE)
    chart.category_axis.format.line.color.rgb = rgb(QUIET_TEXT)


def _point(series: Any, colour: str) -> None:
    """A round mark and no line."""
    series.smooth = False
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 18
    _fill(series.marker, colour)


def _broad(series: Any, colour: str, thickness: float, *, alpha: int = 100) -> None:
    """A line of so many points and no marks; one that lets through so many percent of what lies below shows a mark in it."""
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(thickness)
    properties = series.format.line._get_or_add_ln()
    properties.set("cap", "flat")
    if alpha < 100:
        next(properties.iter(qn("a:srgbClr"))).append(parse_xml(f'<a:alpha {_NAMESPACES} val="{alpha}000"/>'))


def _dated(content: bytes, day: date) -> bytes:
    """A workbook that says it was made on the day of the data, so that the same numbers give the same bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for member in source.infolist():
            target.writestr(member, _DAYS.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), source.read(member)))
    return still(result.getvalue())
