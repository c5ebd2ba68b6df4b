"""Groups of messages without labels: what goes together, what names it, and how far labels would agree."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import normalized_mutual_info_score

from fairdesk.answers import grouping
from fairdesk.answers.grouping import FEWEST, Group, Grouping, agreement, grouped, usual_groups
from fairdesk.nouns import BadInput
from tests.answers import topics

SAID = [
    (f"{opening}{text}", label)
    for opening in topics.OPENINGS
    for label, texts in topics.TOPICS.items()
    for text in texts
]
TEXTS, LABELS = zip(*SAID, strict=True)
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def made() -> Grouping:
    return grouped(TEXTS, 8)


def test_messages_of_one_matter_go_together(made: Grouping):
    assert agreement(LABELS, made)["purity"] > 0.8
    assert sorted(place for group in made.groups for place in group.messages) == sorted(
        set(range(len(TEXTS))) - set(made.left_out)
    )


def test_a_group_is_named_by_words_that_enough_of_it_hold(made: Grouping):
    for group in made.groups:
        assert group.words
        for word in group.words:
            assert FEWEST <= sum(word in TEXTS[place].lower() for place in group.messages)
    assert any("password" in group.words for group in made.groups)


def test_no_name_tells_what_one_person_wrote():
    secret = ["my dog Hasso ate the invoice of Ursula"]
    found = grouped([*TEXTS, *secret], 8)

    assert not {"hasso", "ursula", "dog"} & {word for group in found.groups for word in group.words}


def test_the_same_messages_give_the_same_groups(made: Grouping):
    assert made == grouped(TEXTS, 8)


def test_a_message_without_a_telling_word_is_in_none():
    found = grouped([*TEXTS, "", "??", "what is it"], 8)

    assert {len(TEXTS), len(TEXTS) + 1, len(TEXTS) + 2} <= set(found.left_out)


def test_an_encoder_reads_instead_of_words():
    def encoder(texts: object) -> np.ndarray:
        return np.array([[float("password" in text), float("refund" in text), 1.0] for text in texts])

    found = grouped(TEXTS, 3, encoder)

    together = [{"password" in TEXTS[place] for place in group.messages} for group in found.groups]
    assert all(len(each) == 1 for each in together)


@pytest.mark.parametrize(("texts", "groups"), [([], 0), (["a parcel"], 0), (TEXTS[:11], 12)])
def test_too_few_are_refused_with_how_many_it_takes(texts: list[str], groups: int):
    with pytest.raises(BadInput, match="give at least"):
        grouped(texts, groups)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grouping, "find_spec", lambda name: None)

    with pytest.raises(BadInput, match=r"fairdesk\[train\]"):
        grouped(TEXTS)


@pytest.mark.parametrize(("messages", "groups"), [(0, 2), (8, 2), (200, 10), (10_003, 71)])
def test_how_many_groups_where_nobody_says(messages: int, groups: int):
    assert groups == usual_groups(messages)


def test_agreement_is_that_of_scikit_learn(made: Grouping):
    places = [(number, place) for number, group in enumerate(made.groups) for place in group.messages]
    known = normalized_mutual_info_score([LABELS[place] for _, place in places], [number for number, _ in places])

    assert known == pytest.approx(agreement(LABELS, made)["nmi"])


def test_one_group_of_one_label_agrees_wholly():
    assert {"nmi": 1.0, "purity": 1.0} == agreement(["a", "a"], Grouping((Group(("x",), (0, 1)),), ()))
