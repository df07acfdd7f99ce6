"""Settings: what a programme may decide for itself, checked once, with the defaults of DEFINITIONS.

Belongs here: the type and its reading from `programme.toml`. Does not belong here: thresholds of disclosure control that a
programme may not lower, and anything read from the environment.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from unicodedata import category

from data_contracts.problems import WrongUse

LONGEST_NAME = 200
MOST_MONTHS_KEPT = 1200
RELEASE = ("release_gate", "release_gate_skipped_by")
"""Settings of `[programme]` that decide when something is published and not what."""


@dataclass(frozen=True)
class ProgrammeSettings:
    """`[programme]`: who runs it, how its deliveries behave, and whether somebody approves what is published.

    With `release_gate` a run makes a candidate that waits for approval; whoever `release_gate_skipped_by` names publishes at once.
    """

    name: str = "Små Job Med Mening"
    municipality_code: int = 851
    programme_payroll_cvr: tuple[str, ...] = ()
    lag_months: int = 2
    simulated: bool = False
    release_gate: bool = False
    release_gate_skipped_by: tuple[str, ...] = ("demo",)


@dataclass(frozen=True)
class DeliverySettings:
    """`[deliveries]`: what would stop a run, and somebody has confirmed to be right.

    `accepted_restatements`: files (`<supplier>/<YYYY-MM-DD>/<name>`) that tell of fewer than the one they replace. `accepted_drift`:
    deliveries of a kind (`<supplier>/<YYYY-MM-DD>/<kind>`), figures by their ids, and `coverage.hours` or `coverage.benefit`.
    `earliest_date`: before it no delivery tells of a day; None: twenty years before each delivery.
    """

    accepted_restatements: tuple[str, ...] = ()
    accepted_drift: tuple[str, ...] = ()
    earliest_date: date | None = None


@dataclass(frozen=True)
class FullTimeSettings:
    """`[full_time]`: the rule for full-time; hours are a month's, as decimals with at most two places."""

    months: int = 3
    norm_salaried_hours: Decimal = Decimal("160.33")
    norm_hourly_paid_hours: Decimal = Decimal("139.00")
    benefit_condition: Literal["required", "ignored"] = "required"

    @property
    def norm_salaried_hundredths(self) -> int:
        """The salaried norm in hundredths of an hour a month (Statistics Denmark: 37 hours a week, 1,924 a year)."""
        return int(self.norm_salaried_hours * 100)

    @property
    def norm_hourly_paid_hundredths(self) -> int:
        """The norm of hourly-paid work in hundredths of an hour a month (Statistics Denmark, lønindeks)."""
        return int(self.norm_hourly_paid_hours * 100)


@dataclass(frozen=True)
class BriefingSettings:
    """`[briefing]`: how hard the political briefing may be to read, in LIX (from 45 on a text counts as hard)."""

    highest_lix: int = 45


@dataclass(frozen=True)
class RetentionSettings:
    """`[retention]`: for how many months something is kept; 0 keeps for ever.

    `persons_months`: a person after their last referral, placement or listing for comparison. `quarantine_months`: the list of rows set
    aside, after the delivery. `editions_months`: what was published, after its day of data.
    """

    persons_months: int = 0
    quarantine_months: int = 24
    editions_months: int = 0


@dataclass(frozen=True)
class Settings:
    """All settings of a run."""

    programme: ProgrammeSettings = field(default_factory=ProgrammeSettings)
    deliveries: DeliverySettings = field(default_factory=DeliverySettings)
    full_time: FullTimeSettings = field(default_factory=FullTimeSettings)
    briefing: BriefingSettings = field(default_factory=BriefingSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)

    def population(self, name: str) -> str:
        """The population's name, with its suffix where the benefit condition is set aside."""
        return f"{name}_benefit_ignored" if self.full_time.benefit_condition == "ignored" else name

    def as_record(self) -> dict[str, Any]:
        """The settings as plain values, for the manifest."""
        record: dict[str, Any] = asdict(self)
        for key in ("programme_payroll_cvr", "release_gate_skipped_by"):
            record["programme"][key] = list(record["programme"][key])
        earliest = record["deliveries"].pop("earliest_date")
        record["deliveries"] = {name: list(accepted) for name, accepted in record["deliveries"].items()}
        if earliest is not None:
            record["deliveries"]["earliest_date"] = earliest.isoformat()
        for key in ("norm_salaried_hours", "norm_hourly_paid_hours"):
            record["full_time"][key] = str(record["full_time"][key])
        return record

    def figure_settings(self) -> dict[str, Any]:
        """The settings that figures and pages may depend on: all but who approves them, how long they are kept, and the limit
        at which a run stops."""
        record = self.as_record()
        del record["briefing"], record["retention"]
        for key in RELEASE:
            del record["programme"][key]
        return record


def read_settings(path: Path | None) -> Settings:
    """Settings from a TOML file, or the defaults where there is none. Raises WrongUse as `settings_from` does."""
    if path is None:
        return Settings()
    try:
        return settings_from(path.read_bytes(), path.name)
    except OSError as error:
        raise WrongUse("settings_unreadable", file=path.name, detail=type(error).__name__) from error


