"""Notices: exact, true, plain, in every language offered, and versioned by the very words."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import replace

import pytest

from fairdesk.consent.notices import TEXTS, Notice, Outside, notice, version_of
from fairdesk.consent.purposes import Purpose
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput

EVERY = [(purpose, code) for purpose in Purpose for code in OFFERED]
MASKED_AND_MISSED = {
    "en": "We replace names, addresses and numbers before the assistant reads. We may miss some.",
    "es": "Antes de que lea el asistente, sustituimos nombres, direcciones y números. Alguno se nos puede escapar.",
    "fr": "Avant que l’assistant lise, nous remplaçons les noms, les adresses et les numéros. Certains peuvent nous échapper.",
    "de": "Bevor der Assistent liest, ersetzen wir Namen, Adressen und Nummern. Einzelne können wir übersehen.",
    "pt": "Antes de o assistente ler, substituímos nomes, endereços e números. Alguns podem escapar-nos.",
    "it": "Prima che l’assistente legga, sostituiamo nomi, indirizzi e numeri. Qualcuno può sfuggirci.",
    "nl": "Voordat de assistent leest, vervangen we namen, adressen en nummers. Soms missen we er een.",
    "pl": "Zanim asystent przeczyta wiadomość, zastępujemy imiona, nazwiska, adresy i numery. Niektóre możemy przeoczyć.",
    "ar": "قبل أن يقرأ المساعد نستبدل الأسماء والعناوين والأرقام. وقد يفوتنا بعضها، ومعظم الأسماء والعناوين بالعربية.",
    "uk": "Перш ніж помічник прочитає, ми замінюємо імена, адреси та номери. Дещо ми можемо пропустити.",
    "zh": "在助理阅读之前，我们会替换姓名、地址和号码。可能会有遗漏，中文姓名和地址多半会遗漏。",
}
"""What masking does before the assistant reads, and that it misses some: with the tagger changes what is true here."""


@pytest.mark.parametrize(("purpose", "code"), EVERY)
def test_every_notice_is_whole_in_every_language(purpose: Purpose, code: str) -> None:
    shown = notice(purpose, code, company="Example Ltd", days=30)

    assert code == shown.language
    assert 2 == len(shown.short)
    assert len(shown.sections) >= 4
    assert all(section.title and section.text for section in shown.sections)
    assert "{" not in shown.text
    assert "Example Ltd" in shown.text
    assert "30" in shown.text


@pytest.mark.parametrize("code", OFFERED)
def test_a_language_has_the_same_parts_as_english(code: str) -> None:
    def shape(language: str) -> list[tuple[str, int, list[set[str]]]]:
        texts = tomllib.loads((TEXTS / f"{language}.toml").read_text("utf-8"))
        return [
            (
                purpose,
                len(texts[purpose]["sections"]),
                [set(re.findall(r"{\w+}", line)) for line in texts[purpose]["short"]],
            )
            for purpose in Purpose
        ]

    assert shape("en") == shape(code)


@pytest.mark.parametrize("code", OFFERED)
def test_the_first_lines_say_what_is_masked_that_some_is_missed_and_how_long_it_is_kept(code: str) -> None:
    shown = notice("ai_answer", code, days=90)

    assert MASKED_AND_MISSED[code] in shown.short[1]
    assert "90" in shown.short[1]


def test_each_language_has_words_of_its_own() -> None:
    assert len(OFFERED) == len({notice("ai_answer", code).short for code in OFFERED})


def test_the_version_is_the_hash_of_the_exact_words() -> None:
    shown = notice("ai_answer", "en", company="Example Ltd")

    assert hashlib.sha256(shown.text.encode()).hexdigest()[:16] == shown.version
    assert shown.short[0] in shown.text
    assert all(section.text in shown.text for section in shown.sections)


def test_other_words_are_another_version() -> None:
    versions = {
        notice("ai_answer", "en", company="Example Ltd").version,
        notice("ai_answer", "en", company="Other Ltd").version,
        notice("ai_answer", "en", company="Example Ltd", days=30).version,
        notice("ai_answer", "en", company="Example Ltd", outside=Outside("model.example")).version,
        notice("ai_answer", "de", company="Example Ltd").version,
        notice("improve", "en", company="Example Ltd").version,
    }

    assert 6 == len(versions)
    assert notice("improve", "en").version == notice("improve", "en").version


@pytest.mark.parametrize("code", OFFERED)
def test_an_outside_model_is_named_only_where_one_is_configured(code: str) -> None:
    assert "model.example" in notice("ai_answer", code, outside=Outside("model.example")).text
    assert len(notice("ai_answer", code).sections) + 1 == len(
        notice("ai_answer", code, outside=Outside("model.example")).sections
    )
    assert "model.example" not in notice("improve", code, outside=Outside("model.example")).text


@pytest.mark.parametrize("code", OFFERED)
def test_another_recipient_is_named_with_country_basis_and_safeguard_in_the_first_lines_and_the_long_text(
    code: str,
) -> None:
    model = Outside("", "Model Ltd", "Iceland", "an adequacy decision")
    shown = notice("ai_answer", code, outside=model)

    assert all(name in shown.short[1] for name in ("Model Ltd", "Iceland"))
    assert all(
        name in shown.sections[-1].text for name in ("Model Ltd", "Iceland", "an adequacy decision", "6(1)(b)")
    )
    assert model.digest == shown.outside
    assert "" == notice("improve", code, outside=model).outside == notice("ai_answer", code).outside


def test_any_other_recipient_country_or_safeguard_is_another_model() -> None:
    one = Outside("", "Model Ltd", "Iceland", "an adequacy decision")
    others = [replace(one, recipient="B Ltd"), replace(one, country="Japan"), replace(one, safeguard="clauses")]

    assert 4 == len({each.digest for each in (one, *others)})
    assert "" == Outside().digest


def test_a_company_without_a_name_is_still_somebody() -> None:
    assert "the company that runs this page is responsible" in notice("ai_answer", "en").text


def test_a_company_name_is_words_and_never_a_template() -> None:
    assert "{days} & Sons" in notice("ai_answer", "en", company="{days} & Sons").text


@pytest.mark.parametrize(("asked", "given"), [("pt-BR", "pt"), ("zh-Hans", "zh"), ("xx", "en"), ("", "en")])
def test_a_tag_gets_the_nearest_language(asked: str, given: str) -> None:
    assert given == notice("ai_answer", asked).language


def test_an_unknown_notice_is_refused() -> None:
    with pytest.raises(BadInput, match="there is no purpose 'answering'"):
        notice("answering", "en")


@pytest.mark.parametrize("purpose", Purpose)
def test_english_is_plain(purpose: Purpose) -> None:
    """Sentences of at most 15 words and Flesch reading ease of at least 60 (Flesch 1948)."""
    shown = notice(purpose, "en", company="Example Ltd")

    assert not [s for s in _sentences(shown) if len(s.split()) > 15]
    assert _flesch(shown) >= 60


@pytest.mark.parametrize("code", [code for code in OFFERED if code != "zh"])
def test_sentences_are_short_in_every_language(code: str) -> None:
    long = [s for purpose in Purpose for s in _sentences(notice(purpose, code, company="X")) if len(s.split()) > 20]

    assert [] == long


def test_the_version_of_a_text_can_be_checked_alone() -> None:
    assert "e3b0c44298fc1c14" == version_of("")


def _sentences(shown: Notice) -> list[str]:
    texts = [*shown.short, *(section.text for section in shown.sections)]
    return [part for text in texts for part in re.split(r"(?<=[.?!؟])\s+", text) if part]


def _flesch(shown: Notice) -> float:
    sentences = _sentences(shown)
    words = re.findall(r"[A-Za-z'-]+", " ".join(sentences))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower())))) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)
