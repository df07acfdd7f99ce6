"""Spoiling: how much goes wrong before delivery, by the quality that is asked for.

Belongs here: how many rows are made to be refused, which styles lose their letters, the page that was saved under a table's name. Does
not belong here: the rows themselves (the files' own modules).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulation.world import World
from simulation.writing import Style

COPIES = {"clean": 0, "normal": 1, "bad": 12}
"""How many times each wrong row is written."""
ERROR_PAGE = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
ERROR_PAGE_NAME = "henvisninger_hentet_igen.csv"


def copies(world: World) -> int:
    """How many times each wrong row is written."""
    return COPIES[world.quality]


def with_broken_letters(style: Style, world: World) -> Style:
    """The style, in bad data with æ, ø and å broken on their way."""
    if world.quality != "bad" or style.ending != "csv":
        return style
    return replace(style, encoding="utf-8", has_broken_letters=True)


def with_odd_headers(style: Style, world: World) -> Style:
    """The style, in bad data with headers in capitals and spaces around them."""
    return replace(style, has_odd_headers=world.quality == "bad")


def write_error_page(folder: Path, world: World) -> None:
    """In bad data: what a web server answered when somebody fetched the referrals, saved as if it were they."""
    if world.quality == "bad":
        (folder / ERROR_PAGE_NAME).write_text(ERROR_PAGE, encoding="utf-8")
