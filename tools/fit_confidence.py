"""Fit the weights of the confidence of search (answers/abstain.py) on questions with known answers, and say what they are worth.

    python tools/fit_confidence.py doc2dial_passages.jsonl doc2dial_queries_dev.jsonl --strangers clinc150_val.jsonl

Passages and questions are read as `fairdesk knowledge add` and `fairdesk knowledge score` read them. A question is answered
right if the best passage is from an article that holds one of its `gold_any`; `--strangers` (lines with a `text`) are
questions that no passage answers. `--headed` holds one weight, that of headings, where the passages have few. Prints the weights in force and those fitted: the calibration error (expected, over ten
bins of equal number), and the share that could be answered if 5 and 2 of 100 were wrong. The fitted ones are judged
on the fifth of the conversations that they have not seen, five times over; the rounded ones of all are what to write into the file.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from fairdesk.answers import abstain
from fairdesk.answers.articles import Article, read_passages
from fairdesk.answers.scoring import Case, read_cases
from fairdesk.answers.search import rank
from fairdesk.answers.shelf import Shelf
from fairdesk.nouns import MaskedText, said_by_desk

AT = datetime(2026, 1, 2, tzinfo=UTC)
FOLDS, BINS, RIDGE = 5, 10, 1.0
WEIGHTS = ("start", "lead", "headed", "informed", "tied")
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def main() -> None:
    """Read the files, fit, and print."""
    wanted = argparse.ArgumentParser(description="Fit the confidence of search.")
    wanted.add_argument("passages", type=Path)
    wanted.add_argument("questions", type=Path)
    wanted.add_argument("--strangers", type=Path, action="append", default=[])
    wanted.add_argument("--most-strangers", type=int, default=300, help="of each file")
    wanted.add_argument("--headed", type=float, help="the weight of headings, if it is not to be fitted")
    asked = wanted.parse_args()
    shelf, cases = _shelf(asked.passages), _cases(asked.questions)
    rows = [_row(shelf, one) for one in cases]
    groups = [one.conversation for one in cases]
    for path in asked.strangers:
        texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
        some = texts[:: max(len(texts) // asked.most_strangers, 1)][: asked.most_strangers]
        rows += [_row(shelf, Case(text, (), frozenset(), "", "en")) for text in some]
        groups += some
    parts, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], float)
    found = parts[:, 0] > 0  # where nothing matches the confidence is 0, whatever the weights
    before = np.array([abstain.START, abstain.LEAD, abstain.HEADED, abstain.INFORMED, abstain.TIED])
    folds = np.array([zlib.crc32(group.encode()) % FOLDS for group in groups])
    unseen = np.zeros(len(right))
    for fold in range(FOLDS):
        weights = _fitted(parts[found & (folds != fold)], right[found & (folds != fold)], asked.headed)
        unseen[folds == fold] = _sure(parts[folds == fold], weights)
    fitted = np.round(_fitted(parts[found], right[found], asked.headed), 1)
    strangers = np.arange(len(right)) >= len(cases)
    print(f"{len(cases)} questions, {int(strangers.sum())} strangers; {100 * right.mean():.1f} % right")
    _tell("in force", before, _sure(parts, before), right, strangers)
    _tell("fitted, unseen fifths", None, unseen, right, strangers)
    _tell("fitted to all, rounded", fitted, _sure(parts, fitted), right, strangers)


def _shelf(path: Path) -> tuple[Shelf, dict[str, str]]:
    articles = [one for one in read_passages(path.read_text("utf-8"), path.name) if isinstance(one, Article)]
    return Shelf(articles), {part.name: one.id for one in articles for part in one.passages}


def _cases(path: Path) -> list[Case]:
    return [one for one in read_cases(path.read_text("utf-8"), path.name) if isinstance(one, Case)]


def _row(held: tuple[Shelf, dict[str, str]], case: Case) -> tuple[tuple[float, ...], bool]:
    """Return 1 and the parts of the confidence (zeros where nothing matches), and whether the best passage is right."""
    shelf, article_of = held
    question = MaskedText(case.question)
    history = [MaskedText(text) if theirs else said_by_desk(MaskedText(text)) for theirs, text in case.history]
    candidates, statistics = shelf.find(question, case.language, history, AT)
    ranked = rank(question, candidates, statistics, history)
    parts = abstain.sureness(question, ranked, statistics)
    if parts is None:
        return (0.0,) * len(WEIGHTS), False
    right = ranked[0].article in {article_of.get(name) for name in case.right}
    return (1.0, parts.lead, parts.headed, parts.informed, parts.tied), right


def _sure(parts: Numbers, weights: Numbers) -> Numbers:
    """Return the confidence of each row of parts."""
    return np.where(parts[:, 0] > 0, 1 / (1 + np.exp(-parts @ weights)), 0.0)


def _fitted(parts: Numbers, right: Numbers, headed: float | None) -> Numbers:
    """Return the weights of a logistic regression, the start first, held back a little (Newton's method)."""
    weights = np.array([headed or 0.0 if name == "headed" else 0.0 for name in WEIGHTS])
    free = [place for place, name in enumerate(WEIGHTS) if headed is None or name != "headed"]
    held_back = RIDGE * np.diag([0.0, *[1.0] * (len(free) - 1)])
    for _ in range(30):
        sure = 1 / (1 + np.exp(-parts @ weights))
        some = parts[:, free]
        slope = some.T @ (right - sure) - held_back @ weights[free]
        weights[free] += np.linalg.solve(some.T @ (some * (sure * (1 - sure))[:, None]) + held_back, slope)
    return weights


def _tell(
    name: str, weights: Numbers | None, sure: Numbers, right: Numbers, strangers: Sequence[bool] | Numbers
) -> None:
    order = np.argsort(-sure, kind="stable")
    error = sum(
        abs(sure[each].mean() - right[each].mean()) * len(each) / len(sure) for each in np.array_split(order, BINS)
    )
    wrong = np.cumsum(1 - right[order]) / np.arange(1, len(order) + 1)
    at = {most: 100 * (np.flatnonzero(wrong <= most / 100)[-1:] + 1).sum() / len(order) for most in (5, 2)}
    sent = sure >= 0.5
    print(f"{name}: {'' if weights is None else dict(zip(WEIGHTS, weights.tolist(), strict=True))}")
    print(
        f"    calibration error {100 * error:.1f} %; answered at 5 % wrong {at[5]:.1f} %, at 2 % {at[2]:.1f} %; "
        f"0.5 or more: {100 * sent.mean():.1f} %, of these wrong {100 * (1 - right[sent]).mean():.1f} %; "
        f"of strangers {100 * sent[strangers].mean() if np.any(strangers) else 0:.1f} %"
    )


if __name__ == "__main__":
    main()
