"""Benefit weeks: nothing that others need."""
