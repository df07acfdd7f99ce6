"""Claimed: nothing that others need."""
