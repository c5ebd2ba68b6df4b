"""Vary training texts: other names in the same sentence, all in small letters, so that what stands around a name decides."""

from __future__ import annotations

import re
from dataclasses import replace

from tools.tagger.corpus import Labelled, Text
from tools.tagger.drawing import Draw
from tools.tagger.people import draw_name, names_of, origins
from tools.tagger.places import countries, country_names, draw_city

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
_FAMILIES = tuple(sorted(_SPLIT))
_TOWNS = [
    "ville",
    "ton",
    "burg",
    "dorf",
    "heim",
    "ham",
    "stad",
    "wijk",
    "berg",
    "borg",
    "by",
    "sund",
    "stedt",
    "pur",
    "abad",
    "grad",
    "ovo",
    "ice",
    "owo",
    "ów",
    "city",
    "polis",
    "mouth",
    "field",
    "hausen",
]


def invented(draw: Draw, family: str) -> str:
    """Return a word that sounds like a family of languages and is probably nobody's name."""
    onset, vowel, coda, end = _SPLIT[family]
    parts = []
    for _ in range(draw.pick((1, 2, 2, 2, 3))):
        parts += [draw.pick(onset), draw.pick(vowel), draw.pick(coda) if draw.chance(0.4) else ""]
    if draw.chance(0.5):
        parts.append(draw.pick(end))
    return "".join(parts).capitalize()


def name(draw: Draw, kind: str, origin: str) -> str:
    """Return a "given" or "family" name: of our lists, or made of their parts, or of syllables alone."""
    return invented(draw, draw.pick(_FAMILIES)) if draw.chance(0.4) else draw_name(draw, origin, kind, "train")


def full_name(draw: Draw) -> str:
    """Return a name as it is written in a text."""
    origin = draw.pick(origins())
    words = [name(draw, "given", origin), name(draw, "family", origin)]
    if draw.chance(0.2):
        words.insert(
            1,
            draw.pick(
                (
                    "van",
                    "de",
                    "von",
                    "al",
                    "bin",
                    "da",
                    "dos",
                    draw.fill("@."),
                    draw.fill("@."),
                    name(draw, "given", origin),
                )
            ),
        )
    return " ".join(words)


def town(draw: Draw) -> str:
    """Return a town: of our lists, or invented."""
    if draw.chance(0.6):
        return draw_city(draw, draw.pick(sorted(countries())), "train")
    word = invented(draw, draw.pick(_FAMILIES))
    made = word + draw.pick(_TOWNS) if len(word) < 7 and draw.chance(0.6) else word
    before = draw.pick(("San", "Bad", "New", "Santa", "Port", "Novo", "Nowy", "Saint", "Upper"))
    return f"{before} {made}" if draw.chance(0.12) else made


_STAY = frozenset(["dr", "mr", "mrs", "ms", "de", "van", "der", "da", "la", "von", "and", "herr", "frau"])


def renamed(one: Text, draw: Draw) -> Text:
    """Return a text with other people and places: each word of a name becomes another, written as it was."""
    parts: list[str] = []
    spans: list[Labelled] = []
    last = length = 0
    known: dict[str, str] = {}
    origin = draw.pick(origins())

    def other(word: str, first: bool) -> str:
        if word.lower() in _STAY:
            return word
        if word.lower() not in known:
            known[word.lower()] = name(draw, "given" if first else "family", origin)
        new = known[word.lower()]
        return new.lower() if word.islower() else new.upper() if word.isupper() and len(word) > 1 else new

    for start, end, kind in one.spans:
        before, said = one.text[last:start], one.text[start:end]
        if kind == "PERSON":
            said = _WORD.sub(lambda m: other(m[0], m.start() == 0), said)
        elif kind == "LOCATION":
            new = town(draw)
            said = new.lower() if said.islower() else new.upper() if said.isupper() else new
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


def strewn(texts: list[Text], seed: int, count: int) -> list[Text]:
    """Return *count* texts without a name into which one of our lists was put anywhere: there the lists decide."""
    draw = Draw(f"strewn:{seed}")
    bare = [one for one in texts if not one.spans and " " in one.text and len(one.text) < 200]
    return [_strewn(draw.pick(bare), draw) for _ in range(count)]


def _strewn(one: Text, draw: Draw) -> Text:
    at = draw.pick([m.end() for m in re.finditer(" ", one.text)])
    kind = "LOCATION" if draw.chance(0.4) else "PERSON"
    said = _listed(kind, draw, one.lang)
    said = said.lower() if one.text.islower() else said
    text = f"{one.text[:at]}{said} {one.text[at:]}"
    return replace(one, text=text, spans=((at, at + len(said), kind),))


def _listed(kind: str, draw: Draw, lang: str) -> str:
    if kind == "LOCATION":
        names = country_names()
        return (
            draw.pick(names.get(lang) or names["en"])
            if draw.chance(0.5)
            else draw.pick(countries()[draw.pick(sorted(countries()))].cities)
        )
    origin = draw.pick(origins())
    given, family = draw.pick(names_of(origin, "given", "train")), draw.pick(names_of(origin, "family", "train"))
    return draw.weighted(((f"{given} {family}", 0.6), (given, 0.2), (family, 0.2)))


def varied(texts: list[Text], seed: int, rename: float = 0.5, lower: float = 0.2, upper: float = 0.02) -> list[Text]:
    """Return *texts* and varied copies of them, in a fixed order."""
    draw = Draw(f"varied:{seed}")
    out = []
    for one in texts:
        named = any(kind in ("PERSON", "LOCATION") for _, _, kind in one.spans)
        out.append(renamed(one, draw) if named and draw.chance(rename) else one)
        if draw.chance(lower):
            out.append(small(renamed(one, draw) if named and draw.chance(rename) else one))
        elif draw.chance(upper):
            out.append(capital(one))
    return out
