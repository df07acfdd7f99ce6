"""Effects: what the panel says about people's working lives, each with its uncertainty.

One folder per effect: `definition.py` says what its figures mean, `rule.py` how they are counted, `words_da.toml` and `words_en.toml` what
they are called, `constants.toml` which numbers may stand in these words. What several effects reckon with is in `assets/panel`. Does not
belong here: the registry of figures, disclosure control, and the publications' sentences.
"""
