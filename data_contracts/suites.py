"""Great Expectations' suites from contracts: the same rules that split rows, said in the checker's own words.

Belongs here: the translation of rules into expectations. Does not belong here: running them (`assets/warehouse/expectations.py`). Great
Expectations takes five seconds to import, so it is imported when a suite is made and never before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data_contracts.rules import Rule

BROKEN_ROWS = "SELECT * FROM (SELECT (VIOLATION) AS breaks_the_rule FROM {batch}) WHERE breaks_the_rule"


def expectations(rules: Sequence[Rule]) -> list[Any]:
    """One expectation for each rule, in order, with the rule's id in `meta["rule_id"]`.

    What Great Expectations has a word for uses that word; the rest asks for the rows that break the rule. Its regular expressions do
    not work on DuckDB, so patterns are `predicate` rules.
    """
    import great_expectations.expectations as gxe  # noqa: PLC0415 - see the module's docstring

    return [_expectation(gxe, rule) for rule in rules]


def _expectation(gxe: Any, rule: Rule) -> Any:
    meta = {"rule_id": rule.rule_id}
    if rule.check == "required":
        return gxe.ExpectColumnValuesToNotBeNull(column=rule.column, meta=meta)
    if rule.check == "values":
        return gxe.ExpectColumnValuesToBeInSet(column=rule.column, value_set=list(rule.values), meta=meta)
    if rule.check == "between":
        return gxe.ExpectColumnValuesToBeBetween(
            column=rule.column,
            min_value=rule.minimum,
            max_value=rule.maximum,
            strict_min=rule.is_minimum_exclusive,
            meta=meta,
        )
    if rule.check == "unique":
        return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns), ignore_row_if="never", meta=meta)
    # Braces are Great Expectations' own placeholders; a contract's expression has none of them.
    broken = rule.violation.replace("{", "{{").replace("}", "}}")
    return gxe.UnexpectedRowsExpectation(unexpected_rows_query=BROKEN_ROWS.replace("VIOLATION", broken), meta=meta)
