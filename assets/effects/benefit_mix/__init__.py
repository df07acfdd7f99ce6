"""Benefit mix: nothing that others need."""
