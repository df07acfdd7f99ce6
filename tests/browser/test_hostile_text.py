"""An edition made of attacks, opened: no page runs anything of a delivery, no spreadsheet reckons anything out."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pptx import Presentation

from pipelines.command_line import main
from tests.acceptance.test_hostile_text import assert_harmless, assert_plain_cells
from tests.browser.conftest import KEY, Opened
from tests.hostile import NAME, TURNING, hostile_inbox

pytestmark = pytest.mark.browser
LABEL = NAME.partition(" & ")[2]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "key").write_text(KEY)
    (folder / "key").chmod(0o600)
    hostile_inbox(folder / "inbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMAAJOB_KEY_FILE", str(folder / "key"))
        with pytest.raises(SystemExit) as ended:
            main.main(args=["run", "--inbox", str(folder / "inbox"), "--output", str(folder / "out")])
    assert ended.value.code == 0
    return folder / "out"


def pages_of(output: Path) -> list[Path]:
    return sorted((output / "current").resolve().rglob("*.html"))


def test_the_attacks_are_on_the_pages_as_words(hostile: Path) -> None:
    whole = "".join(page.read_text(encoding="utf-8") for page in pages_of(hostile))
    assert "&lt;b onmouseover=window.__x=5&gt;" in whole, "the programme’s name"
    assert "&lt;img src=x onerror=window.__x=4&gt;" in whole, "a supplier’s name"
    assert "&lt;script&gt;window.__x=1&lt;" in whole, "a correction’s reason"
    assert not set(TURNING) & set(whole)
    for page in pages_of(hostile):
        assert_harmless(page.read_text(encoding="utf-8"))


def test_no_page_runs_anything_of_a_delivery(hostile: Path, opened: Opened) -> None:
    for page in pages_of(hostile):
        with opened(page) as seen:
            asked: list[str] = []
            seen.page.on("dialog", lambda dialog, asked=asked: (asked.append(dialog.message), dialog.dismiss()))
            for label in seen.page.get_by_text("Mening").all()[:5]:
                if label.is_visible():
                    label.hover(force=True)
            assert seen.page.evaluate("() => window.__x") is None, page
            assert asked == [], page
            assert seen.complaints == [], page
            assert all(address.startswith(("file:", "data:", "blob:")) for address in seen.asked), page


def test_no_file_is_a_program(hostile: Path) -> None:
    current = (hostile / "current").resolve()
    for path in [*current.rglob("*.csv"), *(hostile / "quarantine").iterdir()]:
        assert_plain_cells(path, ";" if "quarantine" in path.parts else ",")
    for path in current.rglob("*.xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    for path in current.rglob("*.pdf"):
        reader = pypdf.PdfReader(path)
        assert not {"/OpenAction", "/AA", "/JavaScript"} & set(reader.trailer["/Root"])
        assert not reader.attachments
        assert (
            "__x=5" in (reader.metadata.title or "") + "".join(page.extract_text() for page in reader.pages)
            or "management" not in path.name
        )
    for path in current.rglob("*.pptx"):
        with zipfile.ZipFile(path) as archive:
            relations = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
        assert "vbaProject" not in relations
        assert not re.findall(r'TargetMode="External"', relations)
        assert LABEL in "".join(
            shape.text_frame.text for slide in Presentation(str(path)).slides for shape in slide.shapes if shape.has_text_frame
        )


def test_a_spreadsheet_reckons_nothing_out(hostile: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc, then run make test-more again")
    books = [*(hostile / "current").resolve().rglob("smaajob.xlsx"), *list((hostile / "quarantine").iterdir())[:2]]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([office, profile, "--headless", "--convert-to", "fods", "--outdir", tmp_path, *books], check=True, capture_output=True)
    made = list(tmp_path.glob("*.fods"))
    assert len(made) == len(books)
    for path in made:
        text = path.read_text(encoding="utf-8")
        assert "table:formula" not in text, path.name
        assert "xlink:href" not in re.sub(
            r"<office:(?:meta|scripts|styles).*?</office:(?:meta|scripts|styles)>", "", text, flags=re.DOTALL
        ), path.name
