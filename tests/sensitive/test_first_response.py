"""First words: present in every language for every matter, within the wording rules, with the right local help."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from fairdesk.sensitive.behaviours import missing
from fairdesk.sensitive.care import check
from fairdesk.sensitive.first_response import FOLDER, first_words, words_in
from fairdesk.sensitive.helplines import shipped
from fairdesk.sensitive.topics import MATTERS, Topic
from fairdesk.sensitive.triage import triage

TODAY = date(2026, 11, 22)
EVERY = [(topic, code) for topic in MATTERS for code in OFFERED]
ACUTE_EMERGENCY = [Topic.CRISIS, Topic.ABUSE, Topic.MINOR]

FORBIDDEN = {
    "en": ["committed suicide", "unfortunately", "i understand exactly", "at least", "calm down", "as i said", "i feel",
           "we feel", "i'm so sorry", "everything happens", "cry for help", "you failed", "the deceased", "how are you planning",
           "survey", "rate us", "offer", "discount", "means", "method", "pills", "knife", "did you take"],
    "es": ["desgraciadamente", "por desgracia", "entiendo exactamente", "cálmese", "al menos", "encuesta", "siento", "oferta"],
    "fr": ["malheureusement", "je comprends exactement", "calmez-vous", "au moins", "enquête", "je ressens", "offre"],
    "de": ["leider", "ich verstehe genau", "beruhigen sie sich", "immerhin", "umfrage", "ich fühle", "angebot"],
    "pt": ["infelizmente", "entendo exatamente", "acalme-se", "pelo menos", "inquérito", "sinto muito", "oferta"],
    "it": ["purtroppo", "capisco esattamente", "si calmi", "almeno", "sondaggio", "mi sento", "offerta"],
    "nl": ["helaas", "ik begrijp precies", "rustig maar", "tenminste", "enquête", "ik voel", "aanbieding"],
    "pl": ["niestety", "dokładnie rozumiem", "proszę się uspokoić", "przynajmniej", "ankieta", "czuję", "oferta"],
    "uk": ["на жаль", "я точно розумію", "заспокойтеся", "принаймні", "опитування", "я відчуваю", "пропозиція"],
    "ar": ["للأسف", "أفهم تماما", "اهدأ", "على الأقل", "استبيان", "أشعر", "عرض خاص"],
    "zh": ["很遗憾", "完全理解", "冷静", "至少", "问卷", "我感到", "优惠"],
}  # fmt: skip
PEOPLE_WROTE = {
    "en": "People wrote", "es": "las escribieron personas", "fr": "par des personnes", "de": "Menschen haben",
    "pt": "por pessoas", "it": "da persone", "nl": "Mensen schreven", "pl": "ludzie", "uk": "люди", "ar": "أشخاص", "zh": "由人",
}  # fmt: skip
AUTOMATICALLY = {
    "en": "automatically", "es": "automáticamente", "fr": "automatiquement", "de": "automatisch", "pt": "automaticamente",
    "it": "automaticamente", "nl": "automatisch", "pl": "automatycznie", "uk": "автоматично", "ar": "تلقائيا", "zh": "自动",
}  # fmt: skip


def text(topic: str, language: str, country: str = "", at: date = TODAY, *, away: bool = False) -> str:
    words = first_words(topic, language, country, at, away=away)
    assert words is not None
    return words.text


def sentences(said: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?;。！？；؟:])\s*(?!com)", said) if part.strip()]


def word_count(said: str) -> int:
    """Chinese has no spaces; about 1.6 characters make a word of a translated text."""
    han = len(re.findall(r"[\u4e00-\u9fff]", said))
    return round(han / 1.6) + len(re.sub(r"[\u4e00-\u9fff]", " ", said).split())


class TestWording:
    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_is_there_and_in_its_language(self, topic: Topic, code: str) -> None:
        words = first_words(topic, code, "", TODAY)

        assert words is not None
        assert code == words.language
        assert words_in(code).topics[topic] in words.text

    @pytest.mark.parametrize("away", [False, True])
    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_is_at_most_120_words_in_short_sentences(self, topic: Topic, code: str, away: bool) -> None:
        said = text(topic, code, "US", away=away)

        assert word_count(said) <= 120
        assert max(map(word_count, sentences(said))) <= 20 + 5 * (code == "zh"), max(sentences(said), key=word_count)

    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_holds_no_forbidden_phrase(self, topic: Topic, code: str) -> None:
        said = text(topic, code).lower()

        assert [] == [phrase for phrase in FORBIDDEN[code] if re.search(rf"(?<!\w){re.escape(phrase)}", said)]

    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_asks_no_question(self, topic: Topic, code: str) -> None:
        assert not set("?？؟") & set(text(topic, code))

    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_says_that_people_wrote_it_and_that_it_is_sent_automatically(self, topic: Topic, code: str) -> None:
        said = text(topic, code)

        assert PEOPLE_WROTE[code] in said
        assert AUTOMATICALLY[code] in said

    @pytest.mark.parametrize(("topic", "code"), EVERY)
    def test_says_that_a_person_comes_and_invites_to_write_on(self, topic: Topic, code: str) -> None:
        shared = words_in(code).shared

        assert shared["person_called" if MATTERS[topic].acute else "person_next"] in text(topic, code)
        assert shared["write_on"] in text(topic, code)

    @pytest.mark.parametrize("code", OFFERED)
    def test_at_night_nobody_in_danger_is_let_wait_for_us(self, code: str) -> None:
        """They read that perhaps nobody is here, and that the help named above is: never that somebody was told."""
        shared = words_in(code).shared
        for topic in MATTERS:
            by_day, at_night = text(topic, code, "IE"), text(topic, code, "IE", away=True)

            if MATTERS[topic].acute:
                assert shared["person_called"] not in at_night
                assert at_night.index("112") < at_night.index(shared["person_away"]), "above stands a number"
                assert {*FORBIDDEN[code]}.isdisjoint(at_night.lower().split())
                assert () == check(at_night, code, topic, by_machine=True)
                assert () == missing(at_night, topic, code, shared)
            else:
                assert by_day == at_night

    @pytest.mark.parametrize("code", OFFERED)
    def test_leaves_no_gap_unfilled(self, code: str) -> None:
        assert not any({"{", "}"} & set(text(topic, code, country)) for topic in MATTERS for country in ("", "IE"))


class TestLocalHelp:
    @pytest.mark.parametrize("code", OFFERED)
    @pytest.mark.parametrize("country", [line.country for line in shipped()])
    def test_in_a_crisis_names_the_countrys_emergency_number_and_line(self, country: str, code: str) -> None:
        line = next(each for each in shipped() if each.country == country)
        said = text("crisis", code, country)

        assert line.emergency in said
        assert line.line in said
        assert line.name in said

    @pytest.mark.parametrize("code", OFFERED)
    @pytest.mark.parametrize("country", ["", "GB", "FR", "XX"])
    def test_without_a_confirmed_line_names_the_general_numbers(self, country: str, code: str) -> None:
        said = text("crisis", code, country)

        assert "112" in said
        assert "911" in said
        assert "findahelpline.com" in said

    def test_an_expired_line_is_not_shown(self) -> None:
        late = text("crisis", "en", "IE", TODAY + timedelta(days=91))

        assert "Samaritans" not in late
        assert "116 123" not in late
        assert "112, 911" in late

    @pytest.mark.parametrize("topic", ACUTE_EMERGENCY)
    def test_acute_matters_name_the_emergency_number(self, topic: Topic) -> None:
        assert "000" in text(topic, "en", "AU")

    def test_other_matters_name_none(self) -> None:
        assert "911" not in text("bereavement", "en", "US")


class TestFiles:
    @pytest.mark.parametrize("code", OFFERED)
    def test_have_every_matter_and_no_other(self, code: str) -> None:
        assert {str(topic) for topic in MATTERS} == set(words_in(code).topics)
        assert set(words_in("en").shared) == set(words_in(code).shared)

    @pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
    def test_without_a_review_say_that_it_is_due(self, file: Path) -> None:
        code = file.stem

        assert code in OFFERED
        assert words_in(code).reviewed_on or "REVIEW BY A QUALIFIED NATIVE SPEAKER" in file.read_text("utf-8")

    @pytest.mark.parametrize("code", OFFERED)
    def test_the_page_shows_nothing_of_the_review(self, code: str) -> None:
        assert "review" not in text("crisis", code).lower()


def test_nothing_found_has_no_words() -> None:
    assert first_words("none", "en", "IE", TODAY) is None


def test_an_unknown_language_gets_english() -> None:
    words = first_words("fraud", "xx", "", TODAY)

    assert words is not None
    assert "en" == words.language


def test_the_same_question_gives_the_same_words_and_version() -> None:
    assert first_words("crisis", "de", "DE", TODAY) == first_words("crisis", "de", "DE", TODAY)


def test_our_own_words_quoted_back_raise_no_crisis() -> None:
    quoted = [code for code in OFFERED if triage(text("bereavement", code), code).topic == "crisis"]  # type: ignore[arg-type]

    assert [] == quoted


def test_what_is_said_beside_our_own_words_is_heard() -> None:
    assert "crisis" == triage(MaskedText(f"{text('bereavement', 'en')} I want to die."), "en").topic