def settings_from(toml: bytes, file: str) -> Settings:
    """Settings from the bytes of a TOML file of that name.

    Raises WrongUse when they cannot be read, and for an unknown section or key or a value that cannot be.
    """
    try:
        content = tomllib.loads(toml.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse("settings_unreadable", file=file, detail=type(error).__name__) from error
    sections = {
        "programme": ProgrammeSettings,
        "deliveries": DeliverySettings,
        "full_time": FullTimeSettings,
        "briefing": BriefingSettings,
        "retention": RetentionSettings,
    }
    for section, values in content.items():
        if section not in sections:
            raise WrongUse("settings_unknown_key", file=file, setting=section)
        if not isinstance(values, dict):
            raise WrongUse("settings_wrong_value", file=file, setting=section)
        known = {item.name for item in fields(sections[section])}
        for key in values:
            if key not in known:
                raise WrongUse("settings_unknown_key", file=file, setting=f"{section}.{key}")
    return Settings(
        programme=_programme(dict(content.get("programme", {})), file),
        deliveries=_deliveries(dict(content.get("deliveries", {})), file),
        full_time=_full_time(dict(content.get("full_time", {})), file),
        briefing=_briefing(dict(content.get("briefing", {})), file),
        retention=_retention(dict(content.get("retention", {})), file),
    )


def _check(holds: bool, file: str, key: str) -> None:
    if not holds:
        raise WrongUse("settings_wrong_value", file=file, setting=key)


def _is_a_name(text: str) -> bool:
    """Words on one line: a name stands in every title, and what turns its direction or shows nothing has no place there."""
    return bool(text.strip()) and len(text) <= LONGEST_NAME and not any(category(sign)[0] == "C" for sign in text)


def _programme(values: dict[str, Any], file: str) -> ProgrammeSettings:
    settings = ProgrammeSettings(**values)
    _check(isinstance(settings.name, str) and _is_a_name(settings.name), file, "programme.name")
    _check(
        type(settings.municipality_code) is int and 101 <= settings.municipality_code <= 860,
        file,
        "programme.municipality_code",
    )
    _check(type(settings.lag_months) is int and 0 <= settings.lag_months <= 24, file, "programme.lag_months")
    _check(isinstance(settings.simulated, bool), file, "programme.simulated")
    _check(isinstance(settings.release_gate, bool), file, "programme.release_gate")
    skipped = values.get("release_gate_skipped_by", settings.release_gate_skipped_by)
    _check(
        isinstance(skipped, list | tuple) and all(isinstance(name, str) and name for name in skipped),
        file,
        "programme.release_gate_skipped_by",
    )
    payroll = values.get("programme_payroll_cvr", ())
    numbers = isinstance(payroll, list | tuple) and all(
        isinstance(number, str) and len(number) == 8 and number.isdigit() for number in payroll
    )
    _check(numbers, file, "programme.programme_payroll_cvr")
    return ProgrammeSettings(**{**values, "programme_payroll_cvr": tuple(payroll), "release_gate_skipped_by": tuple(skipped)})


def _deliveries(values: dict[str, Any], file: str) -> DeliverySettings:
    accepted = values.get("accepted_restatements", ())
    is_list = isinstance(accepted, list | tuple) and all(isinstance(name, str) and name.count("/") == 2 for name in accepted)
    _check(is_list, file, "deliveries.accepted_restatements")
    drift = values.get("accepted_drift", ())
    names = isinstance(drift, list | tuple) and all(
        isinstance(name, str) and (name.count("/") == 2 or ("/" not in name and "." in name)) for name in drift
    )
    _check(names, file, "deliveries.accepted_drift")
    earliest = values.get("earliest_date")
    is_day = earliest is None or (isinstance(earliest, date) and not isinstance(earliest, datetime))
    _check(is_day, file, "deliveries.earliest_date")
    return DeliverySettings(tuple(accepted), tuple(drift), earliest)


def _full_time(values: dict[str, Any], file: str) -> FullTimeSettings:
    for name in ("full_time.norm_salaried_hours", "full_time.norm_hourly_paid_hours"):
        if (key := name.partition(".")[2]) in values:
            number = values[key]
            _check(isinstance(number, Decimal | int) and not isinstance(number, bool), file, name)
            values[key] = Decimal(number)
            hundredths = values[key] * 100
            _check(0 < hundredths <= 74400 and hundredths == int(hundredths), file, name)
    settings = FullTimeSettings(**values)
    _check(type(settings.months) is int and 1 <= settings.months <= 24, file, "full_time.months")
    _check(settings.benefit_condition in ("required", "ignored"), file, "full_time.benefit_condition")
    return settings


def _briefing(values: dict[str, Any], file: str) -> BriefingSettings:
    settings = BriefingSettings(**values)
    _check(type(settings.highest_lix) is int and 1 <= settings.highest_lix <= 100, file, "briefing.highest_lix")
    return settings


def _retention(values: dict[str, Any], file: str) -> RetentionSettings:
    settings = RetentionSettings(**values)
    for name, months in asdict(settings).items():
        _check(type(months) is int and 0 <= months <= MOST_MONTHS_KEPT, file, f"retention.{name}")
    return settings
