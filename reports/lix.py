"""LIX: how hard a text is to read, as Danes measure it.

Belongs here: the measure. Does not belong here: which text it is taken of, and its limit.

C. H. Björnsson, Läsbarhet (1968): words per sentence plus the percentage of words with more than six letters. Below 35 is easy, 35 to 44
middling as newspapers are, 45 to 54 hard, above that very hard.
"""

from __future__ import annotations

import re
from typing import Final

LONG_WORD: Final = 6
"""Letters that a word may have before it counts as long."""
_WORD: Final = re.compile(r"[^\W_]+(?:[-’'.,][^\W_]+)*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_END: Final = re.compile(r"[.!?]+[«»”’\")]*(?=\s+[«»“\"(]*[A-ZÆØÅ]|\s*$)")


def lix(text: str) -> float:
    """LIX of a text; 0 where it has no words.

    A sentence ends at a full stop, question or exclamation mark before a capital or the end: `15. juni`, `pr. 100` and `1,2 mio. kr.` end
    none. A number is a word, and none of its figures a letter.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    long_words = sum(len(_LETTER.findall(word)) > LONG_WORD for word in words)
    return len(words) / sentences + 100 * long_words / len(words)
