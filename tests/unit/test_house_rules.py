"""Each rule on numbers finds what breaks it, with file and line, and nothing in the project's own tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from house.effect_pages import registered
from house.rules import OWN_ROOT, Violation, violations
from house.rules.__main__ import main
from house.rules.bindings import UNBOUND, binding_violations, unbound_violations
from house.rules.code_texts import BY_HAND, LITERAL, code_violations, formatting_violations, literal_violations
from house.rules.figure_definitions import (
    CHANGED,
    CLAIM,
    NO_INTERVAL,
    UNREGISTERED,
    claim_bindings,
    claim_violations,
    definition_violations,
    interval_violations,
    without_interval,
)
from house.rules.numerals import numbers_in_digits, numbers_in_words
from house.rules.texts import BROKEN, FORMAT, FREE, ONE_LANGUAGE, UNUSED, text_violations
from house.rules.units import MIXED, mixed_units, unit_violations
from house.rules.violations import source_of
from pipelines.effects import definitions, digest
from reports.language import LANGUAGES, load_language

BOTH = pytest.mark.parametrize("code", LANGUAGES)


def planted(root: Path, path: str, text: str) -> Path:
    """A file of a tree that holds nothing else."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return root


def catalogues(root: Path, danish: str, english: str, constants: str = "") -> Path:
    """A tree of two catalogues with one text, in line 3, and its exceptions."""
    for code, text in (("da", danish), ("en", english)):
        planted(root, f"reports/language/news_{code}.toml", f'# Texts.\n[news]\njobs = "{text}"\n')
    return planted(root, "reports/language/constants.toml", constants)


def where(found: Iterable[Violation]) -> list[tuple[str, int, str]]:
    return sorted((one.path, one.line, one.rule) for one in found)


def lines(found: Iterable[Violation], rule: str) -> list[int]:
    every = list(found)
    assert {one.rule for one in every} <= {rule}
    return sorted({one.line for one in every})


def test_the_projects_own_tree_breaks_no_rule_and_the_command_then_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([])
    assert capsys.readouterr().out == ""
    assert code == 0


@pytest.mark.parametrize(
    ("danish", "english", "code"),
    [
        ("Omkring femogtyve fik job.", "{some} got jobs.", "da"),
        ("Hver tredje fik job.", "{some} got jobs.", "da"),
        ("En tredobling af job.", "{some} more jobs.", "da"),
        ("Over halvdelen fik job.", "{some} got jobs.", "da"),
        ("To ud af {all} fik job.", "{some} got jobs.", "da"),
        ("{some} fik job.", "One in three got jobs.", "en"),
        ("{some} fik job.", "Tenfold the jobs.", "en"),
        ("{some} fik job.", "Half of them got jobs.", "en"),
        ("{some} fik job.", "Hundreds got jobs.", "en"),
    ],
)
def test_a_free_number_word_is_found_in_the_language_that_holds_it(tmp_path: Path, danish: str, english: str, code: str) -> None:
    assert where(text_violations(catalogues(tmp_path, danish, english))) == [(f"reports/language/news_{code}.toml", 3, FREE)]


def test_a_free_number_in_digits_is_found_in_both_languages(tmp_path: Path) -> None:
    found = where(text_violations(catalogues(tmp_path, "62 af {all} fik job.", "62 of {all} got jobs.")))
    assert found == [("reports/language/news_da.toml", 3, FREE), ("reports/language/news_en.toml", 3, FREE)]


def test_an_effects_own_words_are_read_and_excepted_in_its_own_folder(tmp_path: Path) -> None:
    for code, text in (("da", "62 job"), ("en", "62 jobs")):
        planted(tmp_path, f"assets/effects/jobs/words_{code}.toml", f'[figure.jobs.all]\nsays = "{text}"\n')
    found = where(text_violations(tmp_path))
    assert found == [("assets/effects/jobs/words_da.toml", 2, FREE), ("assets/effects/jobs/words_en.toml", 2, FREE)]
    planted(tmp_path, "assets/effects/jobs/constants.toml", '"figure.jobs.all.says" = { numbers = [62], reason = "a name" }\n')
    assert where(text_violations(tmp_path)) == []


