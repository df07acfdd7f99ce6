"""Publications: one asset per publication, written whole into a new generation and made visible by one swap.

Belongs here: assembling what the reader gets from published figures and run facts. Does not belong here: wording and pictures (`reports`).
"""
