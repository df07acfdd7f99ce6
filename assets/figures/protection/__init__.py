"""Disclosure control as a problem of its own: cells, what is told of them, which go, and the proof that nobody can work them out.

Belongs here: cells and their relations, primary rules, the choice of what goes with them, bounds by linear and integer programmes. Does not
belong here: what a figure is (`assets/figures/linked.py` makes cells of figures) and any wording. docs/disclosure.md tells the method.
"""
