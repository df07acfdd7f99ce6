"""Words on files and rules that both the quality page and the management report use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data_contracts.contract import load_contract
from data_contracts.reference import reference_table
from reports.facts import FileFacts, SourceFacts
from reports.language import Language


def file_name(file: FileFacts) -> str:
    """Supplier, day and name of a file, as far as it has them."""
    day = "" if file.delivered_on is None else file.delivered_on.isoformat()
    return "/".join(part for part in (file.supplier, day, file.file_name) if part)


def not_read(file: FileFacts, language: Language) -> str:
    """Why a file was not read and what to do."""
    parameters = dict(file.reason_parameters)
    if "kind" in parameters:
        parameters["kind"] = language.text(f"kind.{parameters['kind']}")
    return language.text(f"rejected.{file.reason}", **parameters)


def source_name(source: SourceFacts) -> str:
    """A supplier's name, or a municipality's with its number."""
    names = {row["municipality_code"]: row["name"] for row in reference_table("municipalities")}
    return f"{names[source.source]} ({source.source})" if source.source in names else source.source


def source_in_words(source: SourceFacts, language: Language) -> str:
    """How far a source has come, measured against what was expected."""
    return language.text(
        f"source.{source.state}", month=language.month(source.expected_month), months=language.number(source.missing_months)
    )


def rule_in_words(kind: str, rule_id: str, language: Language) -> str:
    """What a rule asks for and what to do about a row that breaks it: the contract's own words, else its sort's with the column named."""
    contract = load_contract(kind)
    rule = next(rule for rule in contract.rules if rule.rule_id == rule_id)
    if rule.repair:
        return rule.repair[language.code]
    named = next((column.headers[1] for column in contract.columns if column.landed_name == rule.column), "")
    return language.text(f"rule.{rule.check}", column=named)


def set_aside_in_words(kind: str | None, rows: Mapping[str, int], language: Language) -> Iterator[str]:
    """How many rows were set aside or dropped and why, a sentence each. `rows`: outcome, or `<outcome>.<rule>`, → number."""
    rules = {rule.rule_id: rule for rule in load_contract(kind).rules} if kind else {}
    for name, number in rows.items():
        _, has_rule, rule_id = name.partition(".")
        if has_rule and number:
            because = rules[rule_id].because if rule_id in rules else None
            why = because[language.code] if because else language.text(name)
            yield language.text(f"quality.row{'' if number == 1 else 's'}_because", rows=language.number(number), why=why)
