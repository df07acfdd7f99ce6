"""Participation: what others need of this effect."""

from assets.effects.participation.rule import own_payroll_hours

__all__ = ["own_payroll_hours"]
