"""Effects: which there are, what their figures mean, and which deliveries each figure rests on.

Belongs here: finding effects, and following the asset graph back from them. Does not belong here: any definition.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType

import dagster as dg

import assets.effects
from assets.effects.effect import Effect
from assets.effects.factory import effect_asset
from data_contracts.figure import FigureDefinition
from data_contracts.figure_facts import FigureFacts

COMPARISON = frozenset({"comparison_persons", "comparison_months"})
"""Core tables of comparison persons, whom a figure may rest on or not."""


def effect_names() -> list[str]:
    """Every folder of `assets/effects`: a new effect is found by being there."""
    return sorted(found.name for found in pkgutil.iter_modules(assets.effects.__path__) if found.ispkg)


@cache
def effects() -> Mapping[str, Effect]:
    """Name → effect. Raises ImportError, with the file, for a folder that declares none."""
    found = {}
    for name in effect_names():
        folder = importlib.import_module(f"assets.effects.{name}")
        if not isinstance(getattr(folder, "EFFECT", None), Effect):
            raise ImportError("there is no EFFECT", path=folder.__file__)
        found[name] = folder.EFFECT
    return found


@cache
def effect_modules() -> tuple[ModuleType, ...]:
    """The module of each effect that says what its figures mean."""
    return tuple(importlib.import_module(f"assets.effects.{name}.definition") for name in effect_names())


def effect_of(module: ModuleType) -> str:
    """The effect's name, by a module of its folder."""
    return module.__name__.split(".")[2]


def effect_assets() -> list[dg.AssetsDefinition]:
    """The assets of all effects."""
    return [effect_asset(name, effect) for name, effect in effects().items()]


def definitions() -> Iterator[FigureDefinition]:
    """The definitions of all effects, by id."""
    every = [definition for effect in effects().values() for definition in effect.definitions]
    yield from sorted(every, key=lambda definition: definition.figure_id)


@cache
def figure_facts() -> FigureFacts:
    """What follows from all definitions."""
    return FigureFacts(definitions())


def digest(definition: FigureDefinition) -> str:
    """SHA-256 of everything that makes the meaning: id, unit, gross or net, whom it is taken of, definition, formula."""
    said = (
        definition.figure_id,
        definition.unit,
        definition.gross_or_net,
        definition.denominator,
        definition.definition,
        definition.formula,
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def digest_of_all() -> str:
    """SHA-256 over every definition with its version: another one, another publication."""
    told = "\n".join(f"{definition.figure_id} {definition.version} {digest(definition)}" for definition in definitions())
    return hashlib.sha256(told.encode()).hexdigest()


def upstream_of(every: Sequence[dg.AssetsDefinition]) -> dict[str, list[str]]:
    """Asset → the assets right before it, keys as `core/persons`."""
    return {
        spec.key.to_user_string(): [dependency.asset_key.to_user_string() for dependency in spec.deps]
        for asset in every
        for spec in asset.specs
    }


def kinds_behind(upstream: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Figure id → the kinds of delivery that it rests on, from `upstream` (asset → the assets right before it, keys as `core/persons`).

    A figure is followed back from the core tables that its definition names. What decides whether a person's rows are kept at all
    (referrals and comparison rows name them) is not counted as what a figure rests on, nor are comparison persons where nothing of theirs
    is read.
    """
    found = {}
    for definition in definitions():
        kinds = _kinds_before([f"core/{table}" for table in definition.tables], upstream)
        if not COMPARISON & set(definition.tables):
            kinds -= {"comparison_persons"}
        found[definition.figure_id] = tuple(sorted(kinds))
    return found


def _kinds_before(keys: Sequence[str], upstream: Mapping[str, Sequence[str]]) -> set[str]:
    """The kinds of delivery that some assets are made from, directly or through others."""
    kinds: set[str] = set()
    seen: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        room, _, name = key.partition("/")
        if key in seen:
            continue
        seen.add(key)
        if room == "deliveries":
            kinds.add(name)
        else:
            waiting += upstream[key]
    return kinds
