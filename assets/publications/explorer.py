"""The explorer as a Dagster asset: one file for each language, public.

Belongs here: which figures it reads and where it stands. Does not belong here: what it says and looks like (`reports/explorer`,
`reports/render/explorer_page.py`).
"""

from __future__ import annotations

import dagster as dg

from assets.publications.press import PublishingContext, languages, note, others, place_in, write_text
from reports.explorer import explorer as explorer_content
from reports.render.explorer_page import render_explorer

PLACE = "explorer/index.html"


@dg.asset(
    key=["publications", "explorer"],
    group_name="publications",
    deps=[dg.AssetKey(["figures", "published"])],
    description="The page on which readers move the definition themselves: one file without any other, public.",
)
def explorer(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Public figures under every choice of definition."""
    figures, facts = press.warehouse.read("figures.public"), press.facts()
    for language in languages():
        content = explorer_content(figures, facts, language)
        page = render_explorer(content, facts, language, others(PLACE, language.code))
        write_text(press.staging / place_in(PLACE, language.code), page)
    note(press, "explorer", content.figure_ids)
    return dg.MaterializeResult(metadata={"figures": len(content.figure_ids)})
