"""The programme's own published numbers beside the forecast, in sentences: what they say, what is refused, what would be needed.

Belongs here: the order of the sentences, as blocks for any publication and as lines for a terminal. Does not belong here: the figures
(`assets/effects/published_aggregates`) and the wording (`language`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING

from data_contracts.figure_ids import (
    PUBLISHED_AGGREGATES_EMPLOYED,
    PUBLISHED_AGGREGATES_EMPLOYED_FACTOR_AT_MOST,
    PUBLISHED_AGGREGATES_EMPLOYED_SHARE,
    PUBLISHED_AGGREGATES_FIVEFOLD_NEEDED_FTE,
    PUBLISHED_AGGREGATES_FIVEFOLD_THRESHOLD_FTE,
    PUBLISHED_AGGREGATES_FORECAST_FTE,
    PUBLISHED_AGGREGATES_OFF_BENEFIT,
    PUBLISHED_AGGREGATES_OFF_BENEFIT_FACTOR,
    PUBLISHED_AGGREGATES_OFF_BENEFIT_FACTOR_AT_MOST,
    PUBLISHED_AGGREGATES_OFF_BENEFIT_SHARE,
    PUBLISHED_AGGREGATES_REFERRED,
)
from reports.blocks import Block, Heading, Note, Sentence
from reports.figures import TENTH, FigureTable, Shown, said

POPULATION = "published_2021"
FOLD = 5


def blocks(table: FigureTable, *, is_simulated: bool) -> Iterator[Block]:
    """Heading, where the numbers come from, and the sentences; one line with the reason where there are no figures.

    The numbers are real in every run: where the rest is simulated, that is said in words, too.
    """
    text = table.language.text
    yield Heading(text("published.heading"), "published", 3)
    referred = _find(table, PUBLISHED_AGGREGATES_REFERRED)
    if not referred.is_published:
        yield Note(text("published.absent", why=table.absence(referred)))
        return
    yield Note(text("published.not_simulated"), "warning") if is_simulated else Note(text("published.real"))
    yield correction(table)
    yield from _sentences(table)
    yield Note(text("published.source"))


def correction(table: FigureTable) -> Sentence:
    """What the forecast covers, wherever somebody may take it for one of small jobs."""
    forecast = table.find(PUBLISHED_AGGREGATES_FORECAST_FTE, "target_group")
    ends = {name: table.language.number(end, 0) for name, end in (("low", forecast.low), ("high", forecast.high)) if end is not None}
    return said(table.language.text("forecast.correction", **ends), forecast)


def _sentences(table: FigureTable) -> Iterator[Block]:
    text = table.language.text
    referred, employed = _find(table, PUBLISHED_AGGREGATES_REFERRED), _find(table, PUBLISHED_AGGREGATES_EMPLOYED)
    off_benefit = _find(table, PUBLISHED_AGGREGATES_OFF_BENEFIT, "12m")
    refused = _find(table, PUBLISHED_AGGREGATES_OFF_BENEFIT_FACTOR, "12m")
    shares = _find(table, PUBLISHED_AGGREGATES_EMPLOYED_SHARE), _find(table, PUBLISHED_AGGREGATES_OFF_BENEFIT_SHARE, "12m")
    most_off_benefit = _find(table, PUBLISHED_AGGREGATES_OFF_BENEFIT_FACTOR_AT_MOST, "12m")
    bounds = most_off_benefit, _find(table, PUBLISHED_AGGREGATES_EMPLOYED_FACTOR_AT_MOST)
    threshold = table.find(PUBLISHED_AGGREGATES_FIVEFOLD_THRESHOLD_FTE, "referred", "12m")
    needed = _find(table, PUBLISHED_AGGREGATES_FIVEFOLD_NEEDED_FTE)
    told = {
        "referred": table.number(referred),
        "employed": table.number(employed),
        "off_benefit": table.number(off_benefit),
        "needed": "" if needed.value is None else table.language.number(needed.value, 0),
    }
    counted = referred, employed, off_benefit
    yield said(text("published.counts", **told), *counted)
    ranges = {"employed_range": table.range(shares[0]), "off_benefit_range": table.range(shares[1])}
    yield said(text("published.ranges", **told, **ranges), *shares)
    differences = numbered(table.reasons(refused))
    yield said(text("published.refused", **told, differences=differences), refused, *counted)
    per_hundred = "" if threshold.value is None else table.hundredfold(threshold.value)
    yield said(text("published.needed", **told, threshold=per_hundred), threshold, needed)
    is_possible = needed.value is not None and off_benefit.value is not None and needed.value <= off_benefit.value
    yield said(text("published.needed_of" if is_possible else "published.needed_too_many", **told), needed, *counted)
    at_most = zip(("published.at_most", "published.at_most_employed"), bounds, (off_benefit, employed), strict=True)
    for key, bound, persons in at_most:
        if bound.value is None:
            continue
        factor = table.language.number(bound.value.quantize(TENTH, ROUND_CEILING), 1)
        yield said(text(key, **told, factor=factor, bridges=numbered(table.bridges(bound))), bound, persons)
    is_excluded = any(bound.value is not None and bound.value < FOLD for bound in bounds)
    yield said(text("published.bound_excludes" if is_excluded else "published.bound"), *bounds)


def numbered(reasons: list[str]) -> str:
    """Reasons or assumptions in one sentence, each with its number."""
    return "; ".join(f"({place}) {reason}" for place, reason in enumerate(reasons, start=1))


def lines(table: FigureTable) -> list[str]:
    """The same as plain lines."""
    return [block.text for block in blocks(table, is_simulated=False) if isinstance(block, Heading | Sentence | Note)]


def _find(table: FigureTable, figure_id: str, window: str = "total") -> Shown:
    return table.find(figure_id, POPULATION, window)
