"""Remarks: what is said of a file that was read, as one text that a table can hold: a name of the catalogue, and what fills its places.

Belongs here: putting the two together and parting them. Does not belong here: the sentences (`reports/language`) and what is remarked on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

Parameters = Mapping[str, str | int]


def remark(name: str, **parameters: str | int) -> str:
    """The name alone, or followed by its parameters; the same ones always give the same text."""
    return f"{name} {json.dumps(parameters, sort_keys=True, ensure_ascii=False)}" if parameters else name


def parted(text: str) -> tuple[str, Parameters]:
    """A remark's name and parameters."""
    name, _, parameters = text.partition(" ")
    found: Parameters = json.loads(parameters) if parameters else {}
    return name, found
