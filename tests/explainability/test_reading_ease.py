"""The measure of reading level counts words and sentences as its author did, in every script that is offered."""

from __future__ import annotations

from fairdesk.explainability.reading_ease import characters_a_sentence, hardness, lix, sentences, told_to_customers


def test_sentences_end_in_every_script():
    assert 2 == len(sentences("أهلا. كيف؟"))
    assert 2 == len(sentences("我们在。请写下来！"))
    assert 3 == len(sentences("One.\nTwo: three"))


def test_by_hand():
    """Two sentences and ten words, of which two have more than six letters: 5 + 20."""
    assert 25 == lix("We answer every question here. It is said in articles.")
    assert 3 == characters_a_sentence("我们在。请写下！")


def test_what_is_told_is_measured():
    assert "You asked for a person." in told_to_customers("en")
    assert hardness("en") == lix(told_to_customers("en"))
