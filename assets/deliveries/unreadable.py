"""Unreadable cells: cells that hold something which nobody can read, a spreadsheet's error above all. None of them is ever blank.

Belongs here: how such a cell is written as text, so that readers of every format hand it on alike, and how it is known again. Does not
belong here: finding them in a file (`spreadsheets`), and text that a notation cannot read (`notations.py`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

MARK: Final = "\ue000"
"""A character for private use: what it begins was written by a reader of ours and by no supplier."""
UNCALCULATED: Final = f"{MARK}formula without value"
COVERED: Final = f"{MARK}beneath a merged cell"
UNKNOWN_ERROR: Final = f"{MARK}error"
ERRORS: Final = (
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"),
    *("#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!"),
    *("#NUL!", "#DIVISION/0!", "#VÆRDI!", "#REFERENCE!", "#NAVN?", "#I/T"),
)
"""As Excel shows them in English and in Danish, and as it writes them to CSV; they say nothing of a person and are told as they stand."""
CODES: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA"}
"""Excel's numbers of its errors, in XLS and XLSB ([MS-XLS] 2.5.10)."""
LIKE_AN_ERROR: Final = rf"^(?:{MARK}.*|#[A-ZÆØÅ/0-9_]+[!?]|#N/[AV]|#NV|#I/T|#GETTING_DATA|#{{2,}}|(?:Err|Fejl):5[0-9]{{2}})$"
"""Errors in any language of Excel and of LibreOffice, and the signs that fill a column too narrow for its number."""


def is_unreadable(text: pl.Expr) -> pl.Expr:
    """Whether a stripped text stands for a cell that cannot be read, whatever its column holds."""
    return text.str.contains(LIKE_AN_ERROR)


def readable(texts: pl.Series) -> pl.Series:
    """Stripped texts without those."""
    return texts.alias("text").to_frame().select(pl.when(~is_unreadable(pl.col("text"))).then("text"))["text"]


def known_by_name(texts: pl.Series) -> pl.Series:
    """What may be told of such a cell as it stands: an error's name, or what our reader says of the cell; null for any other text."""
    named = pl.when(pl.col("text").is_in(ERRORS) | pl.col("text").str.starts_with(MARK)).then(pl.col("text").str.strip_prefix(MARK))
    return texts.alias("text").to_frame().select(named.alias("text"))["text"]
