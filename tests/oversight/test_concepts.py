"""What a text's words stand for: in every language alike, in their order, within a clause, with a slip of the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.language import OFFERED
from fairdesk.oversight import concepts, weighing, wish


def read(text: str) -> concepts.Read:
    return concepts.read([concepts.word_of(word) for word in wish.written_words(text)])


def features(text: str) -> set[str]:
    return set(concepts.named(read(text).features))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I want to talk to a person"),
        ("de", "ich will mit einem Menschen sprechen"),
        ("es", "quiero hablar con una persona"),
        ("fr", "je veux parler à une personne"),
        ("it", "voglio parlare con una persona"),
        ("pt", "quero falar com uma pessoa"),
        ("nl", "ik wil met een mens praten"),
        ("pl", "chcę rozmawiać z człowiekiem"),
        ("uk", "хочу поговорити з людиною"),
        ("ar", "أريد التحدث مع إنسان"),
        ("zh", "我要和真人说话"),
    ],
)
def test_one_wish_is_the_same_in_every_language(language: str, text: str) -> None:
    assert {"wish", "talk", "human", "wish>talk", "wish>human", "wanted"} <= features(text)
    assert language in read(text).languages


def test_every_offered_language_has_words_for_each_concept() -> None:
    made = {"meet", "comes", "wanted", "away"}

    assert set(OFFERED) == set(concepts.parts())
    assert all(
        {*part["concepts"], "prefixes"} == {*concepts.CONCEPTS, "prefixes"} - made
        for part in concepts.parts().values()
    )


def test_order_is_kept_and_ends_with_the_sentence() -> None:
    assert {"not>wish", "not>bot", "away"} <= features("no, I do not want a robot, a human")
    assert "human>bot" not in features("I don't want a robot, a human")
    assert "wish>human" not in features("I want it. The human body")


@pytest.mark.parametrize("typed", ["humna", "operaotr", "konsulatnt", "mitarbeietr", "людниа", "chatbtos"])
def test_one_slip_of_the_keyboard_is_forgiven(typed: str) -> None:
    assert {"human", "staff", "bot"} & features(typed)


@pytest.mark.parametrize("text", ["Mitarbeiterrabatt", "Menschenrechte"])
def test_the_longest_beginning_says_what_a_word_stands_for(text: str) -> None:
    assert not {"staff", "human"} & features(text)


def test_a_text_without_anything_telling_is_not_read() -> None:
    assert concepts.SILENT is read("my order of last week has not arrived yet and the refund is late")


def test_what_is_weighed_is_the_sum_of_what_is_shown() -> None:
    for text in ("this bot is useless, get me a person", "the person who delivered it was rude", "agent", "叫个人来"):
        found = read(text).features
        told = weighing.telling(found)

        assert weighing.weigh(found) == pytest.approx(weighing.weights().always + sum(weight for _, weight in told))
        assert told == sorted(told, key=lambda each: (-abs(each[1]), each[0]))


def test_every_weight_is_of_a_feature_that_can_be() -> None:
    possible = {name for row in range(concepts.ROWS) for name in concepts.names(row)}

    assert set(weighing.weights().by_name) <= possible


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    weighing.weigh(read(text).features)


@given(
    st.lists(
        st.sampled_from(["want", "human", "bot", "not", "talk", "who", "?", ".", "人", "客服", "x"]), max_size=16
    )
)
def test_no_word_is_lost_or_counted_twice(words: list[str]) -> None:
    found = read(" ".join(words)).words

    assert all(0 <= start < end for start, end, _ in found)
    assert all(before[1] <= after[0] for before, after in zip(found, found[1:], strict=False))
