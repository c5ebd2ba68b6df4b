"""Find names, addresses, places and user names: a linear-chain conditional random field, read from a file of ours.

    tagger = shipped()
    tagger.spans("My name is Ana Lopez and I live in Porto")   # [(11, 20, "PERSON", 0.99), (35, 40, "LOCATION", 0.98)]

Lafferty, McCallum, Pereira: Conditional Random Fields, ICML 2001; decoded after Viterbi, 1967. Trained by CRFsuite
(tools/train_tagger.py), run without it: a feature's weights for all labels are one whole number of 16-bit fields, so that
one addition adds them all, and labels far below the best of their token are not followed.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from fairdesk.privacy import gazetteer
from fairdesk.privacy.features import EDGE, OFFSETS, TOKEN, Known, beside, class_of, folded, mode_of, own, tokens

SCALE = 128
"""A weight of 1.0 is stored as this."""
LARGEST = 12 * SCALE
"""No weight is larger, so that the fifteen to eighteen of a token stay in 16 bits."""
_ZERO = 1 << 15
_REMEMBERED = 40_000
OUTSIDE = "O"

Found = tuple[int, int, str, float]
"""Start, end (exclusive), kind, how sure."""


def pack(labels: Sequence[str], moves: Mapping[tuple[str, str], float], weights: Mapping[str, Mapping[str, float]], facts: dict[str, object]) -> bytes:
    """Return a model as the bytes that `Tagger` reads; labels begin with "O". The same model gives the same bytes."""
    names = sorted(weights)
    rows = bytearray()
    kept = []
    for name in names:
        row = [_whole(weights[name].get(label, 0.0)) for label in labels]
        if any(row):
            kept.append(name)
            rows += struct.pack(f"<{len(labels)}h", *row)
    low, high = bytes(rows[0::2]), bytes(rows[1::2])  # apart, the two halves of a weight compress better
    steps = [[_whole(moves.get((a, b), -LARGEST / SCALE)) for b in labels] for a in labels]
    head = json.dumps({"format": 1, "labels": list(labels), "moves": steps, "names": len(kept), **facts}, sort_keys=True)
    body = b"\0".join((head.encode("ascii"), "\n".join(kept).encode("utf-8"), b"")) + low + high
    return zlib.compress(body, 9)


def _whole(weight: float) -> int:
    return max(-LARGEST, min(LARGEST, round(weight * SCALE)))


class Tagger:
    """A trained model with its lists. Safe to use from many threads: what it remembers are facts about words."""

    def __init__(self, model: bytes, known: Known) -> None:
        head, names, rest = zlib.decompress(model).split(b"\0", 2)
        self.facts = json.loads(head)
        self.labels: list[str] = self.facts["labels"]
        self._moves: list[list[int]] = self.facts["moves"]
        self._known = known
        n = len(self.labels)
        self._fields = struct.Struct(f"<{n}H")
        self._level = sum(_ZERO << (16 * k) for k in range(n))
        self._weights = self._read(names.decode("utf-8").split("\n"), rest)
        self._bias = sum(int(self.facts.get("bias", {}).get(label.partition("-")[2], 0)) << (16 * k) for k, label in enumerate(self.labels))
        widest = max(max(row) for row in self._moves) - min(v for row in self._moves for v in row if v > -LARGEST)
        self._beam = min(widest, 6 * SCALE)
        self._words: dict[str, dict[str, tuple[str, str, int, int, int, int, int]]] = {mode: {} for mode in "nlug"}

    def _read(self, names: list[str], rest: bytes) -> dict[str, int]:
        n = len(self.labels)
        raw = bytearray(len(rest))
        half = len(rest) // 2
        raw[0::2], raw[1::2] = rest[:half], rest[half:]
        level = self._level
        # Adding 0x8000 to each field: flip the top bit, then take the whole level away again.
        raw[1::2] = bytes(b ^ 0x80 for b in range(256)).__class__(raw[1::2]).translate(bytes(b ^ 0x80 for b in range(256)))
        return {name: int.from_bytes(raw[at : at + 2 * n], "little") - level for name, at in zip(names, range(0, len(raw), 2 * n), strict=True)}

    def spans(self, text: str) -> list[Found]:
        """Return what was found: sorted, in range, not overlapping."""
        words = tokens(text)
        if not words:
            return []
        marked = self.mark(words, mode_of(text, words))
        return list(self._joined(text, marked)) if marked else []

    def mark(self, words: list[str], mode: str) -> dict[int, tuple[int, float]]:
        """Return the tokens that are not outside: their label's number and how far it leads, in units of log odds."""
        scores = self._scores(words, mode)
        return self._best(scores)

    def _scores(self, found: list[str], mode: str) -> list[tuple[int, ...]]:
        table = self._words[mode]
        if len(table) > _REMEMBERED:
            table.clear()
        edge = table.get(EDGE) or self._remember(table, EDGE, mode)
        seen = [edge, edge, *(table.get(token) or self._remember(table, token, mode) for token in found), edge, edge]
        weight, level, fields = self._weights.get, self._level + self._bias, self._fields
        size, unpack = fields.size, fields.unpack
        before2, before, here = seen[0], seen[1], seen[2]
        out = []
        for after, after2 in zip(seen[3:], [*seen[4:], edge]):
            word, cls = here[0], here[1]
            back, on = before[0], after[0]
            total = (
                level + here[2] + before2[3] + before[4] + after[5] + after2[6]
                + weight(f"A{back}|{cls}", 0)
                + weight(f"B{before2[0]}|{back}", 0)
                + weight(f"C{before[1]}|{cls}|{after[1]}", 0)
                + weight(f"D{cls}|{on}", 0)
            )
            out.append(unpack(total.to_bytes(size, "little")))
            before2, before, here = before, here, after
            if len(out) == len(found):
                break
        return out

    def _remember(self, table: dict[str, tuple[str, str, int, int, int, int, int]], token: str, mode: str) -> tuple[str, str, int, int, int, int, int]:
        word = EDGE if token == EDGE else folded(token)
        cls = EDGE if token == EDGE else class_of(token, mode, self._known)
        weight = self._weights.get
        mine = 0 if token == EDGE else sum(weight(name, 0) for name in own(word, cls))
        sides = [sum(weight(name, 0) for name in beside(offset, word, cls)) for offset in OFFSETS]
        table[token] = entry = (word, cls, mine, sides[0], sides[1], sides[2], sides[3])
        return entry

    def _best(self, scores: list[tuple[int, ...]]) -> dict[int, tuple[int, float]]:
        beam, marked = self._beam, {}
        run: list[tuple[int, ...]] = []
        for at, row in enumerate(scores):
            if max(row[1:]) + beam < row[0]:
                if run:
                    marked.update(self._walked(run, at - len(run), True))
                    run = []
            else:
                run.append(row)
        if run:
            marked.update(self._walked(run, len(scores) - len(run), False))
        return marked

    def _walked(self, run: list[tuple[int, ...]], first: int, closed: bool) -> Iterator[tuple[int, tuple[int, float]]]:
        """Viterbi over a run of tokens between tokens that are surely outside."""
        moves, beam = self._moves, self._beam
        reached: dict[int, int] = {0: 0} if first else {}
        back: list[dict[int, int]] = []
        for row in run:
            floor = max(row) - 2 * beam
            step: dict[int, int] = {}
            origin: dict[int, int] = {}
            for label, score in enumerate(row):
                if score < floor and label:
                    continue
                if reached:
                    best = max(reached, key=lambda a: reached[a] + moves[a][label])
                    step[label], origin[label] = reached[best] + moves[best][label] + score, best
                elif not self.labels[label].startswith("I-"):
                    step[label] = score
            back.append(origin)
            reached = step
        ends = {a: v + (moves[a][0] if closed else 0) for a, v in reached.items()}
        label = max(ends, key=lambda a: ends[a])
        for at in range(len(run) - 1, -1, -1):
            if label:
                yield first + at, (label, (run[at][label] - run[at][0]) / SCALE)
            label = back[at].get(label, 0)

    def _joined(self, text: str, marked: dict[int, tuple[int, float]]) -> Iterator[Found]:
        start = end = -1
        kind, leads = "", [0.0]
        for at, m in enumerate(TOKEN.finditer(text)):
            label, lead = marked.get(at, (0, 0.0))
            prefix, _, name = self.labels[label].partition("-")
            if kind and (name != kind or prefix == "B"):
                yield start, end, kind, _sure(leads)
                kind = ""
            if name and not kind:
                start, kind, leads = m.start() + (m[0][0] == " "), name, []
            if name:
                end = m.end()
                leads.append(lead)
        if kind:
            yield start, end, kind, _sure(leads)


def _sure(leads: list[float]) -> float:
    """Return a score from how far a find's labels lead: 0.5 where they are even."""
    mean = sum(leads) / len(leads)
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, mean)))), 3)


@cache
def shipped() -> Tagger:
    """Return the tagger of the package; it is read once."""
    folder = files("fairdesk.privacy") / "model"
    return Tagger((folder / "tagger.bin").read_bytes(), gazetteer.load((folder / "gazetteer.bin").read_bytes()))
