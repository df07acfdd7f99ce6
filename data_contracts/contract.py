"""Contracts: all that is known of a kind of delivery, read from ODCS v3 YAML into the shape that drives everything which handles kinds.

Belongs here: the model of a kind, which kinds there are, and that a contract which leaves something open is refused. Does not belong here:
rules over rows (`rules.py`), how properties are read (`properties.py`), reading files (`assets/deliveries`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, cast, get_args
from unicodedata import normalize

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject

from data_contracts.drift_limits import Drift, row_limits
from data_contracts.properties import NOTHING, ContractText, PropertySet, Words, property_set
from data_contracts.rules import Column, Notation, Rule, column_rules, quality_rule, read_column, shape_rules

Reader = Literal["table", "dream", "json_lines"]
Step = Literal["day", "week", "month"]
Persons = Literal["names", "named_elsewhere", "whoever", "none"]
Superseding = Literal["rows", "vintages", "newest_delivery"]
"""What a newer delivery does to older ones where it speaks for no periods."""

ENDING: Final = ".odcs.yaml"
CORRECTIONS: Final = "corrections"
"""The kind that corrects cells of all others, and is read before them."""
GOES_WITH_THE_PERSON: Final = "goes_with_the_person"
NO_PERSON: Final = "no_person"

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


@dataclass(frozen=True)
class Period:
    """The time that a row tells of: its first and last day, week or month, which are one column in most kinds."""

    first: str
    last: str
    step: Step


@dataclass(frozen=True)
class Restatement:
    """How far a delivery that tells a period again may fall behind the one that it replaces before it is taken for a damaged file.

    `source`: the column that says who speaks; `period`: that of the month or week. A period counts as told by fewer when the older
    delivery had at least `fewest_persons` there and the newer has less than `smallest_period_share` of them; all periods together when
    the newer has less than `smallest_share`.
    """

    source: str
    period: str
    step: Step
    smallest_share: float
    smallest_period_share: float
    fewest_persons: int
    replaces_all: bool
    """Whether a newer delivery replaces the older ones whole, whatever periods it tells of."""


@dataclass(frozen=True)
class Contract:
    """A kind of delivery. `landed_columns` are the columns of a landed row in order, with their SQL types.

    `names`: as within a sentence. `file_name_pattern`: a pattern that file names must match whole, its groups named as the
    columns that they fill; None where names say nothing but the kind. `key`: what makes two rows tell of the same thing.
    `sign_of_life`: the column with the last day that ties a person to the programme; None where rows are no sign of their own.
    `correction_name`: what a file of corrections calls it; None where it cannot be corrected.
    """

    kind: str
    version: str
    order: int
    names: Words
    row_description: str
    file_patterns: tuple[str, ...]
    file_name_pattern: re.Pattern[str] | None
    is_required_to_publish: bool
    sets_identical_rows_aside: bool
    reader: Reader
    core_tables: tuple[str, ...]
    key: tuple[str, ...]
    period: Period | None
    restatement: Restatement | None
    keeps_vintages: bool
    persons: Persons
    sign_of_life: str | None
    is_kept_as_spells: bool
    correction_name: str | None
    drift: Drift
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
    def month(self) -> str | None:
        """The column with the month that a row tells of; None where it tells of none."""
        return self.period.first if self.period is not None and self.period.step == "month" else None

    @property
    def names_persons(self) -> bool:
        """Whether rows of this kind are about persons."""
        return self.persons != "none"

    @property
    def landed_columns(self) -> dict[str, str]:
        """Name and SQL type of every landed column: keys, person columns, the kind's own, and the account of unreadable cells."""
        own = {column.name: SQL_TYPES[column.notation] for column in self.columns if column.notation != "cpr"}
        person = PERSON_COLUMNS if self.names_persons else {}
        return {**LANDED_KEYS, **person, **own, **TROUBLE_COLUMNS}


