"""The warehouse: the one place that opens the database.

Belongs here: connections, writing and reading whole tables by column name, and the engine through which Great Expectations looks at
them. Does not belong here: what the tables mean (`data_contracts`, `assets/core`).
"""

from assets.warehouse.database import Warehouse

__all__ = ["Warehouse"]