@pytest.mark.parametrize(
    ("danish", "english"),
    [
        ("En af dem fik job, begge to blev.", "One of them got a job, both stayed."),
        ("{a} af {b} fik job i første omgang.", "{a} of {b} got jobs at first."),
        ("Ingen fik job i det halvår.", "Nobody got a job in that half-year."),
    ],
)
def test_articles_ordinals_and_filled_places_are_no_free_numbers(tmp_path: Path, danish: str, english: str) -> None:
    assert where(text_violations(catalogues(tmp_path, danish, english))) == []


def test_a_number_in_one_language_only_is_found_even_where_it_is_excepted(tmp_path: Path) -> None:
    constants = '"news.*" = { numbers = [37], reason = "hours of a week" }\n'
    found = where(text_violations(catalogues(tmp_path, "Job på fuld tid.", "Jobs of 37 hours.", constants)))
    assert found == [("reports/language/news_en.toml", 3, ONE_LANGUAGE)]


def test_a_number_is_the_same_in_both_languages_however_each_writes_it(tmp_path: Path) -> None:
    constants = '"news.jobs" = { numbers = ["160.33", 3500], reason = "norm and forecast" }\n'
    assert where(text_violations(catalogues(tmp_path, "160,33 timer, 3.500 job", "160.33 hours, 3,500 jobs", constants))) == []


def test_an_exception_that_nothing_uses_is_found_in_its_line(tmp_path: Path) -> None:
    constants = '# Numbers.\n\n"news.jobs" = { numbers = [37, 38], reason = "a week" }\n"old.key" = { numbers = [1], reason = "gone" }\n'
    found = where(text_violations(catalogues(tmp_path, "37 timer", "37 hours", constants)))
    assert found == [("reports/language/constants.toml", 3, UNUSED), ("reports/language/constants.toml", 4, UNUSED)]


def test_an_exception_without_a_reason_does_not_hold(tmp_path: Path) -> None:
    found = where(text_violations(catalogues(tmp_path, "37 timer", "37 hours", '"news.jobs" = { numbers = [37] }\n')))
    assert found == [("reports/language/constants.toml", 1, BROKEN)]


def test_a_text_must_follow_the_constant_of_the_code_that_it_tells_of(tmp_path: Path) -> None:
    constants = '"news.jobs" = { numbers = [30], code = "assets/limits.py:FEWEST", reason = "the limit" }\n'
    root = catalogues(tmp_path, "færre end 30", "fewer than 30", constants)
    assert where(text_violations(planted(root, "assets/limits.py", "FEWEST = 30\n"))) == []
    assert where(text_violations(planted(root, "assets/limits.py", "FEWEST = 40\n"))) == [("reports/language/constants.toml", 1, BROKEN)]


def test_a_longer_exception_counts_alone(tmp_path: Path) -> None:
    constants = '"news.*" = { numbers = [37], reason = "all news" }\n"news.jobs" = { numbers = [1], reason = "this one" }\n'
    found = where(text_violations(catalogues(tmp_path, "1 job, 37 timer", "1 job, 37 hours", constants)))
    catalogue = [(f"reports/language/news_{code}.toml", 3, FREE) for code in LANGUAGES]
    assert found == [("reports/language/constants.toml", 1, UNUSED), *catalogue]


def test_a_place_that_formats_its_number_is_found(tmp_path: Path) -> None:
    found = where(text_violations(catalogues(tmp_path, "{share} fik job", "{share:.1f} percent got jobs")))
    assert found == [("reports/language/news_en.toml", 3, FORMAT)]


