"""Contracts: what a supplier's file must hold, read from ODCS v3 YAML into the shape that reader, quarantine and checks share.

Belongs here: the model of a contract and the rules that follow from it, each with the SQL that finds its violations. Does not
belong here: reading files (`assets/deliveries`) and Great Expectations (`data_contracts/suites.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast
from unicodedata import normalize

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaProperty,
)

from data_contracts.reference import reference_values

Notation = Literal["text", "code", "cpr", "cvr", "date", "month", "decimal", "integer", "boolean"]
Action = Literal["quarantine", "warn"]
Check = Literal["readable", "cells", "required", "values", "between", "unique", "modulus_11", "predicate"]

KINDS = ("referrals", "placements", "partners", "paid_hours")
"""The kinds that are built, in the order in which they are read: referrals name the persons whom the others may speak of."""

KINDS_TO_COME: Mapping[str, tuple[str, ...]] = {
    "benefit_weeks": ("yr-ydelsesrefusion-beregning-*",),
    "dream": ("dream*",),
    "comparison_persons": ("sammenligning*",),
    "person_status": ("borgerstatus*",),
    "programme_costs": ("omkostninger*",),
    "invoices": ("fakturaer*",),
    "wellbeing": ("trivsel*",),
}
"""Kinds that suppliers already deliver and that are named, not loaded, until their contracts are written."""

LANDED_KEYS: Mapping[str, str] = {
    "file_id": "INTEGER",
    "supplier": "VARCHAR",
    "delivered_on": "DATE",
    "row_number": "BIGINT",
}
PERSON_COLUMNS: Mapping[str, str] = {
    "person_key": "VARCHAR",
    "birth_year": "SMALLINT",
    "sex": "VARCHAR",
    "is_check_digit_ok": "BOOLEAN",
}
"""What a CPR number becomes inside the reader; `sex` is `kvinde` or `mand`."""
TROUBLE_COLUMNS: Mapping[str, str] = {"unreadable": "VARCHAR[]", "masked": "VARCHAR[]"}
"""Columns of a row that could not be read, and beside each the cell's masked text."""

SQL_TYPES: Mapping[Notation, str] = {
    "text": "VARCHAR",
    "code": "INTEGER",
    "cvr": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "decimal": "DECIMAL(14,2)",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
}
CELLS_BEYOND_HEADER = "*"
"""The name under which `unreadable` reports a row with more cells than its header."""

CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
"""Modulus 11 of CVR numbers (python-stdnum's `stdnum.dk.cvr`; DOMAIN section 6)."""


@dataclass(frozen=True)
class Rule:
    """One rule of a contract over landed rows.

    `violation` is a DuckDB expression over one landed row (window functions allowed) that is true where the row breaks the
    rule; a missing value breaks no rule but `required`.
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


@dataclass(frozen=True)
class Column:
    """One column of a kind: its canonical name, the headers it is known by, and how its cells are written."""

    name: str
    notation: Notation
    is_required: bool
    headers: tuple[str, ...]
    three_digits_after_point: Literal["decimals", "thousands"]
    description: str

    @property
    def landed_name(self) -> str:
        """The column's name past the reader; a CPR number is a `person_key` from there on."""
        return "person_key" if self.notation == "cpr" else self.name


@dataclass(frozen=True)
class Contract:
    """A kind of delivery. `landed_columns` are the columns of a landed row in order, with their SQL types."""

    kind: str
    version: str
    business_name: str
    file_patterns: tuple[str, ...]
    is_required_to_publish: bool
    sets_identical_rows_aside: bool
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @property
    def names_persons(self) -> bool:
        """Whether rows of this kind are about persons."""
        return any(column.notation == "cpr" for column in self.columns)

    @property
    def landed_columns(self) -> dict[str, str]:
        """Name and SQL type of every landed column: keys, person columns, the kind's own, and the account of unreadable cells."""
        own = {column.name: SQL_TYPES[column.notation] for column in self.columns if column.notation != "cpr"}
        person = PERSON_COLUMNS if self.names_persons else {}
        return {**LANDED_KEYS, **person, **own, **TROUBLE_COLUMNS}


def kind_of(file_name: str) -> str | None:
    """The kind that a file's name announces, built or to come; None where it announces nothing known."""
    name = normalize("NFC", file_name).casefold()
    patterns = {**{kind: load_contract(kind).file_patterns for kind in KINDS}, **KINDS_TO_COME}
    return next((kind for kind, known in patterns.items() if any(fnmatch(name, pattern) for pattern in known)), None)


