"""Resources: what assets are handed when they run, all made from one place (inbox, output, settings, as-of).

Belongs here: reading the environment and holding the run's lock. Does not belong here: what resources can do; lower floors say that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from assets.deliveries.erasure import read_erasures
from assets.deliveries.expired import months_before
from assets.deliveries.inbox import Inventory, take_inventory
from assets.deliveries.loading import LoadingContext
from assets.deliveries.pseudonyms import Pseudonyms, load_key
from assets.deliveries.rejections import FileRejected
from assets.publications.generation import OutputFolder
from assets.publications.press import PublishingContext
from assets.warehouse.database import Warehouse
from assets.warehouse.editions import EditionHistory, Origin, read_editions
from data_contracts.problems import WrongUse
from data_contracts.settings import Settings, read_settings, settings_from
from pipelines.effects import digest_of_all, figure_facts
from reports.render.pictures import DrawingSession

PLACE_CONFIGURATION = {
    name: dg.Field(str, is_required=False, description=description)
    for name, description in {
        "inbox": "Folder of deliveries; else SMAAJOB_INBOX.",
        "output": "Folder to write to; else SMAAJOB_OUTPUT.",
        "settings": "Settings file; else programme.toml in the inbox, else defaults.",
        "by": "Who starts the run; whom the settings allow to skip the release gate publishes at once.",
        "as_of": "Day (YYYY-MM-DD) after which deliveries are as if they had never come; else the newest delivery's.",
    }.items()
}

LOOKED_AT_SECONDS = 0.5
"""The sensor holds the lock for a moment when it looks whether anybody does; a run waits for that long, and not for another run."""


@dataclass(frozen=True)
class RunPlace:
    """What a run reads, where it writes, and the day that it stands on."""

    inventory: Inventory
    output: OutputFolder
    settings: Settings
    data_date: date
    started_by: str = ""

    def chronicle(self) -> EditionHistory:
        """What the run knows of itself and of all editions before it."""
        erasures = read_erasures(self.output.erasures)
        origin = Origin(
            data_date=self.data_date,
            settings=self.settings.figure_settings(),
            files=self.inventory.keys(),
            definitions=digest_of_all(),
            erasures=len(erasures),
            is_simulated=self.is_simulated,
        )
        return EditionHistory(read_editions(self.output.generations), origin)

    @property
    def is_simulated(self) -> bool:
        """Whether any of the data is make-believe; what is marked as such stays so, whatever the settings say."""
        return self.settings.programme.simulated or self.inventory.is_simulated


def find_place(configuration: Mapping[str, str], environment: Mapping[str, str]) -> RunPlace:
    """The place that configuration or environment names, with the one inventory that the run takes of its inbox.

    Raises WrongUse for a missing folder, an inbox without deliveries, an output inside the inbox, a day that is none, and settings that
    cannot be read; NotFitToPublish where the inbox's settings change while they are read.
    """
    inbox_folder = configuration.get("inbox") or environment.get("SMAAJOB_INBOX")
    output_folder = configuration.get("output") or environment.get("SMAAJOB_OUTPUT")
    if not inbox_folder or not output_folder:
        raise WrongUse("place_missing", variable="SMAAJOB_INBOX" if not inbox_folder else "SMAAJOB_OUTPUT")
    output = OutputFolder(Path(output_folder).absolute())
    if output.path.resolve().is_relative_to(Path(inbox_folder).resolve()):
        raise WrongUse("output_in_inbox", folder=output_folder)
    inventory = take_inventory(Path(inbox_folder), _day(configuration.get("as_of")))
    chosen = configuration.get("settings")
    settings = read_settings(Path(chosen)) if chosen else _settings_of(inventory)
    return RunPlace(inventory, output, settings, inventory.data_date(), configuration.get("by") or "")


def _settings_of(inventory: Inventory) -> Settings:
    if inventory.settings is None:
        return Settings()
    try:
        return settings_from(inventory.settings.content(), inventory.settings.name)
    except FileRejected as error:
        raise WrongUse("settings_unreadable", file=inventory.settings.name, detail=error.reason) from error


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse("as_of_is_no_date", value=text) from error


@dg.resource(config_schema=PLACE_CONFIGURATION)
def place(context: dg.InitResourceContext) -> Iterator[RunPlace]:
    """The place, locked for this run until it ends."""
    found = find_place(dict(context.resource_config or {}), os.environ)
    with found.output.locked(LOOKED_AT_SECONDS):
        yield found


@dg.resource(required_resource_keys={"place"})
def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
    """The output folder's warehouse, held open until the run ends."""
    with Warehouse(context.resources.place.output.warehouse_file).held() as held:
        yield held


@dg.resource(required_resource_keys={"place"})
def settings(context: dg.InitResourceContext) -> Settings:
    """The run's settings."""
    found: Settings = context.resources.place.settings
    return found


@dg.resource(required_resource_keys={"place"})
def data_date(context: dg.InitResourceContext) -> date:
    """The day of the data."""
    found: date = context.resources.place.data_date
    return found


@dg.resource(required_resource_keys={"place"})
def desk(context: dg.InitResourceContext) -> LoadingContext:
    """The desk at which deliveries are read."""
    found: RunPlace = context.resources.place
    erased = frozenset(one.tombstone for one in read_erasures(found.output.erasures))
    months = found.settings.retention.quarantine_months
    since = months_before(found.data_date, months) if months else date.min
    pseudonyms, chronicle = Pseudonyms(load_key(os.environ)), found.chronicle()
    accepted, earliest = found.settings.deliveries.accepted_restatements, found.settings.deliveries.earliest_date
    return LoadingContext(found.inventory, pseudonyms, found.output.quarantine, accepted, chronicle, erased, since, earliest)


@dg.resource(required_resource_keys={"place"})
def chronicle(context: dg.InitResourceContext) -> EditionHistory:
    """What the run knows of itself and of all editions before it."""
    found: RunPlace = context.resources.place
    return found.chronicle()


@dg.resource(required_resource_keys={"place"})
def is_simulated(context: dg.InitResourceContext) -> bool:
    """Whether any of the data is make-believe; what is marked as such stays so, whatever the settings say."""
    found: RunPlace = context.resources.place
    return found.is_simulated


@dg.resource(required_resource_keys={"place", "warehouse", "is_simulated"})
def press(context: dg.InitResourceContext) -> Iterator[PublishingContext]:
    """The press room, with one browser for all charts of the run."""
    found: RunPlace = context.resources.place
    simulated: bool = context.resources.is_simulated
    is_rebuilt = any(one.is_later_than(found.data_date) for one in read_erasures(found.output.erasures))
    with DrawingSession() as drawing:
        yield PublishingContext(
            output=found.output,
            warehouse=context.resources.warehouse,
            settings=found.settings,
            chronicle=found.chronicle(),
            definitions=figure_facts(),
            is_simulated=simulated,
            is_rebuilt_after_erasure=is_rebuilt,
            started_by=found.started_by,
            drawing=drawing,
        )


RESOURCES: Mapping[str, Any] = {
    "place": place,
    "warehouse": warehouse,
    "settings": settings,
    "data_date": data_date,
    "desk": desk,
    "chronicle": chronicle,
    "is_simulated": is_simulated,
    "press": press,
}
