"""Learn what each strategy weighs by which a reply reads warm or polite, and write it into the package.

    python tools/train_tone.py --data FOLDER                print the figures, write weights.json
    python tools/train_tone.py --data FOLDER --evaluate     print the figures alone

FOLDER holds empathy_dev.jsonl (EPITOME, its Reddit part) and politeness_dev.jsonl (Stanford Politeness Corpus). It needs
scikit-learn (extra train). The figures are of five parts, each scored by lines that were fitted to the other four; no
thread is on two sides. Twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # started as a script, not imported from the repository
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from scipy.stats import rankdata, spearmanr  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GroupKFold  # noqa: E402

from fairdesk.sensitive.tone import FOLDER, HEADS, WEIGHTS, found, strategies  # noqa: E402

REPLIES = ROOT / "tools" / "care" / "replies.jsonl"
PARTS = 5
STRENGTH = 0.5
"""Inverse of the penalty: thirty-odd strategies and thousands of texts need little."""
COOL = ("blame", "belittling", "cold")
QUARTERS = {"warm": (0.33, 0.75), "polite": (0.25, 0.75)}
"""Of the texts learned from, the share below which a text is called cool or curt, and above which warm or polite."""


@dataclass(frozen=True)
class Texts:
    """Texts of one head: which strategies each uses (n x strategies), the label, the thread and where it is from."""

    used: Any
    label: Any
    thread: list[str]
    source: Any
    score: Any


def main() -> None:
    """Read the data, print the figures and keep the weights."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--data", required=True, type=Path)
    given.add_argument("--evaluate", action="store_true")
    asked = given.parse_args()
    heads, told = {}, []
    for head, texts in (("warm", empathy(asked.data)), ("polite", politeness(asked.data))):
        held_out = by_parts(texts, head)
        start, weights = fit(texts.used, texts.label, head)
        low, high = (float(np.quantile(held_out, share)) for share in QUARTERS[head])
        heads[head] = {"start": start, "weights": weights, "low": round(low, 3), "high": round(high, 3)}
        told += [*figures(head, texts, held_out, low, high), *of_replies(head, start, weights)]
    print("\n".join(told))
    if asked.evaluate:
        print("\n".join(all_words(asked.data)))
        return
    kept = {"form": 1, "heads": heads}
    (FOLDER / WEIGHTS).write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def empathy(folder: Path) -> Texts:
    """Return replies of peers; 1 where two readers saw an emotional reaction, weak or strong."""
    rows = _rows(folder / "empathy_dev.jsonl")
    level = np.array([row["levels"]["emotional_reaction"] for row in rows])
    return Texts(
        _used([row["response_post"] for row in rows]), (level > 0).astype(int), [row["group"] for row in rows],
        np.array(["EPITOME"] * len(rows)), level,
    )  # fmt: skip


def politeness(folder: Path) -> Texts:
    """Return requests; 1 for the politest quarter of a source, 0 for the least polite, and the score of all of these."""
    rows = [row for row in _rows(folder / "politeness_dev.jsonl") if row["label"]]
    return Texts(
        _used([row["text"] for row in rows]), np.array([int(row["label"] > 0) for row in rows]),
        [row["id"] for row in rows], np.array([row["source"] for row in rows]), np.array([row["score"] for row in rows]),
    )  # fmt: skip


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _used(texts: Sequence[str]) -> Any:
    codes = [one.code for one in strategies("en")]
    return np.array([[float(code in used) for code in codes] for used in (found(text, "en") for text in texts)])


def fit(used: Any, label: Any, head: str) -> tuple[float, dict[str, float]]:
    """Return start and weights of a head; a strategy that the data would turn round is left out, and all fitted again."""
    known = strategies("en")
    may = [place for place, one in enumerate(known) if head in one.sides]
    while True:
        line = LogisticRegression(C=STRENGTH, max_iter=5000).fit(used[:, may], label)
        side = [1 if known[place].sides[head] == "+" else -1 for place in may]
        right = [place for place, sign, weight in zip(may, side, line.coef_[0], strict=True) if sign * weight > 0]
        if right == may:
            weights = {known[place].code: round(float(w), 3) for place, w in zip(may, line.coef_[0], strict=True)}
            return round(float(line.intercept_[0]), 3), weights
        may = right


