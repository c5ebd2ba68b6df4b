"""Write training texts for the tagger of personal data: sentences of our own, filled with people who do not exist.

    python tools/tagger/generate.py --count 20 --seed 1
    python tools/tagger/generate.py --count 5 --seed 1 --lang de --part held_out

Each line is a JSON object: text; spans [start, end, TYPE] in characters, end exclusive, none overlapping; lang; origin
(of the first person's name); template (stable ids, joined by "+"). The same seed gives the same bytes everywhere.
One template and one name in five are held out: a tagger trained on part "train" has seen none of those of "held_out".
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # started as a script, not imported from the repository
    sys.path.insert(0, str(ROOT))

from tools.tagger.drawing import Draw, Part, part_of  # noqa: E402
from tools.tagger.scene import SLOT, SLOTS, Scene  # noqa: E402
from tools.tagger.spelling import Piece, as_typed  # noqa: E402

TEMPLATES = Path(__file__).with_name("templates")

LANGUAGES = {
    "en": 0.46, "de": 0.13, "pt": 0.08, "fr": 0.07, "es": 0.07, "da": 0.05, "sv": 0.04, "it": 0.04, "nl": 0.04, "pl": 0.015, "tr": 0.005,
}  # fmt: skip
"""How many of the texts are in each language."""

TRAP_SHARE = 0.43
SIGNED_SHARE = 0.12
SECOND_SENTENCE_SHARE = 0.14
FRAMES = {"opening", "closing"}
OFTEN = {"address": 3, "bare": 2, "dialogue": 2, "news": 2}
"""Registers drawn more often than their number of templates says: each of theirs stands for many real messages."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence or message with slots; its id is a hash of its words, so it outlives every reordering."""

    id: str
    language: str
    register: str
    text: str

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of its slots."""
        return [slot.group(1) for slot in SLOT.finditer(self.text)]

    @property
    def is_trap(self) -> bool:
        """Say whether it holds nothing personal."""
        return not any(SLOTS[kind][0] for kind in self.kinds)


@cache
def templates() -> tuple[Template, ...]:
    """Read all templates: one on a line, \\n for a line break, "## register" above those of one kind."""
    return tuple(
        template
        for path in sorted(TEMPLATES.glob("*.txt"))
        for template in _read(path.stem, path.read_text(encoding="utf-8"))
    )


def _read(language: str, lines: str) -> Iterator[Template]:
    register = ""
    for line in lines.splitlines():
        if line.startswith("## "):
            register = line[3:].strip()
        elif line.strip():
            digest = blake2b(line.strip().encode(), digest_size=5).hexdigest()
            yield Template(f"{language}-{digest}", language, register, line.strip().replace("\\n", "\n"))


@cache
def _chosen(language: str, part: Part, kind: str) -> tuple[Template, ...]:
    """Return the templates of a kind: "trap", "personal", "opening" or "closing"."""
    fitting = (t for t in templates() if t.language == language and part_of(t.id) == part and _kind(t) == kind)
    return tuple(t for t in fitting for _ in range(OFTEN.get(t.register, 1)))


def _kind(template: Template) -> str:
    if template.register in FRAMES:
        return template.register
    return "trap" if template.is_trap else "personal"


def examples(seed: int, count: int, part: Part = "train", language: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield *count* texts with their spans: {"text", "spans", "lang", "origin", "template"}."""
    draw = Draw(f"{part}:{seed}")
    shares = list(LANGUAGES.items())
    for _ in range(count):
        yield _example(draw, language or draw.weighted(shares), part)


def _example(draw: Draw, language: str, part: Part) -> dict[str, Any]:
    scene = Scene(draw, language, part)
    used = _message(draw, language, part)
    pieces: list[Piece] = []
    for number, template in enumerate(used):
        if number:
            pieces.append((draw.pick((" ", " ", "\n")) if template.register not in FRAMES else "\n", None))
        pieces += _filled(scene, template)
    text, spans = _joined(as_typed(draw, pieces))
    origin = scene.origin if scene.has_people else ""
    return {
        "text": text,
        "spans": spans,
        "lang": language,
        "origin": origin,
        "template": "+".join(t.id for t in used),
    }


def _message(draw: Draw, language: str, part: Part) -> list[Template]:
    """Choose one template, sometimes with a second sentence, a greeting, a signature."""
    kind = "trap" if draw.chance(TRAP_SHARE) else "personal"
    used = [draw.pick(_chosen(language, part, kind) or _chosen(language, part, "personal"))]
    if "\n" in used[0].text:
        return used
    second = _chosen(language, part, draw.pick(("trap", "trap", "personal")))
    if second and draw.chance(SECOND_SENTENCE_SHARE):
        used.append(draw.pick(second))
    for frame in ("opening", "closing"):
        frames = _chosen(language, part, frame)
        if frames and draw.chance(SIGNED_SHARE):
            used.insert(0 if frame == "opening" else len(used), draw.pick(frames))
    return used


def _filled(scene: Scene, template: Template) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for slot in SLOT.finditer(template.text):
        pieces.append((template.text[at : slot.start()], None))
        pieces.append((scene.value(slot), SLOTS[slot.group(1)][0]))
        at = slot.end()
    pieces.append((template.text[at:], None))
    return [piece for piece in pieces if piece[0]]


def _joined(pieces: list[Piece]) -> tuple[str, list[list[Any]]]:
    text, spans = "", []
    for words, kind in pieces:
        if kind and words.strip():
            start = len(text) + len(words) - len(words.lstrip())
            spans.append([start, start + len(words.strip()), kind])
        text += words
    return text, spans


def main() -> None:
    """Print examples as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, help="how many texts (default 20)")
    parser.add_argument(
        "--seed", type=int, default=1, help="whole number; the same one gives the same texts (default 1)"
    )
    parser.add_argument("--lang", choices=sorted(LANGUAGES), help="one language only")
    parser.add_argument("--part", choices=("train", "held_out"), default="train", help="which part (default train)")
    args = parser.parse_args()
    for example in examples(args.seed, args.count, args.part, args.lang):
        print(json.dumps(example, ensure_ascii=False))


if __name__ == "__main__":
    main()
