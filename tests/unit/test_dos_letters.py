"""Letters of DOS (code pages 850 and 865) are read where the headers, or words between letters, prove them."""

from __future__ import annotations

import pytest

from assets.deliveries.encodings import decode
from assets.deliveries.pseudonyms import Pseudonyms
from assets.deliveries.reading import ReadFile, read_delivery_file
from data_contracts.contract import load_contract


def read(content: bytes, kind: str) -> ReadFile:
    return read_delivery_file(content, load_contract(kind), Pseudonyms(b"k" * 32))


HOURS = "CPR;CVR-nummer;Måned;Løntimer;Ansættelsesform\n6404651203;32145671;04-2023;2;ordinær\n6404651203;32145671;04-2023;2;SKÅNEJOB\n"
PARTNERS = "CVR;Navn;Partner siden\n28041330;Brødrene Sørensen;01-01-2020\n"


@pytest.mark.parametrize("encoding", ["cp850", "cp865"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_headers_prove_the_letters_of_dos(encoding: str, separator: str) -> None:
    found = read(HOURS.replace(";", separator).encode(encoding), "paid_hours")
    assert found.frame["employment_form"].to_list() == ["ordinær", "skånejob"]
    assert found.encoding == "ibm865"


def test_a_letter_of_code_page_850_alone_tells_the_two_apart() -> None:
    content = PARTNERS.replace("Sørensen", "Ávila").encode("cp850")
    found = read(content, "partners")
    assert (found.frame["name"].to_list(), found.encoding) == (["Brødrene Ávila"], "ibm850")


def test_a_sign_within_a_word_proves_them_where_the_headers_have_no_danish_letter() -> None:
    found = read(PARTNERS.encode("cp865"), "partners")
    assert found.frame["name"].to_list() == ["Brødrene Sørensen"]


@pytest.mark.parametrize("name", ["Café ‘Å’ – for alle", "Ærø’s smedje", "“Nål” & tråd †"])
def test_quotation_marks_of_windows_are_no_letters_of_dos(name: str) -> None:
    found = read(PARTNERS.replace("Brødrene Sørensen", name).encode("cp1252"), "partners")
    assert (found.frame["name"].to_list(), found.encoding) == ([name], "windows-1252")


def test_without_a_header_to_look_for_nothing_is_proven() -> None:
    assert decode("Måned".encode("cp865"))[1] == "windows-1252"
