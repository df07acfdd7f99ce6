"""Every text exists in both languages with the same places, and numbers are written as each language writes them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.numbers import format_decimal

from data_contracts.contract import KINDS, load_contract
from data_contracts.figure import IntervalMethod, Unit
from data_contracts.publications import PUBLICATIONS
from pipelines.definitions import build_definitions
from pipelines.effects import effect_modules
from pipelines.progress import step_in_words
from reports.index import PARTS
from reports.language import LANGUAGES, BrokenCatalogue, MissingText, assembled, load_language

ROOT = Path(__file__).parents[2]
WRITTEN = (("da", "timer", "Job"), ("en", "hours", "Jobs"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_catalogues_hold_the_same_texts_with_the_same_places() -> None:
    danish, english = (load_language(code).texts for code in ("da", "en"))
    assert set(danish) == set(english)
    assert {key for key in danish if places(danish[key]) != places(english[key])} == set()


def planted(root: Path, **words: str) -> Path:
    """A tree of catalogues; `jobs_da` are the effect's own words, `da` the general ones."""
    for name, text in {"da": "", "en": "", **words}.items():
        file = root / (f"assets/effects/jobs/words_{name[-2:]}.toml" if "_" in name else f"reports/language/{name}.toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def test_an_effects_words_are_part_of_the_catalogue(tmp_path: Path) -> None:
    words = {"jobs_da": '[figure.jobs.all]\nname = "Job"\n', "jobs_en": '[figure.jobs.all]\nname = "Jobs"\n'}
    texts = assembled(planted(tmp_path, da='[unit]\nhours = "timer"\n', en='[unit]\nhours = "hours"\n', **words))
    assert texts == {code: {"unit.hours": hours, "figure.jobs.all.name": name} for code, hours, name in WRITTEN}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"jobs_da": 'a = "Job"\n'}, "assets/effects/jobs/words_en.toml: a is missing"),
        ({"jobs_da": 'a = "Job"\nb = "To"\n', "jobs_en": 'a = "Jobs"\n'}, "assets/effects/jobs/words_en.toml: b is missing"),
        ({"en": 'a = "Jobs"\n'}, "reports/language/da.toml: a is missing"),
        ({"da": 'a = "Job"\n', "jobs_da": 'a = "Job"\n'}, "assets/effects/jobs/words_da.toml: a is said twice"),
        ({"jobs_da": 'a = "Job"\na = "Job"\n'}, "assets/effects/jobs/words_da.toml: .*line 2"),
    ],
)
def test_a_text_in_one_language_or_said_twice_stops_the_build_with_file_and_key(tmp_path: Path, words: dict[str, str], what: str) -> None:
    with pytest.raises(BrokenCatalogue, match=what):
        assembled(planted(tmp_path, **words))


def test_every_key_that_the_code_names_outright_exists() -> None:
    pattern = re.compile(r"""(?:\btext|_say|_complain)\(\s*"([a-z_0-9]+(?:\.[a-z_0-9]+)+)\"""")
    problem = re.compile(r"""(?:NotFitToPublish|WrongUse|MachineProblem)\(\s*"([a-z_]+)\"""")
    named: set[str] = set()
    for path in ROOT.glob("*/**/*.py"):
        if path.parts[len(ROOT.parts)] in ("pipelines", "assets", "reports", "simulation", "data_contracts"):
            code = path.read_text(encoding="utf-8")
            named |= set(pattern.findall(code)) | {f"problem.{key}" for key in problem.findall(code)}
    assert len(named) > 80
    assert {key for key in named if not load_language("da").has(key)} == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_kind_rule_and_step_has_its_text(code: str) -> None:
    language = load_language(code)
    keys = {f"figure.{item.figure_id}.{part}" for module in effect_modules() for item in module.DEFINITIONS for part in ("name", "says")}
    keys |= {f"kind.{kind}" for kind in KINDS}
    keys |= {f"rule.{rule.check}" for kind in KINDS for rule in load_contract(kind).rules if not rule.repair}
    assert {key for key in keys if not language.has(key)} == set()
    for node in build_definitions().resolve_job_def("publish").nodes:
        assert step_in_words(node.name, language).endswith("…")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_publication_has_its_name_and_every_place_of_the_index_its_words(code: str) -> None:
    language = load_language(code)
    keys = {f"publication.{name}" for name in PUBLICATIONS if name != "data"}
    keys |= {f"index.{name}{about}" for name in PARTS for about in ("", "_about")}
    assert {key for key in keys if not language.has(key)} == set()


def test_numbers_and_dates_are_written_as_danes_write_them() -> None:
    danish = load_language("da")
    assert danish.number(1158) == "1.158"
    assert danish.number(14.25, 1) == "14,3"
    assert danish.percent(0.4328) == "43,3\u00a0procent"
    assert danish.day(date(2023, 6, 15)) == "15. juni 2023"
    assert load_language("en").number(1158.5, 1) == "1,158.5"


def test_a_number_below_zero_has_a_minus_sign_and_one_that_rounds_to_zero_has_none() -> None:
    assert load_language("da").number(Decimal("-1249.5")) == "\u22121.250"
    assert load_language("en").percent(Decimal("-0.125")) == "\u221212.5\u00a0percent"
    assert load_language("da").number(Decimal("-0.04"), 1) == "0,0"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("decimals", [0, 1, 4])
def test_numbers_are_written_as_babel_writes_them(code: str, decimals: int) -> None:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    for number in ("0", "7", "999.96", "1158", "1234567.8915", "0.00004", "12.5"):
        exact = Decimal(number).quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
        assert load_language(code).number(Decimal(number), decimals) == format_decimal(exact, format=pattern, locale=code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_unit_and_method_that_a_figure_may_have_has_its_text(code: str) -> None:
    language = load_language(code)
    keys = {f"unit.{unit}_title" for unit in get_args(Unit)} | {f"interval_method.{method}" for method in get_args(IntervalMethod)}
    keys |= {f"unit.{unit}{ending}" for unit in get_args(Unit) if unit not in ("share", "dkk") for ending in ("", "_one")}
    assert {key for key in keys if not language.has(key)} == set()


def test_a_missing_text_or_place_stops_the_build() -> None:
    danish = load_language("da")
    with pytest.raises(MissingText):
        danish.text("no.such.text")
    with pytest.raises(MissingText):
        danish.text("run.published")
