"""Effects: what the panel says about people's working lives, each with its uncertainty.

One file per effect: the definition in words on top, the calculation in the middle, the asset at the bottom. `common.py` holds what all
share. Does not belong here: the registry of figures, disclosure control, wording.
"""
