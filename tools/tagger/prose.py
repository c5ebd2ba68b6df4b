"""Write plain prose about people and places, as in news and letters, in our own sentences: {P} a person, {F} a given name,
{L} a family name, {C} a town, {K} a country, {B} a place in a town. Sentences without a slot teach what is nobody and nowhere, German nouns first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale
from tools.tagger.corpus import Labelled, Text
from tools.tagger.drawing import Draw
from tools.tagger.people import origins
from tools.tagger.varied import full_name, name, town

SENTENCES = Path(__file__).with_name("prose.txt")
"""Our own sentences, one on a line, under the code of their language."""

_CONTINENTS = ("002", "005", "019", "142", "150")
_FIRST = [
    "Arbeit",
    "Bau",
    "Bank",
    "Berg",
    "Betrieb",
    "Bild",
    "Blut",
    "Boden",
    "Brief",
    "Daten",
    "Druck",
    "Energie",
    "Erd",
    "Fach",
    "Fahr",
    "Familien",
    "Farb",
    "Fern",
    "Feuer",
    "Film",
    "Flug",
    "Forschung",
    "Freizeit",
    "Garten",
    "Gas",
    "Geld",
    "Gesundheit",
    "Glas",
    "Grund",
    "Haupt",
    "Haus",
    "Heim",
    "Holz",
    "Industrie",
    "Jahr",
    "Kampf",
    "Kinder",
    "Kirchen",
    "Klima",
    "Kopf",
    "Kraft",
    "Kranken",
    "Krieg",
    "Kunst",
    "Kultur",
    "Land",
    "Leben",
    "Lebens",
    "Luft",
    "Markt",
    "Meer",
    "Menschen",
    "Miet",
    "Milch",
    "Mittel",
    "Motor",
    "Musik",
    "Nacht",
    "Natur",
    "Not",
    "Öl",
    "Papier",
    "Personen",
    "Pflanzen",
    "Preis",
    "Rad",
    "Raum",
    "Rechts",
    "Regen",
    "Reise",
    "Rohr",
    "Sach",
    "Schiff",
    "Schlaf",
    "Schul",
    "Schutz",
    "Sicherheit",
    "Sommer",
    "Sonnen",
    "Spiel",
    "Sport",
    "Sprach",
    "Staat",
    "Stadt",
    "Straßen",
    "Strom",
    "Tag",
    "Technik",
    "Teil",
    "Textil",
    "Tier",
    "Tor",
    "Umwelt",
    "Unter",
    "Verkehr",
    "Volk",
    "Waffen",
    "Wahl",
    "Wald",
    "Wasser",
    "Welt",
    "Werk",
    "Wetter",
    "Winter",
    "Wirtschaft",
    "Wohn",
    "Zeit",
    "Zucker",
]
_LAST = [
    "amt",
    "anlage",
    "arbeiter",
    "arbeitern",
    "aufgabe",
    "bereich",
    "beweis",
    "bild",
    "blatt",
    "brücke",
    "dienst",
    "druck",
    "ergebnis",
    "fahrer",
    "fall",
    "feld",
    "fest",
    "film",
    "forscher",
    "frage",
    "führer",
    "gebiet",
    "gefühl",
    "gericht",
    "geschichte",
    "gesetz",
    "grenze",
    "gruppe",
    "gruppen",
    "handel",
    "heft",
    "hilfe",
    "kind",
    "kindern",
    "konflikt",
    "kosten",
    "kraft",
    "kreis",
    "lage",
    "lager",
    "leben",
    "lehrer",
    "lehrern",
    "leiter",
    "linie",
    "maschine",
    "maßnahme",
    "maßnahmen",
    "meister",
    "menge",
    "mittel",
    "ordnung",
    "partei",
    "pflicht",
    "plan",
    "platz",
    "politik",
    "preis",
    "programm",
    "punkt",
    "rat",
    "raum",
    "rechte",
    "regel",
    "reise",
    "rolle",
    "schutz",
    "seite",
    "sitzung",
    "spiel",
    "sprecher",
    "stand",
    "stelle",
    "stimme",
    "stoff",
    "strecke",
    "stück",
    "system",
    "teil",
    "tier",
    "tor",
    "tumor",
    "turm",
    "unternehmen",
    "verband",
    "vereine",
    "verlust",
    "vertrag",
    "vorschlag",
    "wagen",
    "weg",
    "werk",
    "wert",
    "wesen",
    "wirkung",
    "woche",
    "wunsch",
    "zahl",
    "zeit",
    "zeug",
    "ziel",
    "zone",
    "zug",
    "zustand",
]
"""Parts of German nouns; every pair of them makes a noun that is nobody."""

_SLOT = re.compile(r"\{([PFLCKNUB])\}")
_BUILT = {
    "en": "{} Park|{} Station|{} Airport|{} Bridge|{} Beach|{} Square|{} Museum|{} Hotel|Hotel {}|Lake {}|Mount {}|{} Zoo|{} Market|{} Hill",
    "pt": "Hotel {}|Shopping {}|Parque {}|Praça {}|Museu de {}|Aeroporto de {}|Estádio de {}|Largo de {}|Café {}|Teatro {}",
    "da": "{}vej|{}gade|{} Torv|{} Havn|Hotel {}|{} Kirke|{} Station|{} Strand",
    "de": "{} Hauptbahnhof|Flughafen {}|Schloss {}|Hotel {}|{}er Platz|{}er Straße|Zoo {}",
    "fr": "l'hôtel {}|le parc {}|la gare de {}|la place {}|le musée de {}",
    "es": "el Hotel {}|el Parque {}|la Plaza {}|el Museo de {}|el Aeropuerto de {}",
}


def examples(seed: int, count: int) -> Iterator[Text]:
    """Yield *count* short texts of one to three sentences, the same for the same seed."""
    draw = Draw(f"prose:{seed}")
    lines = _lines()
    weights = [
        (lang, {"de": 5.0, "pt": 3.0, "da": 3.0, "sv": 3.0, "en": 3.0}.get(lang, 1.0)) for lang in sorted(lines)
    ]
    for _ in range(count):
        lang = draw.weighted(weights)
        said = " ".join(draw.pick(lines[lang]) for _ in range(draw.pick((1, 1, 2, 3))))
        yield _filled(_apart(said, lang) if draw.chance(0.25) else said, lang, draw)


_CONTRACTED = {
    "de": {"im": "in dem", "am": "an dem", "vom": "von dem", "zum": "zu dem", "zur": "zu der", "beim": "bei dem", "ins": "in das"},
    "pt": {
        "no": "em o", "na": "em a", "nos": "em os", "nas": "em as", "do": "de o", "da": "de a", "dos": "de os", "das": "de as",
        "ao": "a o", "à": "a a", "aos": "a os", "às": "a as", "pelo": "por o", "pela": "por a", "nesta": "em esta", "num": "em um",
    },
}  # fmt: skip
_MARK = re.compile(r"(?<=[\w}])(?=[,.!?;:](?: |$))|(?<=[\w}])(?='s\b)")


def _apart(said: str, lang: str) -> str:
    """Return a sentence with its contractions undone, or its marks apart: as collections of text write it."""
    words = _CONTRACTED.get(lang)
    if words is None:
        return _MARK.sub(" ", said) if lang == "en" else said
    return re.sub(r"(?<![\w{])\w+", lambda m: words.get(m[0], m[0]), said)


@cache
def _lines() -> dict[str, tuple[str, ...]]:
    parts = [part.strip().split("\n") for part in SENTENCES.read_text(encoding="utf-8").split("## ")[1:]]
    return {lang: tuple(lines) for lang, *lines in parts}


def _filled(said: str, lang: str, draw: Draw) -> Text:
    parts: list[str] = []
    spans: list[Labelled] = []
    last = length = 0
    for m in _SLOT.finditer(said):
        value = _value(m[1], lang, draw)
        parts += [said[last : m.start()], value]
        length += m.start() - last
        if m[1] != "N":
            spans.append((length, length + len(value), "LOCATION" if m[1] in "CKUB" else "PERSON"))
        length += len(value)
        last = m.end()
    return Text("".join(parts) + said[last:], tuple(spans), "prose", lang, f"prose:{said[:24]}")


@cache
def _countries(lang: str) -> tuple[str, ...]:
    return tuple(
        name
        for code, name in sorted(Locale.parse(lang).territories.items())
        if (len(code) == 2 and code.isalpha()) or code in _CONTINENTS
    )


def _value(slot: str, lang: str, draw: Draw) -> str:
    if slot == "K":
        return draw.pick(_countries(lang))
    if slot == "N":
        return draw.pick(_FIRST) + draw.pick(_LAST)
    if slot == "U":
        return draw.pick(("US", "USA", "UK", "U.S.", "US", "UAE"))
    if slot == "C":
        return town(draw)
    if slot == "B":
        return draw.pick(_BUILT.get(lang, _BUILT["en"]).split("|")).format(town(draw))
    return full_name(draw) if slot == "P" else name(draw, "given" if slot == "F" else "family", draw.pick(origins()))
