"""Simulator: writes an inbox of make-believe deliveries in one pass over the population, and says what must come of it.

Belongs here: the order of the work. Does not belong here: anything about single persons, rows or rules, and the hand-over of lives to the
oracle (`observed_lives.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data_contracts.problems import WrongUse
from simulation.benefit_files import BenefitFile
from simulation.calendar import day_number
from simulation.drawn_lives import lives_of_candidates, lives_of_comparison, lives_of_others
from simulation.dream_files import DreamFile
from simulation.hours_files import BadSum, HoursFile, bad_sums, first_referred, written_deliveries
from simulation.lives import Lives
from simulation.money_files import InvoiceFile, write_costs
from simulation.observed_lives import observed_lives, observed_traits
from simulation.other_files import joined_on, write_marker, write_partners, write_placements, write_referrals, write_settings
from simulation.people import People, draw_people
from simulation.register_files import write_comparison, write_status
from simulation.residents import Residents, draw_comparison
from simulation.spoiling import write_error_page
from simulation.true_effects import TrueEffects
from simulation.truth import BenefitCondition, Tally, Truth
from simulation.wellbeing_files import answers_of, write_wellbeing
from simulation.world import DATA_DATE, Delivery, Effect, Quality, World, plan
from simulation.writing import Account

DREAM_DELIVERIES = 2
"""How many of a municipality's newest deliveries hold an extract of DREAM; they take turns in being CSV and Parquet."""


def simulate(output: Path, *, benefit_condition: BenefitCondition = "required", **options: int | str) -> Truth:
    """An inbox as `write_inbox` writes it with the same options, and the figures, row accounts and true effects that belong to it.

    `benefit_condition` is the setting of the run that the figures are meant for; the files are the same under both.
    """
    world = world_of(**options)  # type: ignore[arg-type]  # options are those of `world_of`, which names and checks them
    tally, effects = Tally(DATA_DATE, benefit_condition), TrueEffects(world)
    accounts = _write(output, world, tally, effects)
    return Truth(tally.figures(), accounts, effects.means())


def write_inbox(output: Path, **options: int | str) -> dict[str, Account]:
    """Simulated deliveries in `output`, made if need be. Returns the account of each file's rows.

    `candidates` are referred by 15 June 2023 (780); `persons` stand in hours files without being named and must be dropped (25);
    `comparison` persons are listed for comparison (500); `suppliers` counts the bureau and the municipalities, at least one of each (2);
    `months` is the length of the world, which ends in June 2023 (72); `effect` is what the programme adds: `positive`, `zero` or
    `negative`; `quality` is `clean`, `normal` or `bad`. The same options and `seed` give the same files, byte for byte. Raises WrongUse
    for an output folder that holds anything and for options that cannot be.
    """
    return _write(output, world_of(**options), None, None)  # type: ignore[arg-type]  # as above


def world_of(
    *,
    candidates: int = 780,
    persons: int = 25,
    comparison: int = 500,
    suppliers: int = 2,
    months: int = 72,
    seed: int = 1,
    effect: Effect = "positive",
    quality: Quality = "normal",
) -> World:
    """The world of these options, whose defaults stand here once."""
    return plan(
        candidates=candidates,
        persons=persons,
        comparison=comparison,
        suppliers=suppliers,
        months=months,
        seed=seed,
        effect=effect,
        quality=quality,
    )


def _write(output: Path, world: World, tally: Tally | None, effects: TrueEffects | None) -> dict[str, Account]:
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise WrongUse("simulate_output_not_empty", folder=output.name)
    people, pool = draw_people(world), draw_comparison(world)
    written = written_deliveries(world, people)
    output.mkdir(parents=True, exist_ok=True)
    accounts: dict[str, Account] = {}
    for place, deliveries in enumerate(written):
        for delivery in deliveries:
            accounts.update(_write_registers(output, world, people, pool, place, delivery))
        if deliveries:
            write_error_page(output / deliveries[-1].folder, world)
    accounts.update(_write_bureau(output, world, people, tally))
    write_settings(output, world)
    accounts.update(_write_lives(output, world, people, pool, written, tally, effects))
    return accounts


def _write_registers(output: Path, world: World, people: People, pool: Residents, place: int, delivery: Delivery) -> dict[str, Account]:
    """A municipality's files of persons."""
    (output / delivery.folder).mkdir(parents=True)
    write_marker(output / delivery.folder)
    told = (
        write_referrals(output, world, people, place, delivery),
        write_comparison(output, world, people, pool, place, delivery),
        write_status(output, world, people, pool, place, delivery),
    )
    return dict(file for file in told if file is not None)


