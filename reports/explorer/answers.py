"""Answers: what each choice leads to, in words and as the picture's parts.

Belongs here: which published figures a choice shows, and the sentences around them. Does not belong here: choices (`choices.py`), places
of things in the picture (`reports/explorer_charts.py`) and the page (`reports/render/explorer_page.py`).

Only the main line may carry "fivefold"; every other answer says why not. Gross persons stand beside the forecast without a factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR
from typing import Final

from data_contracts.figure_ids import FULL_TIME_AT_RISK, FULL_TIME_REACHED_COUNT
from reports.explorer.choices import FIELDS, JOB_STARTERS, NET, Choice, line_name, number_name
from reports.explorer_charts import Bar, ExplorerAxis, bars, dots, hatched
from reports.figures import BRIDGE, TENTH, FigureTable, Shown
from reports.language import capital
from reports.management.forecast import FACTOR_NET, FORECAST_FTE, FORECAST_RATE, MAIN_POPULATION, SCENARIOS, THRESHOLD, outcome_of
from reports.management.forecast import NET as NET_FTE
from reports.published import numbered

REACHED, AT_RISK = FULL_TIME_REACHED_COUNT, FULL_TIME_AT_RISK
REFUSED: Final = (
    "differs_unit_fte_persons_in_work",
    "differs_gross_or_net_gross_net",
    "differs_denominator_referred_person_target_group_member",
    "differs_window_any_time_structural",
)
"""What lies between persons who reached full-time and the forecast; none of it is bridged here."""
VERDICTS: Final = frozenset({"fivefold_shown", "fivefold_not_shown", "fivefold_not_judged"})
SIZES: Final = tuple(int(size) for size in FIELDS["forecast"])
NO_EFFECT: Final = "no_demonstrated_effect"


@dataclass(frozen=True)
class Answer:
    """What the page says under one choice. `picture` holds the picture's parts, `alternative` the picture in words."""

    finding: str
    range: str
    verdict: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    picture: Mapping[str, object]
    alternative: str
    figure_ids: tuple[str, ...]

    @property
    def parts(self) -> tuple[object, ...]:
        """What the page shows, in the order in which its script reads it."""
        return (self.finding, self.range, self.verdict, self.notes, self.sources, self.picture, self.alternative)


def answer(table: FigureTable, choice: Choice) -> Answer:
    """The answer to a choice, from the public figures. What has no published number says so in words."""
    return _net(table, choice) if choice.count == NET else _gross(table, choice)


def _gross(table: FigureTable, choice: Choice) -> Answer:
    text = table.language.text
    cell = reached(table, choice)
    of = table.find(AT_RISK, choice.population)
    differences = numbered([text(f"reason.{key}") for key in REFUSED])
    beside, forecasts = _beside(table, choice)
    parts = _counted(table, choice, cell, of) if cell.is_published else _hidden(table, cell)
    own = table.find(REACHED, choice.population, "total")
    notes = [_rule(table, choice)]
    notes += [text("explorer.own_rule", value=table.value(own))] if own.is_published else []
    shown = (cell, of, *([own] if own.is_published else []), *forecasts)
    return replace(
        parts,
        verdict=text("explorer.refused", differences=differences),
        notes=(beside, *notes, *parts.notes),
        sources=tuple(table.source(one) for one in shown if one.unit),
        figure_ids=tuple(dict.fromkeys(one.figure_id for one in shown)),
    )


def reached(table: FigureTable, choice: Choice) -> Shown:
    """Persons who reached full-time by the chosen rule; where the grid was not made, for the reason of the figure that it varies."""
    found = table.find(REACHED, choice.population, "total", months=int(choice.months), norm=choice.norm)
    own = table.find(REACHED, choice.population, "total")
    is_unmade = not found.unit and own.unit and not own.is_published
    return replace(found, status=own.status, reason=own.reason) if is_unmade else found


