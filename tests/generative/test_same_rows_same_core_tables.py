"""The same rows, however they were written, give the same core tables, value for value: every kind, every style, every format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.examples import examples
from tests.generative.any_style import CANONICAL, STYLES, Style, write_dream, write_rows
from tests.generative.deliveries import DREAMS, NAMES, PROGRAMMES
from tests.loading import NOUNS, core, load

TABLES = (*NOUNS, "residences", "benefit_states", "benefit_months", "competing_events", "person_months", "source_periods")


def loaded(programme: Mapping[str, list[dict[str, Any]]], dream: Mapping[str, Any], styles: Mapping[str, Style]) -> dict[str, pl.DataFrame]:
    """The core tables of one delivery whose files are written in these styles; no row of it may be refused."""
    with TemporaryDirectory() as name:
        # Somebody who is referred has been paid: without that nothing may be published at all.
        somebody = [row for row in programme["paid_hours"] if row["cpr"] == programme["referrals"][0]["cpr"]]
        paid = programme["paid_hours"] if somebody else [programme["paid_hours"][0] | {"cpr": programme["referrals"][0]["cpr"]}]
        programme = {**programme, "paid_hours": paid}
        folder = Path(name) / "inbox" / "aalborg" / "2023-06-15"
        for kind, rows in programme.items():
            write_rows(folder, NAMES[kind], kind, rows, styles[kind])
        write_dream(folder, sorted(dream.items()), styles["dream"])
        warehouse = load(Path(name) / "inbox", Path(name) / "out")
        for kind in (*programme, "dream"):
            assert warehouse.read(f"deliveries.{kind}_files")["status"].to_list() == ["read"], kind
            assert warehouse.read(f"deliveries.{kind}_quarantine").is_empty(), kind
        return core(warehouse, TABLES)


@examples(
    2,
    of=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller failure is not worth minutes of loading
)
@given(programme=PROGRAMMES, dream=DREAMS, styles=st.fixed_dictionaries(dict.fromkeys((*NAMES, "dream"), STYLES)))
def test_the_same_rows_in_any_style_give_the_same_core_tables(
    programme: dict[str, list[dict[str, Any]]], dream: dict[str, Any], styles: dict[str, Style]
) -> None:
    plain = loaded(programme, dream, dict.fromkeys((*NAMES, "dream"), CANONICAL))
    found = loaded(programme, dream, styles)
    for table in TABLES:
        assert_frame_equal(found[table], plain[table])