def _bureau_deliveries(world: World, people: People) -> list[Delivery]:
    """Those of the bureau's deliveries that have a placement to tell of, and the newest in any case."""
    return [
        delivery
        for delivery in world.bureau_deliveries
        if (people.placements.start <= day_number(delivery.delivered_on)).any() or delivery is world.bureau_deliveries[-1]
    ]


def _write_bureau(output: Path, world: World, people: People, tally: Tally | None) -> dict[str, Account]:
    accounts = {}
    for delivery in _bureau_deliveries(world, people):
        (output / delivery.folder).mkdir(parents=True)
        write_marker(output / delivery.folder)
        costs, account, ore = write_costs(output, world, people, delivery)
        accounts[costs] = account
        if tally is not None:
            # The newest delivery's costs replace the earlier ones.
            tally.bureau.cost_ore = ore
        for told in (
            write_placements(output, world, people, delivery),
            write_partners(output, world, people, delivery),
            write_wellbeing(output, world, people, delivery),
        ):
            if told is not None:
                accounts[told[0]] = told[1]
    if tally is not None:
        tally.bureau.joined = joined_on(world, people)
        tally.bureau.answers = answers_of(world, people)
    return accounts


class _MunicipalityFiles:
    """The files of one municipality that grow with the lives."""

    def __init__(self, output: Path, world: World, people: People, place: int, deliveries: tuple[Delivery, ...]) -> None:
        numbers = range(len(deliveries))
        self.world, self.people, self.place, self.deliveries = world, people, place, deliveries
        self.first = first_referred(people, place)
        self.hours = [HoursFile(output, world, people, place, deliveries, number) for number in numbers]
        self.benefits = [BenefitFile(output, world, place, deliveries, number) for number in numbers]
        with_dream = deliveries[-DREAM_DELIVERIES:]
        self.dream = [
            DreamFile(output, world, delivery, is_parquet=(turn + place + len(with_dream)) % 2 == 0)
            for turn, delivery in enumerate(with_dream)
        ]

    def append_referred(self, lives: Lives) -> list[BadSum]:
        """Those of a block of referred persons who live here; returns their months that are spoiled."""
        own = lives.of(self.place)
        bad = bad_sums(self.world, self.people, own, self.place, self.deliveries)
        self._append(own, bad)
        return bad

    def append_comparison(self, lives: Lives) -> None:
        """Those of a block of comparison persons who live here."""
        self._append(lives.of(self.place), [])

    def _append(self, own: Lives, bad: Sequence[BadSum]) -> None:
        if not own.persons.size:
            return
        for hours in self.hours:
            hours.append_named(own, bad)
        for benefits in self.benefits:
            benefits.append(own)
        for dream in self.dream:
            dream.append(own)

    def append_others(self, lives: Lives) -> None:
        """A block of people whom nobody names."""
        for hours in self.hours:
            hours.append_others(lives)
        for benefits in self.benefits:
            benefits.append_others(lives)

    def finish(self) -> dict[str, Account]:
        """Last rows, and the accounts."""
        for hours in self.hours:
            hours.finish()
        for benefits in self.benefits:
            benefits.finish(self.first)
        for dream in self.dream:
            dream.finish()
        files: list[HoursFile | BenefitFile | DreamFile] = [*self.hours, *self.benefits, *self.dream]
        return {file.name: file.account for file in files}


def _write_lives(
    output: Path,
    world: World,
    people: People,
    pool: Residents,
    written: list[tuple[Delivery, ...]],
    tally: Tally | None,
    effects: TrueEffects | None,
) -> dict[str, Account]:
    """All files that tell of lives at once, block by block, so that each block is drawn once and forgotten; the oracle reads along."""
    files = [_MunicipalityFiles(output, world, people, place, deliveries) for place, deliveries in enumerate(written)]
    invoices = [InvoiceFile(output, world, people, delivery) for delivery in _bureau_deliveries(world, people)]
    for lives in lives_of_candidates(world, people):
        bad = [one for own in files for one in own.append_referred(lives)]
        for invoice in invoices:
            invoice.append(lives)
        if tally is not None:
            tally.add(observed_lives(world, people, written, lives, bad))
        if effects is not None:
            effects.add(people, lives)
    for lives in lives_of_comparison(world, pool):
        for own in files:
            own.append_comparison(lives)
        if tally is not None:
            tally.add_comparison(observed_traits(world, written, lives))
    for place, own in enumerate(files):
        for lives in lives_of_others(world, place) if own.hours else ():
            own.append_others(lives)
    for invoice in invoices:
        invoice.finish()
    if tally is not None:
        tally.bureau.invoiced_hundredths = invoices[-1].hundredths
    accounts = {file.name: file.account for file in invoices}
    for own in files:
        accounts.update(own.finish())
    return accounts
