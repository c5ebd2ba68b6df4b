"""The phrase language: each sign does what the head of phrases.py says, on texts of any kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.sensitive.phrases import GUARD, Hit, Lexicons, _found, _overlap, _sentences, phrase, tokens
from fairdesk.sensitive.triage import lexicons


def found(line: str, text: str, *guards: str) -> list[str]:
    lines = [phrase("en", "crisis", line), *(phrase("en", GUARD, guard) for guard in guards)]
    return [hit.words for hit in Lexicons(tuple(lines), "v").hits(text)]


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("no way out", "There is NO WAY OUT!", ["NO WAY OUT"]),
        ("no way out", "no other way out", []),
        ("suicid*", "Suicidality", ["Suicidality"]),
        ("suicid*", "antisuicid", []),
        ("end my|our life", "end our life", ["end our life"]),
        ("want|going_to die", "i am going to die", ["going to die"]),
        ("want to? die", "want die", ["want die"]),
        ("husband .. died", "my husband of forty years died", ["husband of forty years died"]),
        ("husband .. died", "my husband called. The phone died", []),
        ("husband .. died", "husband one two three four five died", []),
        ("am @age years", "I am 12 years old", ["am 12 years"]),
        ("am @age years", "I am 42 years old", []),
        ("want to die $", "I want to die.", ["want to die"]),
        ("want to die $", "I want to die laughing", []),
        ("want|ready to die|$", "ready to", ["ready to"]),
        ("dont need", "I don't need it", ["dont need"]),
        ("dont need", "I don’t need it", ["dont need"]),
        ("no puedo más", "NO PUEDO MAS", ["NO PUEDO MAS"]),
        ("不想活", "我不想活了", ["不 想 活"]),
        ("أريد", "وأريد", ["وأريد"]),
        ("no way out", "no\nway\nout", ["no way out"]),
        ("no way out", "no\n\nway out", []),
        ("kill myself", "k\u200bill myself", ["kill myself"]),
    ],
)
def test_signs_mean_what_the_documentation_says(line: str, text: str, expected: list[str]) -> None:
    assert expected == found(line, text)


class TestGuards:
    def test_takes_the_words_it_covers_out_of_sight(self) -> None:
        assert [] == found("suicid*", "two Suicide Squad tickets", "suicide squad")

    def test_leaves_other_words_of_the_sentence(self) -> None:
        assert ["suicidal"] == found("suicid*", "after suicide squad I feel suicidal", "suicide squad")


def test_a_phrase_without_a_word_that_must_be_there_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="maybe"):
        phrase("en", "crisis", "maybe? @age $")


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text("topics: [", encoding="utf-8")

    with pytest.raises(ValueError, match="xx.yaml"):
        Lexicons.read(tmp_path)


def test_the_version_changes_with_any_byte_of_any_file(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("language: en\ntopics: {crisis: [suicid*]}\n", encoding="utf-8")
    before = Lexicons.read(tmp_path).version

    (tmp_path / "en.yaml").write_text("language: en\ntopics: {crisis: [suicid*]}\n# reviewed\n", encoding="utf-8")

    assert before != Lexicons.read(tmp_path).version


def test_every_shipped_phrase_compiles_and_is_reached_through_the_index() -> None:
    # The oracle is the plain way: run every expression over every sentence, without an index.
    texts = [
        "I want to kill myself",
        "mi madre falleció ayer",
        "我不想活了",
        "توفي والدي",
        "Where is my parcel?",
        "mój rak",
    ]
    for text in texts:
        joined = " ".join(word.folded for word in tokens(text))
        slow = {one.written for one in lexicons().phrases if one.expression.search(joined)}
        fast = {
            one.written
            for word in tokens(text)
            for one in lexicons()._candidates(word.folded)
            if one.may_stand_in(joined) and one.expression.search(joined)
        }

        assert slow == fast


@given(st.text())
def test_any_text_is_cut_and_searched_without_an_error(text: str) -> None:
    lexicons().hits(text)

    assert "." == tokens(text)[-1].folded
    assert all(word.folded and not re.search(r"\s", word.folded) for word in tokens(text))


@given(st.text(alphabet="abc .", max_size=60), st.text(alphabet="abc .", max_size=60))
def test_words_around_a_whole_sentence_never_hide_a_crisis(before: str, after: str) -> None:
    hits = lexicons().hits(f"{before}. I want to kill myself. {after}")

    assert "crisis" in {hit.topic for hit in hits}


def test_a_message_of_one_endless_sentence_is_still_searched_to_its_end() -> None:
    words = [hit.words for hit in lexicons().hits("word " * 4000 + "kill myself")]

    assert "kill myself" in words


SOME = lexicons().phrases[::61]
WORDS = sorted(
    {word.strip("?*$|@.") for one in SOME for word in one.written.replace("|", " ").split()} | {".", "the"}
)


@given(st.lists(st.sampled_from(WORDS), max_size=16))
def test_what_is_found_by_the_words_is_what_trying_every_phrase_finds(words: list[str]) -> None:
    some, text = Lexicons(SOME, "v"), " ".join(words).replace("_", " ")
    found: set[Hit] = set()
    for first, after in _sentences([token.folded for token in tokens(text)]):
        sentence = tokens(text)[first:after]
        joined, written = " ".join(t.folded for t in sentence), [t.written for t in sentence]
        each = [hit for one in SOME for hit in _found(one, joined, written, first)]
        guards = [hit for hit in each if hit.topic == GUARD]
        found |= {hit for hit in each if hit.topic != GUARD and not any(_overlap(hit, guard) for guard in guards)}

    assert sorted(found) == sorted(some.hits(text))
