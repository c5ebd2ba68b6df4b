"""How long one search takes and how often it finds the right passage.

    python benchmarks/bench_search.py [--passages 10000] [--passages 50000] [--data FOLDER]

Prints CPU milliseconds of one question (analysis, candidates from the index, ranking, draft) beside those of a plain FTS5
table over the same words (best 40 by its bm25), and of bm25s where it is installed, at numbers of passages made of random
words with the frequencies of real text (Zipf). With --data, a folder holding doc2dial_passages.jsonl and
doc2dial_queries_dev.jsonl, prints where the confidence puts its answers; how often the right passage is found is what
`fairdesk knowledge score` prints. Runs in a database of its own that is deleted afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from figures import tell

AT = datetime(2026, 1, 2, tzinfo=UTC)
WORDS_A_PASSAGE, PASSAGES_AN_ARTICLE, VOCABULARY, QUESTIONS = 90, 10, 30_000, 300
TARGETS = {10_000: 10.0, 50_000: 20.0}
BEST = 40


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure search.")
    wanted.add_argument("--passages", type=int, action="append")
    wanted.add_argument("--data", type=Path)
    asked = wanted.parse_args()
    for passages in asked.passages or [10_000]:
        with tempfile.TemporaryDirectory() as folder:
            _open(folder)
            _speed(passages)
    if asked.data:
        with tempfile.TemporaryDirectory() as folder:
            _open(folder)
            _quality(asked.data)


def _open(folder: str) -> None:
    os.environ.setdefault("FAIRDESK_DATA", folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdesk.web.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()
    if connections["default"].vendor == "sqlite":
        connections["default"].settings_dict["NAME"] = str(Path(folder) / "fairdesk.db")
    call_command("migrate", verbosity=0, skip_checks=True)


def _speed(passages: int) -> None:
    from fairdesk.answers import records
    from fairdesk.answers.answer import answer
    from fairdesk.answers.articles import Article
    from fairdesk.answers.passages import Passage
    from fairdesk.database import writing
    from fairdesk.nouns import MaskedText

    chance = random.Random(5)  # noqa: S311
    words = [_word(n) for n in range(VOCABULARY)]
    heaped = list(accumulate(1 / (n + 10) for n in range(VOCABULARY)))

    def some(many: int) -> str:
        return " ".join(chance.choices(words, cum_weights=heaped, k=many))

    articles, texts = [], []
    for number in range(passages // PASSAGES_AN_ARTICLE):
        bodies = [some(WORDS_A_PASSAGE) + "." for _ in range(PASSAGES_AN_ARTICLE)]
        parts = tuple(Passage(n, (some(4),), f"s{n}", body, body) for n, body in enumerate(bodies))
        articles.append(Article(f"a{number}", "en", some(4), "", "", "", None, None, "v", parts, ""))
        texts += bodies
    loading = time.process_time()
    with writing():
        records.add(articles, AT)
    loaded = time.process_time() - loading
    questions = [
        "how do I " + " ".join([*chance.sample(chance.choice(texts).split(), 5), some(3)]) for _ in range(QUESTIONS)
    ]
    before = ("how do I " + some(6), "and then " + some(20))
    began = time.process_time()
    answer(MaskedText(questions[0]), "en", (), AT, records.find)
    first = (time.process_time() - began) * 1000
    ours = _spent(lambda text: answer(MaskedText(text), "en", (), AT, records.find), questions)
    longer = [MaskedText(said) for said in before]
    with_history = _spent(lambda text: answer(MaskedText(text), "en", longer, AT, records.find), questions)
    peers = {"FTS5 alone": _spent(_fts5(articles), questions), **_bm25s(texts, questions)}
    said = "; ".join(f"{name} {statistics.fmean(one):.1f}, p99 {one[-4]:.1f} ms" for name, one in peers.items())
    note, at_most = f"{passages:,} passages, questions of 8 words", TARGETS.get(passages)
    tell("search and draft, mean", statistics.fmean(ours), "ms", n=QUESTIONS, note=note)
    tell(f"search and draft, p99, {passages:,} passages", ours[-4], "ms", at_most=at_most, n=QUESTIONS, peer=said)
    tell("search and draft with two turns before, p99", with_history[-4], "ms", at_most=at_most, n=QUESTIONS)
    tell("first question after the articles changed", first, "ms", note=f"adding all took {loaded:.1f} s")
    with writing():
        records.add([articles[0].__class__("new", "en", some(4), "", "", "", None, None, "v", parts, "")], AT)
    began = time.process_time()
    answer(MaskedText(questions[0]), "en", (), AT, records.find)
    tell("first question after one article was added", (time.process_time() - began) * 1000, "ms")


def _spent(search: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return the CPU milliseconds of each question, the shortest first."""
    spent = []
    for question in questions:
        before = time.process_time()
        search(question)
        spent.append((time.process_time() - before) * 1000)
    return sorted(spent)


