"""LIX is counted as its author counts it, and what is no sentence ends none."""

from __future__ import annotations

import pytest

from reports.lix import lix


@pytest.mark.parametrize(
    ("text", "words", "sentences", "long_words"),
    [
        ("Han fik et lille job.", 5, 1, 0),
        ("Han fik et job. Hun arbejder stadig.", 7, 2, 1),
        ("Sammenligningen holder. Gør den? Ja!", 5, 3, 1),
        ("Det koster 1,2 mio. kr. og gælder til 15. juni 2023.", 11, 1, 0),
        ("Der er 11,25 fuldtidsstillinger pr. 100 henviste. 35 er flere.", 10, 1, 2),
        ("Han sagde »kom nu«. »Nej.« Så gik han.", 8, 3, 0),
        ("Uden punktum", 2, 1, 1),
        ("Sekser", 1, 1, 0),
        ("Syvende", 1, 1, 1),
        ("beskæftigelses- og integrationsforvaltningen", 3, 1, 2),
    ],
)
def test_words_per_sentence_and_the_share_of_long_words(text: str, words: int, sentences: int, long_words: int) -> None:
    assert lix(text) == pytest.approx(words / sentences + 100 * long_words / words)


def test_a_text_without_words_has_none() -> None:
    assert lix("") == 0
    assert lix(" … – ") == 0


def test_a_long_sentence_of_long_words_is_harder_than_short_ones() -> None:
    hard = "Beskæftigelsesindsatsens virkningsevaluering påviser sammenhænge mellem virksomhedsrettede tilbud og selvforsørgelsesgraden."
    assert lix(hard) > 70
    assert lix("Flere kom i arbejde. Det kan være et tilfælde. Vi ved det ikke endnu.") < 30