@given(st.sampled_from(LANGUAGES), st.integers(0, 10**9), st.integers(0, 3))
def test_every_number_that_a_language_writes_is_read_back(code: str, units: int, decimals: int) -> None:
    number = Decimal(units).scaleb(-decimals)
    words = f"omkring {load_language(code).number(number, decimals)} i alt."
    assert [Decimal(found) for found in numbers_in_digits(words, code)] == [number]


@pytest.mark.parametrize(
    ("code", "words", "values"),
    [
        ("da", "to tredjedele, hver fjerde og femdobling", {"2/3", "1/4", "5"}),
        ("da", "dobbelt så mange, tolv, hundreder og millioner", {"2", "12", "100", "1000000"}),
        ("da", "to gange femten er tredive", {"2", "15", "30"}),
        ("en", "two-thirds, a quarter of, twenty-five and fivefold", {"2/3", "1/4", "25", "5"}),
        ("en", "the third, several times, in that quarter, secondly", set()),
        ("da", "den tredje, flere gange, tiden, ottekantet, andelen", set()),
    ],
)
def test_number_words_are_known_by_their_values(code: str, words: str, values: set[str]) -> None:
    assert set(numbers_in_words(words, code)) == values


BLOCKS = "from reports.blocks import TableColumn, Heading, Note, Sentence, Table\n"


@pytest.mark.parametrize(
    "code",
    [
        'Sentence("62 of 1,158 got jobs")',
        'Heading(f"In {year}: 62 jobs", "jobs")',
        'Note(" and ".join(["62", jobs]))',
        'Table("jobs", "62 jobs", (), ())',
        'TableColumn(title="12 months")',
        'Sentence(text("news.jobs", jobs="62"))',
        'Sentence(text("news.jobs", jobs=62))',
    ],
)
def test_a_number_of_the_codes_own_in_what_people_read_is_found(tmp_path: Path, code: str) -> None:
    root = planted(tmp_path, "reports/jobs.py", f"{BLOCKS}\n\ndef block(text):\n    return {code}\n")
    assert where(code_violations(root)) == [("reports/jobs.py", 5, LITERAL)]


def test_a_number_is_found_where_it_is_written_through_names_and_functions() -> None:
    code = f"""{BLOCKS}
TITLE = "62 got jobs"
def words() -> str:
    return "12 months"
def block():
    told = TITLE if words else words()
    return Sentence(told)
"""
    assert lines(literal_violations(source_of(code, "reports/jobs.py")), LITERAL) == [3, 5]


def test_ids_anchors_and_look_ups_may_hold_digits() -> None:
    code = f"""{BLOCKS}
MONTHS = 12
def block(table, text):
    shown = table.find("full_time.reached_share_12m", "referred", "12m")
    yield Heading(text("window.12m"), "after-12m", 3)
    yield Sentence(text("news.jobs", months=MONTHS, value=table.value(shown)), ("full_time.reached_share_12m",))
    for months in (12, 24):
        yield Note(text("news.months", months=months), "plain", (f"full_time.reached_share_{{months}}m",))
"""
    assert lines(literal_violations(source_of(code, "reports/jobs.py")), LITERAL) == []


@pytest.mark.parametrize(
    "code",
    [
        'f"{share:.1f} percent"',
        'f"{count:,} persons"',
        'f"{share:.1%}"',
        'f"{shown.value} persons"',
        'f"{round(share)} percent"',
        'f"{share * 100} percent"',
        'str(len(persons)) + " persons"',
        '"{} persons".format(count)',
        '"%d persons" % count',
        'format(share, ".1f")',
    ],
)
def test_a_number_formatted_by_hand_is_found(code: str) -> None:
    assert lines(formatting_violations(source_of(f"\nwords = {code}\n", "reports/jobs.py")), BY_HAND) == [2]