def _counted(table: FigureTable, choice: Choice, cell: Shown, of: Shown) -> Answer:
    """A published count: how many of how many."""
    text = table.language.text
    value = table.value(cell)
    finding = text("explorer.gross_finding_count", value=value)
    if of.is_published:
        finding = text(f"explorer.gross_finding_{choice.population}", reached=table.number(cell), of=table.number(of))
    between = text("explorer.gross_range", value=value, precision=table.precision(cell), rounding=text("disclosure.rounded"))
    rest = text("explorer.dots_rest", of=table.value(of)) if of.is_published else ""
    picture = dots(table.language, cell.count or 0, of.count or 0, text("explorer.dots_reached", value=value), rest)
    return Answer(finding, between, "", (text("explorer.gross_limit"),), (), picture, f"{finding}.", ())


def _hidden(table: FigureTable, shown: Shown) -> Answer:
    """A number that is not shown: the finding says why."""
    finding = table.language.text("explorer.no_number", why=table.absence(shown))
    return Answer(finding, "", "", (), (), hatched(table.absence_short(shown)), f"{finding}.", ())


def _rule(table: FigureTable, choice: Choice) -> str:
    text = table.language.text
    hours = number_name(table.language, choice.norm)
    is_one = choice.months == "1"
    months = text("full_time.grid_month") if is_one else text("full_time.grid_months", months=number_name(table.language, choice.months))
    key = "explorer.rule_hours_alone" if table.is_benefit_ignored else "explorer.rule"
    return text(key, months=months, norm=text("explorer.month_at_norm", hours=hours))


def _beside(table: FigureTable, choice: Choice) -> tuple[str, tuple[Shown, ...]]:
    """The forecast beside a count, without any factor."""
    text = table.language.text
    total, rate = table.find(FORECAST_FTE, "target_group", scenario=choice.scenario), forecast(table, choice)
    line = line_name(table.language, choice)
    missing = next((shown for shown in (total, rate) if not shown.is_published), None)
    if missing is not None:
        return text("explorer.beside_absent", line=line, why=table.absence(missing)), (total, rate)
    return text("explorer.beside", line=line, total=table.range(total), rate=per_hundred(table, rate)), (total, rate)


def forecast(table: FigureTable, choice: Choice) -> Shown:
    """The chosen forecast per member of the chosen target group."""
    return table.find(FORECAST_RATE, "target_group", forecast_population=int(choice.forecast), scenario=choice.scenario)


def per_hundred(table: FigureTable, shown: Shown) -> str:
    """The range per 100 persons; in two words why there is none."""
    return table.range_per_hundred(shown) or table.absence_short(shown)


def factor(table: FigureTable, choice: Choice) -> Shown:
    """The factor of the chosen line; there is none for those who started a job, because nobody was matched to them."""
    found = table.find(FACTOR_NET, "referred", "12m", forecast_population=int(choice.forecast), scenario=choice.scenario)
    if choice.population == JOB_STARTERS:
        why = "no_comparison_for_job_starters"
        empty = replace(found, value=None, low=None, high=None, interval_method=None, denominator_count=None)
        return replace(empty, population=JOB_STARTERS, unit="", status="not_computable", reason=why)
    return found


def _net(table: FigureTable, choice: Choice) -> Answer:
    text = table.language.text
    found, own, rate = factor(table, choice), table.find(NET_FTE, "referred", "12m"), forecast(table, choice)
    threshold = table.find(THRESHOLD, "referred", "12m")
    has_ends = found.is_published and own.low is not None and rate.low is not None
    parts = _compared(table, choice, found, own, rate) if has_ends else _hidden(table, found)
    drawn = _bars(table, choice, own if has_ends else replace(own, low=None, value=None, high=None, status=found.status), rate, threshold)
    shown = [found, own, rate, *([threshold] if choice.is_main_line else [])]
    return replace(
        parts,
        verdict=_verdict(table, choice, found),
        notes=(*parts.notes, text("forecast.other_lines_note", population=table.language.number(MAIN_POPULATION)), text("forecast.limit")),
        sources=tuple(table.source(one) for one in shown if one.unit),
        picture=drawn.picture,
        alternative=drawn.alternative,
        figure_ids=tuple(dict.fromkeys(one.figure_id for one in shown)),
    )


