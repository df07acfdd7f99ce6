"""The panel as effects read it: clocks, weeks, groups, follow-up, histories and comparison persons.

Belongs here: what at least two effects reckon with. Does not belong here: how the panel is made (`assets/core`), and what any figure means
(`assets/effects`).
"""
