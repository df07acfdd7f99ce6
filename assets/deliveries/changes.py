"""Changes: what new files tell that the previous edition did not know, by kind: new rows, rows told otherwise, corrected cells.

Belongs here: holding accepted rows of files that are new against those of files that the previous edition knew. Does not belong here:
figures and what changed in them (`assets/figures/revision_causes.py`).

A row is new where nothing was told of its key or period, or of a person whom nobody had named. It is restated where something else was
told, and wherever its file stands in place of one that is gone: what that one said, nobody knows any more. A delivery that repeats what
was known changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from assets.deliveries.restating import STEPS
from assets.warehouse.database import create_table
from assets.warehouse.editions import FileKey
from data_contracts.contract import CORRECTIONS, LANDED_KEYS, NAMING_KINDS, TROUBLE_COLUMNS, Contract, correction_names, kind_of

NEW, RESTATED, CORRECTED = "new", "restated", "corrected"
CHANGE_COLUMNS = {"kind": "VARCHAR", "cause": "VARCHAR", "month": "DATE", "rows": "BIGINT"}
"""`month`: the calendar month that the rows are about; null where the kind tells of none."""
FILE_MARKS = "SELECT file_id, is_new, is_replaced FROM deliveries.files"
NAMED_BEFORE = " UNION ".join(
    f"SELECT person_key FROM deliveries.{kind} JOIN deliveries.files AS naming USING (file_id) WHERE NOT naming.is_new"
    for kind in NAMING_KINDS
)
"""Everybody whom a file named that the previous edition knew."""


def start_changes(connection: duckdb.DuckDBPyConnection, known: Collection[FileKey] | None) -> None:
    """Marks in `deliveries.files` which are new to the previous edition (none, where there was no edition) and which of these stand in
    place of a file that it knew, and notes in `deliveries.changes` which kinds lost a file."""
    create_table(connection, "deliveries.changes", CHANGE_COLUMNS)
    for column in ("is_new", "is_replaced"):
        connection.execute(f"ALTER TABLE deliveries.files ADD COLUMN {column} BOOLEAN DEFAULT false")
    if known is None:
        return
    connection.execute("CREATE TEMP TABLE known_files (supplier VARCHAR, delivered_on VARCHAR, file_name VARCHAR, sha256 VARCHAR)")
    if known:
        connection.executemany("INSERT INTO known_files VALUES (?, ?, ?, ?)", sorted(known))
    connection.execute("""
        UPDATE deliveries.files SET is_new = true
        WHERE (supplier, delivered_on::VARCHAR, file_name, sha256) NOT IN (FROM known_files) AND delivered_on IS NOT NULL
    """)
    connection.execute("""
        UPDATE deliveries.files SET is_replaced = true
        WHERE is_new AND (supplier, delivered_on::VARCHAR, file_name) IN (SELECT (supplier, delivered_on, file_name) FROM known_files)
    """)
    gone = connection.sql("""
        SELECT DISTINCT file_name FROM known_files WHERE (supplier, delivered_on, file_name, sha256) NOT IN
            (SELECT (supplier, delivered_on::VARCHAR, file_name, sha256) FROM deliveries.files WHERE delivered_on IS NOT NULL)
    """).fetchall()
    kinds = sorted({kind for (name,) in gone if (kind := kind_of(name)) is not None})
    for kind in kinds:
        connection.execute("INSERT INTO deliveries.changes VALUES (?, ?, NULL, 0)", [kind, RESTATED])
    connection.execute("DROP TABLE known_files")


def keep_changes(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Adds what is new and what is restated in a kind to `deliveries.changes`.

    Needs `deliveries.<kind>` with all accepted rows, older ones still among them, and where the kind restates, its units and speakers.
    """
    kind = contract.kind
    has_new_files = connection.execute("SELECT 1 FROM deliveries.files WHERE is_new LIMIT 1").fetchone() is not None
    if kind == CORRECTIONS or not has_new_files:
        return
    if contract.restatement is not None:
        query = _restating(contract)
    elif contract.reader == "dream":
        query = _overlapping(kind)
    else:
        query = _by_key(contract)
    connection.execute(f"INSERT INTO deliveries.changes BY NAME SELECT '{kind}' AS kind, * FROM ({query})")


def keep_corrected(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the kinds in which other corrections apply than when the previous edition was made."""
    newest = "QUALIFY delivered_on = max(delivered_on) OVER (PARTITION BY supplier)"
    columns = "supplier, correction_id, corrected_file, corrected_supplier, corrected_column, person_key, key_column, key_value"
    told = f"SELECT {columns}, expected_value, correct_value, delivered_on FROM deliveries.corrections JOIN deliveries.files USING (file_id"
    told += ", supplier, delivered_on)"
    changed = connection.sql(f"""
        WITH before AS (SELECT * EXCLUDE (delivered_on) FROM ({told} WHERE NOT is_new {newest})),
             now AS (SELECT * EXCLUDE (delivered_on) FROM ({told} {newest}))
        SELECT DISTINCT corrected_file FROM ((FROM now EXCEPT FROM before) UNION (FROM before EXCEPT FROM now))
    """).fetchall()
    kinds = {name: kind for kind, name in correction_names().items()}
    for (name,) in sorted(changed):
        connection.execute("INSERT INTO deliveries.changes VALUES (?, ?, NULL, 0)", [kinds[name], CORRECTED])


def _values(contract: Contract) -> str:
    """A digest of what a row says, wherever it stands."""
    elsewhere = {*LANDED_KEYS, *TROUBLE_COLUMNS, *(column.name for column in contract.columns if column.is_derived)}
    names = [name for name in contract.landed_columns if name not in elsewhere]
    return f"hash({', '.join(names)})"


def _named_before(contract: Contract) -> str:
    """Whether the row's person was named by a file that the previous edition knew; everybody, where rows name nobody or do the naming."""
    return f"person_key IN ({NAMED_BEFORE})" if contract.names_persons and contract.kind not in NAMING_KINDS else "true"


def _by_key(contract: Contract) -> str:
    """Of each key what the newest row says, among files known before and among all; of a vintage every other row is a thing of its own."""
    keys = "digest" if contract.keeps_vintages else ", ".join(contract.key)
    month = f"date_trunc('month', {contract.month})::DATE" if contract.month else "NULL::DATE"
    newest = f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY delivered_on DESC, file_id DESC, row_number DESC) = 1"
    return f"""
        WITH told AS (
            SELECT rows.*, {_values(contract)} AS digest, {month} AS about_month, is_new, is_replaced,
                   {_named_before(contract)} AS is_named_before
            FROM deliveries.{contract.kind} AS rows JOIN ({FILE_MARKS}) USING (file_id)
        ), before AS (FROM told WHERE NOT is_new AND is_named_before {newest}), now AS (FROM told {newest})
        SELECT CASE WHEN before.digest IS NULL AND NOT now.is_replaced THEN '{NEW}' ELSE '{RESTATED}' END AS cause,
               now.about_month AS month, count(*) AS rows
        FROM now LEFT JOIN before USING ({keys}) WHERE before.digest IS DISTINCT FROM now.digest GROUP BY ALL
    """


