"""Questions that a panel or a sceptic asks, each answered by a figure: other definitions, other people, gross and net, other forecasts.

Belongs here: which questions there are. Does not belong here: the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from reports.blocks import Sentence
from reports.conference.content import Question, QuestionGroup, said
from reports.figures import TENTH, FigureTable, Shown
from reports.management.forecast import LINES, MAIN_POPULATION, ONE_SIDED
from reports.management.full_time import GRID_MONTHS, GRID_NORMS
from reports.reservations import shared_and_own

REACHED = "full_time.reached_count"
AROUND = (
    ("job_starters", "full_time.reached_share_12m", "job_starters", "12m"),
    ("24m", "full_time.reached_share_24m", "referred", "24m"),
    ("lasting", "full_time.lasting_share_24m", "referred", "24m"),
    ("one_month", "full_time.ever_one_month_count", "referred", "total"),
    ("at_end", "full_time.at_end_count", "referred", "total"),
    ("sickness", "full_time.failed_by_sickness_count", "referred", "total"),
    ("unconfirmed", "full_time.unconfirmed_count", "referred", "total"),
)
GROSS = (
    ("gross_hours", "employment.any_hours_share_12m", "12m"),
    ("gross_change", "benefit_weeks.change_52w", "total"),
)
NET = (
    ("net_fte", "net_effect.fte_12m", "12m"),
    ("net_weeks", "net_effect.benefit_weeks_52w", "12m"),
    ("net_off_benefit", "net_effect.off_benefit_share_12m", "12m"),
    ("net_lasting", "net_effect.lasting_fte_24m", "24m"),
)
FACTORS = (
    ("forecast_net", "forecast_comparison.factor_net_fte", "12m"),
    ("forecast_lasting", "forecast_comparison.factor_net_lasting_fte", "24m"),
    ("forecast_gross", "forecast_comparison.factor_gross_fte", "12m"),
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
    headline, at_risk = table.find(REACHED, "referred"), table.find("full_time.at_risk", "referred")
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