def _compared(table: FigureTable, choice: Choice, found: Shown, own: Shown, rate: Shown) -> Answer:
    """A published factor: its range, what it is the range of, its point, and what it rests on."""
    text = table.language.text
    keys = (found.reason or "").split(",")
    key = "explorer.net_finding_none" if NO_EFFECT in keys else "explorer.net_finding"
    told = table.range(found)
    finding = text(key, range=told if NO_EFFECT in keys else capital(told), line=line_name(table.language, choice))
    between = text("explorer.net_range", programme=per_hundred(table, own), forecast=per_hundred(table, rate))
    notes = [text("explorer.net_point", value=table.value(found)), text("forecast.bridge", bridge="; ".join(table.bridges(found)))]
    return Answer(finding, between, "", tuple(notes), (), {}, "", ())


def _verdict(table: FigureTable, choice: Choice, found: Shown) -> str:
    """Whether "fivefold" holds: on the main line as its own figure says, on every other line why it is not said; reservations behind it."""
    text = table.language.text
    if not found.is_published:
        return text("explorer.not_judged")
    keys = [key for key in (found.reason or "").split(",") if key and not key.startswith(BRIDGE) and key not in VERDICTS]
    words = "; ".join(text(f"reason.{key}") for key in keys)
    reservations = " " + text("explorer.reservations", words=words) if words else ""
    if not choice.is_main_line:
        return text("explorer.only_main") + reservations
    main = table.find(FACTOR_NET, "referred", "12m")
    ends = {"range": table.range(main)}
    if main.low is not None:
        ends["low"] = table.language.number(main.low.quantize(TENTH, ROUND_FLOOR), 1)
    return f"{text(f'forecast.title_{outcome_of(main)}', **ends)}.{reservations}"


def _bars(table: FigureTable, choice: Choice, own: Shown, rate: Shown, threshold: Shown) -> Answer:
    """The programme's range beside the forecast's, on the scale of all lines; the threshold on the main line alone."""
    text = table.language.text
    line = line_name(table.language, choice)
    named = (text("explorer.bar_programme"), own), (text("explorer.bar_forecast", line=line), rate)
    drawn = [Bar(label, per_hundred(table, shown), *_hundreds(shown), is_own=shown is own) for label, shown in named]
    mark = None
    if choice.is_main_line and threshold.value is not None:
        mark = (float(threshold.value) * 100, text("forecast.threshold", number=table.hundredfold(threshold.value)))
    picture = bars(table.language, drawn, scale(table), mark, text("forecast.axis"))
    said = {"programme": drawn[0].label, "programme_range": drawn[0].words, "forecast": drawn[1].label, "forecast_range": drawn[1].words}
    alternative = text("explorer.picture_net", **said)
    if mark is not None:
        alternative = text("explorer.picture_threshold", picture=alternative, threshold=mark[1])
    return Answer("", "", "", (), (), picture, alternative, ())


def scale(table: FigureTable) -> ExplorerAxis:
    """One scale for every net picture, so that a choice moves what it moves and nothing else."""
    rates = [table.find(FORECAST_RATE, "target_group", forecast_population=size, scenario=one) for size in SIZES for one in SCENARIOS]
    shown = (table.find(NET_FTE, "referred", "12m"), table.find(THRESHOLD, "referred", "12m"), *rates)
    return ExplorerAxis.over(end for one in shown for end in _hundreds(one) if end is not None)


def _hundreds(shown: Shown) -> tuple[float | None, float | None, float | None]:
    """Low, value and high per 100 persons."""
    low, value, high = (None if end is None else float(end) * 100 for end in (shown.low, shown.value, shown.high))
    return low, value, high
