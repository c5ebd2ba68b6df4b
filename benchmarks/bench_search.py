"""How long one search takes and how often it finds the right passage.

    python benchmarks/bench_search.py [--passages 10000] [--data FOLDER]

Prints CPU milliseconds of one question (analysis, candidates from the database, BM25, draft) at a number of passages made of
random words with the frequencies of real text (Zipf). With --data, a folder holding doc2dial_passages.jsonl and
doc2dial_queries_dev.jsonl, prints recall at 1 and 5 and the mean reciprocal rank at 10, and where the confidence
puts its answers. Runs in a database of its own that is deleted afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import tell

AT = datetime(2026, 1, 2, tzinfo=UTC)
WORDS_A_PASSAGE, VOCABULARY, QUESTIONS = 90, 30_000, 300


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure search.")
    wanted.add_argument("--passages", type=int, default=10_000)
    wanted.add_argument("--data", type=Path)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _open(folder)
        _speed(asked.passages)
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
    from fairdesk.answers.articles import read_article
    from fairdesk.database import writing
    from fairdesk.nouns import MaskedText

    chance = random.Random(5)  # noqa: S311
    words = [_word(n) for n in range(VOCABULARY)]
    weights = [1 / (n + 10) for n in range(VOCABULARY)]
    articles, texts = [], []
    for number in range(passages // 10):
        bodies = [" ".join(chance.choices(words, weights, k=WORDS_A_PASSAGE)) for _ in range(10)]
        texts += bodies
        markdown = f"# {' '.join(chance.choices(words, weights, k=4))}\n\n" + "\n\n".join(
            f"## {' '.join(chance.choices(words, weights, k=4))}\n\n{body}." for body in bodies
        )
        articles.append(read_article(markdown, f"a{number}.md", "en"))
    began = time.process_time()
    with writing():
        records.add(articles, AT)
    loaded = time.process_time() - began
    spent = []
    for n in range(QUESTIONS + 1):
        about = chance.choice(texts).split()
        question = MaskedText("how do I " + " ".join(chance.sample(about, 5) + chance.choices(words, weights, k=3)))
        before = time.process_time()
        answer(question, "en", (), AT, records.find)
        if n:
            spent.append((time.process_time() - before) * 1000)
        else:
            first = (time.process_time() - before) * 1000
    spent.sort()
    note = f"{passages:,} passages, questions of 8 words"
    tell("search and draft, mean", statistics.fmean(spent), "ms", n=QUESTIONS, note=note)
    tell("search and draft, p99", spent[-4], "ms", n=QUESTIONS)
    tell("first question after the articles changed", first, "ms", note=f"adding all took {loaded:.1f} s")


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

    found = read_passages((data / "doc2dial_passages.jsonl").read_text("utf-8"), "doc2dial_passages.jsonl")
    articles = [one for one in found if isinstance(one, Article)]
    with writing():
        records.add(articles, AT)
    names = {f"en/{one.id}@{one.version}#{part.ordinal}": part.name for one in articles for part in one.passages}
    questions = [json.loads(line) for line in (data / "doc2dial_queries_dev.jsonl").read_text("utf-8").splitlines()]
    results = []
    for one in questions:
        history = tuple(said["text"] for said in one["history"])
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
