"""Municipal economy: what the programme costs.

In words: the sum of the cost rows of each supplier's newest delivery, whoever pays. A cost is not a saving, and nothing is set against it
here.
"""

from __future__ import annotations

from decimal import Decimal

import dagster as dg

from assets.effects.common import keep
from assets.warehouse.database import Warehouse
from data_contracts.figure import COMPLETE_COUNT, Figure, FigureDefinition

PROGRAMME_COST = FigureDefinition(
    "municipal_economy.programme_cost_dkk", "dkk", "gross", "all cost rows", "Programme costs of all months and payers."
)
DEFINITIONS = (PROGRAMME_COST,)


def figure_of(amount_oere: int | None) -> Figure:
    """The sum in kroner; not computable where no cost was delivered (None)."""
    if amount_oere is None:
        return PROGRAMME_COST.not_computable("no_costs", population="months", window="total")
    kroner = Decimal(amount_oere) / 100
    return PROGRAMME_COST.figure(kroner, COMPLETE_COUNT, population="months", window="total", numerator=kroner)


@dg.asset(
    key=["effects", "municipal_economy"],
    group_name="effects",
    deps=[dg.AssetKey(["core", "programme_costs"])],
    description="What the programme costs.",
)
def municipal_economy(warehouse: dg.ResourceParam[Warehouse]) -> dg.MaterializeResult[None]:
    """Sums the costs."""
    with warehouse.connect(read_only=True) as connection:
        (oere,) = connection.sql("SELECT sum(amount_oere) FROM core.programme_costs").fetchall()[0]
    return keep(warehouse, "municipal_economy", None, [figure_of(None if oere is None else int(oere))], DEFINITIONS)
