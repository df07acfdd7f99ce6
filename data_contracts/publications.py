"""Publications: what a run can publish, and for whom. Each has its files in a folder of its name.

Belongs here: the list, which the command line, the assets and the index share. Does not belong here: what publications say.
"""

from __future__ import annotations

from typing import Final

PUBLIC: Final = "public"
INTERNAL: Final = "internal"
PUBLICATIONS: Final = {
    "briefing": PUBLIC,
    "conference": PUBLIC,
    "explorer": PUBLIC,
    "data": PUBLIC,
    "management": INTERNAL,
    "revisions": INTERNAL,
    "quality": INTERNAL,
}
"""Publication → audience, in the order in which they stand."""
