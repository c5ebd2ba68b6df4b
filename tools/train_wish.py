"""Learn what weighs for a wish for a person (src/fairdesk/oversight/weighing.py), and write it into the package.

    python tools/train_wish.py --data FOLDER                  write wishes/weights.json
    python tools/train_wish.py --data FOLDER --evaluate       print how it does on what it did not learn from

It learns from our own sentences: tools/wish/said.toml, the lists in tests/oversight that rules were made from or that were
looked at (not the newest two), and the everyday messages of the sensitive matters (tools/triage/cases). What is no wish it
learns also from every second ordinary message of the intents in FOLDER: Banking77 and HWU64 (CC BY 4.0), CLINC150 (CC BY
3.0). It needs scikit-learn (extra train). Twice gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # started as a script, not imported from the repository
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from tools.triage.corpus import expanded, own  # noqa: E402

from fairdesk.nouns import MaskedText  # noqa: E402
from fairdesk.oversight import concepts, wish  # noqa: E402
from fairdesk.oversight.wish import asks_for_a_person  # noqa: E402

TESTS = ROOT / "tests" / "oversight"
LISTS = ("fresh_wishes_1", "fresh_wishes_2", "fresh_wishes_3", "fresh_wishes_4", "wishes_indirect")
ORDINARY = ("banking77_train", "clinc150_train", "hwu64_train")
ABOUT_PEOPLE = frozenset(("contact_human_agent", "contact_customer_service", "are_you_a_bot"))
"""Intents that are such a wish or close to one."""
STRENGTH = 0.1
"""Inverse of the weight of the sum of squares; chosen by leaving out each list in turn."""
EVERYDAY = 1500
"""How many everyday messages are drawn."""
THRESHOLDS = (-0.75, -0.5, -0.25, wish.ENOUGH, 0.0)
LEAST = 0.02
"""A weight below this says nothing and is left out."""


class Said(NamedTuple):
    """A sentence, and whether it asks for a person."""

    text: str
    asks: bool


def lists() -> dict[str, list[Said]]:
    """Return the lists of the tests that may be learned from."""
    return {
        name: [
            Said(line["text"], line["asks"])
            for line in map(json.loads, (TESTS / f"{name}.jsonl").read_text("utf-8").splitlines())
        ]
        for name in LISTS
    }


def sentences() -> list[Said]:
    """Return our sentences of no list: both kinds, and everyday messages, the same each time."""
    told = [ROOT / "tools" / "wish" / "said.toml", TESTS / "wishes.toml"]
    found = [
        Said(text, kind == "asks")
        for file in told
        for part in tomllib.loads(file.read_text("utf-8")).values()
        for kind, cases in part.items()
        for case in cases
        for text in (expanded(case) if file.name == "said.toml" else [case])
    ]
    none = sorted(
        {one.text for one in own() if one.category == "own.none"}, key=lambda t: hashlib.sha256(t.encode()).digest()
    )
    return found + [Said(text, False) for text in none[:EVERYDAY]]


def ordinary(folder: Path, half: int) -> list[Said]:
    """Return one half of the ordinary messages: 0 is learned from, 1 is not."""
    rows = (
        json.loads(line)
        for name in ORDINARY
        for line in (folder / "assistant" / "intents" / f"{name}.jsonl").read_text("utf-8").splitlines()
    )
    texts = (str(row["text"]) for row in rows if row["label"] not in ABOUT_PEOPLE)
    return [Said(text, False) for text in texts if hashlib.sha256(text.encode()).digest()[0] % 2 == half]


def features(text: str) -> list[str]:
    """Return the names of the features of a text."""
    return concepts.named(concepts.read([concepts.word_of(word) for word in wish.written_words(text)]).features)


def fitted(said: Sequence[Said]) -> tuple[float, dict[str, float]]:
    """Return what is always added, and the weight of each feature."""
    rows = [features(each.text) for each in said]
    column = {name: at for at, name in enumerate(sorted({name for row in rows for name in row}))}
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([column[name] for row in rows for name in row])
    matrix = csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), len(column)))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-6, max_iter=2000)
    model.fit(matrix, [each.asks for each in said])
    weights = {name: round(float(model.coef_[0][at]), 2) for name, at in column.items()}
    return round(float(model.intercept_[0]), 2), {name: w for name, w in weights.items() if abs(w) >= LEAST}


def evaluate(folder: Path) -> None:
    """Print recall and precision on each list, learned from all others, and false alarms on the half not learned from.

    For each threshold: the weights alone, and with the lines, if a line that matches is worth 2, 3, or all.
    """
    every, base, unseen = lists(), [*sentences(), *ordinary(folder, 0)], ordinary(folder, 1)
    for name, held in (*every.items(), ("ordinary", unseen)):
        always, weight = fitted([*base, *(one for other, rows in every.items() if other != name for one in rows)])
        scores = np.array([always + sum(weight.get(each, 0.0) for each in features(one.text)) for one in held])
        asks = np.array([one.asks for one in held])
        by_lines = np.array([_by_lines(one.text) for one in held])
        for at in THRESHOLDS:
            told = [_told(asks, scores > at)]
            told += [_told(asks, (scores > at) | (by_lines & (scores > at - given))) for given in (2, 3, 99)]
            print(f"{name} above {at}: " + "; ".join(told))
    # The shipped decision, whole: it learned from the other half.
    called = sum(asks_for_a_person(MaskedText(one.text), "en").code == "wish.asks_for_a_person" for one in unseen)
    print(f"as shipped, ordinary messages not learned from that are taken for a wish: {called} of {len(unseen)}")


def _by_lines(text: str) -> bool:
    written = wish.written_words(text)
    words = [concepts.word_of(word) for word in written]
    return any(
        wish.lines(each).found(written, [word.folded for word in words]) for each in concepts.read(words).languages
    )


def _told(asks: np.ndarray, found: np.ndarray) -> str:
    if not asks.any():
        return f"{found.mean():.4f} of {len(found)}"
    right = int((asks & found).sum())
    return f"{right / asks.sum():.3f}/{right / max(1, found.sum()):.3f}"


def main() -> None:
    """Learn, or evaluate."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, required=True, help="the folder with the ordinary messages")
    ask.add_argument("--evaluate", action="store_true", help="print figures and write nothing")
    ask.add_argument("--out", type=Path, default=concepts.FOLDER / "weights.json")
    given = ask.parse_args()
    if given.evaluate:
        return evaluate(given.data)
    said = [*sentences(), *ordinary(given.data, 0), *(one for rows in lists().values() for one in rows)]
    always, weights = fitted(said)
    kept = {"format": 1, "learned_from": len(said), "always": always, "weights": dict(sorted(weights.items()))}
    given.out.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")
    print(f"{given.out}: {len(weights)} weights from {len(said)} sentences")
    return None


if __name__ == "__main__":
    main()
