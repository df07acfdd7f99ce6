"""Questions that a panel or a sceptic asks, each answered by a figure: other definitions, other people, gross and net, other forecasts.

Belongs here: which questions there are. Does not belong here: the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from data_contracts.figure_ids import (
    BENEFIT_WEEKS_CHANGE_52W,
    EMPLOYMENT_ANY_HOURS_SHARE_12M,
    FORECAST_COMPARISON_FACTOR_GROSS_FTE,
    FORECAST_COMPARISON_FACTOR_NET_FTE,
    FORECAST_COMPARISON_FACTOR_NET_LASTING_FTE,
    FULL_TIME_AT_END_COUNT,
    FULL_TIME_AT_RISK,
    FULL_TIME_EVER_ONE_MONTH_COUNT,
    FULL_TIME_FAILED_BY_SICKNESS_COUNT,
    FULL_TIME_LASTING_SHARE_24M,
    FULL_TIME_REACHED_COUNT,
    FULL_TIME_REACHED_SHARE_12M,
    FULL_TIME_REACHED_SHARE_24M,
    FULL_TIME_UNCONFIRMED_COUNT,
    NET_EFFECT_BENEFIT_WEEKS_52W,
    NET_EFFECT_FTE_12M,
    NET_EFFECT_LASTING_FTE_24M,
    NET_EFFECT_OFF_BENEFIT_SHARE_12M,
)
from reports.blocks import Sentence
from reports.conference.content import Question, QuestionGroup, said
from reports.figures import TENTH, FigureTable, Shown
from reports.management.forecast import LINES, MAIN_POPULATION, ONE_SIDED
from reports.management.full_time import GRID_MONTHS, GRID_NORMS
from reports.reservations import shared_and_own

REACHED = FULL_TIME_REACHED_COUNT
AROUND = (
    ("job_starters", FULL_TIME_REACHED_SHARE_12M, "job_starters", "12m"),
    ("24m", FULL_TIME_REACHED_SHARE_24M, "referred", "24m"),
    ("lasting", FULL_TIME_LASTING_SHARE_24M, "referred", "24m"),
    ("one_month", FULL_TIME_EVER_ONE_MONTH_COUNT, "referred", "total"),
    ("at_end", FULL_TIME_AT_END_COUNT, "referred", "total"),
    ("sickness", FULL_TIME_FAILED_BY_SICKNESS_COUNT, "referred", "total"),
    ("unconfirmed", FULL_TIME_UNCONFIRMED_COUNT, "referred", "total"),
)
GROSS = (
    ("gross_hours", EMPLOYMENT_ANY_HOURS_SHARE_12M, "12m"),
    ("gross_change", BENEFIT_WEEKS_CHANGE_52W, "total"),
)
NET = (
    ("net_fte", NET_EFFECT_FTE_12M, "12m"),
    ("net_weeks", NET_EFFECT_BENEFIT_WEEKS_52W, "12m"),
    ("net_off_benefit", NET_EFFECT_OFF_BENEFIT_SHARE_12M, "12m"),
    ("net_lasting", NET_EFFECT_LASTING_FTE_24M, "24m"),
)
FACTORS = (
    ("forecast_net", FORECAST_COMPARISON_FACTOR_NET_FTE, "12m"),
    ("forecast_lasting", FORECAST_COMPARISON_FACTOR_NET_LASTING_FTE, "24m"),
    ("forecast_gross", FORECAST_COMPARISON_FACTOR_GROSS_FTE, "12m"),
)


def groups(table: FigureTable) -> tuple[QuestionGroup, ...]:
    """All questions, in the order in which a sceptic asks them."""
    text = table.language.text
    around = [(text(f"conference.questions.around_{name}"), table.find(*place)) for name, *place in AROUND]
    gross, net = (
        [(text(f"conference.questions.{name}"), table.find(figure_id, "referred", window)) for name, figure_id, window in figures]
        for figures in (GROSS, NET)
    )
    return (
        _grid(table),
        _group(table, text("conference.questions.around"), "", around),
        _group(table, text("conference.questions.gross"), text("definitions.gross"), gross),
        _group(table, text("conference.questions.net"), "", net),
        *(_forecast(table, *factor) for factor in FACTORS),
    )


def _answer(table: FigureTable, shown: Shown) -> Sentence:
    """Range before point; why there is none."""
    text = table.language.text
    if not shown.is_published:
        return said(table.absence(shown), shown)
    value, between = table.value(shown), table.range(shown)
    words = text("conference.questions.answer_range", range=between, value=value) if between else value
    if ONE_SIDED & set((shown.reason or "").split(",")):
        words = text(
            "conference.questions.at_most",
            value=table.amount((shown.high or shown.value or TENTH).quantize(TENTH, ROUND_CEILING), shown.unit),
        )
    return said(words, shown)


def _group(table: FigureTable, title: str, intro: str, asked: Sequence[tuple[str, Shown]], *of: Shown) -> QuestionGroup:
    """Questions under a heading; reservations and assumptions that all their figures carry are said once, in the intro."""
    shared, own = shared_and_own(table, [shown for _, shown in asked])
    words = " ".join((intro, table.language.text("conference.questions.shared", words="; ".join(shared)) if shared else "")).strip()
    questions = tuple(
        Question(question, _answer(table, shown), table.language.text("conference.questions.warned", words=words) if words else "")
        for (question, shown), words in zip(asked, own, strict=True)
    )
    return QuestionGroup(title, said(words, *of) if words else None, questions)


def _grid(table: FigureTable) -> QuestionGroup:
    text, number = table.language.text, table.language.number
    headline, at_risk = table.find(REACHED, "referred"), table.find(FULL_TIME_AT_RISK, "referred")
    intro = text("conference.questions.grid_intro", headline=table.value(headline), at_risk=table.number(at_risk))
    asked: list[tuple[str, Shown]] = []
    for months in GRID_MONTHS:
        for norm in GRID_NORMS:
            key = "conference.questions.grid_many" if months > 1 else "conference.questions.grid_one"
            words = text(key, hours=number(Decimal(norm), len(norm.partition(".")[2])), months=number(months))
            asked.append((words, table.find(REACHED, "referred", "total", months=months, norm=norm)))
    return _group(table, text("conference.questions.grid"), intro, asked, headline, at_risk)


def _forecast(table: FigureTable, name: str, figure_id: str, window: str) -> QuestionGroup:
    text, number = table.language.text, table.language.number
    asked = []
    for line in LINES:
        words = text(f"conference.questions.scenario_{line['scenario']}", population=number(int(line["forecast_population"])))
        asked.append((words, table.find(figure_id, "referred", window, **line)))
    intro = text("conference.questions.forecast_intro", population=number(MAIN_POPULATION)) if name == FACTORS[0][0] else ""
    return _group(table, text(f"conference.questions.{name}"), intro, asked)
