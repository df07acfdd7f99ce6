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

from assets.deliveries.inbox import Inbox
from assets.deliveries.loading import DeliveryDesk
from assets.deliveries.pseudonyms import Pseudonyms, load_key
from assets.publications.assets import PressRoom
from assets.publications.generation import OutputFolder
from assets.warehouse.database import Warehouse
from data_contracts.problems import WrongUse
from data_contracts.settings import Settings, read_settings

PLACE_CONFIGURATION = {
    name: dg.Field(str, is_required=False, description=description)
    for name, description in {
        "inbox": "Folder of deliveries; else SMAAJOB_INBOX.",
        "output": "Folder to write to; else SMAAJOB_OUTPUT.",
        "settings": "Settings file; else programme.toml in the inbox, else defaults.",
        "as_of": "Day (YYYY-MM-DD) after which deliveries are as if they had never come; else the newest delivery's.",
    }.items()
}


@dataclass(frozen=True)
class Place:
    """Where a run reads and writes, and the day that it stands on."""

    inbox: Inbox
    output: OutputFolder
    settings: Settings
    data_date: date


def find_place(configuration: Mapping[str, str], environment: Mapping[str, str]) -> Place:
    """The place that configuration or environment names.

    Raises WrongUse for a missing folder, an inbox without deliveries, a day that is none, and settings that cannot be read.
    """
    inbox_folder = configuration.get("inbox") or environment.get("SMAAJOB_INBOX")
    output_folder = configuration.get("output") or environment.get("SMAAJOB_OUTPUT")
    if not inbox_folder or not output_folder:
        raise WrongUse("place_missing", variable="SMAAJOB_INBOX" if not inbox_folder else "SMAAJOB_OUTPUT")
    inbox = Inbox(Path(inbox_folder), _day(configuration.get("as_of")))
    chosen = configuration.get("settings")
    settings = read_settings(Path(chosen) if chosen else inbox.settings_file())
    return Place(inbox, OutputFolder(Path(output_folder).absolute()), settings, inbox.data_date())


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse("as_of_is_no_date", value=text) from error


@dg.resource(config_schema=PLACE_CONFIGURATION)
def place(context: dg.InitResourceContext) -> Iterator[Place]:
    """The place, locked for this run until it ends."""
    found = find_place(dict(context.resource_config or {}), os.environ)
    with found.output.locked():
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
def desk(context: dg.InitResourceContext) -> DeliveryDesk:
    """The desk at which deliveries are read."""
    found: Place = context.resources.place
    accepted = found.settings.deliveries.accepted_restatements
    return DeliveryDesk(found.inbox, Pseudonyms(load_key(os.environ)), found.output.quarantine, accepted)


@dg.resource(required_resource_keys={"place"})
def is_simulated(context: dg.InitResourceContext) -> bool:
    """Whether any of the data is make-believe; what is marked as such stays so, whatever the settings say."""
    found: Place = context.resources.place
    return found.settings.programme.simulated or found.inbox.is_simulated()


@dg.resource(required_resource_keys={"place", "warehouse", "is_simulated"})
def press(context: dg.InitResourceContext) -> PressRoom:
    """The press room."""
    found: Place = context.resources.place
    simulated: bool = context.resources.is_simulated
    return PressRoom(found.output, context.resources.warehouse, found.settings, found.data_date, simulated)


RESOURCES: Mapping[str, Any] = {
    "place": place,
    "warehouse": warehouse,
    "settings": settings,
    "data_date": data_date,
    "desk": desk,
    "is_simulated": is_simulated,
    "press": press,
}