@dataclass(frozen=True)
class _Document:
    """A contract as its file has it, and what it says of the kind as a whole."""

    source: ContractText
    content: OpenDataContractStandard
    schema: SchemaObject
    own: PropertySet


def _document(kind: str) -> _Document:
    name = f"{kind}{ENDING}"
    source = ContractText(f"data_contracts/{name}", files("data_contracts").joinpath(name).read_text(encoding="utf-8"))
    try:
        content = OpenDataContractStandard.from_string(source.text)
        schema = (content.schema_ or [])[0]
    except Exception as error:
        raise source.fault((), f"no contract in the Open Data Contract Standard: {type(error).__name__}: {error}") from None
    source.plain(kind, ("name:",))
    return _Document(source, content, schema, property_set(source, ("schema:", "customProperties:"), schema.customProperties))


@cache
def _documents() -> Mapping[str, _Document]:
    """Every kind's contract, in the order that they say: a kind is there because its contract is."""
    names = sorted(found.name for found in files("data_contracts").iterdir() if found.name.endswith(ENDING))
    found = {name.removesuffix(ENDING): _document(name.removesuffix(ENDING)) for name in names}
    places: dict[int, str] = {}
    for kind, document in found.items():
        order = document.own.need("order")
        if not isinstance(order, int) or order in places:
            raise document.own.fault("order", f"{order} is {places.get(order, 'no number')}'s" if order in places else "is no number")
        places[order] = kind
    return MappingProxyType({places[order]: found[places[order]] for order in sorted(places)})


KINDS: Final = tuple(_documents())
"""All kinds, in the order in which they are read. `dream_keys` comes before `dream`, whose pattern its files fit as well."""


@cache
def correction_names() -> Mapping[str, str]:
    """Kind → what the contract of corrections calls it, of all that can be corrected."""
    names = {kind: str(document.own.need("correctionName")) for kind, document in _documents().items()}
    return MappingProxyType({kind: name for kind, name in names.items() if name != NOTHING})


@cache
def load_contract(kind: str) -> Contract:
    """The contract of a kind, from `<kind>.odcs.yaml` in this package. Raises ContractFault for one that leaves something open."""
    document = _documents()[kind]
    own, schema, source = document.own, document.schema, document.source
    properties, lists = schema.properties or [], {"correction_names": tuple(correction_names().values())}
    columns = tuple(read_column(source, item) for item in properties)
    rules = shape_rules(has_lines=own.need("reader") == "json_lines")
    rules += [rule for item, column in zip(properties, columns, strict=True) for rule in column_rules(source, item, column, lists)]
    rules += [quality_rule(source, quality, None, lists) for quality in schema.quality or []]
    period, persons = _period(own, columns), _persons(own, columns)
    superseding = own.need("restatement")
    return Contract(
        kind=kind,
        version=str(document.content.version),
        order=own.need("order"),
        names=own.words("name"),
        row_description=str(schema.dataGranularityDescription),
        file_patterns=own.names("filePatterns"),
        file_name_pattern=re.compile(own.values["fileNamePattern"], re.IGNORECASE) if own.has("fileNamePattern") else None,
        is_required_to_publish=own.flag("requiredToPublish"),
        sets_identical_rows_aside=own.one_of("identicalRows", ("keep", "set_aside")) == "set_aside",
        reader=cast(Reader, own.one_of("reader", get_args(Reader))),
        core_tables=tuple(source.plain(table, ("- property: coreTables",)) for table in own.names("coreTables")),
        key=_key(own, columns),
        period=period,
        restatement=_restatement(own, period) if isinstance(superseding, Mapping) else None,
        keeps_vintages=not isinstance(superseding, Mapping) and own.one_of("restatement", get_args(Superseding)) == "vintages",
        persons=persons,
        sign_of_life=_sign_of_life(own, persons, columns),
        is_kept_as_spells=own.one_of("keptAs", ("rows", "spells")) == "spells",
        correction_name=correction_names().get(kind),
        drift=row_limits(own.mapping("drift", ("fewestRows",))),
        columns=columns,
        rules=tuple(rules),
    )