@pytest.mark.parametrize("code", ['f"{day:%d-%m-%Y}"', 'f"{name:<20}"', 'f"{words}."', "count % 2", 'f"{folder / name}"', "str(year)"])
def test_days_words_and_paths_are_not_taken_for_numbers(code: str) -> None:
    assert lines(formatting_violations(source_of(f"words = {code}\n", "reports/jobs.py")), BY_HAND) == []


@pytest.mark.parametrize(
    "block",
    [
        'Sentence(text("news.jobs", jobs=table.value(shown)))',
        'Sentence(text("news.jobs", jobs=table.range(shown)), ())',
        'Note(f"{table.number(shown)} jobs", "warning")',
        "Note(said)",
        'Table("jobs", text("news.table"), (), rows)',
        "Note(told(table, shown))",
    ],
)
def test_a_sentence_that_shows_a_figure_without_naming_it_is_found(tmp_path: Path, block: str) -> None:
    code = f"""
    def told(table: FigureTable, shown) -> str:
        return table.value(shown)

    def block(table: FigureTable, shown, text):
        said = f"{{table.value(shown)}}."
        rows = [(table.cell(shown),)]
        return {block}
    """
    assert where(binding_violations(planted(tmp_path, "reports/jobs.py", code))) == [("reports/jobs.py", 8, UNBOUND)]


def test_bound_sentences_and_sentences_without_figures_pass() -> None:
    code = """
def block(table: FigureTable, shown, text, language):
    yield Sentence(text("news.jobs", jobs=table.value(shown)), (shown.figure_id,))
    yield Sentence(text("news.files", files=language.number(3)))
    yield Note(text("news.why", why=table.absence(shown)))
    yield Note(text("news.jobs", jobs=table.value(shown)), figure_ids=ids)
"""
    assert lines(unbound_violations(source_of(code)), UNBOUND) == []


@pytest.mark.parametrize(
    "code",
    [
        "total = reached_persons + total_fte",
        "total_fte += programme.persons",
        "total = sum([group_persons, group_fte])",
        "total = sum(one.persons for one in groups) - net.fte",
        "most = max(group.persons, group.fte)",
        "is_more = group_persons >= group_fte",
        'total = frame["reached_persons"].sum() + frame["fte"].sum()',
        'total = frame.select(pl.col("persons").sum() + pl.col("month_fte"))',
        'total = nw.col("reached_persons") - nw.col("net_fte")',
        'total = pl.sum_horizontal("persons", "fte")',
        'query = "SELECT reached_persons + net_fte FROM effects.reached"',
        'query = f"SELECT sum(p.persons)+sum(f.net_fte) AS total FROM {table} AS p JOIN fte AS f USING (month)"',
    ],
)
def test_persons_added_to_full_time_equivalents_are_found(tmp_path: Path, code: str) -> None:
    assert where(unit_violations(planted(tmp_path, "assets/totals.py", f'"""Totals."""\n\n{code}\n'))) == [("assets/totals.py", 3, MIXED)]


def test_mixed_units_in_sql_are_found_in_their_own_line(tmp_path: Path) -> None:
    root = planted(tmp_path, "assets/totals.sql", "SELECT\n    month,\n    persons + fte AS total\nFROM totals\n")
    planted(root, "assets/totals.py", 'QUERY = """\n    SELECT month,\n        sum(persons) + sum(fte) AS total\n    FROM totals\n"""\n')
    assert where(unit_violations(root)) == [("assets/totals.py", 3, MIXED), ("assets/totals.sql", 3, MIXED)]


def test_a_name_counts_what_it_was_made_equal_to() -> None:
    code = """
def more(frame):
    reached = pl.col("reached_persons")
    return reached + pl.col("net_fte")
"""
    assert lines(mixed_units(source_of(code)), MIXED) == [4]


