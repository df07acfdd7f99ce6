"""What the programme's own published numbers can and cannot say, without any delivery: `python -m pipelines.published_claims`.

Belongs here: bringing figures and sentences together on a terminal. Does not belong here: either of them.
"""

from __future__ import annotations

from datetime import date

import click

from assets.effects.published_aggregates import REFERRED_CLAIM, figures_of, published_counts
from assets.panel.common import figures_frame
from data_contracts.reference import reference_table
from pipelines.effects import figure_facts
from reports.figures import FigureTable
from reports.language import LANGUAGES, load_language
from reports.published import lines


def published_lines(code: str) -> list[str]:
    """The sentences in a language."""
    stated = next(row["stated_on"] for row in reference_table("claims") if row["claim_id"] == REFERRED_CLAIM)
    figures = figures_frame(list(figures_of(*published_counts())))
    return lines(FigureTable(figures, load_language(code), date.fromisoformat(stated), figure_facts().taken))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--language", type=click.Choice(LANGUAGES), default="da", show_default=True, help="Sprog / language.")
def main(language: str) -> None:
    """The programme's published numbers of 2021 beside the forecast: what follows from them and what does not."""
    for line in published_lines(language):
        click.echo(line)


if __name__ == "__main__":
    main()
