"""The political briefing as a Dagster asset: pages and papers in both languages, for the public.

Belongs here: which figures it reads, where its files stand, and the stop where it is too hard to read. Does not belong here: what it says
(`reports/briefing`).
"""

from __future__ import annotations

import dagster as dg

from assets.publications.press import PublishingContext, languages, write_page, write_pdfs
from reports.briefing import political_briefing
from reports.briefing.plain import hold_readable


@dg.asset(
    key=["publications", "briefing"],
    group_name="publications",
    deps=[dg.AssetKey(["figures", "published"])],
    description="The political briefing for councillors and the press: two pages in Danish and English, as page and PDF, public.",
)
def briefing(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Public figures and claims as one page and two sheets of paper in each language."""
    figures, claims = press.warehouse.read("figures.public"), press.warehouse.read("figures.claims_public")
    facts, papers, readability = press.facts(), {}, {}
    for language in languages():
        code = language.code
        publication = political_briefing(figures, claims, facts, language)
        readability[f"lix_{code}"] = round(hold_readable(publication, press.settings.briefing.highest_lix, language), 1)
        links = ((language.text("page.as_pdf"), f"briefing-{code}.pdf"),)
        write_page(press, "briefing/index.html", publication, "../data/passports.html", links)
        papers[f"briefing/briefing-{code}.pdf"] = publication
    return dg.MaterializeResult(metadata={"pictures": write_pdfs(press, papers), **readability})