@cache
def load_contract(kind: str) -> Contract:
    """The contract of a kind, from `<kind>.odcs.yaml` in this package."""
    text = files("data_contracts").joinpath(f"{kind}.odcs.yaml").read_text(encoding="utf-8")
    document = OpenDataContractStandard.from_string(text)
    schema = (document.schema_ or [])[0]
    own = _custom(schema.customProperties)
    properties = schema.properties or []
    columns = tuple(_column(item) for item in properties)
    rules = [rule for item, column in zip(properties, columns, strict=True) for rule in _column_rules(item, column)]
    rules += [_quality_rule(quality, None) for quality in schema.quality or []]
    shape = Rule(
        "cells_beyond_header",
        "cells",
        None,
        f"list_contains(unreadable, '{CELLS_BEYOND_HEADER}')",
        "quarantine",
        False,
    )
    return Contract(
        kind=kind,
        version=str(document.version),
        business_name=str(schema.businessName),
        file_patterns=tuple(own["filePatterns"]),
        is_required_to_publish=bool(own["requiredToPublish"]),
        sets_identical_rows_aside=own["identicalRows"] == "set_aside",
        columns=columns,
        rules=(shape, *rules),
    )


def _custom(properties: Iterable[CustomProperty] | None) -> dict[str, Any]:
    return {str(item.property): item.value for item in properties or []}


def _column(item: SchemaProperty) -> Column:
    own = _custom(item.customProperties)
    name = str(item.name)
    synonyms = [str(synonym.synonym) for synonym in item.synonyms or []]
    return Column(
        name=name,
        notation=cast(Notation, own["notation"]),
        is_required=bool(item.required),
        headers=(name, str(item.businessName), *synonyms),
        three_digits_after_point=own.get("threeDigitsAfterPoint", "decimals"),
        description=str(item.description),
    )


def _column_rules(item: SchemaProperty, column: Column) -> list[Rule]:
    """Readable, required and limits follow from the column itself; the rest is written out in the contract."""
    name = column.landed_name
    rules = []
    if column.notation != "text":
        rules.append(
            Rule(
                f"{column.name}_readable",
                "readable",
                name,
                f"list_contains(unreadable, '{name}')",
                "quarantine",
                False,
            )
        )
    if column.is_required:
        rules.append(Rule(f"{column.name}_required", "required", name, f"{name} IS NULL", "quarantine", False))
    options = item.logicalTypeOptions or {}
    if options:
        low = options.get("minimum", options.get("exclusiveMinimum"))
        high = options.get("maximum")
        is_exclusive = "exclusiveMinimum" in options
        tests = [f"{name} {'<=' if is_exclusive else '<'} {low}"] if low is not None else []
        tests += [f"{name} > {high}"] if high is not None else []
        rules.append(
            Rule(
                f"{column.name}_between",
                "between",
                name,
                " OR ".join(tests),
                "quarantine",
                False,
                minimum=low,
                maximum=high,
                is_minimum_exclusive=is_exclusive,
            )
        )
    return rules + [_quality_rule(quality, name) for quality in item.quality or []]


def _quality_rule(quality: DataQuality, column: str | None) -> Rule:
    own = _custom(quality.customProperties)
    arguments = quality.arguments or {}
    rule_id, action, is_blocking = str(quality.id), cast(Action, own["action"]), bool(own["blocking"])
    if quality.type == "custom":
        return Rule(rule_id, "predicate", column, str(quality.implementation).strip(), action, is_blocking)
    if quality.metric == "duplicateValues":
        keys = tuple(arguments["properties"])
        violation = f"{column} IS NOT NULL AND count(*) OVER (PARTITION BY {', '.join(keys)}) > 1"
        return Rule(rule_id, "unique", column, violation, action, is_blocking, columns=keys)
    if arguments.get("modulus11"):
        return Rule(rule_id, "modulus_11", column, _fails_modulus_11(str(column)), action, is_blocking)
    reference = arguments.get("validValuesReference")
    values = reference_values(reference) if reference else tuple(arguments["validValues"])
    listed = ", ".join(str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'" for value in values)
    return Rule(rule_id, "values", column, f"{column} NOT IN ({listed})", action, is_blocking, values=values)


def _fails_modulus_11(column: str) -> str:
    digits = " + ".join(f"{weight} * substr({column}, {place}, 1)::INTEGER" for place, weight in enumerate(CVR_WEIGHTS, start=1))
    return f"({digits}) % 11 <> 0 OR substr({column}, 1, 1) = '0'"
