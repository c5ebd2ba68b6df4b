"""Find names, addresses, places and user names: a linear-chain conditional random field, read from a file of ours.

    tagger = shipped()
    tagger.spans("My name is Ana Lopez and I live in Porto")   # [(11, 20, "PERSON", 0.99), (35, 40, "LOCATION", 0.98)]

Lafferty, McCallum, Pereira: Conditional Random Fields, ICML 2001; decoded after Viterbi, 1967. Trained by CRFsuite
(tools/train_tagger.py), run without it: a feature's weights for all labels are one whole number of 16-bit fields, so that
one addition adds them all, and labels far below the best of their token are not followed.
"""

from __future__ import annotations

import hashlib
import json
import math
import operator
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fairdesk.privacy import gazetteer
from fairdesk.privacy.features import EDGE, OFFSETS, PAIR, TOKEN, Known, mode_of, own, read, tokens

SCALE = 128
"""A weight of 1.0 is stored as this."""
LARGEST = 12 * SCALE
"""No weight is larger, so that the fifteen to eighteen of a token stay in 16 bits."""
_ZERO = 1 << 15
_HOPELESS = 8 * SCALE
"""A label this far behind the best of its token, and a path this far behind the best so far, are not followed."""
_FAR = 1 << 60
_REMEMBERED = 10_000
_FOLDER = Path(__file__).with_name("model")
"""Everyday words were listed after training: what it learned of words on no list stays true, and fewer of them are met."""
_FLIPPED = bytes(byte ^ 0x80 for byte in range(256))

Found = tuple[int, int, str, float]
"""Start, end (exclusive), kind, how sure."""


def pack(
    labels: Sequence[str],
    moves: Mapping[tuple[str, str], float],
    weights: Mapping[str, Mapping[str, float]],
    facts: dict[str, object],
) -> bytes:
    """Return a model as the bytes that `Tagger` reads; labels begin with "O". The same model gives the same bytes."""
    alone: dict[str, bytes] = {}
    pairs: dict[tuple[str, str], bytes] = {}
    for name in sorted(weights):
        row = [_whole(weights[name].get(label, 0.0)) for label in labels]
        if any(row):
            packed = struct.pack(f"<{len(labels)}h", *row)
            if name[0] in "ABCD":
                pairs[_asked(name)] = packed
            else:
                alone[name] = packed
    order = sorted(pairs)
    sizes = Counter(first for first, _ in order)
    rows = b"".join([*alone.values(), *(pairs[key] for key in order)])
    steps = [[_whole(moves.get((a, b), 0.0)) if _follows(a, b) else -LARGEST for b in labels] for a in labels]
    head = json.dumps({"format": 2, "labels": list(labels), "moves": steps, **facts}, sort_keys=True)
    lists = ["\n".join(part).encode("utf-8") for part in (alone, sizes, [rest for _, rest in order])]
    counts = struct.pack(f"<{len(sizes)}H", *sizes.values())
    # Apart, the two halves of a weight compress better.
    return zlib.compress(b"\0".join((head.encode("ascii"), *lists, b"")) + counts + rows[0::2] + rows[1::2], 9)


def _asked(name: str) -> tuple[str, str]:
    """Return the two parts of a pair's name: that by which it is found first, with its kind, and the rest."""
    kind, (first, second, *third) = name[0], name[1:].split(PAIR)
    return (kind + first, second) if kind in "AB" else (kind + second, PAIR.join([first, *third]))


def _follows(before: str, label: str) -> bool:
    """Return whether a label may follow: "I-PERSON" only "B-PERSON" or itself."""
    return label[0] != "I" or before[2:] == label[2:]


def _whole(weight: float) -> int:
    return max(-LARGEST, min(LARGEST, round(weight * SCALE)))


_Entry = tuple[Any, ...]
"""A token as it is remembered: word, class, its own weights, those it lends to the four beside it, four tables of
pairs, whether it is dull."""


