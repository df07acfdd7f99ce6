"""A kind of delivery that smaajob does not know: its contract, a delivery of it, and its life from the check to erasure.

python -m tests.acceptance.new_kind FOLDER        (in a copy of the project to which the contract has been added; prints what was seen)
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

KIND = "conversations"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: smaajob-delivery-conversations
name: conversations
version: 1.0.0
status: active
schema:
  - name: conversations
    physicalName: deliveries.conversations
    dataGranularityDescription: One row per conversation of a person with the programme.
    customProperties:
      - property: order
        value: 135
      - property: name
        value: {da: samtaler, en: conversations}
      - property: filePatterns
        value: ["samtaler*"]
      - property: requiredToPublish
        value: false
      - property: identicalRows
        value: set_aside
      - property: reader
        value: table
      - property: coreTables
        value: [conversations]
      - property: key
        value: [person_key, held_on]
      - property: period
        value: {columns: [held_on], step: day}
      - property: restatement
        value: rows
      - property: persons
        value: named_elsewhere
      - property: signOfLife
        value: held_on
      - property: keptAs
        value: rows
      - property: correctionName
        value: samtaler
      - property: drift
        value: {warnBelow: 0.5, warnAbove: 10, fewestRows: 50}
    properties:
      - name: cpr
        businessName: CPR-nummer
        description: Becomes person_key inside the reader and is gone from then on.
        logicalType: string
        required: true
        classification: personal
        customProperties:
          - property: notation
            value: cpr
      - name: held_on
        businessName: Samtaledato
        description: The day of the conversation.
        logicalType: date
        required: true
        customProperties:
          - property: notation
            value: date
        quality:
          - id: conversation_not_after_delivery
            description: No conversation is told before it is held.
            type: custom
            engine: duckdb
            implementation: held_on > delivered_on
            severity: error
            customProperties:
              - property: action
                value: quarantine
              - property: blocking
                value: false
              - property: repair
                value: {da: samtalen ligger efter leverancen. Ret datoen., en: the conversation lies after the delivery. Correct the date.}
      - name: minutes
        businessName: Minutter
        description: How long it took.
        logicalType: integer
        required: false
        customProperties:
          - property: notation
            value: integer
          - property: blank
            value: not_told
"""
RUNNING, ENDED, NEVER, NOBODY = "6404651203", "6911641216", "7406631229", "6101801234"
"""Of the small inbox: placed and still there, placed until September 2022, referred in January 2022 and never placed; and a stranger."""
ROWS = f"""CPR-nummer;Samtaledato;Minutter
{RUNNING};10-03-2023;30
{ENDED};02-05-2022;
{NEVER};02-05-2023;20
{NEVER};02-06-2023;20
{NOBODY};02-05-2023;20
"""
CORRECTION = f"""Rettelse-id;Fil;Leverandør;CPR-nummer;Nøglekolonne;Nøgleværdi;Kolonne;Forventet;Rettet;Begrundelse;Rolle;Dato
R1;samtaler;aalborg;{RUNNING};Samtaledato;10-03-2023;Minutter;30;45;Tastefejl;dataansvarlig;10-05-2023
"""
DELIVERED = "2023-05-15"
LATER = "2024-10-01"
"""Two years after the end of September 2022, so that whoever was last seen then is past."""


def command(*words: str | Path) -> tuple[int, str]:
    """Exit code of a command, and what it said."""
    from pipelines.command_line import main  # noqa: PLC0415 - the copy's own, which may not even load

    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            main.main(args=[str(word) for word in words])
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def rows(output: Path, query: str) -> list[list[Any]]:
    """What the warehouse says, as JSON has it."""
    import duckdb  # noqa: PLC0415 - as above

    with duckdb.connect(str(output / "warehouse.duckdb"), read_only=True) as connection:
        return [[str(cell) if cell is not None else None for cell in row] for row in connection.sql(query).fetchall()]


def graph_difference() -> list[str]:
    """The assets that the snapshot of the graph does not know."""
    from pipelines.definitions import defs  # noqa: PLC0415 - as above
    from tests.acceptance.test_house import SNAPSHOT, graph  # noqa: PLC0415 - as above

    return sorted(set(graph(defs)) - set(json.loads(SNAPSHOT.read_text(encoding="utf-8"))))


def live(folder: Path) -> dict[str, Any]:
    """Delivers the kind and follows its rows: checked, run, past, erased."""
    from tests.acceptance.inboxes import SETTINGS, write_inbox  # noqa: PLC0415 - as above

    os.environ |= {"SMAAJOB_KEY_FILE": str(folder / "key"), "SMAAJOB_LANGUAGE": "en", "BROWSER_PATH": "/nowhere"}
    inbox, output = write_inbox(folder / "inbox", {"samtaler.csv": ROWS, "rettelser.csv": CORRECTION}, day=DELIVERED), folder / "out"
    (inbox / "programme.toml").write_text(SETTINGS + "\n[retention]\npersons_months = 24\n", encoding="utf-8")
    told: dict[str, Any] = {"graph": graph_difference(), "check": command("check", "--inbox", inbox, "--json")[1]}
    told["run"] = command("run", "--inbox", inbox, "--output", output, "--only", "quality")
    told["page"] = (output / "current" / "quality" / "index.html").read_text(encoding="utf-8")
    told["core"] = rows(output, "SELECT held_on, minutes FROM core.conversations ORDER BY held_on")
    told["account"] = rows(output, "SELECT outcome, rule, rows FROM deliveries.conversations_account ORDER BY outcome")
    told["quarantine"] = rows(output, "SELECT rule_id, row_number FROM deliveries.conversations_quarantine")
    told["retain"] = command("retain", "--inbox", inbox, "--output", output, "--on", LATER)
    told["after_retention"] = rows(output, "SELECT held_on FROM deliveries.conversations ORDER BY held_on")
    sys.stdin = io.StringIO(f"{RUNNING}\n")
    told["erase"] = command("erase", "--output", output)
    told["after_erasure"] = rows(output, "SELECT held_on FROM core.conversations UNION SELECT held_on FROM deliveries.conversations")
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(live(Path(sys.argv[1])), ensure_ascii=False))
