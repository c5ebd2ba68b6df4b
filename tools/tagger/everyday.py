"""Write the lists of everyday words that the tagger is told of after it was trained: what short messages are made of.

    python -m tools.tagger.everyday

A language that bends its words has more forms than were counted in any text; without a capital, a form on no list looked
like a name. So our own words are bent by rule (values/inflected.toml), and those of short messages are listed
(values/everyday.txt). Ukrainian names are listed too, in their own letters and cases: otherwise only what stands around
one tells that it is a name. Training does not read these lists: it must see words that are on none.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.tagger.counted import MODEL, VALUES, own
from tools.tagger.gazetteer import plain

from fairdesk.privacy.features import COMMON, FAMILY, GIVEN, PLACE, Known
from fairdesk.privacy.gazetteer import load, pack

_WORD = re.compile(r"[^\W\d_]{2,30}")
_CASES = {"а": "и і у ою о", "я": "ї ю єю є", "й": "я ю єм", "ь": "я ю ем", "о": "а у ові"}
"""What the last letter of a Ukrainian name becomes in other cases; after another consonant they are added."""
_ADDED = ("а", "у", "ом", "ові", "е")


def inflected() -> Iterator[str]:
    """Yield each stem of our own with each ending of its kind."""
    for kind in tomllib.loads((VALUES / "inflected.toml").read_text("utf-8"))["kind"]:
        endings = [*kind["endings"].split(), *([""] if kind["endings"] != kind["endings"].strip() else [])]
        for stem in kind["stems"].split():
            for ending in endings:
                yield from _WORD.findall(stem + ending)


def forms(name: str) -> tuple[str, ...]:
    """Return a Ukrainian name in its cases, roughly: the first is how it is listed."""
    stem, last = name[:-1], name[-1]
    if last in _CASES:
        return name, *(stem + end for end in _CASES[last].split())
    return (name,) if last in "еіиу" else (name, *(name + end for end in _ADDED))


def everyday(known: Known) -> dict[str, int]:
    """Return our words with their bits; *known* are the lists that the tagger was trained with."""
    bits: dict[str, int] = {}

    def mark(word: str, bit: int) -> None:
        for form in {word.lower(), plain(word).lower()}:
            bits[form] = bits.get(form, 0) | bit

    named = tomllib.loads((VALUES / "ukrainian.toml").read_text("utf-8"))
    for kind, bit in (("given", GIVEN), ("family", FAMILY), ("towns", PLACE)):
        for name in named[kind].split():
            for form in forms(name):
                mark(form, bit)
    for word in own("everyday.txt"):
        if len(word) > 1:  # a single letter is as often an initial, or "utca" in a street
            mark(word, COMMON)
    for word in inflected():
        if not (known(word) | bits.get(word, 0)) & (GIVEN | FAMILY):  # Mila: who bears a word as a name comes first
            mark(word, COMMON)
    return {word: bit for word, bit in bits.items() if known(word) | bit != known(word)}


def main() -> None:
    """Write the lists into the package."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=MODEL / "everyday.bin")
    given = ask.parse_args()
    words = everyday(load((MODEL / "gazetteer.bin").read_bytes()))
    given.out.write_bytes(pack(words))
    print(f"{given.out}: {given.out.stat().st_size:,} bytes, {len(words):,} words")


if __name__ == "__main__":
    main()
