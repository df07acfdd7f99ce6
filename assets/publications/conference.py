"""The conference kit as a Dagster asset: slides, poster, hand-out, questions and pictures, in both languages, from public figures alone.

Belongs here: which files there are and what they are called. Does not belong here: what they say (`reports/conference`) and how they are
drawn (`reports/render`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from assets.publications.press import PublishingContext, note, others, place_in, write_text
from reports.conference import as_publication, conference_kit
from reports.conference.content import Kit
from reports.conference.kit_charts import charts_of
from reports.language import LANGUAGES, load_language
from reports.render.conference_page import conference_page
from reports.render.html import write_page_assets
from reports.render.sheets import CHART_OF, CHART_WIDTHS, SHEETS, SIZES, render_cards, render_sheet
from reports.render.slides import render_slides

NAME = "conference"
PLACE = f"{NAME}/index.html"
Drawn = Mapping[tuple[str, str], Mapping[str, str]]
"""Language and width → slide → SVG."""


@dg.asset(
    key=["publications", NAME],
    group_name="publications",
    deps=[dg.AssetKey(["figures", "published"])],
    description="The conference kit: slides, poster, hand-out, questions and pictures in Danish and English, public.",
)
def conference(press: dg.ResourceParam[PublishingContext]) -> dg.MaterializeResult[None]:
    """Public figures and claims as slides, sheets and pictures; without a browser the pictures are left out."""
    facts, folder = press.facts(), press.staging / NAME
    figures, claims = press.warehouse.read("figures.public"), press.warehouse.read("figures.claims_public")
    kits = {code: conference_kit(figures, claims, facts, press.settings.full_time, load_language(code)) for code in LANGUAGES}
    drawn = _drawn(press, kits)
    write_page_assets(press.staging / "assets")
    for code, kit in kits.items():
        _write(folder / f"slides-{code}.pptx", render_slides(kit, load_language(code)))
        for sheet in SHEETS:
            _write(folder / f"{sheet}-{code}.pdf", render_sheet(sheet, kit, load_language(code), drawn[code, CHART_OF[sheet]]))
        if drawn[code, CHART_OF[SHEETS[0]]]:
            _write_pictures(folder, kit, drawn)
    for code, kit in kits.items():
        passports = place_in("../data/passports.html", code)
        page = conference_page(kit, kits, folder, facts, load_language(code), passports, others(PLACE, code))
        write_text(press.staging / place_in(PLACE, code), page)
    publication = as_publication(kits[LANGUAGES[0]], facts)
    note(press, publication.name, publication.figure_ids(), publication.charts())
    return dg.MaterializeResult(metadata={"figures": len(publication.figure_ids())})


def _drawn(press: PublishingContext, kits: Mapping[str, Kit]) -> Drawn:
    """Every chart of both languages in both widths; nothing of any where no browser is found."""
    places = [(code, width) for code in kits for width in CHART_WIDTHS]
    charts = {place: charts_of(kits[place[0]], load_language(place[0]), CHART_WIDTHS[place[1]]) for place in places}
    every = press.draw({f"{code}/{width}/{name}": chart for (code, width), found in charts.items() for name, chart in found.items()})
    return {
        (code, width): {name: every[f"{code}/{width}/{name}"] for name in found if f"{code}/{width}/{name}" in every}
        for (code, width), found in charts.items()
    }


def _write_pictures(folder: Path, kit: Kit, drawn: Drawn) -> None:
    for size in SIZES:
        for name, content in render_cards(size, kit, load_language(kit.language), drawn[kit.language, CHART_OF[size]]).items():
            _write(folder / size / f"{name}-{kit.language}.png", content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