def scores(used: Any, start: float, weights: dict[str, float]) -> Any:
    """Return the score of each text."""
    return start + used @ np.array([weights.get(one.code, 0.0) for one in strategies("en")])


def by_parts(texts: Texts, head: str) -> Any:
    """Return the score of each text by lines that were fitted without its part."""
    out = np.zeros(len(texts.label))
    for taught, asked in GroupKFold(PARTS).split(texts.used, texts.label, texts.thread):
        out[asked] = scores(texts.used[asked], *fit(texts.used[taught], texts.label[taught], head))
    return out


def area(label: Any, score: Any) -> tuple[float, float, float]:
    """Return the area under the curve with its 95 % interval (Hanley and McNeil, Radiology 143 (1982) 29)."""
    yes, no = int(label.sum()), int(len(label) - label.sum())
    a = (rankdata(score)[label == 1].sum() - yes * (yes + 1) / 2) / (yes * no)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    half = 1.96 * np.sqrt((a * (1 - a) + (yes - 1) * (q1 - a * a) + (no - 1) * (q2 - a * a)) / (yes * no))
    return float(a), float(max(0, a - half)), float(min(1, a + half))


def figures(head: str, texts: Texts, held_out: Any, low: float, high: float) -> Iterator[str]:
    """Yield the figures of a head: by source, of a source left out, and of what is called by a word."""
    for source in sorted(set(texts.source)):
        here = texts.source == source
        rank = spearmanr(held_out[here], texts.score[here]).statistic
        yield f"{head:7} {source:15} held out: {_told(texts.label[here], held_out[here])}; rank correlation {rank:.3f}"
        if not here.all():
            line = fit(texts.used[~here], texts.label[~here], head)
            yield f"{head:7} {source:15} left out of training: {_told(texts.label[here], scores(texts.used[here], *line))}"
    base = texts.label.mean()
    for name, called, right in (("low", held_out < low, 1 - texts.label), ("high", held_out > high, texts.label)):
        share = right[called].mean()
        yield f"{head:7} called {name}: right {share:.3f} (n = {called.sum():,}); {1 - base if name == 'low' else base:.3f} of all"


def of_replies(head: str, start: float, weights: dict[str, float]) -> Iterator[str]:
    """Yield how well a head tells our own good replies of a desk from those that blame, belittle or sound like a form."""
    rows = [row for row in _rows(REPLIES) if not row.get("machine")]
    for part in ("seen", "kept"):
        mine = [row for row in rows if row.get("part", "seen") == part]
        mine = [row for row in mine if not row["findings"] or set(row["findings"]) & set(COOL)]
        label = np.array([int(not row["findings"]) for row in mine])
        told = _told(label, scores(_used([row["text"] for row in mine]), start, weights))
        yield f"{head:7} our replies of a desk, part {part}: {told}"


def all_words(folder: Path) -> Iterator[str]:
    """Yield what warmth would be worth if every word and pair of words of the forum could weigh: why the lists are ours."""
    texts = empathy(folder)
    written = [row["response_post"] for row in _rows(folder / "empathy_dev.jsonl")]
    cut = TfidfVectorizer(ngram_range=(1, 2), min_df=5, sublinear_tf=True)
    counted = cut.fit_transform(written)
    held_out = np.zeros(len(written))
    for taught, tried in GroupKFold(PARTS).split(counted, texts.label, texts.thread):
        line = LogisticRegression(C=3.0, max_iter=5000).fit(counted[taught], texts.label[taught])
        held_out[tried] = line.decision_function(counted[tried])
    yield f"all words of the forum, held out: {_told(texts.label, held_out)}"
    line = LogisticRegression(C=3.0, max_iter=5000).fit(counted, texts.label)
    rows = [row for row in _rows(REPLIES) if not row.get("machine")]
    rows = [row for row in rows if not row["findings"] or set(row["findings"]) & set(COOL)]
    label = np.array([int(not row["findings"]) for row in rows])
    told = _told(label, line.decision_function(cut.transform([row["text"] for row in rows])))
    yield f"all words of the forum, our replies of a desk: {told}"


def _told(label: Any, score: Any) -> str:
    value, low, high = area(label, score)
    return f"AUC {value:.3f} [{low:.3f}, {high:.3f}] n {len(label):,}"


if __name__ == "__main__":
    assert set(HEADS) == {"warm", "polite"}
    main()