class Tagger:
    """A trained model with its lists. Safe to use from many threads: what it remembers are facts about words."""

    def __init__(self, model: bytes, known: Known) -> None:
        self.version = hashlib.sha256(model).hexdigest()[:16]
        head, alone, heads, rests, rest = zlib.decompress(model).split(b"\0", 4)
        self.facts = json.loads(head)
        self.labels: list[str] = self.facts["labels"]
        self.known = known
        n = len(self.labels)
        self._fields = struct.Struct(f"<{n}H")
        self._level = sum(_ZERO << (16 * k) for k in range(n))
        names, firsts = alone.decode("utf-8").split("\n"), heads.decode("utf-8").split("\n") if heads else []
        rows = self._unpacked(rest[2 * len(firsts) :])
        self._weights = dict(zip(names, rows, strict=False))
        # The weights of pairs: by kind and the word or class asked first, then by what else they name.
        self._pairs: dict[str, dict[str, int]] = {}
        end, others, paired = 0, rests.decode("utf-8").split("\n"), rows[len(names) :]
        for first, size in zip(firsts, struct.unpack_from(f"<{len(firsts)}H", rest), strict=True):
            start, end = end, end + size
            self._pairs[first] = dict(zip(others[start:end], paired[start:end], strict=True))
        self._classes: dict[str, tuple[Any, ...]] = {}
        bias = self.facts.get("bias", {})
        self._moves, gains = _levelled(self.facts["moves"])
        self._gains = tuple(gains)
        self._outside = (LARGEST, *[0] * (n - 1))
        # Whoever leaves a name for the outside pays at least this, so a name must have gained it.
        self._price = min(-row[0] for row in self._moves[1:])
        self._still = [[0] * n for _ in range(n)]
        gains = [
            gain + int(bias.get(label.partition("-")[2], 0)) for gain, label in zip(gains, self.labels, strict=True)
        ]
        self._start = self._level + sum(gain << (16 * k) for k, gain in enumerate(gains))
        self._words: dict[str, dict[str, _Entry]] = {mode: {} for mode in "nlug"}

    def _unpacked(self, halves: bytes) -> list[int]:
        """Return the weights of each feature as one number, from the two halves of all."""
        raw, half, size = bytearray(len(halves)), len(halves) // 2, self._fields.size
        # A field is stored with its sign: flip its top bit here, take the whole level away below.
        raw[0::2], raw[1::2] = halves[:half], halves[half:].translate(_FLIPPED)
        level, number = self._level, int.from_bytes
        return [number(raw[at : at + size], "little") - level for at in range(0, len(raw), size)]

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
        start, size, unpack = self._start, self._fields.size, self._fields.unpack
        out = []
        for before2, before, here, after, after2 in zip(seen, seen[1:], seen[2:], seen[3:], seen[4:], strict=False):
            if here[11] and before[11] and after[11] and before2[11] and after2[11]:
                out.append(self._outside)
                continue
            cls = here[1]
            total = start + here[2] + before2[3] + before[4] + after[5] + after2[6]
            if before[7]:
                total += before[7].get(cls, 0)
            if before2[8]:
                total += before2[8].get(before[0], 0)
            if here[9]:
                total += here[9].get((before[1], after[1]), 0)
            if after[10]:
                total += after[10].get(cls, 0)
            out.append(unpack(total.to_bytes(size, "little")))
        out[0] = tuple(map(operator.sub, out[0], self._gains))  # nothing was moved from
        return out

    def _remember(self, table: dict[str, _Entry], token: str, mode: str) -> _Entry:
        word, cls, is_dull = read(token, mode, self.known)
        about = self._classes.get(cls) or self._classed(cls)
        weight, pair = self._weights.get, self._pairs.get
        mine = 0 if token == EDGE else about[0] + sum([weight(name, 0) for name in own(word, cls[0])])
        sides = [weight(f"{offset}w{word}", 0) + about[1 + place] for place, offset in enumerate(OFFSETS)]
        table[token] = entry = (
            word, cls, mine, *sides, pair(f"A{word}"), pair(f"B{word}"), about[5], pair(f"D{word}"), is_dull,
        )  # fmt: skip
        return entry

    def _classed(self, cls: str) -> tuple[Any, ...]:
        weight = self._weights.get
        sides = [weight(f"{offset}c{cls}", 0) for offset in OFFSETS]
        beside = {tuple(rest.split(PAIR)): row for rest, row in self._pairs.get(f"C{cls}", {}).items()}
        self._classes[cls] = about = (weight(f"c{cls}", 0), *sides, beside)
        return about

    def _best(self, scores: list[tuple[int, ...]]) -> dict[int, tuple[int, float]]:
        gains = [max(row[1:]) - row[0] for row in scores]
        if max(gains) < 0:
            return {}
        marked: dict[int, tuple[int, float]] = {}
        for first, last in _hopeful(gains, self._price):
            marked.update(self._walked(scores[first:last], first, last == len(scores)))
        return marked

    def _walked(self, run: list[tuple[int, ...]], first: int, ends: bool) -> Iterator[tuple[int, tuple[int, float]]]:
        """Viterbi over a run of tokens between tokens that are surely outside."""
        moves = self._moves if first else self._still
        reached: list[tuple[int, int]] = [(0, 0)]
        back: list[dict[int, int]] = []
        for row in run:
            floor = max(row) - _HOPELESS
            step: list[tuple[int, int]] = []
            origin: dict[int, int] = {}
            for label, score in enumerate(row):
                if score >= floor or not label:
                    best = from_ = -_FAR
                    for a, so_far in reached:
                        value = so_far + moves[a][label]
                        if value > best:
                            best, from_ = value, a
                    step.append((label, best + score))
                    origin[label] = from_
            back.append(origin)
            floor = max([so_far for _, so_far in step]) - _HOPELESS
            reached, moves = [pair for pair in step if pair[1] >= floor], self._moves
        label = max(reached, key=lambda pair: pair[1] + (0 if ends else moves[pair[0]][0]))[0]
        for at in range(len(run) - 1, -1, -1):
            if label:
                yield first + at, (label, (run[at][label] - run[at][0]) / SCALE)
            label = back[at][label]

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


