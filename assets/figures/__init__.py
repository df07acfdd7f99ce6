"""Figures: the registry that every number passes through, and what each audience may see of it.

Belongs here: collecting figures, their key, disclosure control. Does not belong here: calculating figures (`assets/effects`).
"""
