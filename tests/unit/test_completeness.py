"""A file that ends within a row is told from one whose last row is only short of a line end, or has a comma inside quotes."""

from __future__ import annotations

import pytest

from assets.deliveries.completeness import is_cut_off


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("a;b;c\n1;2,5;3\n", False),
        ("a;b;c\n1;2,5;3", False),
        ("a;b;c\n1;2,5;3\n4;5,1", True),
        ("a;b;c\n1;2,5;3\n4", True),
        ('a,b,c\n1,"2,5",3\n4,5,6', False),
        ('a,b,c\n4,5,6\n1,"2,5",3', False),
        ('a,b,c\n4,5,6\n1,"2,', True),
        ("a\tb\n1,5\t2\n3,5\t4", False),
        ("a;b;c\r\n1;2;3\r\n4;5", True),
        ("a;b;c", False),
        ("", False),
    ],
)
def test_a_last_line_with_fewer_cells_and_no_end_is_cut_off(text: str, is_cut: bool) -> None:
    for encoding in ("utf-8", "cp1252", "utf-16"):
        assert is_cut_off(text.encode(encoding)) is is_cut, encoding


def test_only_the_end_of_a_long_file_is_looked_at() -> None:
    assert is_cut_off(("a;b;c\n" + "1;2;3\n" * 40_000 + "4;5").encode())