def _column(own: PropertySet, name: str, columns: tuple[Column, ...], wanted: str) -> str:
    """A column that a property names, by its landed name. Raises ContractFault for one that there is not."""
    if wanted not in {column.landed_name for column in columns} | set(LANDED_KEYS):
        raise own.fault(name, f"{wanted} is none of its columns (a cpr column is called person_key)")
    return wanted


def _key(own: PropertySet, columns: tuple[Column, ...]) -> tuple[str, ...]:
    named = own.names("key")
    if not named:
        raise own.fault("key", "names no column")
    return tuple(_column(own, "key", columns, name) for name in named)


def _period(own: PropertySet, columns: tuple[Column, ...]) -> Period | None:
    if own.need("period") == NOTHING:
        return None
    told: Mapping[str, Any] = own.mapping("period", ("columns", "step"))
    if told["step"] not in get_args(Step):
        raise own.fault("period", f"{told['step']} is none of {', '.join(get_args(Step))}")
    named = [_column(own, "period", columns, str(name)) for name in told["columns"]]
    return Period(named[0], named[-1], told["step"])


def _persons(own: PropertySet, columns: tuple[Column, ...]) -> Persons:
    persons = cast(Persons, own.one_of("persons", get_args(Persons)))
    if (persons == NOTHING) == any(column.notation == "cpr" for column in columns):
        raise own.fault("persons", f"{persons} does not go with its columns: a kind is about persons where one of them is a cpr")
    return persons


def _sign_of_life(own: PropertySet, persons: Persons, columns: tuple[Column, ...]) -> str | None:
    """Nobody may stay for ever because the kind that names them says nothing of when they were there."""
    sign = str(own.need("signOfLife"))
    if (sign == NO_PERSON) != (persons == NOTHING):
        raise own.fault("signOfLife", f"{sign} does not go with persons: {persons}")
    if sign == GOES_WITH_THE_PERSON and persons == "names":
        raise own.fault("signOfLife", "nobody whom this kind alone names would ever be forgotten; say a column")
    if sign in (NO_PERSON, GOES_WITH_THE_PERSON):
        return None
    days = {column.name for column in columns if column.notation in ("date", "month")} | {"delivered_on"}
    if sign not in days:
        raise own.fault("signOfLife", f"{sign} is no column of days; say {', '.join(sorted(days))} or {GOES_WITH_THE_PERSON}")
    return sign


def _restatement(own: PropertySet, period: Period | None) -> Restatement:
    names = ("source", "smallestShare", "smallestPeriodShare", "fewestPersons", "replacesAll")
    limits = own.mapping("restatement", names)
    if period is None or period.step == "day":
        raise own.fault("restatement", "a delivery that speaks for periods needs a period of weeks or months")
    return Restatement(
        source=limits["source"],
        period=period.first,
        step=period.step,
        smallest_share=limits["smallestShare"],
        smallest_period_share=limits["smallestPeriodShare"],
        fewest_persons=limits["fewestPersons"],
        replaces_all=limits["replacesAll"],
    )


def kind_of(file_name: str) -> str | None:
    """The kind that a file's name announces; None where it announces nothing known."""
    name = normalize("NFC", file_name).casefold()
    return next((kind for kind in KINDS if any(fnmatch(name, pattern) for pattern in load_contract(kind).file_patterns)), None)


NAMING_KINDS: Final = tuple(kind for kind in KINDS if load_contract(kind).persons == "names")
"""The kinds whose rows name the persons whom all others may speak of."""
CONTEXT_KINDS: Final = tuple(kind for kind in KINDS if load_contract(kind).keeps_vintages)
"""Published tables that give context; every delivery of one is a vintage and is kept."""
