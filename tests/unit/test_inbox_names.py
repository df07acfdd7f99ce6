"""A file's name is told wherever the file is; what may be a CPR number in it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.deliveries.dream import read_dream_file
from assets.deliveries.inbox import take_inventory, without_cpr
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import FileRejected
from data_contracts.contract import load_contract


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("henvisninger_640465-1203.csv", "henvisninger_******-****.csv"),
        ("6404651203.csv", "**********.csv"),
        ("loentimer 610165 1234.xlsx", "loentimer ****** ****.xlsx"),
        ("loentimer_2023-06-15.csv", "loentimer_2023-06-15.csv"),
        ("loentimer_20230615.csv", "loentimer_20230615.csv"),
        ("ansaettelser 32145671.csv", "ansaettelser 32145671.csv"),
        ("x123456789012.csv", "x123456789012.csv"),
    ],
)
def test_what_may_be_a_cpr_number_in_a_name_shows_as_stars(name: str, told: str) -> None:
    assert without_cpr(name) == told


def test_a_file_and_a_supplier_are_told_of_without_a_cpr_number_and_read_all_the_same(tmp_path: Path) -> None:
    day = tmp_path / "640465-1203" / "2023-05-15"
    day.mkdir(parents=True)
    (day / "henvisninger_6404651203.csv").write_text("x")
    (day / "yr-ydelsesrefusion-beregning-851-830615-2023-06-15.csv").write_text("x")
    files = {file.name: file for file in take_inventory(tmp_path).files}
    assert set(files) == {"henvisninger_**********.csv", "yr-ydelsesrefusion-beregning-851-830615-2023-06-15.csv"}
    assert {file.supplier for file in files.values()} == {"******-****"}
    assert files["henvisninger_**********.csv"].kind == "referrals"
    assert len(files["henvisninger_**********.csv"].sha256) == 64


def test_a_number_in_the_header_of_a_dream_extract_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    path = tmp_path / "dream.csv"
    path.write_text("6404651203;y_2201;y_2202\n640465-1203;130;130\n")
    with pytest.raises(FileRejected) as rejected:
        read_dream_file(path.read_bytes(), load_contract("dream"), Pseudonyms(b"k" * 32), None)
    assert rejected.value.reason == "missing_columns"
    assert "640465" not in str(rejected.value.parameters)
    assert "y_2201" in str(rejected.value.parameters)
