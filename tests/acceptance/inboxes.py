"""Small inboxes for tests: one good delivery, to be broken in one place at a time. All CPR numbers are replacement numbers (day + 60)."""

from __future__ import annotations

from pathlib import Path

REFERRALS = """CPR-nummer;Henvist dato;Målgruppe;Kommunekode
6404651203;17-01-2022;jobparat kontanthjælp;851
6911641216;18-01-2022;aktivitetsparat kontanthjælp;851
7406631229;19-01-2022;jobparat kontanthjælp;851
"""
PLACEMENTS = """Ansættelses-id;CPR-nummer;CVR-nummer;Startdato;Slutdato;Ugentlige timer;Jobfunktion;Afslutningsårsag
A1;640465-1203;28052502;14-03-2022;;10;Lager;
A2;691164-1216;28063679;14-03-2022;01-09-2022;8,5;Lager;sygdom
"""
PARTNERS = """CVR-nummer;Virksomhedsnavn;Branche;Antal ansatte;Partner siden;Task force
28052502;Virksomhed 1;Handel;12;01-03-2019;ja
28063679;Virksomhed 2;Handel;13;01-03-2019;nej
"""
HOURS = """CPR-nummer;CVR-nummer;Måned;Løntimer;Bredt lønbeløb;Aflønningsform;Ansættelsesform;Imputeret
640465-1203;DK32145671;03-2022;40,00;5820,00;fastløn;ordinær;nej
6404651203;32145671;04-2022;43,50;5820,00;fastløn;ordinær;nej
6911641216;32145671;04-2022;36,00;5820,00;timeløn;ordinær;nej
"""
FILES = {"henvisninger.csv": REFERRALS, "ansaettelser.csv": PLACEMENTS, "virksomheder.csv": PARTNERS, "loentimer.csv": HOURS}
SETTINGS = '[programme]\nprogramme_payroll_cvr = ["32145671"]\n\n[full_time]\nbenefit_condition = "ignored"\n'


def write_inbox(folder: Path, changes: dict[str, str | bytes | None] | None = None, *, day: str = "2023-05-15") -> Path:
    """An inbox with one delivery; `changes` replaces a file's content, adds a file, or (None) leaves one out."""
    delivery = folder / "aalborg" / day
    delivery.mkdir(parents=True)
    (folder / "programme.toml").write_text(SETTINGS, encoding="utf-8")
    for name, content in {**FILES, **(changes or {})}.items():
        if isinstance(content, bytes):
            (delivery / name).write_bytes(content)
        elif content is not None:
            (delivery / name).write_text(content, encoding="utf-8", newline="\r\n")
    return folder
