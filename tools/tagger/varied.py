"""Vary training texts: other names in the same sentence, all in small letters, so that what stands around a name decides."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from tools.tagger.corpus import Labelled, Text

_WORD = re.compile(r"[^\W\d_]{2,}")

# Beginnings, middles and ends of syllables, roughly as whole families of languages have them.
_SOUNDS = {
    "slavic": ("b br d dr g gr j k kr l m n p pr r s sl st sv t v vl z zh", "a e i o u ya", "n r v k sh l m", "ov ova ski ska ko enko ić ich ek yk"),
    "turkic": ("b ç d g h k l m n ö r s ş t y z", "a e ı i o ö u ü", "l n r k t y m", "oğlu can lı er taş demir"),
    "arabic": ("b d f gh h j k kh l m n q r s sh t w y z", "a aa i u ou", "b d f h l m n r s z", "i an ah eddine"),
    "indian": ("bh ch d dh g h j k kr l m n p pr r s sh shr t th v y", "a aa e i o u", "n r j t l m", "a i esh an deep kar wal raj"),
    "chinese": ("b c ch d f g h j k l m n p q r s sh t w x y z zh", "a ai ang ao e ei en eng i ia ian iang ie in ing iu o ong ou u ui un uo", "", ""),
    "vietnamese": ("b ch d đ g h kh l m n ng ngh nh ph qu t th tr v x", "a ă â e ê i o ô ơ u ư y iê uô", "c ch m n ng nh p t", ""),
    "african": ("b ch d f g k kw l m mb mw n nd ng nk ny o r s t th tsh w y z", "a e i o u", "", "a e i o u sha wu kwe beki"),
    "germanic": ("b br d f fr g h j k kl kr l m n p r s sch st t v w", "a e ei i ie o u ä ö ü aa oo", "ck l ld lt m n nd ng r rg rt s", "er mann sen berg feld ink stra sson"),
    "romance": ("b br c ch d f g gr j l m n p qu r s t v", "a e i o u ia eau ou é", "l n r s", "ez es ini etti ard eau ella ão inho"),
    "finnic": ("h j k l m n p r s t v", "a aa e i ii o u uu ä ö y", "l n r s k t", "nen la inen mäki"),
    "hellenic": ("d g k l m n p r s t th v x z", "a e i o ou", "l n r s", "is os akis opoulos idis as"),
    "pacific": ("h k l m n p t f s v", "a e i o u ai au", "", "loa mai ina"),
}  # fmt: skip
_SPLIT = {name: tuple(part.split() or [""] for part in parts) for name, parts in _SOUNDS.items()}
_TOWNS = "ville ton burg dorf heim ham stad wijk berg borg by sund stedt pur abad grad ovo ice owo ów city polis mouth field hausen".split()


def invented(chance: random.Random, family: str) -> str:
    """Return a word that sounds like a family of languages and is probably nobody's name."""
    onset, vowel, coda, end = _SPLIT[family]
    parts = []
    for _ in range(chance.choice((1, 2, 2, 2, 3))):
        parts += [chance.choice(onset), chance.choice(vowel), chance.choice(coda) if chance.random() < 0.4 else ""]
    if chance.random() < 0.5:
        parts.append(chance.choice(end))
    return "".join(parts).capitalize()


def invented_name(chance: random.Random, form: str) -> str:
    """Return an invented "given", "family" or "full" name."""
    family = chance.choice(sorted(_SPLIT))
    words = [invented(chance, family) for _ in range(chance.choice((2, 2, 2, 3)) if form == "full" else 1)]
    if form == "full" and chance.random() < 0.1:
        words.insert(1, chance.choice(("van", "de", "von", "al", "bin", "da", "dos", f"{chance.choice('ABCDEHJKLMPRST')}.")))
    return " ".join(words)


def invented_town(chance: random.Random) -> str:
    """Return an invented name of a town."""
    word = invented(chance, chance.choice(sorted(_SPLIT)))
    town = word + chance.choice(_TOWNS) if len(word) < 7 and chance.random() < 0.6 else word
    before = chance.choice(("San", "Bad", "New", "Santa", "Port", "Novo", "Nowy", "Saint", "Upper"))
    return f"{before} {town}" if chance.random() < 0.12 else town


def renamed(one: Text, chance: random.Random) -> Text:
    """Return a text with other people and places: each word of a name becomes an invented one, written as it was."""
    families = sorted(_SPLIT)
    parts: list[str] = []
    spans: list[Labelled] = []
    last = length = 0
    known: dict[str, str] = {}
    family = chance.choice(families)

    def other(m: re.Match[str]) -> str:
        word = m[0]
        if word.lower() in ("dr", "mr", "mrs", "ms", "de", "van", "der", "da", "la", "von", "and"):
            return word
        new = known.setdefault(word.lower(), invented(chance, family))
        if town and len(new) < 9 and chance.random() < 0.5:
            new = known[word.lower()] = new + chance.choice(_TOWNS)
        return new.lower() if word.islower() else new.upper() if word.isupper() and len(word) > 1 else new

    for start, end, kind in one.spans:
        before = one.text[last:start]
        said = one.text[start:end]
        town = kind == "LOCATION"
        if kind in ("PERSON", "LOCATION"):
            said = _WORD.sub(other, said)
        parts += [before, said]
        spans.append((length + len(before), length + len(before) + len(said), kind))
        length += len(before) + len(said)
        last = end
    return replace(one, text="".join(parts) + one.text[last:], spans=tuple(spans))


def small(one: Text) -> Text:
    """Return a text without capitals; as it was if that would move its letters."""
    low = one.text.lower()
    return replace(one, text=low) if len(low) == len(one.text) else one


def capital(one: Text) -> Text:
    """Return a text in capitals; as it was if that would move its letters."""
    high = one.text.upper()
    return replace(one, text=high) if len(high) == len(one.text) else one


def varied(texts: list[Text], seed: int, rename: float = 0.5, lower: float = 0.2, upper: float = 0.02) -> list[Text]:
    """Return *texts* and varied copies of them, in a fixed order."""
    chance = random.Random(seed)
    out = []
    for one in texts:
        named = any(kind in ("PERSON", "LOCATION") for _, _, kind in one.spans)
        if named and chance.random() < rename:
            out.append(renamed(one, chance))
        else:
            out.append(one)
        drawn = chance.random()
        if drawn < lower:
            out.append(small(renamed(one, chance) if named and chance.random() < rename else one))
        elif drawn < lower + upper:
            out.append(capital(one))
    return out
