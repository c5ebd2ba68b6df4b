"""The wish for a person: recognised in eleven languages on every page, and not seen where there is none."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from fairdesk.oversight import wish
from fairdesk.oversight.wish import ENOUGH, LONGEST, asks_for_a_person
from tests.conftest import shared_data

WISHES = tomllib.loads((Path(__file__).parent / "wishes.toml").read_text("utf-8"))
ASKS = [(code, text) for code, lists in WISHES.items() for text in lists["asks"]]
NOT = [(code, text) for code, lists in WISHES.items() for text in lists["not"]]


def wished(text: str, page: str = "en") -> bool:
    return asks_for_a_person(MaskedText(text), page).code == "wish.asks_for_a_person"


@pytest.mark.parametrize(("language", "text"), ASKS)
def test_a_wish_is_recognised(language: str, text: str) -> None:
    assert wished(text, language)


@pytest.mark.parametrize(("language", "text"), NOT)
def test_what_only_looks_like_one_is_not(language: str, text: str) -> None:
    assert not wished(text, language)


def test_every_offered_language_has_a_test_set() -> None:
    assert set(OFFERED) == set(WISHES)


def test_the_language_of_the_page_changes_nothing() -> None:
    assert all(wished(text, page) for _, text in ASKS for page in ("en", "ar", "zh"))


@pytest.mark.parametrize("typo", ["humna", "huamn", "hunan", "reprsentative", "representtative", "opertor"])
def test_one_slip_of_the_keyboard_is_forgiven(typo: str) -> None:
    assert wished(typo)


@pytest.mark.parametrize("word", ["humane", "agenda", "persona", "menswear", "representation", "operation"])
def test_another_word_is_not_taken_for_a_slip(word: str) -> None:
    assert not wished(f"where is the {word} page")


def test_a_masked_persons_name_is_not_a_person() -> None:
    assert not wished("[PERSON_1]")
    assert not wished("the parcel is for [PERSON_1]")
    assert wished("[PERSON_1] here, I want to talk to a human")


def test_a_wish_at_the_end_of_a_long_message_counts() -> None:
    assert wished("My parcel is late. " * LONGEST + "Let me talk to a human.")


class TestReason:
    def test_names_the_words_that_ask_as_they_were_written(self) -> None:
        because = asks_for_a_person(MaskedText("Hello, I want to talk to a HUMNA."), "de")

        assert ("wish", "wish.asks_for_a_person") == (because.step, because.code)
        assert ("I want to talk to a HUMNA",) == because.words
        assert {"page_language": "de", "hits": 1} == dict(because.facts)

    def test_says_what_weighed_where_no_line_asks(self) -> None:
        because = asks_for_a_person(MaskedText("u got any real ppl over there"), "en")

        assert "wish.asks_for_a_person" == because.code
        assert because.facts["weight"] > ENOUGH
        assert 0 == because.facts["hits"]
        assert "ppl" in because.words

    def test_without_a_wish_has_no_words(self) -> None:
        because = asks_for_a_person(MaskedText("Where is my parcel?"), "en")

        assert ("wish.none", ()) == (because.code, because.words)


@pytest.mark.parametrize(
    ("denied", "meant"),
    [
        ("I don't need a person", "I need a person"),
        ("please do not transfer me to an agent", "please transfer me to an agent"),
        ("she said I want to talk to a human", "I said I want to talk to a human"),
        ("ich brauche keinen Mitarbeiter", "ich brauche einen Mitarbeiter"),
        ("bitte nicht an einen Mitarbeiter weiterleiten", "bitte an einen Mitarbeiter weiterleiten"),
        ("no necesito hablar con una persona", "necesito hablar con una persona"),
        ("je n'ai pas besoin d'un conseiller, merci", "j'ai besoin d'un conseiller, merci"),
        ("non ho bisogno di un operatore", "ho bisogno di un operatore"),
        ("não preciso falar com um atendente", "preciso falar com um atendente"),
        ("ik hoef geen medewerker te spreken", "ik wil een medewerker spreken"),
        ("nie potrzebuję konsultanta", "potrzebuję konsultanta"),
        ("мені не потрібен оператор", "мені потрібен оператор"),
        ("لا أحتاج إلى موظف", "أحتاج إلى موظف"),
        ("不用转人工，我只想查快递", "请转人工"),
    ],
)
def test_what_is_denied_or_said_of_another_is_no_wish(denied: str, meant: str) -> None:
    assert not wished(denied)
    assert wished(meant)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want a bot, I need a person",
        "why can't I talk to a person?",
        "warum kann ich nicht mit einem Menschen sprechen?",
        "I don't want to talk to anyone but a human",
    ],
)
def test_a_denial_of_something_else_hides_no_wish(text: str) -> None:
    assert wished(text)


def test_a_language_is_loaded_when_its_words_are_met() -> None:
    told = """
from fairdesk.oversight import wish
for text, loaded in (("Where is my parcel?", 0), ("ich will mit einem Menschen reden", 1)):
    wish.asks_for_a_person(text, "en")
    assert wish.lines.cache_info().currsize == loaded, text
"""
    subprocess.run([sys.executable, "-c", told], check=True)


@given(st.text())
@example("\uff9e hello, a person please")  # of which nothing is left when it is folded
def test_any_text_is_read_without_an_error(text: str) -> None:
    asks_for_a_person(MaskedText(text), "en")


@given(st.text(alphabet="xyz 123", max_size=50))
def test_letters_without_meaning_ask_for_nobody(text: str) -> None:
    assert not wished(text)


@pytest.mark.parametrize("name", ["banking77_train", "clinc150_train"])
def test_ordinary_messages_raise_at_most_one_false_alarm_in_two_hundred(name: str) -> None:
    lines = [json.loads(line) for line in shared_data("assistant", "intents", f"{name}.jsonl").open()][::5]
    texts = [line["text"] for line in lines if line["label"] != "are_you_a_bot"]

    assert sum(map(wished, texts)) <= 0.005 * len(texts)


def test_most_wishes_of_a_public_set_are_recognised() -> None:
    lines = map(json.loads, shared_data("assistant", "intents", "bitext_support_dev.jsonl").open())
    texts = [line["text"] for line in lines if line["label"] == "contact_human_agent"]

    assert sum(map(wished, texts)) >= 0.9 * len(texts)


@pytest.mark.long
def test_learning_twice_gives_the_shipped_weights(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn learns the weights; it is in the extra train")
    data = shared_data("assistant").parent
    told = [sys.executable, "tools/train_wish.py", "--data", str(data), "--out", str(tmp_path / "weights.json")]
    subprocess.run(told, check=True)

    assert (tmp_path / "weights.json").read_bytes() == (wish.concepts.FOLDER / "weights.json").read_bytes()
