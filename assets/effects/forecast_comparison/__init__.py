"""Comparison with the forecast: nothing that others need."""
