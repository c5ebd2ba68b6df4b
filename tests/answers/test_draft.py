"""Drafts quote: the passage's own words, cut where a sentence ends, with the reason that made them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.abstain import Sureness
from fairdesk.answers.articles import Article
from fairdesk.answers.draft import LONGEST_QUOTE, draft, grounded, quoted
from fairdesk.nouns import Evidence, MaskedText


def found(article: str, quote: str, score: float, *terms: str) -> Evidence:
    return Evidence(
        f"{article}#{score}", article, "v", article, (), "x", "en", quote, score, dict.fromkeys(terms, score)
    )


RANKED = (
    found("returns", "Send it back within 30 days.", 3, "send", "back"),
    found("returns", "Use the label.", 2, "send"),
    found("delivery", "It takes two days.", 1.5, "dai"),
    found("gifts", "Cards never expire.", 1, "card"),
    found("other", "Nothing.", 0.5, "card"),
)

SURE = Sureness(lead=0.5, headed=0.75, informed=2 / 3)


def test_quotes_the_best_passage_and_shows_three_articles() -> None:
    made = draft(MaskedText("Can I send it back?"), "en", RANKED, SURE)

    assert "Send it back within 30 days." == made.text
    assert ["returns", "delivery", "gifts"] == [one.article for one in made.evidence]
    assert RANKED[0] == made.evidence[0]


def test_says_why_with_the_customers_own_words() -> None:
    because = draft(MaskedText("Can I send it BACK?"), "en", RANKED, SURE).because

    assert ("answer", "answer.found", ("send", "BACK")) == (because.step, because.code, because.words)
    counted = {"passages": 5, "articles": 4}
    assert {"confidence": 0.8773, **counted, "lead": 0.5, "headed": 0.75, "informed": 2 / 3} == because.facts


def test_finds_nothing_honestly() -> None:
    made = draft(MaskedText("zeppelin"), "en", (), None)

    assert ("", (), 0.0, "answer.nothing") == (made.text, made.evidence, made.confidence, made.because.code)


@pytest.mark.parametrize(
    ("text", "longest", "start"),
    [
        ("Short.", 20, "Short."),
        ("First one. Second one. Third one.", 25, "First one. Second one."),
        ("Do:\n- one thing\n- another thing", 18, "Do:\n- one thing"),
        ("In the U.S. you may. Not more than this.", 24, "In the U.S. you may."),
        ("Pay 3.5 per cent today. Or later.", 26, "Pay 3.5 per cent today."),
        ("第一句。第二句。第三句。", 9, "第一句。第二句。"),
        ("One sentence. Do this:\n\n- a long item that is cut", 24, "One sentence. Do this:"),
        ("A first line.\n\nDo this:\n\n- a long item that is cut", 30, "A first line."),
        ("wordswithoutanyend andmore", 20, "wordswithoutanyend"),
    ],
)
def test_cuts_where_a_sentence_or_an_item_ends(text: str, longest: int, start: str) -> None:
    assert start == quoted(text, longest)


@given(st.text("ab c.!?\n:1。-", min_size=1, max_size=1500))
def test_a_cut_is_short_and_stands_at_the_start(text: str) -> None:
    cut = quoted(text)

    assert len(cut) <= max(LONGEST_QUOTE, 0)
    assert text.startswith(cut)


def test_every_passage_of_the_real_help_centre_can_be_quoted(help_centre: list[Article]) -> None:
    for article in help_centre:
        for part in article.passages:
            made = draft(MaskedText("x"), article.language, (found(article.id, part.text, 1.0),), SURE)

            assert 0 < len(made.text) <= LONGEST_QUOTE
            assert grounded(made.text, made.evidence)
