"""Simulation: make-believe deliveries of a programme, with a known truth.

Belongs here: a world of persons, placements and paid hours that nobody has lived, the files in which suppliers would tell of it, and the
figures that follow from it by DEFINITIONS. Does not belong here: anything that the pipeline computes with; the truth is an oracle only
as long as it shares no line with what it judges.
"""

from simulation.simulator import simulate, write_inbox
from simulation.truth import Truth, write_truth

__all__ = ["Truth", "simulate", "write_inbox", "write_truth"]
