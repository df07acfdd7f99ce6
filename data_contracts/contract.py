"""Contracts: what a supplier's file must hold, read from ODCS v3 YAML into the shape that reader, quarantine and checks share.

Belongs here: the model of a contract and the rules that follow from it, each with the SQL that finds its violations. Does not
belong here: reading files (`assets/deliveries`) and Great Expectations (`data_contracts/suites.py`).
"""

from __future__ import annotations

import re
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

from data_contracts.drift_limits import Drift, row_limits
from data_contracts.reference import reference_table, reference_values

Notation = Literal["text", "key", "code", "cpr", "cvr", "date", "month", "decimal", "integer", "boolean", "code_runs"]
Action = Literal["quarantine", "set_aside", "warn"]
Reader = Literal["table", "dream", "json_lines"]
Check = Literal["readable", "cells", "required", "values", "between", "unique", "modulus_11", "predicate"]

NAMING_KINDS = ("referrals", "comparison_persons")
"""The kinds whose rows name the persons whom all others may speak of."""
CONTEXT_KINDS = ("jobindsats_y30r21", "auk01", "folk1a")
"""Published tables that give context; every delivery of one is a vintage and is kept."""
KINDS = (
    "corrections",
    *NAMING_KINDS,
    "placements",
    "partners",
    "paid_hours",
    "benefit_weeks",
    "dream_keys",
    "dream",
    "person_status",
    "programme_costs",
    "invoices",
    "wellbeing",
    *CONTEXT_KINDS,
)
"""All kinds, in the order in which they are read. `dream_keys` comes before `dream`, whose pattern its files fit as well."""

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
    "key": "VARCHAR",
    "code": "INTEGER",
    "cvr": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "decimal": "DECIMAL(14,2)",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "code_runs": "STRUCT(first_week DATE, last_week DATE, code INTEGER)[]",
}
CELLS_BEYOND_HEADER = "*"
"""The name under which `unreadable` reports a row with more cells than its header."""
NO_ROW = "!"
"""The name under which `unreadable` reports a line that is a message and not a row."""

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
    """One column of a kind: its canonical name, the headers it is known by, and how its cells are written.

    A derived column stands under no header: the file's name or the reader fills it.
    """

    name: str
    notation: Notation
    is_required: bool
    is_derived: bool
    headers: tuple[str, ...]
    three_digits_after_point: Literal["decimals", "thousands"]
    description: str

    @property
    def landed_name(self) -> str:
        """The column's name past the reader; a CPR number is a `person_key` from there on."""
        return "person_key" if self.notation == "cpr" else self.name


@dataclass(frozen=True)
class Restatement:
    """How far a delivery that tells a period again may fall behind the one that it replaces before it is taken for a damaged file.

    `source` and `period`: columns that say who speaks and of which month or week. A period counts as told by fewer when the older
    delivery had at least `fewest_persons` there and the newer has less than `smallest_period_share` of them; all periods together when
    the newer has less than `smallest_share`.
    """

    source: str
    period: str
    smallest_share: float
    smallest_period_share: float
    fewest_persons: int
    replaces_all: bool
    """Whether a newer delivery replaces the older ones whole, whatever periods it tells of."""


@dataclass(frozen=True)
class Contract:
    """A kind of delivery. `landed_columns` are the columns of a landed row in order, with their SQL types.

    `file_name_pattern`: a pattern that file names must match whole, its groups named as the columns that they fill; None where names say
    nothing but the kind.
    """

    kind: str
    version: str
    business_name: str
    file_patterns: tuple[str, ...]
    is_required_to_publish: bool
    sets_identical_rows_aside: bool
    reader: Reader
    file_name_pattern: re.Pattern[str] | None
    restatement: Restatement | None
    drift: Drift | None
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]

    @property
    def read_columns(self) -> tuple[Column, ...]:
        """The columns that stand under headers of the file."""
        return tuple(column for column in self.columns if not column.is_derived)

    @property
    def is_told_by_period(self) -> bool:
        """Whether a delivery speaks for the months or weeks that it spans and no others, so that its rows alone say little of its size."""
        return self.restatement is not None and not self.restatement.replaces_all

    @property
    def keeps_older_rows(self) -> bool:
        """Whether what a newer delivery leaves out stays as an older one told it."""
        return self.restatement is None

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
    """The kind that a file's name announces; None where it announces nothing known."""
    name = normalize("NFC", file_name).casefold()
    return next((kind for kind in KINDS if any(fnmatch(name, pattern) for pattern in load_contract(kind).file_patterns)), None)


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
    rules += [_quality_rule(quality, _custom(quality.customProperties).get("column")) for quality in schema.quality or []]
    shape = Rule(
        "cells_beyond_header",
        "cells",
        None,
        f"list_contains(unreadable, '{CELLS_BEYOND_HEADER}')",
        "quarantine",
        False,
    )
    shapes = [shape]
    if own.get("reader") == "json_lines":
        shapes.append(Rule("line_is_a_row", "cells", NO_ROW, f"list_contains(unreadable, '{NO_ROW}')", "quarantine", False))
    return Contract(
        kind=kind,
        version=str(document.version),
        business_name=str(schema.businessName),
        file_patterns=tuple(own["filePatterns"]),
        is_required_to_publish=bool(own["requiredToPublish"]),
        sets_identical_rows_aside=own["identicalRows"] == "set_aside",
        reader=own.get("reader", "table"),
        file_name_pattern=re.compile(own["fileNamePattern"], re.IGNORECASE) if "fileNamePattern" in own else None,
        restatement=_restatement(own.get("restatement")),
        drift=row_limits(own.get("drift")),
        columns=columns,
        rules=(*shapes, *rules),
    )


def _restatement(limits: Mapping[str, Any] | None) -> Restatement | None:
    if limits is None:
        return None
    return Restatement(
        source=limits["source"],
        period=limits["period"],
        smallest_share=limits["smallestShare"],
        smallest_period_share=limits["smallestPeriodShare"],
        fewest_persons=limits["fewestPersons"],
        replaces_all=limits.get("replacesAll", False),
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
        is_derived=bool(own.get("derived", False)),
        headers=(name, str(item.businessName), *synonyms),
        three_digits_after_point=own.get("threeDigitsAfterPoint", "decimals"),
        description=str(item.description),
    )


def _column_rules(item: SchemaProperty, column: Column) -> list[Rule]:
    """Readable, required and limits follow from the column itself; the rest is written out in the contract."""
    name = column.landed_name
    rules = []
    if column.notation not in ("text", "key") and not column.is_derived:
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
    if "inForceReference" in arguments:
        violation = _out_of_force(str(column), arguments["inForceReference"], arguments["dayColumn"])
        return Rule(rule_id, "predicate", column, violation, action, is_blocking)
    reference = arguments.get("validValuesReference")
    values = reference_values(reference) if reference else tuple(arguments["validValues"])
    listed = ", ".join(str(value) if isinstance(value, int) else _quoted(value) for value in values)
    return Rule(rule_id, "values", column, f"{column} NOT IN ({listed})", action, is_blocking, values=values)


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