@pytest.mark.parametrize(
    "code",
    [
        "total = reached_persons + waiting_persons",
        "net_fte = hours / FULL_TIME_HOURS + other_fte",
        "rate = persons * fte_per_person + total_fte",
        "is_long = hours_per_week > 37",
        'hours = pl.col("a_hours") + pl.col("b_hours").fill_null(0)',
        '"""Persons + fte: SELECT persons + fte says nothing."""',
        'query = "SELECT persons, fte FROM totals WHERE persons > 0"',
        "is_persons + fte",
        "are_few = matched_participants < fewest_persons",
    ],
)
def test_converted_and_equal_units_pass(code: str) -> None:
    assert lines(mixed_units(source_of(code + "\n")), MIXED) == []


@pytest.mark.parametrize(
    "call", ["REACHED.figure(12)", "REACHED.figure(12, None, window='12m')", "SHARES[12].figure(value, interval=None)"]
)
def test_a_figure_without_an_interval_is_found(tmp_path: Path, call: str) -> None:
    root = planted(tmp_path, "assets/effects/reached/rule.py", f"def figures():\n    yield {call}\n")
    assert where(interval_violations(root)) == [("assets/effects/reached/rule.py", 2, NO_INTERVAL)]


def test_figures_with_an_interval_pass() -> None:
    code = "A.figure(1, COMPLETE_COUNT)\nA.figure(1, interval=Interval(0, 2, 'wilson'))\nA.figure(*numbers)\nA.figure(**numbers)\n"
    assert lines(without_interval(source_of(code)), NO_INTERVAL) == []


@pytest.mark.parametrize(
    ("figure_id", "path", "written"),
    [
        ("full_time.reached_count", "assets/effects/full_time/definition.py", '"full_time.reached_count"'),
        ("employment.mean_hours_12m", "assets/effects/employment/definition.py", 'f"employment.mean_hours_{months}m"'),
        ("job_ladder.moved_up_share", "assets/effects/job_ladder/definition.py", 'f"job_ladder.{outcome}_share"'),
    ],
)
def test_a_changed_definition_with_its_old_version_is_found_where_it_is_defined(figure_id: str, path: str, written: str) -> None:
    changed = [replace(one, formula="another") if one.figure_id == figure_id else one for one in definitions()]
    found = list(definition_violations(OWN_ROOT, changed, registered(), digest))
    line = next(number for number, text in enumerate((OWN_ROOT / path).read_text().splitlines(), start=1) if written in text)
    assert where(found) == [(path, line, CHANGED)]
    raised = [replace(one, version=one.version + 1) if one.figure_id == figure_id else one for one in changed]
    assert where(definition_violations(OWN_ROOT, raised, registered(), digest)) == [(path, line, UNREGISTERED)]


def test_a_claim_without_a_figure_is_reported_where_it_stands() -> None:
    def problems(known: frozenset[str]) -> Iterable[tuple[str, int, str]]:
        assert "full_time.reached_count" in known
        yield str(OWN_ROOT / "data_contracts/reference/claims.csv"), 4, "claim jobs_2025 is bound to no figure"

    known = [one.figure_id for one in definitions()]
    assert where(claim_violations(OWN_ROOT, known, problems)) == [("data_contracts/reference/claims.csv", 4, CLAIM)]
    assert where(claim_violations(OWN_ROOT, known, None)) == []


def test_claims_are_asked_where_the_project_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(tmp_path, "claims_of_a_test.py", 'def binding_problems(known):\n    yield "claims.csv", 2, f"{len(known)} figures"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    assert claim_bindings("no_claims_of_a_test") is None
    found = list(claim_violations(tmp_path, ["a.b"], claim_bindings("claims_of_a_test")))
    assert [str(one) for one in found] == ["claims.csv:2: unbound claim: 1 figures"]


def test_a_tree_whose_effects_cannot_be_loaded_is_not_taken_for_clean(tmp_path: Path) -> None:
    assert violations(planted(tmp_path, "assets/effects/reached/rule.py", "import nothing_of_this_name\n")) == [
        "assets/effects:1: definitions: they cannot be loaded, see above"
    ]


def test_the_command_refuses_a_root_that_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "usage" in capsys.readouterr().err