def _levelled(moves: list[list[int]]) -> tuple[list[list[int]], list[int]]:
    """Return the moves so that none gains anything, and what each label gains by the best move to it instead.

    The best path stays the same. Then a label that does not beat "O" by itself can only stand beside one that does.
    """
    gains = [max(row[k] for row in moves) for k in range(len(moves))]
    gains[0] = moves[0][0]
    # A move to "O" that gains more than staying there is told to the label that is left.
    for a, row in enumerate(moves):
        row[0] = min(row[0], moves[0][0]) if a else row[0]
    return [[value - gains[k] for k, value in enumerate(row)] for row in moves], [gain - gains[0] for gain in gains]


def _hopeful(gains: list[int], price: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches whose tokens lie in some window that gains more than its price; all else is outside."""
    n = len(gains)
    right = [price] * (n + 1)  # at the end of the text nothing is paid
    best = price
    for at in range(n - 1, -1, -1):
        best += gains[at]
        if best < 0:
            best = 0
        right[at] = best
    left, first = 0, -1
    for at, gain in enumerate(gains):
        if left + gain + right[at + 1] > price:
            if first < 0:
                first = at
        elif first >= 0:
            yield first, at
            first = -1
        left += gain
        if left < 0:
            left = 0
    if first >= 0:
        yield first, n


def _sure(leads: list[float]) -> float:
    """Return a score from how far a find's labels lead: 0.5 where they are even."""
    mean = sum(leads) / len(leads)
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, mean)))), 3)


@cache
def shipped() -> Tagger:
    """Return the tagger of the package; it is read once."""
    model, *lists = (_FOLDER.joinpath(name).read_bytes() for name in ("tagger.bin", "gazetteer.bin", "everyday.bin"))
    return Tagger(model, gazetteer.load(*lists))
