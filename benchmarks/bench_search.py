"""How long one search takes and how often it finds the right passage.

    python benchmarks/bench_search.py [--passages 10000] [--passages 50000] [--data FOLDER]

Prints CPU milliseconds of one question (analysis, candidates from the index, ranking, draft) beside those of a plain FTS5
table over the same words (best 40 by its bm25), and of bm25s where it is installed, at numbers of passages made of random
words with the frequencies of real text (Zipf). With --data, a folder holding doc2dial_passages.jsonl and
doc2dial_queries_dev.jsonl, prints how often the right passage is found beside FTS5 over question and history, and where the
confidence puts its answers. Runs in a database of its own that is deleted afterwards.
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

from figures import full, tell

AT = datetime(2026, 1, 2, tzinfo=UTC)
WORDS_A_PASSAGE, PASSAGES_AN_ARTICLE, VOCABULARY, QUESTIONS = 90, 10, 30_000, 300
TARGETS = {10_000: 10.0, 50_000: 20.0}
BEST = 40


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure search.")
    wanted.add_argument("--passages", type=int, action="append")
    wanted.add_argument("--data", type=Path)
    asked = wanted.parse_args()
    for passages in asked.passages or ([10_000, 50_000] if full() else [10_000]):
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


def _fts5(articles: Sequence[Any], columns: str = "*") -> Callable[[str], list[Any]]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, heading, body, tokenize='porter unicode61')")
    rows = [(one.title, " ".join(part.heading), part.text) for one in articles for part in one.passages]
    database.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)
    sql = f"SELECT {columns} FROM found WHERE found MATCH ? ORDER BY bm25(found, 1.0, 3.0, 1.0) LIMIT {BEST}"
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
    names = records.names(AT)
    plain = _fts5(articles, "rowid")
    rows = [part.name for one in articles for part in one.passages]
    questions = [json.loads(line) for line in (data / "doc2dial_queries_dev.jsonl").read_text("utf-8").splitlines()]
    results, peers = [], []
    for one in questions if full() else questions[::4]:
        history = [
            MaskedText(said["text"]) if said["who"] == "customer" else said_by_desk(MaskedText(said["text"]))
            for said in one["history"]
        ]
        candidates, counted = records.find(one["query"], "en", history, AT)
        ranked = rank(one["query"], candidates, counted, history)
        best = [names[found.passage] for found in ranked[:10]]
        right = bool(ranked) and ranked[0].article == one["gold_doc"]
        results.append((one, best, confidence(one["query"], ranked, counted), right))
        words = " ".join([one["query"], *(said["text"] for said in one["history"])])
        peers.append((one, [rows[number - 1] for (number,) in plain(words)[:10]], 0.0, False))
    _print_quality("all turns", results, peers, 74.0, 54.0)
    _print_quality(
        "first turns", *([one for one in each if not one[0]["history"]] for each in (results, peers)), 70.0, None
    )


Asked = tuple[dict[str, Any], list[str], float, bool]
"""A question, the passages found for it, the confidence, and whether the first is from the right document."""


def _print_quality(which: str, ours: list[Asked], peer: list[Asked], five: float, mean: float | None) -> None:
    _, ours_five, ours_mean = _shares(ours)
    _, peer_five, peer_mean = _shares(peer)
    note = "unmasked; `fairdesk knowledge score` masks, and prints intervals"
    tell(
        f"doc2dial dev, {which}, recall at 5",
        ours_five,
        "%",
        at_least=five,
        n=len(ours),
        peer=f"FTS5 {peer_five:.1f}",
        note=note,
    )
    tell(
        f"doc2dial dev, {which}, MRR at 10", ours_mean, "%", at_least=mean, n=len(ours), peer=f"FTS5 {peer_mean:.1f}"
    )
    sure = [each for each in ours if each[2] >= 0.5]
    tell(f"{which}, confidence of at least 0.5", 100 * len(sure) / len(ours), "% of the questions")
    if sure:
        right = 100 * sum(each[3] for each in sure) / len(sure)
        tell(
            "of these, the first passage is from the right document",
            right,
            "%",
            n=len(sure),
            note=f"passage {_shares(sure)[0]:.1f} %",
        )


def _shares(results: list[Asked]) -> tuple[float, float, float]:
    """Return recall at 1, at 5 and the mean reciprocal place at 10, each of 100."""
    places = [
        next((n for n, name in enumerate(best, 1) if name in one["gold_any"]), 0) for one, best, _, _ in results
    ]
    n = len(places) / 100
    return (
        sum(place == 1 for place in places) / n,
        sum(0 < place <= 5 for place in places) / n,
        sum(1 / place for place in places if place) / n,
    )


if __name__ == "__main__":
    main()
