"""Settings are checked once; a wrong one is named by file and key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data_contracts.problems import ExitCode, WrongUse
from data_contracts.settings import Settings, read_settings


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "programme.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_without_a_file_the_defaults_of_the_definitions_hold() -> None:
    settings = read_settings(None)
    assert settings.programme.lag_months == 2
    assert settings.full_time.months == 3
    assert (settings.full_time.norm_salaried_hundredths, settings.full_time.norm_hourly_paid_hundredths) == (16033, 13900)
    assert settings.full_time.benefit_condition == "required"


def test_norms_are_decimals_to_the_hundredth(tmp_path: Path) -> None:
    settings = read(tmp_path, "[full_time]\nnorm_salaried_hours = 148.5\n")
    assert settings.full_time.norm_salaried_hours == Decimal("148.5")
    assert settings.full_time.norm_salaried_hundredths == 14850


def test_setting_the_benefit_condition_aside_shows_in_the_population(tmp_path: Path) -> None:
    assert read(tmp_path, '[full_time]\nbenefit_condition = "ignored"\n').population("referred") == "referred_benefit_ignored"
    assert Settings().population("referred") == "referred"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[programme]\nlag = 2\n", "programme.lag"),
        ("[other]\nx = 1\n", "other"),
        ("[programme]\nlag_months = -1\n", "programme.lag_months"),
        ('[programme]\nlag_months = "2"\n', "programme.lag_months"),
        ('[programme]\nprogramme_payroll_cvr = "32145671"\n', "programme.programme_payroll_cvr"),
        ('[full_time]\nbenefit_condition = "maybe"\n', "full_time.benefit_condition"),
        ("[full_time]\nnorm_salaried_hours = 0\n", "full_time.norm_salaried_hours"),
        ("[full_time]\nnorm_salaried_hours = 160.333\n", "full_time.norm_salaried_hours"),
        ('[deliveries]\naccepted_drift = "participation.referred"\n', "deliveries.accepted_drift"),
        ('[deliveries]\naccepted_drift = ["referred"]\n', "deliveries.accepted_drift"),
        ('[deliveries]\naccepted_drift = ["aalborg/2023-06-15"]\n', "deliveries.accepted_drift"),
        ("[full_time]\nmonths = 0\n", "full_time.months"),
        ("programme = 3\n", "programme"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WrongUse) as caught:
        read(tmp_path, text)
    assert caught.value.parameters["setting"] == key
    assert caught.value.exit_code == ExitCode.WRONG_USE


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as caught:
        read(tmp_path, "[programme\n")
    assert caught.value.key == "settings_unreadable"
