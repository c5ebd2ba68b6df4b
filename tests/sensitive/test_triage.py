"""Triage: what it finds in eleven languages, what it leaves alone, and the reason it gives."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from fairdesk.sensitive.topics import ACUTE, MATTERS, Topic
from fairdesk.sensitive.triage import MOST_REASONS, MOST_WORDS, lexicons, look, model, triage
from tests.conftest import shared_data

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))
LISTED = [(code, topic, text) for code, topics in CASES.items() for topic, texts in topics.items() for text in texts]


@pytest.mark.parametrize(("language", "topic", "text"), LISTED)
def test_finds_the_matter_and_leaves_everyday_sentences_alone(language: str, topic: str, text: str) -> None:
    assert topic == triage(MaskedText(text), language).topic


@pytest.mark.parametrize("page", ["en", "zh"])
def test_every_language_is_understood_on_every_page(page: str) -> None:
    for topics in CASES.values():
        assert all("crisis" == triage(MaskedText(text), page).topic for text in topics["crisis"])


def test_every_offered_language_has_every_matter() -> None:
    there = {(one.language, one.topic) for one in lexicons().phrases}

    assert set() == {(code, str(topic)) for code in OFFERED for topic in MATTERS} - there
    assert set(OFFERED) == set(CASES)


class TestReason:
    def test_names_step_code_version_and_number_of_hits_and_the_words_apart(self) -> None:
        because = triage(MaskedText("My wife died and I want to die."), "en").because

        assert ("triage", "triage.crisis") == (because.step, because.code)
        assert lexicons().version == because.facts["lexicon"] == because.version
        assert {"wife died", "want to die"} <= set(because.words)
        assert not any("die" in str(value) for value in because.facts.values())

    def test_names_the_model_how_sure_it_is_how_soon_and_who(self) -> None:
        concern = triage(MaskedText("I took all my pills tonight"), "en")
        told = {
            "triage_model": model().version,
            "certainty": concern.certainty,
            "immediacy": "now",
            "at_risk": "self",
        }

        assert told.items() <= concern.because.facts.items()
        assert 0.5 < concern.certainty <= 1

    def test_what_weighed_most_stands_among_the_words_with_its_weight(self) -> None:
        concern = triage(MaskedText("he said he will kill me"), "en")

        assert any(word.startswith("<kill self> +") for word in concern.because.words)

    def test_is_the_same_twice(self) -> None:
        text = MaskedText("my husband reads my messages and I am scared")

        assert triage(text, "en") == triage(text, "en")

    def test_of_nothing_found_says_so(self) -> None:
        concern = triage(MaskedText("Where is my parcel?"), "en")

        assert ("none", False, False) == (concern.topic, concern.acute, concern.found)
        assert "triage.none" == concern.because.code
        assert 0 == concern.because.facts["hits"]
        assert () == concern.because.words

    def test_holds_no_more_words_than_a_reason_needs(self) -> None:
        text = ". ".join(f"my mother number{i} died" for i in range(100))

        assert MOST_WORDS <= len(triage(MaskedText(text), "en").because.words) <= MOST_WORDS + MOST_REASONS


def test_crisis_is_acute_and_bereavement_is_not() -> None:
    assert triage(MaskedText("I want to kill myself"), "en").acute
    assert not triage(MaskedText("my father passed away"), "en").acute


def test_a_denial_still_brings_a_person() -> None:
    assert triage(MaskedText("I'm not suicidal"), "en").acute


def test_anger_without_a_matter_is_noted_and_is_no_matter() -> None:
    concern = triage(MaskedText("you are useless idiots, I am furious"), "en")

    assert ("none", True) == (concern.topic, concern.upset)
    assert concern.because.facts["upset"] is True
    assert not triage(MaskedText("where is my parcel"), "en").upset


def test_a_figure_of_speech_is_no_crisis_and_a_hidden_one_is() -> None:
    assert "none" == triage(MaskedText("This app is killing me"), "en").topic
    assert (
        "crisis"
        == triage(MaskedText("I won't be needing the card after Sunday, where I go nobody needs one"), "en").topic
    )


def test_an_empty_message_is_no_concern() -> None:
    assert "none" == triage(MaskedText(""), "en").topic


@pytest.mark.parametrize("name", ["banking77_train", "clinc150_train", "bitext_support_dev"])
def test_at_most_one_ordinary_message_in_a_hundred_is_taken_for_a_crisis(name: str) -> None:
    texts = [json.loads(line)["text"] for line in shared_data("assistant", "intents", f"{name}.jsonl").open()][::5]
    crises = sum(triage(MaskedText(text), "en").topic == "crisis" for text in texts)

    assert crises <= 0.01 * len(texts)


def test_look_alikes_of_real_corpora_stay_below_five_in_a_hundred() -> None:
    lines = map(json.loads, shared_data("care", "crisis_dev.jsonl").open())
    texts = [line["text"] for line in lines if line["label"] == 0 and line["kind"].startswith("safe_lookalike")]

    assert sum(triage(MaskedText(text), "en").topic == "crisis" for text in texts) <= 0.05 * len(texts)


def test_first_person_crises_of_a_public_set_are_found_nine_times_in_ten() -> None:
    lines = map(json.loads, shared_data("care", "crisis_dev.jsonl").open())
    texts = [line["text"] for line in lines if line["kind"] == "first_person_or_request"]

    assert sum(triage(MaskedText(text), "en").topic == "crisis" for text in texts) >= 0.9 * len(texts)


def test_asking_for_a_person_is_no_danger_in_any_language() -> None:
    """Whoever wants to talk to somebody reads no words for a life in danger."""
    lines = (Path(__file__).parents[1] / "oversight" / "wishes_indirect.jsonl").read_text("utf-8").splitlines()
    wishes = [line for line in map(json.loads, lines) if line["asks"]]
    called = [
        w["text"] for w in wishes if look(MaskedText(w["text"]), w["lang"]).topics & {*ACUTE, Topic.BEREAVEMENT}
    ]

    assert len(wishes) > 150
    assert [] == called


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("fraud", "Jemand hat meine Karte ohne meine Erlaubnis benutzt."),
        ("fraud", "استخدم شخص ما بطاقتي دون إذني."),
        ("fraud", "有人未经我允许使用了我的银行卡。"),
        ("discrimination", "كان سائقكم عنصريا معي."),
        ("discrimination", "Il vostro autista è stato razzista con me."),
        ("none", "Il vostro autista ha lasciato il pacco dal vicino."),
        ("illness", "Mio figlio è autistico."),
    ],
)
def test_the_same_matter_is_heard_in_every_language(topic: str, said: str) -> None:
    """What counterfactual pairs found missing, or heard where an Italian driver is named."""
    assert topic == look(said, "en").topic
