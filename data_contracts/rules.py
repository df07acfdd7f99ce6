"""Rules: what a row must hold, with the SQL that finds its violations.

Belongs here: rules that follow from a column, and those that a contract writes out. Does not belong here: kinds (`contract.py`) and Great
Expectations (`suites.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from open_data_contract_standard.model import DataQuality, SchemaProperty

from data_contracts.properties import ContractText, PropertySet, Words, property_set
from data_contracts.reference import reference_table, reference_values

Notation = Literal["text", "key", "code", "cpr", "cvr", "date", "month", "decimal", "integer", "boolean", "code_runs"]
Action = Literal["quarantine", "set_aside", "warn"]
Check = Literal["readable", "cells", "line", "required", "check_digit", "values", "between", "unique", "modulus_11", "predicate"]
Blank = Literal["refused", "no_cell", "not_told", "ongoing", "counts_as_no", "nobody", "not_needed", "nothing"]
"""What a blank cell means; `refused` where the column must be filled, `no_cell` where it stands under no header."""

CELLS_BEYOND_HEADER: Final = "*"
"""The name under which `unreadable` reports a row with more cells than its header."""
NO_ROW: Final = "!"
"""The name under which `unreadable` reports a line that is a message and not a row."""
CVR_WEIGHTS: Final = (2, 7, 6, 5, 4, 3, 2, 1)
"""Modulus 11 of CVR numbers (python-stdnum's `stdnum.dk.cvr`; DOMAIN section 6)."""


@dataclass(frozen=True)
class Rule:
    """One rule of a contract over landed rows.

    `violation` is a DuckDB expression over one landed row (window functions allowed) that is true where the row breaks the
    rule; a missing value breaks no rule but `required`. `repair`: what a supplier is told, where the sort of rule does not say enough;
    `because`: why rows are set aside.
    """

    rule_id: str
    check: Check
    column: str | None
    violation: str
    action: Action
    is_blocking: bool
    values: tuple[str | int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    is_minimum_exclusive: bool = False
    columns: tuple[str, ...] = ()
    repair: Words | None = None
    because: Words | None = None


@dataclass(frozen=True)
class Column:
    """One column of a kind: its canonical name, the headers it is known by, how its cells are written and what a blank one means.

    A derived column stands under no header: the file's name or the reader fills it.
    """

    name: str
    notation: Notation
    is_required: bool
    is_derived: bool
    headers: tuple[str, ...]
    three_digits_after_point: Literal["decimals", "thousands"]
    description: str
    blank: Blank
    is_of_any_age: bool
    """Whether its days may lie long before the programme: somebody has lived where they live since birth."""

    @property
    def landed_name(self) -> str:
        """The column's name past the reader; a CPR number is a `person_key` from there on."""
        return "person_key" if self.notation == "cpr" else self.name


def read_column(source: ContractText, item: SchemaProperty) -> Column:
    """A column as the contract says it. Raises ContractFault for what it leaves open."""
    name = source.plain(str(item.name), ("properties:", f"- name: {item.name}"))
    own = property_set(source, ("properties:", f"- name: {name}"), item.customProperties)
    notation = cast(Notation, own.one_of("notation", get_args(Notation)))
    is_derived = bool(own.values.get("derived", False))
    after_point = own.one_of("threeDigitsAfterPoint", ("decimals", "thousands")) if notation == "decimal" else "decimals"
    return Column(
        name=name,
        notation=notation,
        is_required=bool(item.required),
        is_derived=is_derived,
        headers=(name, str(item.businessName), *(str(synonym.synonym) for synonym in item.synonyms or [])),
        three_digits_after_point=cast(Literal["decimals", "thousands"], after_point),
        description=str(item.description),
        blank=_blank(own, is_required=bool(item.required), is_derived=is_derived),
        is_of_any_age=bool(own.values.get("ofAnyAge", False)),
    )


def _blank(own: PropertySet, *, is_required: bool, is_derived: bool) -> Blank:
    """`required` has said of most columns that a blank cell is refused, and is not said again."""
    if not is_required and not is_derived:
        return cast(Blank, own.one_of("blank", get_args(Blank)[2:]))
    if own.has("blank"):
        raise own.fault("blank", "a required column's blank cell is refused, and a derived one has no cell")
    return "refused" if is_required else "no_cell"


def shape_rules(*, has_lines: bool) -> list[Rule]:
    """What every row must be, whatever its columns; `has_lines`: the file holds a row a line, and a line may be a message instead."""
    beyond = Rule(
        "cells_beyond_header", "cells", None, f"list_contains(unreadable, '{CELLS_BEYOND_HEADER}')", "quarantine", is_blocking=False
    )
    message = Rule("line_is_a_row", "line", NO_ROW, f"list_contains(unreadable, '{NO_ROW}')", "quarantine", is_blocking=False)
    return [beyond, message] if has_lines else [beyond]


def column_rules(source: ContractText, item: SchemaProperty, column: Column, lists: Mapping[str, tuple[str, ...]]) -> list[Rule]:
    """Readable, required, check digit and limits follow from the column itself; the rest is written out in the contract.

    `lists`: values by name that stand in no reference table, because the contracts themselves say them.
    """
    name = column.landed_name
    rules = []
    if not column.is_derived:
        unreadable = f"list_contains(unreadable, '{name}')"
        rules.append(Rule(f"{column.name}_readable", "readable", name, unreadable, "quarantine", is_blocking=False))
    if column.is_required:
        rules.append(Rule(f"{column.name}_required", "required", name, f"{name} IS NULL", "quarantine", is_blocking=False))
    if column.notation == "cpr" and column.is_required:  # the check digit only warns: numbers given out since 2007 need not pass it
        rules.append(Rule("cpr_check_digit", "check_digit", name, "NOT is_check_digit_ok", "warn", is_blocking=False))
    rules += _limits(item, column)
    return rules + [quality_rule(source, quality, name, lists) for quality in item.quality or []]


def _limits(item: SchemaProperty, column: Column) -> list[Rule]:
    name, options = column.landed_name, item.logicalTypeOptions or {}
    if not options:
        return []
    low, high = options.get("minimum", options.get("exclusiveMinimum")), options.get("maximum")
    is_exclusive = "exclusiveMinimum" in options
    tests = [f"{name} {'<=' if is_exclusive else '<'} {low}"] if low is not None else []
    tests += [f"{name} > {high}"] if high is not None else []
    return [
        Rule(
            f"{column.name}_between",
            "between",
            name,
            " OR ".join(tests),
            "quarantine",
            is_blocking=False,
            minimum=low,
            maximum=high,
            is_minimum_exclusive=is_exclusive,
        )
    ]


def quality_rule(source: ContractText, quality: DataQuality, column: str | None, lists: Mapping[str, tuple[str, ...]]) -> Rule:
    """A rule that the contract writes out; `column` is the one that it stands under. Raises ContractFault for what it leaves open."""
    rule_id = source.plain(str(quality.id), (f"- id: {quality.id}",))
    own = property_set(source, (f"- id: {rule_id}",), quality.customProperties)
    named = own.values.get("column", column)
    check, violation, values, columns = _test(quality, str(named), lists)
    action = cast(Action, own.one_of("action", get_args(Action)))
    # A test of the contract's own has no words but those that stand beside it.
    repair = own.words("repair") if own.has("repair") or check == "predicate" else None
    because = own.words("setAsideBecause") if action == "set_aside" else None
    return Rule(
        rule_id, check, named, violation, action, own.flag("blocking"), values=values, columns=columns, repair=repair, because=because
    )


def _test(
    quality: DataQuality, column: str, lists: Mapping[str, tuple[str, ...]]
) -> tuple[Check, str, tuple[str | int, ...], tuple[str, ...]]:
    """What a written rule asks: its sort, the violation, the values and columns that it names."""
    arguments = quality.arguments or {}
    if quality.type == "custom":
        return "predicate", str(quality.implementation).strip(), (), ()
    if quality.metric == "duplicateValues":
        keys = tuple(arguments["properties"])
        return "unique", f"{column} IS NOT NULL AND count(*) OVER (PARTITION BY {', '.join(keys)}) > 1", (), keys
    if arguments.get("modulus11"):
        return "modulus_11", _fails_modulus_11(column), (), ()
    if "inForceReference" in arguments:
        return "predicate", _out_of_force(column, arguments["inForceReference"], arguments["dayColumn"]), (), ()
    reference = arguments.get("validValuesReference")
    values = lists.get(reference) or reference_values(reference) if reference else tuple(arguments["validValues"])
    listed = ", ".join(str(value) if isinstance(value, int) else _quoted(value) for value in values)
    return "values", f"{column} NOT IN ({listed})", values, ()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _out_of_force(column: str, reference: str, day: str) -> str:
    """True where the value was not in force on the row's day, by the reference table's `valid_from` and `valid_to`."""
    tests = []
    for row in reference_table(reference):
        name = f"{column} = {_quoted(next(iter(row.values())))}"
        tests += [f"({name} AND {day} < DATE '{row['valid_from']}')"] if row["valid_from"] else []
        tests += [f"({name} AND {day} > DATE '{row['valid_to']}')"] if row["valid_to"] else []
    return " OR ".join(tests) or "false"


def _fails_modulus_11(column: str) -> str:
    digits = " + ".join(f"{weight} * substr({column}, {place}, 1)::INTEGER" for place, weight in enumerate(CVR_WEIGHTS, start=1))
    return f"({digits}) % 11 <> 0 OR substr({column}, 1, 1) = '0'"
