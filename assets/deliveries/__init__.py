"""Deliveries: from files in the inbox to rows that hold their contract, with every row accounted for.

Belongs here: the inbox, reading, pseudonyms, contracts applied, quarantine. Does not belong here: what rows mean together (`assets/core`).
"""
