"""Score the check of care: what it finds of what people labelled, and how often it stops a good reply. Pure.

    scores = CareScores()
    scores.add({"text": "Calm down. We will call.", "topic": "illness", "findings": ["belittling"]})
    scores.report()["parts"]["seen"]["rules"]["belittling"]      # -> {"recall": 1.0, "recall_n": 1, "precision": 1.0, ...}

A labelled line names in `findings` every rule that the reply breaks, none for a good one; `part` tells apart what the
lists were widened on ("seen") from what was kept from them ("kept"). Of lines without such labels it is counted how often
each rule speaks, in replies that people called warm or cool (the `levels` of EPITOME, Sharma et al. 2020) or polite or
not (the `label` of the Stanford Politeness Corpus, Danescu-Niculescu-Mizil et al. 2013): of customer service is neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fairdesk.intervals import wilson
from fairdesk.nouns import BadInput
from fairdesk.sensitive.care import RULES, check

FEWEST = 30
"""Of fewer replies a share says too little."""
SHAPE = ("questions", "long", "long_sentence")
"""Rules that count: no label is needed to know that they are right, so a labelled line need not name them."""
ANY, ANY_WORDS = "any", "any_words"
_QUARTER = {1: "the politest quarter", 0: "the middle half", -1: "the least polite quarter"}


@dataclass
class CareScores:
    """Counts what the check finds in labelled replies, and in those of which only the tone is known."""

    lines: int = 0
    hits: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    found: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wanted: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    good: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    tones: Counter[str] = field(default_factory=Counter)
    spoke: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, row: Mapping[str, Any], number: int = 0) -> None:
        """Count one line. Raises BadInput naming the line, and never quoting it, if it has no text or no label."""
        text = row.get("text", row.get("response_post"))
        if not isinstance(text, str):
            raise BadInput(f"line {number} has no text; a labelled reply has text and findings")
        told = check(
            text, row.get("lang", "en"), row.get("topic", "crisis"),
            by_machine=row.get("machine") is True, before=row.get("before", ()), lately=row.get("lately", ()),
        )  # fmt: skip
        self.lines += 1
        codes = {one.rule.code for one in told}
        if "findings" in row:
            self._labelled(codes, _labels(row["findings"], number), str(row.get("part", "seen")))
        else:
            words = any(one.words and one.rule.code not in SHAPE for one in told)
            self._of_tone(codes, words, _tone(row, number))

    def _labelled(self, codes: set[str], wanted: set[str], part: str) -> None:
        self.wanted[part].update(wanted)
        self.found[part].update(code for code in codes if code in wanted or code not in SHAPE)
        self.hits[part].update(codes & wanted)
        if not wanted:
            self.good[part] += 1
            self.stopped[part] += bool(codes)

    def _of_tone(self, codes: set[str], words: bool, tone: str) -> None:
        self.tones[tone] += 1
        self.spoke[tone].update([*codes, *([ANY] if codes else []), *([ANY_WORDS] if words else [])])

    def report(self) -> dict[str, Any]:
        """Return all figures: by part recall and precision of each rule and how many good replies are stopped; by tone
        how often each rule speaks."""
        return {
            "lines": self.lines,
            "parts": {part: self._part(part) for part in sorted({*self.wanted, *self.good})},
            "tones": {
                tone: {
                    "n": n,
                    **{code: _share(self.spoke[tone][code], n) for code in (ANY, ANY_WORDS)},
                    "rules": {code: _share(self.spoke[tone][code], n) for code in RULES if self.spoke[tone][code]},
                }
                for tone, n in sorted(self.tones.items())
            },
        }

    def _part(self, part: str) -> dict[str, Any]:
        wanted, found, hits = self.wanted[part], self.found[part], self.hits[part]
        worded = [code for code in RULES if code not in (*SHAPE, "no_next_step")]
        return {
            "good_replies_stopped": _share(self.stopped[part], self.good[part]),
            "words": _both(*(sum(each[code] for code in worded) for each in (hits, wanted, found))),
            "rules": {
                code: _both(hits[code], wanted[code], found[code]) for code in RULES if wanted[code] or found[code]
            },
        }


def _both(hits: int, wanted: int, found: int) -> dict[str, Any]:
    return {"recall": _share(hits, wanted), "precision": _share(hits, found)}


def _share(count: int, of: int) -> dict[str, Any]:
    if not of:
        return {"value": None, "interval": None, "n": 0, "n_too_small": True}
    share = wilson(count, of)
    between = [round(share.low, 4), round(share.high, 4)]
    return {"value": round(share.value, 4), "interval": between, "n": of, "n_too_small": of < FEWEST}


def _labels(named: object, number: int) -> set[str]:
    if not isinstance(named, list) or not set(map(str, named)) <= set(RULES):
        raise BadInput(f'line {number}: "findings" is a list of {", ".join(RULES)}')
    return set(named)


def _tone(row: Mapping[str, Any], number: int) -> str:
    levels, label = row.get("levels"), row.get("label")
    if isinstance(levels, dict) and levels.get("emotional_reaction") in (0, 1, 2):
        return f"sympathy {('none', 'weak', 'strong')[levels['emotional_reaction']]} (EPITOME)"
    if label in _QUARTER and "annotations" in row:
        return f"{_QUARTER[label]} of {row.get('source', 'unnamed')} (Stanford Politeness)"
    raise BadInput(f'line {number} has no label; a reply has "findings", or the labels of one of the two public sets')
