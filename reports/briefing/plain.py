"""Plain language: a briefing that is too hard to read is not published.

Belongs here: which words of a publication are held against the limit, and the stop. Does not belong here: the measure (`reports/lix.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from data_contracts.problems import NotFitToPublish
from reports.blocks import HeadlineFigure, Note, Publication, Sentence
from reports.language import Language
from reports.lix import lix

FEWEST_WORDS = 8
"""Words from which on a paragraph is called the hardest: a handful of words has no LIX to speak of."""


def hold_readable(publication: Publication, highest: int, language: Language) -> float:
    """LIX of all that the publication says in sentences.

    Raises NotFitToPublish where it lies above the limit, with the hardest paragraph. Titles, tables and what others have said are no
    sentences of ours.
    """
    found = paragraphs(publication)
    told = lix(" ".join(found))
    if told > highest:
        hardest = max((one for one in found if len(one.split()) >= FEWEST_WORDS), key=lix, default=found[0])
        numbers = {"lix": language.number(told, 1), "paragraph_lix": language.number(lix(hardest), 1)}
        raise NotFitToPublish("too_hard_to_read", highest=highest, paragraph=hardest, **numbers)
    return told


def paragraphs(publication: Publication) -> list[str]:
    """Every paragraph of sentences, in order."""
    return [words for words in _paragraphs(publication) if words]


def _paragraphs(publication: Publication) -> Iterator[str]:
    for block in publication.blocks:
        if isinstance(block, Sentence | Note):
            yield block.text
        elif isinstance(block, HeadlineFigure):
            yield " ".join(words for words in (block.range_text, block.point_text, block.does_not_show) if words)
