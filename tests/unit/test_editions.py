"""Which edition a run follows: the last one whose data reach no further, and for one made again the one that it followed before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from assets.effects.participation import definition as participation
from assets.panel.common import count, figures_frame
from assets.warehouse.editions import MANIFEST, RECORD, Origin, made_before, next_number, previous_edition, read_editions, record

SHA = "a" * 64


def origin(day: str, *, settings: str = "", is_simulated: bool = False, erasures: int = 0) -> Origin:
    file = ("aalborg", day, "henvisninger.csv", SHA)
    return Origin(date.fromisoformat(day), {"programme": {"name": settings}}, (file,), "d" * 64, erasures, is_simulated, {"smaajob": "1"})


def publish(generations: Path, made: Origin) -> str:
    """Lays an edition down as a run does; returns its name."""
    editions = read_editions(generations)
    previous = previous_edition(editions, made)
    folder = generations / made.identity
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).write_text(record(made, next_number(editions, made), previous.name if previous else None, {}), encoding="utf-8")
    (folder / MANIFEST).write_text("{}", encoding="utf-8")
    arriving = figures_frame([count(participation.REFERRED, int(str(made.data_date)[-2:]), population="referred", window="total")])
    with duckdb.connect(str(folder / "figures.duckdb")) as connection:
        connection.register("arriving", arriving.to_arrow())
        connection.execute("CREATE OR REPLACE TABLE figures AS FROM arriving")
    return folder.name


def follows(generations: Path, made: Origin) -> str | None:
    found = previous_edition(read_editions(generations), made)
    return None if found is None else found.name


def test_the_first_edition_follows_none_and_the_next_the_one_before(tmp_path: Path) -> None:
    january, february = origin("2023-01-15"), origin("2023-02-15")
    assert follows(tmp_path, january) is None
    first = publish(tmp_path, january)
    assert follows(tmp_path, february) == first
    publish(tmp_path, february)
    assert [edition.number for edition in read_editions(tmp_path)] == [1, 2]
    assert read_editions(tmp_path)[1].figures("internal")["value"].to_list() == [15]


def test_what_is_made_again_follows_what_it_followed_and_keeps_its_number(tmp_path: Path) -> None:
    january, february, march = origin("2023-01-15"), origin("2023-02-15"), origin("2023-03-15")
    first = publish(tmp_path, january)
    for made in (february, march):
        publish(tmp_path, made)
    assert follows(tmp_path, february) == first
    assert next_number(read_editions(tmp_path), february) == 2
    again = made_before(read_editions(tmp_path), march)
    assert again is not None
    assert again.identity == march.identity


def test_the_same_day_told_otherwise_follows_the_edition_of_that_day(tmp_path: Path) -> None:
    for made in (origin("2023-01-15"), origin("2023-02-15")):
        publish(tmp_path, made)
    before = read_editions(tmp_path)[-1].name
    assert follows(tmp_path, origin("2023-02-15", settings="other")) == before
    assert follows(tmp_path, origin("2023-02-15", erasures=1)) == before


def test_later_data_and_make_believe_are_not_followed(tmp_path: Path) -> None:
    january = publish(tmp_path, origin("2023-01-15"))
    publish(tmp_path, origin("2023-03-15"))
    assert follows(tmp_path, origin("2023-02-15")) == january
    assert follows(tmp_path, origin("2023-02-15", is_simulated=True)) is None


def test_an_origin_is_another_one_when_anything_behind_it_is() -> None:
    one = origin("2023-01-15")
    others = [
        origin("2023-01-16"),
        origin("2023-01-15", settings="other"),
        origin("2023-01-15", erasures=1),
        origin("2023-01-15", is_simulated=True),
        replace(one, definitions="e" * 64),
        replace(one, files=()),
        replace(one, versions={"smaajob": "2"}),
    ]
    assert len({one.identity, *(other.identity for other in others)}) == 1 + len(others)
    assert origin("2023-01-15").identity == one.identity


def test_a_folder_without_a_record_is_no_edition(tmp_path: Path) -> None:
    (tmp_path / "2022-01-15-aaaaaaaaaa").mkdir()
    (tmp_path / "2022-02-15-bbbbbbbbbb").mkdir()
    (tmp_path / "2022-02-15-bbbbbbbbbb" / RECORD).write_text("{", encoding="utf-8")
    assert read_editions(tmp_path) == ()
    assert read_editions(tmp_path / "nowhere") == ()
