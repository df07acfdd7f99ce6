"""Verdicts on simulated deliveries: none.

Belongs here: taking back what a figure says of "fivefold" where the data is make-believe. Does not belong here: the verdict itself, which
the comparison with the forecast decides, and the stamp that everything simulated carries.
"""

from __future__ import annotations

import polars as pl

NOT_JUDGED = "fivefold_not_judged"


def without_verdicts(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures (FIGURE_COLUMNS) as anybody may see them of simulated deliveries: every verdict reads "cannot be judged"."""
    return figures.with_columns(reason=pl.col("reason").str.replace_all(r"\bfivefold_(shown|not_shown)\b", NOT_JUDGED))
