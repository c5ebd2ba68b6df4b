"""How well and how quickly an intent model reads messages, beside the usual recipe of scikit-learn in the same run.

    python benchmarks/bench_intents.py --data FOLDER [--set banking77|clinc150|few|scope]
    python benchmarks/bench_intents.py --data FOLDER --set few --encoder all-MiniLM-L6-v2/ --messages 600 --raw
    python benchmarks/bench_intents.py --data FOLDER --scored FILE    what bench_promise.py --scored reads; nothing else is done

FOLDER holds banking77_train.jsonl, clinc150_train.jsonl, clinc150_val.jsonl and the banking77oos files. Banking77 is parted
4 to 1 by a fixed draw, CLINC150 by its own validation part; nothing here is an official test part. Prints accuracy,
out-of-scope figures, what can be promised, CPU time of training and reading, the model's size, and the time to load it.
The peer is TfidfVectorizer(words 1-2, characters 2-5) with LogisticRegression(C=20), kept as a pickle. With --encoder words
and meaning are read together, and words alone beside them; the encoder is slow, so --messages measures on the first so many.
--scored writes the peer's answers to CLINC150's validation part and to all of its messages out of scope.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from figures import full, tell

Rows = list[tuple[str, str]]
SETS = ("banking77", "clinc150", "few", "scope")
GOALS: dict[str, dict[str, float]] = {
    "banking77": {"accuracy_in_scope": 92.5, "ece": 1.5},
    "clinc150": {"accuracy_in_scope": 93.5, "oos_auroc": 96, "ece": 1.5},
    "few": {"accuracy_in_scope": 78},
    "scope": {"oos_auroc": 86},
}
MEANT: dict[str, dict[str, float]] = {
    "banking77": {"accuracy_in_scope": 94.5},
    "clinc150": {"accuracy_in_scope": 96.2, "oos_auroc": 98.5},
    "few": {"accuracy_in_scope": 85.5},
    "scope": {"oos_auroc": 89},
}
"""The goals with a sentence encoder."""
ANSWERED = {"answered_at_5": 88, "answered_at_2": 66}
STRANGE_TIMES = 7
"""How often each of CLINC150's messages out of scope counts where their share should be that of live traffic, some 18 %."""
IN_SCOPE = {"accuracy_in_scope", "ece", "in_scope_refused"}
FEW, DRAWS = 10, 3


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure the intent model.")
    wanted.add_argument("--data", type=Path, required=True)
    wanted.add_argument("--set", choices=SETS, action="append")
    wanted.add_argument("--no-peer", action="store_true")
    wanted.add_argument("--raw", action="store_true", help="leave messages as they are; the desk masks them")
    wanted.add_argument("--encoder", type=Path, help="a folder with a sentence encoder: words and meaning together")
    wanted.add_argument("--messages", type=int, help="measure on the first so many")
    wanted.add_argument("--scored", type=Path, help="write the peer's scored answers to CLINC150, and end")
    asked = wanted.parse_args()
    if asked.scored:
        write_scored(asked.data, asked.scored)
        return
    for name in asked.set or SETS:
        for learned, held in parts_of(name, asked.data):
            parts = [rows if asked.raw else masked(rows) for rows in (learned, held[: asked.messages])]
            if asked.encoder:
                with_meaning(name, *parts, asked.encoder)
            else:
                measure(name, *parts, peer=not asked.no_peer)


def rows_of(file: Path) -> Rows:
    return [(row["text"], row["label"]) for row in map(json.loads, file.open(encoding="utf-8"))]


