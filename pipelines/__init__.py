"""Pipelines: how the system runs.

Belongs here: definitions, jobs, schedules, sensors and the command line. Does not belong here: any work on data.
"""
