"""The search for what may not stand in a file finds it wherever it is packed."""

from __future__ import annotations

import base64
import io
import sqlite3
import zipfile
import zlib
from pathlib import Path

import duckdb
import polars as pl
import pypdf
import pytest

from tests.looking import Secrets, leaks

NUMBER, KEY = "6404651203", bytes(range(200, 232))
SECRETS = Secrets(frozenset({NUMBER, "0113901234"}), ("Zebulon Ærø",), (KEY,))


@pytest.mark.parametrize(
    "content",
    [
        NUMBER.encode(),
        b"x 640465-1203 y",
        "nr. 640465 1203".encode("utf-16"),
        b"111" + NUMBER.encode() + b"9",
        b";113901234;",
        "<p>ZEBULON ÆRØ</p>".encode("cp1252").lower(),
        b'{"name": "Zebulon \\u00c6r\\u00f8"}',
        KEY,
        KEY.hex().upper().encode(),
        base64.b64encode(KEY),
    ],
)
def test_any_spelling_is_found(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert leaks(SECRETS, [tmp_path])


def test_a_book_within_slides_a_stream_of_a_pdf_and_every_table_are_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{NUMBER}</t>")
    with zipfile.ZipFile(tmp_path / "a.pptx", "w", zipfile.ZIP_DEFLATED) as slides:
        slides.writestr("ppt/embeddings/book.xlsx", inner.getvalue())
    writer = pypdf.PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_metadata({"/Author": NUMBER})
    writer.write(tmp_path / "a.pdf")
    pl.DataFrame({"n": [NUMBER]}).write_parquet(tmp_path / "a.parquet")
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS id, '64046512' || '03' AS n FROM range(5000)")
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE t (n BLOB)")
        connection.execute("INSERT INTO t VALUES (?)", [zlib.compress(NUMBER.encode())])
    connection.close()
    found = leaks(SECRETS, [tmp_path])
    book = "a.pptx/ppt/embeddings/book.xlsx/xl/sharedStrings.xml"
    for name in (book, "a.pdf: metadata", "a.parquet: rows", "a.duckdb: main.t", "a.db: t"):
        assert any(one.startswith(name) for one in found), (name, found)


def test_what_it_cannot_open_stops_it_and_what_is_clean_is_clean(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("2023-06-15 32145671 1234567890123 plain words")
    assert leaks(SECRETS, [tmp_path]) == []
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    with pytest.raises(ValueError, match=r"a\.rar"):
        leaks(SECRETS, [tmp_path])
