"""How many examples a test looks at: few in `make test`, so that one can wait for it, and many in `make test-more`.

Belongs here: that choice. Does not belong here: what examples are made of.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

ARE_MANY = os.environ.get("SMAAJOB_EXAMPLES") == "many"
many = pytest.mark.many
"""A test that looks at more when asked to; `number` says at how much."""


def number(few: int, *, of: int) -> int:
    """`few`, or all of them where many are asked for."""
    return of if ARE_MANY else few


def examples(few: int, *, of: int, **more: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many examples of a property, drawn the same way each time; `more` as Hypothesis' settings take it."""
    return lambda test: many(settings(max_examples=number(few, of=of), **more)(test))