def _fts5(articles: Sequence[Any]) -> Callable[[str], object]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, heading, body, tokenize='porter unicode61')")
    rows = [(one.title, " ".join(part.heading), part.text) for one in articles for part in one.passages]
    database.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)
    sql = f"SELECT * FROM found WHERE found MATCH ? ORDER BY bm25(found, 1.0, 3.0, 1.0) LIMIT {BEST}"
    return lambda text: database.execute(
        sql, (" OR ".join(f'"{word}"' for word in re.findall(r"\w+", text)),)
    ).fetchall()


def _bm25s(texts: Sequence[str], questions: Sequence[str]) -> dict[str, list[float]]:
    try:
        import bm25s
    except ImportError:
        return {}
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def search(text: str) -> object:
        return index.retrieve(bm25s.tokenize([text], show_progress=False), k=BEST, show_progress=False)

    return {"bm25s": _spent(search, questions)}


def _word(number: int) -> str:
    letters = "bcdfgklmnprtvz"
    word = ""
    number += 200
    while number:
        number, rest = divmod(number, len(letters))
        word += letters[rest] + "aeiou"[(rest + number) % 5]
    return word


def _quality(data: Path) -> None:
    from fairdesk.answers import records
    from fairdesk.answers.abstain import confidence
    from fairdesk.answers.articles import Article, read_passages
    from fairdesk.answers.search import rank
    from fairdesk.database import writing
    from fairdesk.nouns import MaskedText, said_by_desk

    found = read_passages((data / "doc2dial_passages.jsonl").read_text("utf-8"), "doc2dial_passages.jsonl")
    articles = [one for one in found if isinstance(one, Article)]
    with writing():
        records.add(articles, AT)
    names = {f"en/{one.id}@{one.version}#{part.ordinal}": part.name for one in articles for part in one.passages}
    questions = [json.loads(line) for line in (data / "doc2dial_queries_dev.jsonl").read_text("utf-8").splitlines()]
    results = []
    for one in questions:
        history = [
            MaskedText(said["text"]) if said["who"] == "customer" else said_by_desk(MaskedText(said["text"]))
            for said in one["history"]
        ]
        candidates, counted = records.find(one["query"], "en", history, AT)
        ranked = rank(one["query"], candidates, counted, history)
        best = [names[found.passage] for found in ranked[:10]]
        right = bool(ranked) and ranked[0].article == one["gold_doc"]
        results.append((one, best, confidence(one["query"], ranked, counted), right))
    _print_quality("all turns", results)
    _print_quality("first turns", [one for one in results if not one[0]["history"]])


def _print_quality(which: str, results: list[tuple[Any, list[str], float, bool]]) -> None:
    ranks = [next((n for n, name in enumerate(best, 1) if name in one["gold_any"]), 0) for one, best, _, _ in results]
    n = len(results)
    first, five = sum(rank == 1 for rank in ranks) / n, sum(0 < rank <= 5 for rank in ranks) / n
    reciprocal = sum(1 / rank for rank in ranks if rank) / n
    answered = [(rank, right) for rank, (_, _, sure, right) in zip(ranks, results, strict=True) if sure >= 0.5]
    print(f"doc2dial dev, {which}, n = {n}: R@1 {first:.1%}, R@5 {five:.1%}, MRR@10 {reciprocal:.3f}")
    print(
        f"  confidence >= 0.5: {len(answered) / n:.1%} answered; of them right document "
        f"{sum(right for _, right in answered) / len(answered):.1%}, right passage {sum(r == 1 for r, _ in answered) / len(answered):.1%}"
    )


if __name__ == "__main__":
    main()
