"""Exceptions from disclosure control, each with its reason: what is not protected although a rule would have it so.

Belongs here: those that concern no figure of their own, and the list of all, for whoever asks. Does not belong here: why a rule does not
hold for a figure, which its definition says, and what could be excepted in a setting; nothing can.
"""

from __future__ import annotations

from collections.abc import Mapping

from data_contracts.figure_facts import FigureFacts

NOT_PROTECTED_FROM_CHANGES: Mapping[str, str] = {
    "internal": "The house knows who was referred since the last edition: its own staff brought the new rows. A count that grew by one or"
    " two stays shown to it; hidden counts are held against every earlier edition all the same.",
}
"""Audience → why a small change of a count since an earlier edition is not a group that has to be hidden."""


def exceptions(facts: FigureFacts) -> list[dict[str, str]]:
    """Every exception as `what` (a figure's id, or an effect where it holds for all of its figures) and `reason`, for the manifest."""
    changes = {f"changes between editions, {audience}": reason for audience, reason in NOT_PROTECTED_FROM_CHANGES.items()}
    return [{"what": what, "reason": reason} for what, reason in {**facts.exceptions, **changes}.items()]