def parts_of(name: str, data: Path) -> list[tuple[Rows, Rows]]:
    """Return what is learned from and what is measured on, for each draw."""
    if name == "clinc150":
        return [(rows_of(data / "clinc150_train.jsonl"), rows_of(data / "clinc150_val.jsonl"))]
    rows = rows_of(data / "banking77_train.jsonl")
    if name == "few":
        return [few(rows, seed) for seed in range(1, DRAWS + 1 if full() else 2)]
    random.Random(7).shuffle(rows)  # noqa: S311
    held, learned = rows[: len(rows) // 5], rows[len(rows) // 5 :]
    if name == "scope":
        inside = set(json.loads((data / "banking77oos_in_scope_labels.json").read_text("utf-8")))
        strange = [row for part in ("valid", "train") for row in rows_of(data / f"banking77oos_id-oos_{part}.jsonl")]
        learned = [row for row in learned if row[1] in inside]
        held = [row for row in held if row[1] in inside] + strange
    return [(learned, held)]


def few(rows: Rows, seed: int) -> tuple[Rows, Rows]:
    drawn, held = rows[:], Counter[str]()
    random.Random(seed).shuffle(drawn)  # noqa: S311
    learned, other = [], []
    for row in drawn:
        held[row[1]] += 1
        (learned if held[row[1]] <= FEW else other).append(row)
    return learned, other[:2000]


def masked(rows: Rows) -> Rows:
    from fairdesk import mask
    from fairdesk.answers.languages import guessed

    today = datetime.now(UTC).date()
    return [(mask(text, guessed(text) or "en", today=today).text, label) for text, label in rows]


def measure(name: str, learned: Rows, held: Rows, *, peer: bool) -> None:
    from fairdesk.answers.intent_examples import Examples
    from fairdesk.answers.intent_figures import figures
    from fairdesk.answers.intent_file import FILES, read, write
    from fairdesk.answers.intent_training import train

    texts, labels = [text for text, _ in held], [label for _, label in held]
    beside = baseline(learned, held) if peer else {}
    with tempfile.TemporaryDirectory() as folder:
        model, took = timed(lambda: train(Examples(*map(tuple, zip(*learned, strict=True)), "bench")))
        write(model, Path(folder))
        reader = read(Path(folder))
        readings, reading = timed(lambda: reader.read_many(texts, "en"))
        found = figures(readings, labels)
        for key, value in found.items():
            if isinstance(value, float) and not key.startswith("broken"):
                goal = GOALS[name].get(key)
                limit = {"at_most": goal} if key == "ece" else {"at_least": goal}
                span = found["interval"].get(key)
                note = f"95 % interval {span[0] * 100:.2f} to {span[1] * 100:.2f}" if span else ""
                theirs = f"{beside[key] * 100:.2f}, words and characters with LR" if key in beside else ""
                tell(
                    f"{name}: {key}",
                    round(value * 100, 2),
                    "%",
                    **limit,
                    n=found["n_in_scope" if key in IN_SCOPE else "n"],
                    note=note,
                    peer=theirs,
                )
        if name == "clinc150":
            promised(name, readings, labels)
        tell(f"{name}: training, CPU", round(took, 1), "s", n=len(learned), peer=said(beside, "training", "s"))
        tell(f"{name}: reading, a core", round(len(texts) / reading), "/s", at_least=5000, n=len(texts))
        one = [timed(lambda text=text: reader.read(text, "en"))[1] for text in texts[:1000]]
        tell(f"{name}: one message, CPU, p50", round(statistics.median(one) * 1000, 3), "ms", at_most=2, n=len(one))
        size = sum((Path(folder) / each).stat().st_size for each in FILES) / 1e6
        tell(f"{name}: size", round(size, 2), "MB", at_most=20, peer=said(beside, "size", "MB, a pickle"))
        tell(f"{name}: import and load, CPU", load(Path(folder)), "s", at_most=0.3, n=5, note="best of 5")


def with_meaning(name: str, learned: Rows, held: Rows, folder: Path) -> None:
    """Tell how much more is read right by words and meaning than by words alone."""
    from fairdesk.answers.classify import IntentModel
    from fairdesk.answers.embedding import Embedder
    from fairdesk.answers.intent_examples import Examples
    from fairdesk.answers.intent_figures import figures
    from fairdesk.answers.intent_training import train

    embed, found = Embedder(folder), {}
    texts, labels = [text for text, _ in held], [label for _, label in held]
    for by, encoder in (("words", None), ("words and meaning", embed)):
        model = IntentModel(
            train(Examples(*map(tuple, zip(*learned, strict=True)), "bench"), encoder=encoder), embed=embed
        )
        found[by], took = timed(lambda model=model: figures(model.read_many(texts, "en"), labels))
    for key in ("accuracy_in_scope", "oos_auroc", "ece"):
        if found["words"].get(key) is not None:
            both, alone = (round(found[by][key] * 100, 2) for by in ("words and meaning", "words"))
            limit = {"at_most": 1.5} if key == "ece" else {"at_least": MEANT[name].get(key)}
            n = found["words"]["n_in_scope" if key in IN_SCOPE else "n"]
            tell(f"{name}, with {folder.name}: {key}", both, "%", **limit, n=n, peer=f"{alone} by words alone")
    tell(f"{name}, with {folder.name}: reading, a core", round(len(texts) / took), "/s", n=len(texts))


def promised(name: str, readings: Sequence[Any], labels: Sequence[str]) -> None:
    """Tell what is answered under a promise where one in five messages is out of scope: rough, because they repeat."""
    from fairdesk.answers.intent_figures import figures

    places = [at for at, label in enumerate(labels) for _ in range(STRANGE_TIMES if label == "oos" else 1)]
    found = figures([readings[at] for at in places], [labels[at] for at in places])
    different = labels.count("oos")
    note = f"each of {different} messages out of scope {STRANGE_TIMES} times"
    for key, goal in ANSWERED.items():
        tell(
            f"{name}: {key}, 19 % out of scope",
            round(found[key] * 100, 1),
            "%",
            at_least=goal,
            n=len(places),
            note=note,
        )


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def load(folder: Path) -> float:
    program = (
        "import time; b = time.process_time()\nfrom fairdesk.answers.intent_file import read\n"
        f"from pathlib import Path\nread(Path({str(folder)!r})).read('where is my card')\nprint(time.process_time() - b)"
    )
    return round(min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(5)), 3)


