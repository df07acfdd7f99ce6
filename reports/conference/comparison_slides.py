"""What the programme adds: the difference from the comparison group, the forecast beside it, and what the forecast covers.

Belongs here: these three slides. Does not belong here: the verdicts themselves, which travel with the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR

from data_contracts.comparability import SAMPLE_OF_TARGET_GROUP
from reports.claims_ledger import scope_correction
from reports.conference.content import (
    Absent,
    Months,
    PictureRow,
    Ranges,
    Slide,
    Squares,
    absent,
    beside,
    by_month,
    headings,
    notes,
    said,
    source,
)
from reports.figures import TENTH, FigureTable, Shown
from reports.language import capital
from reports.management import forecast as lines
from reports.management import net_effect
from reports.published import FOLD

RECOMMENDATIONS = 48
"""Recommendations of the Reform Commission that the forecast covers (data_contracts/reference/forecasts.csv)."""
LAST_MONTHS = (24, 12)


def difference(table: FigureTable) -> Slide:
    """The difference month by month, its range after a year, and whether the comparison can be trusted."""
    text = table.language.text
    main = table.find(net_effect.MAIN[0], "referred", net_effect.MAIN[1])
    outcome = net_effect.outcome_of(main)
    if main.value is None:
        lead = text("conference.difference.lead_absent", why=table.absence(main))
    else:
        lead = text("conference.per_hundred", range=table.range_per_hundred(main), value=table.hundredfold(main.value))
    reasons = [table.language.text(f"reason.{key}") for key in (main.reason or "").split(",") if key and key != net_effect.NOT_TRUSTED]
    point = text("conference.difference.point_held")
    if outcome == "absent":
        point = text("conference.difference.point_absent")
    elif outcome == "not_trusted":
        point = text("conference.difference.point_not_trusted", why="; ".join(reasons))
    picture = _months(table, main)
    hidden = " " + text("conference.hatched") if isinstance(picture, Months) and picture.hidden else ""
    definition = text("conference.difference.definition", says=text(f"figure.{main.figure_id}.says"), note=text("net_effect.note"))
    return Slide(
        "difference",
        said(text(f"net_effect.title_{outcome}"), main),
        picture,
        notes(table, said(definition, main), said(text("conference.difference.objection")), said(text("net_effect.limit")), main),
        lead=said(lead, main) if main.is_published or isinstance(picture, Months) else None,
        point=said(point + hidden, main),
        source=source(table, main),
    )


def _months(table: FigureTable, main: Shown) -> Months | Absent:
    text = table.language.text
    for last in LAST_MONTHS:
        months = tuple(range(net_effect.FIRST_MONTH, last + 1))
        found = [table.find(net_effect.BY_MONTH, "referred", f"{last}m", month=month) for month in months]
        if any(shown.is_published for shown in found):
            break
    else:
        return absent(table, main if not main.is_published else found[-1])
    year = -net_effect.MAIN_MONTH
    return Months(
        "difference",
        headings(table, "conference.axis_fte"),
        **by_month(months, found),
        axis=text("conference.difference.axis"),
        alternative=text("conference.difference.alternative", words=table.range(main) or table.absence(main)),
        is_cumulative=False,
        shades=(
            (net_effect.FIRST_MONTH, year - 1, text("conference.difference.months_placebo")),
            (year, -1, text("conference.difference.months_matched")),
        ),
        event=text("conference.difference.referred"),
    )


def forecast(table: FigureTable) -> Slide:
    """The programme's range beside the forecast's, the line that fivefold takes, and the verdict in words."""
    text = table.language.text
    main = table.find(lines.FACTOR_NET, "referred", "12m")
    own = table.find(net_effect.MAIN[0], "referred", net_effect.MAIN[1])
    outcome = lines.outcome_of(main)
    lead, ends = text("conference.forecast.lead_absent", why=table.absence(main)), {}
    point = text("conference.forecast.point_absent", fold=table.language.number(FOLD))
    if main.value is not None and main.low is not None:
        between = table.range(main)
        lead = text("forecast.range", range=capital(between))
        point = text("forecast.point", value=table.value(main), fold=table.language.number(FOLD))
        ends = {"range": between, "low": table.language.number(main.low.quantize(TENTH, ROUND_FLOOR), 1)}
    bridge = text(f"reason.{SAMPLE_OF_TARGET_GROUP.key}")
    definition = text("conference.forecast.definition", says=text(f"figure.{main.figure_id}.says"), bridge=bridge)
    verdict = lines.verdict_of(table, outcome)
    beside_it = [table.find(lines.FORECAST_RATE, "target_group", "total", **line) for line in lines.LINES[:2]]
    threshold = table.find(lines.THRESHOLD, "referred", "12m")
    picture = _ranges(table, own, beside_it, threshold, verdict)
    answer = text("conference.forecast.answer", verdict=verdict, fold=table.language.number(FOLD))
    return Slide(
        "forecast",
        said(text(f"forecast.title_{outcome}", **ends), main),
        picture,
        notes(
            table, said(definition, main), said(text("conference.forecast.objection")), said(answer, main), main, own, *beside_it, threshold
        ),
        lead=said(lead, main) if main.is_published or isinstance(picture, Ranges) else None,
        point=said(point, main),
        source=source(table, main, own),
    )


def _ranges(table: FigureTable, own: Shown, forecasts: Sequence[Shown], threshold: Shown, verdict: str) -> Ranges | Absent:
    text = table.language.text
    unknown = next((shown for shown in forecasts if shown.low is None), threshold if threshold.value is None else None)
    if unknown is not None or threshold.value is None:
        return absent(table, unknown or threshold)
    drawn = {"programme": own, **{f"forecast_{line['scenario']}": shown for line, shown in zip(lines.LINES, forecasts, strict=False)}}
    fold = table.hundredfold(threshold.value)
    rows = tuple(
        PictureRow(
            name,
            text(f"conference.forecast.{name}"),
            beside(table, shown, table.range_per_hundred(shown)),
            shown.value,
            shown.low,
            shown.high,
        )
        for name, shown in drawn.items()
    )
    told = {name.removeprefix("forecast_"): row.words for name, row in zip(drawn, rows, strict=True)}
    return Ranges(
        "forecast",
        headings(table, "conference.label_value"),
        rows,
        threshold.value,
        text("forecast.threshold", number=fold),
        text("conference.forecast.axis"),
        text("forecast.alternative", **told, threshold=fold, verdict=verdict),
    )


def scope(table: FigureTable) -> Slide:
    """What the forecast covers: all recommendations together."""
    text = table.language.text
    corrected = scope_correction(table)
    shown = table.find(lines.FORECAST_FTE, "target_group")
    says = text("conference.scope.definition", says=text(f"figure.{lines.FORECAST_FTE}.says"))
    return Slide(
        "scope",
        said(text("conference.scope.title")),
        Squares("scope", RECOMMENDATIONS, text("conference.scope.alternative")),
        notes(
            table,
            said(says),
            said(text("conference.scope.objection")),
            said(text("claims.small_jobs_mentions_2023.instead")),
            shown,
        ),
        lead=corrected,
        point=said(text("conference.scope.squares")),
        source=source(table, shown),
    )
