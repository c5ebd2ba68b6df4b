"""The texts the tagger learns from: what is marked where, what variations keep, what belongs together."""

import json
from pathlib import Path

import pytest
from tools.tagger import corpus, generate, prose, varied
from tools.tagger.corpus import KINDS, Text, alike, fold_of, marks
from tools.tagger.drawing import Draw


def text(said: str, *named: tuple[str, str]) -> Text:
    spans = tuple((said.index(value), said.index(value) + len(value), kind) for value, kind in named)
    return Text(said, spans, "own", "en", said)


MARIA = text(
    "I am Maria Diaz from Porto, order 4711", ("Maria Diaz", "PERSON"), ("Porto", "LOCATION"), ("4711", "ACCOUNT")
)


class TestMarks:
    def test_the_first_token_of_a_name_begins_it(self) -> None:
        words, labels = marks(MARIA)

        assert [(" Maria", "B-PERSON"), (" Diaz", "I-PERSON"), (" Porto", "B-LOCATION")] == [
            pair for pair in zip(words, labels, strict=True) if pair[1] != "O"
        ]

    def test_neighbouring_names_stay_two(self) -> None:
        _, labels = marks(text("Maria Ana", ("Maria", "PERSON"), ("Ana", "PERSON")))

        assert ["B-PERSON", "B-PERSON"] == labels


class TestVariations:
    def test_another_name_stands_where_the_first_stood(self) -> None:
        other = varied.renamed(MARIA, Draw(1))

        assert ["PERSON", "LOCATION", "ACCOUNT"] == [kind for _, _, kind in other.spans]
        assert "Maria" not in other.text
        assert other.text.startswith("I am ")
        assert "4711" == other.text[slice(*other.spans[2][:2])]

    def test_small_letters_move_nothing(self) -> None:
        assert "maria diaz" == varied.small(MARIA).text[slice(*MARIA.spans[0][:2])]
        assert "İo" == varied.small(text("İo")).text  # its small form is longer

    def test_a_strewn_name_is_marked(self) -> None:
        for one in varied.strewn([text("where is my order please")], 1, 30):
            ((start, end, kind),) = one.spans

            assert kind in ("PERSON", "LOCATION")
            assert "where is my order please" == one.text[:start] + one.text[end + 1 :]

    def test_the_same_seed_gives_the_same(self) -> None:
        assert varied.varied([MARIA] * 20, 3) == varied.varied([MARIA] * 20, 3) != varied.varied([MARIA] * 20, 4)


class TestProse:
    def test_marks_are_exact_and_nouns_are_nobody(self) -> None:
        for one in prose.examples(1, 300):
            assert {kind for _, _, kind in one.spans} <= {"PERSON", "LOCATION"}
            assert all(one.text[start:end].strip() == one.text[start:end] != "" for start, end, _ in one.spans)
            assert "{" not in one.text

    def test_every_slot_has_a_value_in_every_language(self) -> None:
        assert {"de", "pt", "da", "sv", "en"} <= {one.lang for one in prose.examples(2, 300)}


class TestFolds:
    def test_texts_of_one_template_are_tested_together(self) -> None:
        rows = list(generate.examples(1, 200))
        by_template: dict[str, set[int]] = {}
        for row in rows:
            one = corpus.from_row(row, "own")
            by_template.setdefault(str(row["template"]), set()).add(fold_of(one, 4))

        assert all(len(folds) == 1 for folds in by_template.values())

    def test_records_that_differ_in_their_values_are_alike(self) -> None:
        one = alike("User Ana logged in from 1.2.3.4", ((5, 8, "PERSON"),), "pii-anon", {})

        assert one == alike("User Bartholomew logged in from 9.9.9.9", ((5, 16, "PERSON"),), "pii-anon", {})

    def test_strangers_are_not_teachers(self) -> None:
        assert not set(corpus.STRANGERS) & set(corpus.TEACHERS)
        assert {"PERSON", "ADDRESS", "LOCATION", "USERNAME"} == set(KINDS)


def test_a_file_is_read(tmp_path: Path) -> None:
    row = {"text": "Hi Ana", "spans": [[3, 6, "PERSON"]], "source": "x", "lang": "en"}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    (one,) = corpus.read(tmp_path / "x.jsonl")

    assert ("Hi Ana", ((3, 6, "PERSON"),), "x") == (one.text, one.spans, one.source)
    with pytest.raises(KeyError):
        corpus.from_row({"text": "Hi"}, "x")