def _restating(contract: Contract) -> str:
    """Of each source, period and person what the unit that speaks says, beside what the one said that spoke before."""
    kind, limits = contract.kind, contract.restatement
    if limits is None:
        raise ValueError(f"{kind} does not restate")
    person = "person_key" if contract.names_persons else "''"
    shift = " + 3" if limits.step == "week" else ""
    return f"""
        WITH ages AS (
            SELECT source, unit, bool_or(is_new) AS is_new, bool_or(is_replaced) AS is_replaced,
                   min(period) AS first_period, max(period) AS last_period
            FROM deliveries.{kind}_units JOIN deliveries.{kind}_periods USING (file_id, source) JOIN deliveries.files USING (file_id)
            GROUP BY source, unit
        ), spoke AS (
            SELECT source, period::DATE AS period, max(unit) AS unit FROM (
                SELECT source, unit, unnest(generate_series(first_period, last_period, INTERVAL {STEPS[limits.step]})) AS period
                FROM ages WHERE NOT is_new
            ) GROUP BY source, period
        ), told AS (
            SELECT units.source, units.unit, rows.{limits.period} AS period, {person} AS person,
                   {_named_before(contract)} AS is_named_before, sum({_values(contract)}::HUGEINT) AS digest, count(*) AS rows
            FROM deliveries.{kind} AS rows
            JOIN deliveries.{kind}_units AS units ON units.file_id = rows.file_id AND units.source = rows.{limits.source}::VARCHAR
            GROUP BY ALL
        ), now AS (SELECT told.* FROM told JOIN deliveries.{kind}_speakers USING (source, period, unit)
        ), before AS (SELECT told.* FROM told JOIN spoke USING (source, period, unit) WHERE is_named_before)
        SELECT CASE WHEN coalesce(ages.is_replaced, false) THEN '{RESTATED}'
                    WHEN spoke.unit IS NULL OR NOT coalesce(now.is_named_before, true) THEN '{NEW}' ELSE '{RESTATED}' END AS cause,
               date_trunc('month', period{shift})::DATE AS month, sum(coalesce(now.rows, before.rows))::BIGINT AS rows
        FROM now FULL JOIN before USING (source, period, person) LEFT JOIN spoke USING (source, period)
        LEFT JOIN ages ON (ages.source, ages.unit) = (now.source, now.unit)
        WHERE now.digest IS DISTINCT FROM before.digest GROUP BY ALL
    """


def _overlapping(kind: str) -> str:
    """Of each person the codes of the weeks that both the newest row and the newest known before tell of, and whether it tells of more."""
    codes = """list_transform(list_filter(one.codes, lambda run: run.first_week <= until_week AND run.last_week >= from_week), lambda run:
               {'first': greatest(run.first_week, from_week), 'last': least(run.last_week, until_week), 'code': run.code})"""
    newest = "QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY delivered_on DESC, file_id DESC) = 1"
    return f"""
        WITH told AS (
            SELECT rows.*, is_new, is_replaced FROM deliveries.{kind} AS rows JOIN ({FILE_MARKS}) USING (file_id)
        ), now AS (FROM told {newest}
        ), before AS (FROM told WHERE NOT is_new AND person_key IN ({NAMED_BEFORE}) {newest}
        ), pairs AS (
            SELECT now.person_key, now.is_replaced, now.codes AS now_codes, before.codes AS before_codes,
                   now.last_week > before.last_week AS is_longer,
                   greatest(now.first_week, before.first_week) AS from_week, least(now.last_week, before.last_week) AS until_week
            FROM now LEFT JOIN before USING (person_key)
        ), judged AS (
            SELECT (before_codes IS NULL OR is_longer) AND NOT is_replaced AS has_more,
                   {codes.replace("one.codes", "now_codes")} IS DISTINCT FROM {codes.replace("one.codes", "before_codes")} AS differs,
                   before_codes IS NOT NULL OR is_replaced AS is_known
            FROM pairs
        )
        SELECT '{NEW}' AS cause, NULL::DATE AS month, count(*) AS rows FROM judged WHERE has_more HAVING count(*) > 0
        UNION ALL
        SELECT '{RESTATED}', NULL::DATE, count(*) FROM judged WHERE is_known AND differs HAVING count(*) > 0
    """
