"""Sections of figures in tables: work and benefits, economy, companies, wellbeing, and what is reported under the UN's goals.

Belongs here: which figures stand together, and the sentence above them. Does not belong here: figures by group (`by_group.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.blocks import Block, Cell, Heading, Note, Table, TableColumn
from reports.figures import FigureTable

Place = tuple[str, str, str]
"""Figure, population, window."""


@dataclass(frozen=True)
class Section:
    """A heading, notes above it by their keys, and the figures of its table."""

    name: str
    notes: tuple[str, ...]
    figures: tuple[Place, ...]


def _windows(measure: str, months: tuple[int, ...]) -> tuple[Place, ...]:
    return tuple((f"{measure}_{number}m", "referred", f"{number}m") for number in months)


SECTIONS = (
    Section(
        "work_and_benefits",
        ("work_and_benefits.note",),
        (
            *_windows("employment.any_hours_share", (6, 12, 24)),
            *_windows("employment.mean_hours", (6, 12, 24)),
            ("employment.other_employer_share_12m", "referred", "12m"),
            ("employment.programme_payroll_only_share_12m", "referred", "12m"),
            *_windows("self_support.off_benefit_share", (12, 24)),
            *_windows("self_support.off_benefit_month_share", (12, 24)),
            ("full_time.failed_by_sickness_count", "referred", "total"),
            ("benefit_weeks.before_52w", "referred", "total"),
            ("benefit_weeks.after_52w", "referred", "total"),
            ("benefit_weeks.change_52w", "referred", "total"),
            ("benefit_dkk.change_52w", "referred", "total"),
            ("benefit_weeks.persons_paired", "referred", "total"),
            ("benefit_weeks.persons_left_out", "referred", "total"),
        ),
    ),
    Section(
        "economy",
        ("economy.note", "economy.drivers"),
        (
            ("municipal_economy.programme_cost_dkk", "months", "total"),
            *(
                (f"municipal_economy.{part}{name}_dkk", "referred", "12m")
                for name in ("gross_change", "saved")
                for part in ("", "municipal_", "state_")
            ),
            ("municipal_economy.saved_after_cost_dkk", "referred", "12m"),
            ("municipal_economy.break_even_month", "referred", "12m"),
        ),
    ),
    Section(
        "network",
        ("network.note",),
        (
            *((f"partner_network.{name}", "partners", "total") for name in ("active", "joined", "left")),
            ("partner_network.retention_12m", "partners", "12m"),
            *((f"partner_network.{name}", "partners", "total") for name in ("repeat_share", "top_tenth_placement_share")),
            ("partner_network.weeks_to_first_placement", "partners", "total"),
            ("partner_network.invoiced_hours", "partners", "total"),
            ("partner_network.unreconciled_hours", "months", "total"),
        ),
    ),
    Section(
        "wellbeing",
        ("wellbeing.note",),
        (
            ("wellbeing.answered", "referred", "total"),
            ("wellbeing.who5_change", "referred", "total"),
            *((f"wellbeing.{name}_share", "referred", "total") for name in ("raised", "unchanged", "lowered")),
        ),
    ),
    Section(
        "sdg",
        ("sdg.note",),
        (
            ("participation.ever_in_work", "referred", "total"),
            ("employment.any_hours_share_12m", "referred", "12m"),
            ("participation.paid_hours", "months", "total"),
            ("partner_network.joined", "partners", "total"),
            ("partner_network.active", "partners", "total"),
            ("partner_network.retention_12m", "partners", "12m"),
        ),
    ),
)


def blocks(table: FigureTable) -> Iterator[Block]:
    """Each section: heading, notes, table."""
    text = table.language.text
    for section in SECTIONS:
        yield Heading(text(f"{section.name}.heading"), section.name.replace("_", "-"))
        for note in section.notes:
            yield Note(text(note))
        yield _figures(table, section)


def _figures(table: FigureTable, section: Section) -> Table:
    text = table.language.text
    rows: list[tuple[Cell, ...]] = []
    for figure_id, population, window in section.figures:
        shown = table.find(figure_id, population, window)
        warned = "; ".join(table.warnings(shown))
        net = text(f"gross_or_net.{shown.gross_or_net}")
        rows.append((table.name(figure_id), table.precision(shown), table.cell(shown), net, warned, table.reference(shown)))
    columns = tuple(TableColumn(text(f"column.{name}")) for name in ("figure", "range", "value", "gross_or_net", "reservation", "code"))
    ids = tuple(dict.fromkeys(figure_id for figure_id, *_ in section.figures))
    return Table(f"{section.name.replace('_', '-')}-figures", text(f"{section.name}.table"), columns, tuple(rows), ids)