def said(found: dict[str, float], key: str, unit: str) -> str:
    return f"{found[key]:.1f} {unit}" if key in found else ""


def baseline(learned: Rows, held: Rows) -> dict[str, float]:
    """Return the usual recipe's figures, or nothing where scikit-learn is not installed."""
    try:
        from sklearn.metrics import roc_auc_score
    except ImportError:
        return {}
    model, took = timed(lambda: usual(learned))
    shares = model.predict_proba([text for text, _ in held])
    inside = [label != "oos" for _, label in held]
    names: Sequence[str] = model.classes_
    right = [names[best] == label for best, (_, label) in zip(shares.argmax(1), held, strict=True) if label != "oos"]
    found = {"accuracy_in_scope": sum(right) / len(right), "training": took, "size": len(pickle.dumps(model)) / 1e6}
    return found if all(inside) else {**found, "oos_auroc": float(roc_auc_score(inside, shares.max(1)))}


def usual(learned: Rows) -> Any:
    """Return the usual recipe of scikit-learn, trained on what is in scope."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    views = [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True),
    ]
    model = make_pipeline(make_union(*views), LogisticRegression(C=20, max_iter=200, tol=1e-3))
    return model.fit(*zip(*(row for row in learned if row[1] != "oos"), strict=True))


def write_scored(data: Path, file: Path) -> None:
    """Write how sure the usual recipe is of each answer to CLINC150, and whether it is right, as `answers certify` reads it."""
    learned, held = (rows_of(data / f"clinc150_{part}.jsonl") for part in ("train", "val"))
    held += [row for row in learned if row[1] == "oos"]
    model = usual(learned)
    shares = model.predict_proba([text for text, _ in held])
    with file.open("w", encoding="utf-8") as out:
        for row, (_, label) in zip(shares, held, strict=True):
            right = bool(model.classes_[row.argmax()] == label)
            scope = "out" if label == "oos" else "in"
            out.write(json.dumps({"confidence": round(float(row.max()), 6), "correct": right, "scope": scope}) + "\n")
    print(f"{len(held):,} scored answers are in {file}")


if __name__ == "__main__":
    main()
