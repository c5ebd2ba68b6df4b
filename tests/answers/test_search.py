"""BM25 against its own formula written a second time, and the reasons that sum to the score."""

from __future__ import annotations

import json
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.analysis import terms
from fairdesk.answers.search import Candidate, analysed, rank, statistics_of, wanted
from fairdesk.nouns import MaskedText
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


def test_scores_are_those_of_the_printed_formula() -> None:
    """Without title, headings and history a turn counts BM25(q) + 0.5 BM25(q) = 1.5 BM25(q)."""
    kept = [candidate(str(n), text) for n, text in enumerate(TEXTS)]
    statistics = statistics_of([one.analysed for one in kept], "en")
    question = "How many days does a parcel to an island take, two days?"

    found = {one.passage: one.score for one in rank(MaskedText(question), kept, statistics)}

    expected = {str(n): 1.5 * score for n, score in enumerate(okapi(question, TEXTS, 1.2, 0.6)) if score}
    assert pytest.approx(expected, abs=1e-9) == found


def test_history_counts_half_and_the_turn_more() -> None:
    assert {"parcel": 2.0, "island": 1.5, "label": 0.5} == wanted(
        MaskedText("parcel island"), (MaskedText("the parcel label"),), "en"
    )


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
    """Real questions to government pages: the right passage among the first five at least three times of five."""
    with shared_data("assistant", "retrieval", "doc2dial_passages.jsonl").open() as file:
        lines = [json.loads(line) for line in file]
    kept = {one["id"]: candidate(one["id"], one["text"], one["title"]) for one in lines}
    statistics = statistics_of([one.analysed for one in kept.values()], "en")
    postings: dict[str, list[str]] = {}
    for one in kept.values():
        for term in set(one.analysed.split()):
            postings.setdefault(term, []).append(one.passage)
    with shared_data("assistant", "retrieval", "doc2dial_queries_dev.jsonl").open() as file:
        questions = [json.loads(line) for line in file][::16]

    hits = 0
    for one in questions:
        history = tuple(MaskedText(said["text"]) for said in one["history"])
        asked = wanted(MaskedText(one["query"]), history, "en")
        rare = sorted((term for term in asked if term in postings), key=lambda term: len(postings[term]))[:8]
        near = [kept[name] for name in {name for term in rare for name in postings[term][:300]}]
        best = [found.passage for found in rank(MaskedText(one["query"]), near, statistics, history)[:5]]
        hits += bool(set(best) & set(one["gold_any"]))

    assert 0.6 <= hits / len(questions)
