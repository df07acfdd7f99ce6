"""Exceptions from disclosure control, each with its reason: what is not protected although a rule would have it so.

Belongs here: the list, for whoever asks. Does not belong here: what could be excepted in a setting; nothing can.
"""

from __future__ import annotations

from collections.abc import Mapping

WITHOUT_PERSON_DATA = ("published_aggregates.",)
"""Effects made from published sentences and forecasts alone: nothing in them is hidden or rounded."""
COUNTS_NOBODY = frozenset({"forecast_comparison.referrals_needed"})
"""Whole numbers that were computed and count nobody."""
OWN_ACCOUNTS = frozenset({"municipal_economy.programme_cost_dkk"})
"""Money that is no sum over persons."""
NOT_PROTECTED_FROM_CHANGES: Mapping[str, str] = {
    "internal": "The house knows who was referred since the last edition: its own staff brought the new rows. A count that grew by one or"
    " two stays shown to it; hidden counts are held against every earlier edition all the same.",
}
"""Audience → why a small change of a count since an earlier edition is not a group that has to be hidden."""

EXCEPTED: Mapping[str, str] = {
    "published_aggregates": "Made from sentences that anybody can read and from public forecasts; rounding them would protect nobody.",
    "forecast_comparison.referrals_needed": "A computed number of referrals that would be needed; it counts nobody.",
    "municipal_economy.programme_cost_dkk": "The programme's own accounts by payer; what a host company paid is not in them.",
    "full_time.reached_share_by_month": "Incidence under censoring, not a count: a step of the curve is no number of persons, so months are"
    " not taken as nested counts. Each month's own share is under the threshold rule.",
}
"""Figure id, or the beginning of ids up to a dot → why a rule does not hold for it."""


def exceptions() -> list[dict[str, str]]:
    """Every exception as `what` and `reason`, for the manifest."""
    changes = {f"changes between editions, {audience}": reason for audience, reason in NOT_PROTECTED_FROM_CHANGES.items()}
    return [{"what": what, "reason": reason} for what, reason in {**EXCEPTED, **changes}.items()]
