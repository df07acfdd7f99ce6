"""Partner network: what host companies are invoiced for.

In words: the hours of all invoices, credit notes taken off, each invoice as its supplier last told it. Hours invoiced are not hours paid.
"""

from __future__ import annotations

from decimal import Decimal

import dagster as dg

from assets.effects.common import keep
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition

INVOICED_HOURS = FigureDefinition(
    "partner_network.invoiced_hours", "hours", "gross", "all invoices", "Hours invoiced to host companies, credit notes taken off."
)
DEFINITIONS = (INVOICED_HOURS,)


def figure_of(hours_hundredths: int | None) -> Figure:
    """The sum of hundredths of an hour; not computable where there is no invoice (None)."""
    if hours_hundredths is None:
        return INVOICED_HOURS.not_computable("no_invoices", population="partners", window="total")
    hours = Decimal(hours_hundredths) / 100
    return INVOICED_HOURS.figure(hours, COMPLETE_COUNT, population="partners", window="total", numerator=hours)


@dg.asset(
    key=["effects", "partner_network"],
    group_name="effects",
    deps=[dg.AssetKey(["core", "invoices"])],
    description="Hours invoiced to host companies.",
)
def partner_network(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Sums the invoices."""
    with warehouse.connect(read_only=True) as connection:
        (hundredths,) = connection.sql("SELECT sum(hours_hundredths) FROM core.invoices").fetchall()[0]
    return keep(warehouse, "partner_network", None, [figure_of(None if hundredths is None else int(hundredths))], DEFINITIONS)
