"""What every effect needs: figures by their usual methods, and small conversions.

Belongs here: only what at least two effects use. Does not belong here: any definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from assets.statistics.differences import Estimate
from assets.statistics.intervals import wilson
from assets.statistics.means import mean_interval
from assets.warehouse.frames import LazyFrame
from data_contracts.figure import COMPLETE_COUNT, FIGURE_COLUMNS, Figure, FigureDefinition, Interval

FIGURE_SCHEMA = {
    name: pl.Decimal(24, 6) if sql_type.startswith("DECIMAL") else pl.Int64 if sql_type.startswith(("BIGINT", "INTEGER")) else pl.String
    for name, sql_type in FIGURE_COLUMNS.items()
}


FEWEST_FOR_A_MEAN = 2
ROWS_IN_QUARANTINE = "rows_in_quarantine"
"""The warning of a sum over deliveries of which rows are in quarantine."""


def figures_frame(figures: Sequence[Figure]) -> pl.DataFrame:
    """Figures as rows with the columns and types of the `figures` table."""
    return pl.DataFrame([figure.row() for figure in figures], schema=FIGURE_SCHEMA)


def collected(frame: LazyFrame) -> pl.DataFrame:
    """The frame's rows, for what is small: one row per person at the most. The one way in which effects read.

    DuckDB's sums of integers arrive as decimals without decimals, which divide like nothing else (3 by 5 is 1): they are integers here.
    Raises OverflowError, with the column's name, for a sum that does not fit into 64 bits.
    """
    found: pl.DataFrame = frame.collect(backend="polars").to_native()
    sums = [name for name, kind in found.schema.items() if isinstance(kind, pl.Decimal) and kind.scale == 0]
    cast = found.with_columns(pl.col(sums).cast(pl.Int64, strict=False))
    for name in sums:
        if cast[name].null_count() > found[name].null_count():
            raise OverflowError(f"{name}: a sum does not fit into 64 bits")
    return cast


def has_rows(frame: LazyFrame) -> bool:
    """Whether a frame has any row."""
    return not collected(frame.head(1)).is_empty()


def count(
    definition: FigureDefinition,
    number: int,
    *,
    population: str,
    window: str,
    dimensions: Mapping[str, str | int] | None = None,
    denominator_count: int | None = None,
    warning: str | None = None,
) -> Figure:
    """A complete count of persons, referrals, placements or companies."""
    return definition.figure(
        number,
        COMPLETE_COUNT,
        population=population,
        window=window,
        dimensions=dimensions,
        numerator=number,
        denominator_count=denominator_count,
        warning=warning,
    )


def share(
    definition: FigureDefinition,
    part: int,
    whole: int,
    *,
    population: str,
    window: str,
    dimensions: Mapping[str, str | int] | None = None,
    warning: str | None = None,
) -> Figure:
    """A share with Wilson's interval; not computable where there is nobody to take a share of."""
    if not whole:
        return definition.not_computable("nobody_observed", population=population, window=window, dimensions=dimensions)
    interval = Interval(*wilson(part, whole), "wilson")
    return definition.figure(
        part / whole,
        interval,
        population=population,
        window=window,
        dimensions=dimensions,
        numerator=part,
        denominator_count=whole,
        warning=warning,
    )


def mean(
    definition: FigureDefinition,
    values: pl.Series,
    *,
    population: str,
    window: str,
    dimensions: Mapping[str, str | int] | None = None,
    warning: str | None = None,
) -> Figure:
    """The mean of one value per person or company with Student's interval; not computable of one: it would be that person's own."""
    if len(values) < FEWEST_FOR_A_MEAN:
        return definition.not_computable("too_few_persons", population=population, window=window, dimensions=dimensions)
    value, low, high = mean_interval(values.to_list())
    return definition.figure(
        value,
        Interval(low, high, "student_t"),
        population=population,
        window=window,
        dimensions=dimensions,
        denominator_count=len(values),
        warning=warning,
    )


def joined_warnings(*words: str | None) -> str | None:
    """Warnings of a figure as one text; None where there are none."""
    return ",".join(word for word in words if word) or None


def total_of_means(values: pl.Series) -> Estimate | None:
    """The sum of one value per person, with a range as many times the mean's as there are persons; None of fewer than two."""
    number = len(values)
    if number < FEWEST_FOR_A_MEAN:
        return None
    _, low, high = mean_interval(values.to_list())
    return Estimate(float(values.sum()), (high - low) * number, low * number, high * number, number)
