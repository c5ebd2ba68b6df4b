"""The words that customers read in English are easy: measured, not felt.

LIX = words per sentence + share of words with more than six letters, in per cent (C. H. Björnsson, Läsbarhet, Stockholm:
Liber 1968): below 30 children's books, 30 to 40 fiction, 40 to 50 newspapers, above 60 laws and research.
"""

from __future__ import annotations

import pytest

from fairdesk.consent.notices import notice
from fairdesk.consent.purposes import Purpose
from fairdesk.explainability.reading_ease import WITHOUT_SPACES, hardness, lix, sentences, told_to_customers
from fairdesk.explainability.sentences import CUSTOMER, HANDOVER, UNCLEAR
from fairdesk.language import OFFERED
from fairdesk.privacy.kinds import KINDS, NAMELESS_CONCERN
from fairdesk.sensitive.first_response import words_in
from fairdesk.sensitive.topics import MATTERS

HARDEST = 40
HARDEST_ELSEWHERE = 50
"""Words are longer in Italian or Polish than in English; newspapers lie between 40 and 50."""
HARDEST_IN_POLISH = 55
"""Its prefixes and endings make nearly every verb a long word."""
LONGEST_IN_CHINESE = 30
LONGEST_SENTENCE = 20
COMPANY = "The shop"


def read_by_customers() -> dict[str, str]:
    texts = {}
    for purpose in Purpose:
        shown = notice(purpose, "en", company=COMPANY)
        texts[f"notice {purpose}"] = " ".join(shown.short)
        texts[f"notice {purpose}, in full"] = "\n".join(f"{part.title}.\n{part.text}" for part in shown.sections)
    words = words_in("en")
    for topic in MATTERS:
        texts[f"first words {topic}"] = " ".join((words.topics[topic], *_closing(words.shared)))
    texts["reasons"] = " ".join(CUSTOMER.values())
    texts["hand-overs"] = " ".join(HANDOVER.values())
    texts["unclear"] = UNCLEAR
    texts["kinds of data"] = ". ".join(kind.what for kind in KINDS)
    texts["why they are kept"] = " ".join(kind.why for kind in KINDS)
    texts["what is concluded"] = NAMELESS_CONCERN
    return texts


def _closing(shared) -> tuple[str, ...]:
    return tuple(shared[name] for name in ("person_next", "write_on", "written_by_people"))


TEXTS = read_by_customers()


class TestTheMeasure:
    def test_by_hand(self):
        """Two sentences and ten words, of which two have more than six letters: 5 + 20."""
        assert 25 == lix("We answer every question here. It is said in articles.")

    def test_hard_prose_is_found_hard(self):
        assert HARDEST < lix(
            "Notwithstanding the aforementioned considerations, processing operations conducted automatically"
            " necessitate comprehensive documentation establishing accountability."
        )

    def test_every_purpose_and_matter_is_read(self):
        assert {f"notice {purpose}" for purpose in Purpose} <= TEXTS.keys()
        assert {f"first words {topic}" for topic in MATTERS} <= TEXTS.keys()


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_easy_to_read(name: str):
    assert lix(TEXTS[name]) <= HARDEST, f"{name}: {lix(TEXTS[name]):.0f}"


@pytest.mark.parametrize("name", TEXTS)
def test_no_sentence_is_very_long(name: str):
    assert max(len(words) for words in sentences(TEXTS[name])) <= LONGEST_SENTENCE


@pytest.mark.parametrize("language", OFFERED)
def test_reasons_are_easy_in_every_language(language: str):
    limit = {"zh": LONGEST_IN_CHINESE, "pl": HARDEST_IN_POLISH, "en": HARDEST}.get(language, HARDEST_ELSEWHERE)

    assert hardness(language) <= limit
    assert language in WITHOUT_SPACES or max(map(len, sentences(told_to_customers(language)))) <= LONGEST_SENTENCE
