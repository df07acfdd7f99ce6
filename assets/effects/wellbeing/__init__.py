"""Wellbeing: nothing that others need."""
