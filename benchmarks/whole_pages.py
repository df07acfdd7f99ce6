"""Does every page and paper of an edition read well, however large or odd its numbers are?

Opens every page in a browser at three widths: nothing to complain of, nothing wider than the screen, no text cut or over another, every
chart drawn; and looks in every PDF for text that is cut, leaves its page or lies on another.

    smaajob simulate --candidates 100000 --comparison 0 --months 12 --quality clean --output INBOX
    smaajob run --inbox INBOX --output OUT; python -m benchmarks.whole_pages OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from reports.render.pictures import find_browser
from tests.browser import measuring
from tests.unit.test_pdf import cut_or_covered

WIDTHS = (360, 768, 1440)
PATIENCE = 300_000


def faults(browser: Browser, path: Path, width: int) -> list[str]:
    """What is wrong with a page at a width."""
    page = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.resolve().as_uri())
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_function(measuring.DRAWN)
    if page.evaluate(measuring.SIDEWAYS) > 0:
        said.append("wider than the screen")
    said += [f"cut: {one}" for one in page.evaluate(measuring.CUT)] + [f"covered: {one}" for one in page.evaluate(measuring.OVERLAPS)]
    said += [f"not drawn: {chart}" for chart, marks in page.evaluate(measuring.MARKS).items() if not marks]
    page.context.close()
    return said


def main(arguments: list[str]) -> int:
    """Prints every fault; 1 where there is one."""
    edition, found = Path(arguments[0]) / "current", find_browser()
    if found is None:
        sys.stderr.write("no Chromium on this machine: apt-get install chromium\n")
        return 1
    pages, papers, wrong = sorted(edition.rglob("*.html")), sorted(edition.rglob("*.pdf")), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for path in pages:
            for width in WIDTHS:
                for fault in faults(browser, path, width):
                    wrong += 1
                    sys.stdout.write(f"{path.relative_to(edition)} at {width}: {fault}\n")
        browser.close()
    for path in papers:
        for fault in cut_or_covered(path.read_bytes()):
            wrong += 1
            sys.stdout.write(f"{path.relative_to(edition)}: {fault}\n")
    sys.stdout.write(f"{len(pages)} pages at {len(WIDTHS)} widths, {len(papers)} papers: {wrong} faults\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
