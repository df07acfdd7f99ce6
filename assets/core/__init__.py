"""Core: one table per noun, and the panel that says what each person did in each month.

Belongs here: merging deliveries into what is true now, and coverage. Does not belong here: reading files, effects.
"""
