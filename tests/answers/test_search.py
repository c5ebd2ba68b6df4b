"""BM25 against its own formula written a second time, what is added to it, and the reasons that sum to the score."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.analysis import terms
from fairdesk.answers.articles import Article, read_passages
from fairdesk.answers.index import Indexed, indexed
from fairdesk.answers.search import (
    ARTICLE,
    LENGTH,
    PAIR,
    SATURATION,
    Candidate,
    analysed,
    rank,
    statistics_of,
    wanted,
    worth_of,
)  # fmt: skip
from fairdesk.nouns import MaskedText, said_by_desk
from tests.conftest import shared_data

TEXTS = [
    "A parcel takes two days. A parcel to an island takes a week.",
    "Refunds arrive within five days.",
    "Print the label, bring the parcel to a post office, keep the receipt.",
    "Gift cards never expire.",
]


def candidate(name: str, text: str, title: str = "", heading: tuple[str, ...] = ()) -> Candidate:
    return Candidate(name, name, "v", title, heading, "a", "en", text, analysed(title, heading, text, "en"))


def okapi(question: str, texts: list[str], k1: float, b: float) -> list[float]:
    """BM25 as printed by Robertson and Zaragoza, with the idf that cannot be negative (as in Lucene and rank_bm25's L)."""
    documents = [Counter(terms(text, "en")) for text in texts]
    average = sum(sum(one.values()) for one in documents) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in terms(question, "en"):
            n = sum(1 for one in documents if term in one)
            idf = math.log((len(documents) - n + 0.5) / (n + 0.5) + 1)
            tf, length = document[term], sum(document.values())
            score += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))
        scores.append(score)
    return scores


def test_what_a_passage_earns_by_itself_is_the_printed_formula() -> None:
    """Where each article is one passage and no two words stand together, its score is BM25 and ARTICLE times that again."""
    kept = [candidate(str(n), text) for n, text in enumerate(TEXTS)]
    statistics = statistics_of([one.analysed for one in kept], "en")
    question = "days qqa island qqb parcel qqc days"

    found = {one.passage: one.score for one in rank(MaskedText(question), kept, statistics)}

    expected = {
        str(n): (1 + ARTICLE) * score for n, score in enumerate(okapi(question, TEXTS, SATURATION, LENGTH)) if score
    }
    assert 3 == len(expected)
    assert pytest.approx(expected, abs=1e-9) == found


def test_two_words_that_stand_together_count_once_more() -> None:
    apart = candidate("apart", "The label of a return parcel.")
    together = candidate("together", "The return label of a parcel.")
    statistics = statistics_of([apart.analysed, together.analysed], "en")

    best, other = rank(MaskedText("return label"), [apart, together], statistics)

    assert "together" == best.passage
    pair = PAIR * max(statistics.weight("return"), statistics.weight("label"))
    assert pytest.approx(pair) == best.terms["return label"]
    assert pytest.approx(best.score - pair) == other.score


def test_an_article_on_the_matter_lifts_all_it_says() -> None:
    """Of two passages that say as much, the one that belongs to the better article comes first, by what that earned."""
    about = candidate("about", "Refund refund refund of a gift card.")
    same = candidate("same", "A card")._replace(article="about")
    alone = candidate("alone", "A card")
    statistics = statistics_of([about.analysed, same.analysed, alone.analysed], "en")

    ranked = {one.passage: one for one in rank(MaskedText("refund card"), [about, same, alone], statistics)}

    assert ["about", "same", "alone"] == list(ranked)
    assert "refund" in ranked["same"].terms
    own = ranked["alone"].score / (1 + ARTICLE)
    assert pytest.approx(own + ARTICLE * ranked["about"].score / (1 + ARTICLE)) == ranked["same"].score


@given(
    st.lists(st.text("abc de", max_size=30), min_size=1, max_size=6),
    st.text("abc de", max_size=20),
    st.text("abc de", max_size=20),
)
def test_the_terms_sum_to_the_score_and_the_order_follows_it(texts: list[str], question: str, said: str) -> None:
    kept = [candidate(str(n), text, title="abc", heading=("de",)) for n, text in enumerate(texts)]
    statistics = statistics_of([one.analysed for one in kept], "en")

    ranked = rank(MaskedText(question), kept, statistics, (MaskedText(said),))

    assert all(abs(sum(one.terms.values()) - one.score) < 1e-9 for one in ranked)
    assert all(one.terms for one in ranked)
    assert sorted((-one.score, one.passage) for one in ranked) == [(-one.score, one.passage) for one in ranked]


def test_a_word_in_the_headings_counts_more_than_in_the_text() -> None:
    inside = candidate("text", "colour nothing", heading=("shade",))
    above = candidate("headed", "shade nothing", heading=("colour",))
    statistics = statistics_of([inside.analysed, above.analysed], "en")

    assert "headed" == rank(MaskedText("colour"), [inside, above], statistics)[0].passage


def test_statistics_count_passages_not_occurrences() -> None:
    statistics = statistics_of([analysed("", (), "parcel parcel", "en"), analysed("", (), "label", "en")], "en")

    assert (2, 1.5, {"parcel": 1, "label": 1}) == (
        statistics.passages,
        statistics.average_length,
        statistics.frequency,
    )
    assert 0.0 == statistics_of([], "en").average_length


def test_finds_the_right_passage_as_often_as_measured() -> None:
    """Real questions to government pages: the right passage among the first five at least three times of four."""
    with shared_data("assistant", "retrieval", "doc2dial_passages.jsonl").open(encoding="utf-8") as file:
        found = [one for one in read_passages(file.read(), "p.jsonl") if isinstance(one, Article)]
    kept = {
        part.name: candidate(part.name, part.text, one.title, part.heading)._replace(article=one.id)
        for one in found
        for part in one.passages
    }
    view = indexed("en", (Indexed(one.passage, one.article, one.analysed, 0) for one in kept.values())).as_of(0)
    with shared_data("assistant", "retrieval", "doc2dial_queries_dev.jsonl").open(encoding="utf-8") as file:
        questions = [json.loads(line) for line in file][::16]

    hits = 0
    for one in questions:
        question = MaskedText(one["query"])
        history = [_said(MaskedText(said["text"]), said["who"]) for said in one["history"]]
        worth = worth_of(wanted(question, history, view.statistics), view.statistics)
        near = [kept[name] for name in view.nearest(worth, date(2026, 1, 1), 60)]
        best = [found.passage for found in rank(question, near, view.statistics, history)[:5]]
        hits += bool(set(best) & set(one["gold_any"]))

    assert 0.75 <= hits / len(questions)


def _said(text: MaskedText, who: str) -> MaskedText:
    return text if who == "customer" else said_by_desk(text)
