"""Score masking against gold spans: what was found, what leaked, what was hidden without need.

    tally = Tally()
    tally.add(row, predicted)      # row: {"text", "spans", "source", "ignore"?, "origin"?, "lang"?}
    tally.report()                 # the figures, with n and 95 % intervals

typed: a gold span is found when finds of its kind cover at least half of its characters. masked: finds of any kind
cover at least nine tenths of its letters and digits; what did not leak. precision: a find is right when at least half
of it lies in gold of its kind (typed) or of any kind (any); finds of a kind that the source does not label, or lying
three tenths or more in `ignore`, are left out. over-masked: the share of texts without gold spans that were altered.
gap: best minus worst `masked` of PERSON over the origins of names with at least twenty names.

F2 weighs recall four times as much as precision: a leak is worse than a word too much hidden (van Rijsbergen,
Information Retrieval, 1979, chapter 7). Intervals are Wilson's (Journal of the American Statistical Association 22,
1927). They take spans for independent, which spans of one template are not: read them as the least doubt there is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairdesk.intervals import wilson

Place = Sequence[Any]
"""[start, end, kind], the end exclusive."""

_PLACES = frozenset(("PERSON", "LOCATION"))
_NUMBERS = frozenset(("ADDRESS", "PHONE", "CARD", "EMAIL", "IBAN", "IP", "URL", "NATIONAL_ID"))
LABELLED: dict[str, frozenset[str] | None] = {
    "cs-synth": None,
    "abcd-sample": None,
    "sgd": _PLACES | {"ADDRESS", "PHONE"},
    "presidio-research": _PLACES | _NUMBERS,
    "pii-anon": (_NUMBERS | {"PERSON", "DATE_OF_BIRTH", "ACCOUNT", "USERNAME", "SECRET"}),
}
"""The kinds that a source labels (None: all); a source that is not listed labels people and places alone."""

ENOUGH_NAMES = 20
"""From this many names an origin counts in the gap."""
MACRO = ("f2_typed", "recall_typed", "precision_typed", "recall_masked", "precision_any")


def between(hits: int, n: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share, or None if nothing was counted."""
    if n == 0:
        return None
    found = wilson(hits, n)
    return found.low, found.high


class Tally:
    """Counts of one set of texts. `add` what was found in each, then ask for the `report`."""

    def __init__(self) -> None:
        self.gold = Counter[str]()
        self.typed = Counter[str]()
        self.masked = Counter[str]()
        self.said = Counter[str]()
        self.right = Counter[str]()
        self.right_any = 0
        self.names: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.clean = Counter[str]()
        self.altered = Counter[str]()

    def add(self, row: Mapping[str, Any], predicted: Sequence[Place]) -> None:
        """Count one text; *row* carries its gold spans, *predicted* are those found."""
        for gold in row["spans"]:
            self._recalled(row, gold, predicted)
        counted = [found for found in predicted if _counts(row, found)]
        for found in counted:
            self._said(row["spans"], found)
        if not row["spans"]:
            source = row.get("source", "?")
            self.clean[source] += 1
            self.altered[source] += bool(counted)

    def _recalled(self, row: Mapping[str, Any], gold: Place, predicted: Sequence[Place]) -> None:
        start, end, kind = gold
        hidden = _hidden(row["text"], gold, predicted)
        self.gold[kind] += 1
        self.masked[kind] += hidden
        self.typed[kind] += _shared(gold, (p for p in predicted if p[2] == kind)) >= 0.5 * (end - start)
        if kind == "PERSON" and "origin" in row:
            self.names[row["origin"]][0] += hidden
            self.names[row["origin"]][1] += 1

    def _said(self, gold: Sequence[Place], found: Place) -> None:
        half = 0.5 * (found[1] - found[0])
        self.said[found[2]] += 1
        self.right[found[2]] += _shared(found, (g for g in gold if g[2] == found[2])) >= half
        self.right_any += _shared(found, gold) >= half

    def report(self) -> dict[str, Any]:
        """Return the figures; shares without a count are None."""
        n, said = sum(self.gold.values()), max(1, sum(self.said.values()))
        recall, precision = sum(self.typed.values()) / max(1, n), sum(self.right.values()) / said
        origins = {o: hits / n for o, (hits, n) in self.names.items() if n >= ENOUGH_NAMES}
        return {
            "spans": n,
            "f2_typed": 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0,
            "recall_typed": recall,
            "precision_typed": precision,
            "recall_masked": sum(self.masked.values()) / max(1, n),
            "recall_masked_interval": between(sum(self.masked.values()), n),
            "precision_any": self.right_any / said,
            "types": {kind: self._type(kind) for kind in sorted(self.gold)},
            "origin": origins,
            "origin_counts": {
                o: {"n": n, "interval": between(hits, n)} for o, (hits, n) in sorted(self.names.items())
            },
            "origin_gap": max(origins.values()) - min(origins.values()) if origins else None,
            "over_masked": {s: self.altered[s] / self.clean[s] for s in sorted(self.clean)},
            "over_masked_counts": {
                s: {"n": self.clean[s], "interval": between(self.altered[s], self.clean[s])}
                for s in sorted(self.clean)
            },
        }

    def _type(self, kind: str) -> dict[str, Any]:
        n, said = self.gold[kind], self.said[kind]
        return {
            "n": n,
            "typed": self.typed[kind] / n,
            "typed_interval": between(self.typed[kind], n),
            "masked": self.masked[kind] / n,
            "masked_interval": between(self.masked[kind], n),
            "precision": self.right[kind] / said if said else None,
            "said": said,
        }


class Scores:
    """The tally of all texts, and one for each source and each language."""

    def __init__(self) -> None:
        self.all = Tally()
        self.sources: dict[str, Tally] = defaultdict(Tally)
        self.languages: dict[str, Tally] = defaultdict(Tally)

    def add(self, row: Mapping[str, Any], predicted: Sequence[Place]) -> None:
        """Count one text everywhere it belongs."""
        for tally in (self.all, self.sources[row.get("source", "?")], self.languages[row.get("lang", "?")]):
            tally.add(row, predicted)

    def report(self) -> dict[str, Any]:
        """Return the figures of all texts, of each source and language, and the plain mean over the sources."""
        sources = {name: tally.report() for name, tally in sorted(self.sources.items())}
        labelled = [one for one in sources.values() if one["spans"]]
        macro = {key: sum(one[key] for one in labelled) / len(labelled) for key in MACRO} if labelled else {}
        languages = {name: tally.report() for name, tally in sorted(self.languages.items())}
        return {**self.all.report(), "macro": macro, "sources": sources, "languages": languages}


def _counts(row: Mapping[str, Any], found: Place) -> bool:
    size = found[1] - found[0]
    labelled = LABELLED.get(row.get("source", ""), _PLACES)
    if size <= 0 or (labelled is not None and found[2] not in labelled):
        return False
    return not any(_overlap(found, ignored) >= 0.3 * size for ignored in row.get("ignore", ()))


def _overlap(one: Place, other: Place) -> int:
    shared: int = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared)


def _shared(one: Place, others: Iterable[Place]) -> int:
    return sum(_overlap(one, other) for other in others)


def _hidden(text: str, gold: Place, predicted: Iterable[Place]) -> bool:
    covered: set[int] = set()
    for found in predicted:
        covered.update(range(max(gold[0], found[0]), min(gold[1], found[1])))
    letters = [i for i in range(gold[0], gold[1]) if text[i].isalnum()] or [gold[0]]
    return sum(i in covered for i in letters) >= 0.9 * len(letters)
