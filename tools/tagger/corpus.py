"""Read the texts the tagger may learn from, say which of them belong together, and mark their tokens.

Only sources whose licence allows to ship what was learned: our own, CC0, CC BY and MIT.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from fairdesk.privacy.features import TOKEN

KINDS = ("PERSON", "ADDRESS", "LOCATION", "USERNAME")
"""What the tagger learns to find; everything else is outside for it."""

TEACHERS = {
    "cs-synth": "the project's own",
    "pii-anon": "CC0-1.0 (subhash-holla/pii-anon-eval-data)",
    "wnut17": "CC BY 4.0 (Derczynski et al. 2017, leondz/emerging_entities_17)",
    "btc": "CC BY 4.0 (Derczynski et al. 2016, GateNLP/broad_twitter_corpus)",
    "abcd-sample": "MIT (ASAPP, asappresearch/abcd)",
}
"""Files that may be learned from, and their licences."""
STRANGERS = ("sgd", "presidio-research", "uner-ewt", "uner-de", "uner-pt", "uner-da", "uner-sv")
"""Files that are never learned from: the test of how the tagger does elsewhere."""

Labelled = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """One text, what is marked in it, where it is from, and which texts are made alike (they are tested together)."""

    text: str
    spans: tuple[Labelled, ...]
    source: str
    lang: str
    alike: str
    row: dict[str, object] = field(compare=False, repr=False, default_factory=dict)


def read(file: Path) -> list[Text]:
    """Return the texts of one JSON Lines file."""
    return [from_row(json.loads(line), file.stem) for line in file.read_text("utf-8").splitlines()]


def from_row(row: dict[str, object], source: str) -> Text:
    """Return one row of {"text", "spans", ...} as a text."""
    text = str(row["text"])
    spans = tuple((int(a), int(b), str(k)) for a, b, k in row["spans"])  # type: ignore[attr-defined]
    return Text(text, spans, source, str(row.get("lang", "en")), alike(text, spans, source, row), row)


def alike(text: str, spans: tuple[Labelled, ...], source: str, row: dict[str, object]) -> str:
    """Return what texts made from one template have in common."""
    if "template" in row:
        return f"{source}:{row['template']}"
    if source != "pii-anon":
        return text
    parts, last = [], 0
    for start, end, kind in spans:
        parts += [text[last:start], f"<{kind}>"]
        last = end
    return re.sub(r"\d+", "0", "".join(parts) + text[last:])[:24]


def fold_of(one: Text, folds: int) -> int:
    """Return in which part of a cross-validation a text is tested."""
    return int.from_bytes(hashlib.sha256(one.alike.encode()).digest()[:4], "big") % folds


def marks(one: Text) -> tuple[list[str], list[str]]:
    """Return the tokens of a text and a label for each: "O", "B-PERSON" for a first token, "I-PERSON" for the next."""
    found, labels = [], []
    spans = [s for s in one.spans if s[2] in KINDS]
    last = None
    for m in TOKEN.finditer(one.text):
        start, end = m.start() + (m[0][0] == " "), m.end()
        hit = next((s for s in spans if min(s[1], end) - max(s[0], start) >= 0.5 * (end - start)), None)
        found.append(m[0])
        labels.append("O" if hit is None else f"{'I' if hit is last else 'B'}-{hit[2]}")
        last = hit
    return found, labels
