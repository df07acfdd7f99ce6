#!/usr/bin/env bash
# Expected: renaming one column of a DuckDB table through Narwhals touches that column; another column's name may hold any letter that DuckDB allows.
# Seen: Narwhals 2.29.0 with DuckDB 1.5.5 raises as soon as any column's name holds a double quote; the same rename on Polars works.
# Hurts: extracts whose headers quote a term (a questionnaire's wording as column name): a rule that never reads the column fails on it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check narwhals==2.29.0 duckdb==1.5.5 polars==2.1.0
"$work/venv/bin/python" - <<'PYTHON'
import duckdb
import narwhals as nw
import polars as pl

print("narwhals", nw.__version__, "duckdb", duckdb.__version__)
connection = duckdb.connect()
connection.sql('CREATE TABLE answers AS SELECT 1 AS person, 4 AS "How ""well"" are you"')
print("in Polars:", nw.from_native(pl.DataFrame({"person": [1], 'How "well" are you': [4]}).lazy()).rename({"person": "who"}).collect_schema().names())
frame = nw.from_native(connection.table("answers"))
print("columns in DuckDB:", frame.collect_schema().names())
try:
    print(frame.rename({"person": "who"}).collect().to_native())
except Exception as error:
    print("in DuckDB:", type(error).__name__, str(error).splitlines()[0])
else:
    raise SystemExit("changed: the rename works")
PYTHON
