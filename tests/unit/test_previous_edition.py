"""The edition that a run is compared with is the last one that readers had, and never the run's own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.effects import participation
from assets.effects.common import count, figures_frame
from assets.publications.generation import OutputFolder
from assets.publications.previous import previous_edition, previous_figures


def edition(output: OutputFolder, name: str, *, follows: str | None = None, has_figures: bool = True) -> None:
    """A generation that becomes the current one, with as many referred persons as its day of the month."""
    folder = output.path / "generations" / name
    folder.mkdir(parents=True)
    day = name[:10]
    (folder / "manifest.json").write_text(json.dumps({"data_date": day, "is_simulated": False, "previous_edition": follows}))
    if has_figures:
        figures = figures_frame([count(participation.REFERRED, int(day[-2:]), population="referred", window="total")]).to_arrow()
        with duckdb.connect(str(folder / "figures.duckdb")) as connection:
            connection.register("arriving", figures)
            connection.execute("CREATE TABLE figures AS SELECT * FROM arriving")
    output.current.unlink(missing_ok=True)
    output.current.symlink_to(folder.relative_to(output.path))


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    """A folder with one edition."""
    folder = OutputFolder(tmp_path)
    edition(folder, "2022-06-15-aaaaaaaaaa")
    return folder


def referred(output: OutputFolder, identity: str) -> int | None:
    """How many were referred in the edition before a run of that name."""
    figures = previous_figures(previous_edition(output, identity))
    return None if figures is None else int(figures["value"].item())


def test_before_the_first_edition_there_is_none(tmp_path: Path) -> None:
    assert previous_edition(OutputFolder(tmp_path / "new"), "2023-06-15-bbbbbbbbbb") is None
    assert previous_figures(None) is None


def test_an_edition_of_later_data_or_of_make_believe_is_not_compared_with(output: OutputFolder) -> None:
    found = previous_edition(output, "2023-06-16-bbbbbbbbbb")
    assert found is not None
    assert found.is_comparable(date(2022, 6, 15), is_simulated=False)
    assert not found.is_comparable(date(2022, 6, 14), is_simulated=False)
    assert not found.is_comparable(date(2022, 6, 15), is_simulated=True)


def test_the_current_edition_is_the_one_before_a_new_run(output: OutputFolder) -> None:
    found = previous_edition(output, "2023-06-16-bbbbbbbbbb")
    assert found is not None
    assert (str(found.data_date), found.is_simulated) == ("2022-06-15", False)
    assert referred(output, "2023-06-16-bbbbbbbbbb") == 15


def test_running_the_same_inbox_again_is_compared_with_what_it_was_compared_with_before(output: OutputFolder) -> None:
    assert referred(output, "2022-06-15-aaaaaaaaaa") is None
    edition(output, "2023-06-16-bbbbbbbbbb-2", follows="2022-06-15-aaaaaaaaaa")
    assert referred(output, "2023-06-16-bbbbbbbbbb") == 15


def test_an_edition_of_one_publication_alone_stands_for_the_one_before_it(output: OutputFolder) -> None:
    edition(output, "2023-06-16-bbbbbbbbbb", follows="2022-06-15-aaaaaaaaaa", has_figures=False)
    assert referred(output, "2024-06-17-cccccccccc") == 15


def test_editions_that_name_each_other_lead_nowhere_and_end(output: OutputFolder) -> None:
    edition(output, "2023-06-16-bbbbbbbbbb", follows="2023-06-17-dddddddddd", has_figures=False)
    edition(output, "2023-06-17-dddddddddd", follows="2023-06-16-bbbbbbbbbb", has_figures=False)
    assert previous_edition(output, "2024-06-17-cccccccccc") is None
