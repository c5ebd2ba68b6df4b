"""The language of a text is guessed among those offered, and not where nothing tells."""

from __future__ import annotations

import pytest

from fairdesk.answers.languages import MOST_WEIGHT, counted, evened, guessed
from fairdesk.language import OFFERED
from tests.conftest import shared_data

ASKED = {
    "en": "Where is my parcel?",
    "es": "¿Dónde está mi paquete?",
    "fr": "Où est mon colis ?",
    "de": "Wo ist mein Paket?",
    "pt": "Onde está a minha encomenda?",
    "it": "Dov'è il mio pacco?",
    "nl": "Waar is mijn pakket?",
    "pl": "Gdzie jest moja paczka?",
    "uk": "Де моя посилка?",
    "ar": "أين طردي؟",
    "zh": "我的包裹在哪里？",
}


def test_each_language_is_known() -> None:
    assert set(OFFERED) == set(ASKED)
    assert {code: code for code in ASKED} == {code: guessed(text) for code, text in ASKED.items()}


@pytest.mark.parametrize(
    "text", ["", "12345", "xyz", "card", "Где моя посылка? Это был мой заказ", "荷物はどこですか"]
)
def test_where_nothing_tells_nothing_is_said(text: str) -> None:
    assert "" == guessed(text)


def test_texts_are_counted_the_most_frequent_language_first() -> None:
    assert {"de": 2, "en": 1, "": 1} == counted([ASKED["en"], ASKED["de"], "Wann kommt mein Paket?", "???"])


def test_articles_of_a_real_help_centre_are_told_apart() -> None:
    """Some pages are mere English markup around a line of text: one in fifty may be mistaken."""
    help_centre = shared_data("assistant", "kb", "login_gov_help")
    pages = [(code, path) for code in ("en", "es", "fr", "zh") for path in (help_centre / code).rglob("*.md")]
    wrong = [path.name for code, path in pages if guessed(path.read_text("utf-8").split("---")[-1]) != code]

    print(f"{len(wrong)} of {len(pages)} mistaken: {wrong}")
    assert len(pages) >= 200
    assert len(wrong) <= len(pages) / 50


def test_languages_are_evened_as_far_as_a_few_texts_may_count() -> None:
    texts = [ASKED["en"]] * 30 + [ASKED["pl"]] * 10 + [ASKED["de"]] * 2 + ["?"]
    counts = evened(texts)

    assert 1.0 == pytest.approx(sum(counts) / len(counts))
    assert [1.0, 3.0, MOST_WEIGHT, 1.0] == pytest.approx([counts[n] / counts[0] for n in (0, 30, 40, 42)])
    assert [1.0, 1.0] == evened(["?", "17"])
