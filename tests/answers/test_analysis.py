"""Words into terms: the same for article and question, in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.analysis import LONGEST_TERM, stem, terms, words_of
from fairdesk.language import OFFERED


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "changing my phone numbers", "Change the PHONE number!"),
        ("en", "activation", "activated"),
        ("en", "verified identities", "verify identity"),
        ("en", "planning", "planned"),
        ("es", "cuentas eliminadas", "eliminar la cuenta"),
        ("es", "contraseña", "CONTRASEÑAS"),
        ("fr", "l’authentification", "authentifications"),
        ("fr", "numéros", "numero"),
        ("de", "Bestellungen", "die Bestellung"),
        ("de", "Straße", "STRASSE"),
        ("pt", "devoluções", "devolução"),
        ("it", "spedizioni", "la spedizione"),
        ("nl", "bestellingen", "bestelling"),
        ("pl", "zamówienia", "zamówienie"),
        ("uk", "замовлення", "ЗАМОВЛЕННЯ"),
        ("ar", "الطَّلَب", "طلب"),
        ("ar", "إرجاع", "ارجاع"),
        ("zh", "删除账户", "删除账户吗"),
    ],
)
def test_forms_of_one_word_are_one_term(language: str, one: str, other: str) -> None:
    assert sorted(terms(one, language)) == sorted(terms(other, language))
    assert terms(one, language)


@pytest.mark.parametrize("language", OFFERED)
def test_every_language_leaves_out_its_commonest_words(language: str) -> None:
    common = {"en": "how do i", "es": "cómo puedo", "fr": "comment je", "de": "wie kann ich", "pt": "como eu posso", "it": "come posso",
              "nl": "hoe kan ik", "pl": "jak mogę", "ar": "كيف يمكن", "uk": "як можна", "zh": "如何"}  # fmt: skip

    assert [] == terms(common[language], language)


def test_chinese_becomes_pairs() -> None:
    assert ["电话", "话号", "号码"] == terms("电话号码", "zh")
    assert ["login", "gov", "账户"] == terms("Login.gov账户", "zh")


def test_placeholders_are_no_terms() -> None:
    assert ["email", "wrong"] == terms("My [EMAIL_1] email is [ORDER_NUMBER_12] wrong", "en")
    assert terms("ship to Portugal", "en") == terms("ship to [LOCATION_1 Portugal]", "en")


def test_numbers_are_terms() -> None:
    assert ["error", "6001", "7"] == terms("error 6001, 7", "en")


@given(st.text(max_size=200), st.sampled_from(sorted(OFFERED)))
def test_terms_can_stand_in_any_index(text: str, language: str) -> None:
    """Letters and digits alone: nothing a query language could read."""
    for term in terms(text, language):
        assert term.isalnum() or all(c.isalnum() or not c.isascii() for c in term)
        assert 0 < len(term) <= LONGEST_TERM
        assert not any(c.isspace() or c in "'\"" for c in term)


@given(st.text("abcdeginostuy", min_size=1, max_size=12), st.sampled_from(sorted(OFFERED)))
def test_a_stem_is_never_empty(word: str, language: str) -> None:
    assert stem(word, language)


def test_words_of_names_the_customers_own_words() -> None:
    assert ("parcels", "Arriving") == words_of("When are my parcels Arriving, parcels?", {"parcel", "arriv"}, "en")


@pytest.mark.parametrize(("said", "same"), [("a washin' machine", "washing"), ("trackin’ my parcel", "tracking")])
def test_a_dropped_g_is_a_g(said: str, same: str) -> None:
    assert terms(same, "en")[0] in terms(said, "en")


def test_what_stands_in_quotation_marks_is_as_it_is() -> None:
    assert terms("the login page", "en") == terms("the 'login' page", "en")
