"""Fill the slots of a template with people, places and numbers that belong together.

A slot is {kind}, {kind2} or {kind.form}: {person}, {person2.first}, {city}, {order}. The same slot twice in a text is the
same value, and e-mail addresses and user names come from the person of their number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tools.tagger import dates, marks
from tools.tagger.drawing import Draw, Part
from tools.tagger.people import Person, draw_person, origins, written
from tools.tagger.places import (
    COUNTRIES_OF_LANGUAGE,
    COUNTRY_OF,
    countries,
    country_names,
    draw_address,
    draw_city,
    draw_postcode,
    draw_street,
    listed,
)

SLOT = re.compile(r"\{([a-z_]+)(\d?)((?:\.[a-z]+)?)\}")

NATIVE = {
    "en": ("en_GB", "en_US", "ie", "cy", "en_IN", "za", "ng_yo", "ng_ig", "gh", "ke"),
    "de": ("de", "de", "de", "tr"),
    "es": ("es", "es", "mx"),
    "fr": ("fr", "fr", "ar"),
    "pt": ("pt", "br"),
    "it": ("it",),
    "nl": ("nl", "nl", "tr", "ar"),
    "da": ("dk",),
    "sv": ("se", "se", "fi"),
    "pl": ("pl",),
    "tr": ("tr",),
}
"""Who mostly writes a language; everybody else writes it too."""

NATIVE_SHARE = {"en": 0.3}

Fill = Callable[["Scene", str, str], str]


@cache
def words() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words that are no personal data, by language and kind."""
    read = tomllib.loads((Path(__file__).with_name("values") / "words.toml").read_text(encoding="utf-8"))
    return {language: {kind: listed(text) for kind, text in kinds.items()} for language, kinds in read.items()}


class Scene:
    """Who and what one text is about."""

    def __init__(self, draw: Draw, language: str, part: Part) -> None:
        self.draw, self.language, self.part = draw, language, part
        native = draw.chance(NATIVE_SHARE.get(language, 0.55))
        self.origin = draw.pick(NATIVE[language] if native else origins())
        self.code = self._country()
        self._people: dict[str, Person] = {}
        self._values: dict[str, str] = {}

    def _country(self) -> str:
        if self.draw.chance(0.5):
            return COUNTRY_OF[self.origin]
        if self.draw.chance(0.7):
            return self.draw.pick(COUNTRIES_OF_LANGUAGE[self.language])
        return self.draw.pick(tuple(countries()))

    def person(self, number: str) -> Person:
        """Return the person of a number, drawn on first use; others than the first are often of another origin."""
        if number not in self._people:
            origin = self.origin if not number or self.draw.chance(0.6) else self.draw.pick(origins())
            self._people[number] = draw_person(self.draw, origin, self.part)
        return self._people[number]

    @property
    def has_people(self) -> bool:
        """Say whether anybody has been drawn so far."""
        return bool(self._people)

    def value(self, slot: re.Match[str]) -> str:
        """Return what stands in a slot."""
        if slot.group() not in self._values:
            kind, number, form = slot.groups()
            self._values[slot.group()] = SLOTS[kind][1](self, number, form[1:])
        return self._values[slot.group()]


def _person(scene: Scene, number: str, form: str) -> str:
    person = scene.person(number)
    draw = scene.draw
    match form:
        case "first" | "last" | "full":
            return str(getattr(person, form))
        case "initial":
            return f"{person.first[0]}. {person.last}"
        case "initials":
            return f"{person.first[0]}{person.last[0]}".upper()
        case "reverse":
            return f"{person.last}{draw.pick((', ', ', ', ' '))}{person.first}"
        case "swapped":
            return f"{person.last} {person.first}"
        case "caps":
            return person.full.upper()
        case "genitive":
            return _genitive(person.first)
        case "lastgenitive":
            return _genitive(person.last)
        case _:
            return written(draw, person, scene.part)


def _genitive(name: str) -> str:
    return name + ("'" if name[-1] in "sxzß" else "s")


def _city(scene: Scene, number: str, _: str) -> str:
    code = scene.code if not number else scene.draw.pick(tuple(countries()))
    city = draw_city(scene.draw, code, scene.part)
    if scene.language == "en" and scene.draw.chance(0.06):
        return f"{city}, {scene.draw.pick(countries()[code].regions)}"
    return city


def _country_name(scene: Scene, *_: str) -> str:
    return scene.draw.pick(country_names()[scene.language])


def _region(scene: Scene, *_: str) -> str:
    own = COUNTRIES_OF_LANGUAGE[scene.language]
    return scene.draw.pick(countries()[scene.draw.pick(own)].regions)


def _address(scene: Scene, number: str, form: str) -> str:
    code = scene.code if not number else scene.draw.pick(COUNTRIES_OF_LANGUAGE[scene.language])
    address = draw_address(scene.draw, code, scene.part)
    return address.replace("\n", " ") if form == "line" else address


def _street(scene: Scene, *_: str) -> str:
    return draw_street(scene.draw, scene.code, scene.part)


def _word(kind: str) -> Fill:
    def fill(scene: Scene, *_: str) -> str:
        own = words()[scene.language]
        return scene.draw.pick(own.get(kind) or words()["en"][kind])

    return fill


def _namesake(scene: Scene, *_: str) -> str:
    """Return a product that bears a person's or a town's name: the Victoria sofa."""
    own, draw = words()[scene.language], scene.draw
    if "thing" not in own or draw.chance(0.3):
        return draw.pick(own["namesake"])
    code = draw.pick(tuple(countries()))
    name = draw_city(draw, code, scene.part) if draw.chance(0.4) else _given_name(scene)
    if scene.language != "en":
        return f"{draw.pick(own['thing'])} {name}"
    more = f" {draw.pick(own['heading'])}" if draw.chance(0.15) else ""
    return f"{name}{more} {draw.pick(own['thing'])}"


def _given_name(scene: Scene) -> str:
    return draw_person(scene.draw, scene.draw.pick(origins()), scene.part).first


def _headline(scene: Scene, *_: str) -> str:
    """Return words with capitals that name nobody: Sweet Garden of the Broken Night."""
    draw, own = scene.draw, words()["en"]
    said = [draw.pick(own["heading"])]
    for _number in range(draw.between(1, 4)):
        if draw.chance(0.3):
            said.append(draw.pick(own["joiner"]))
        said.append(draw.pick(own["heading"]))
    return " ".join(said)


def _practice(scene: Scene, number: str, _: str) -> str:
    """Return a doctor, therapist or hairdresser as their practice is called: who treats somebody is personal."""
    draw, own = scene.draw, words()["en"]
    person = scene.person(f"{number}practice")
    town, initials = (
        draw_city(draw, scene.code, scene.part),
        draw.fill(draw.pick(("@ @", "@&@", "@-%", "@@", "@.@."))),
    )
    head = draw.weighted(
        ((draw.pick(own["heading"]), 0.32), (person.last, 0.24), (initials, 0.1), (town, 0.16), (person.full, 0.08),
         (f"{draw.pick(own['heading'])} {draw.pick(own['heading'])}", 0.1))
    )  # fmt: skip
    degree = draw.pick((" MD", ", MD", ", M.D.", ", DDS", " DDS", ", DO", ", D.M.D.", " PhD", ", Ph.D."))
    return draw.weighted(
        (
            (f"{head} {draw.pick(own['specialty'])} {draw.pick(own['practice'])}", 0.4),
            (f"{head} {draw.pick(own['surgery'])}", 0.18),
            (f"{draw.pick(own['specialty'])} {draw.pick(own['practice'])} of {town}", 0.06),
            (f"{head} {draw.pick(own['surgery'])}{draw.pick((':', ' -'))} {person.full}{degree}", 0.06),
            (f"{person.full}{degree}", 0.1),
            (f"{person.last} {person.first} {draw.fill('@')}{draw.pick((degree, ''))}", 0.08),
            (f"{person.last} & {draw_person(draw, scene.origin, scene.part).last}", 0.04),
            (f"Dr. {person.full}{draw.pick((degree, ''))}", 0.08),
        )
    )


def _number(scene: Scene, *_: str) -> str:
    return str(scene.draw.between(2, 40))


def _mark(draw_mark: Callable[[Draw], str]) -> Fill:
    return lambda scene, *_: draw_mark(scene.draw)


def _local(draw_mark: Callable[[Draw, str], str]) -> Fill:
    return lambda scene, *_: draw_mark(scene.draw, scene.code)


def _spoken(draw_mark: Callable[[Draw, str], str]) -> Fill:
    return lambda scene, *_: draw_mark(scene.draw, scene.language)


def _email(scene: Scene, number: str, _: str) -> str:
    person = scene.person(number)
    return marks.email(scene.draw, person.first, person.last, scene.code)


def _username(scene: Scene, number: str, _: str) -> str:
    person = scene.person(number)
    return marks.username(scene.draw, person.first, person.last)


def _handle(scene: Scene, number: str, form: str) -> str:
    return "@" + _username(scene, number, form)


def _dob(scene: Scene, *_: str) -> str:
    return dates.date(scene.draw, scene.language, 1935, 2008)


def _sum(scene: Scene, *_: str) -> str:
    """Return a sum with thousands: $1,320."""
    draw = scene.draw
    return draw.pick(("$", "$", "£", "€")) + draw.fill(draw.pick(("%,##0", "%,###", "%##,###", "%,##0.00", "%##")))


SLOTS: dict[str, tuple[str | None, Fill]] = {
    "person": ("PERSON", _person),
    "practice": ("PERSON", _practice),
    "email": ("EMAIL", _email),
    "phone": ("PHONE", _local(marks.phone)),
    "card": ("CARD", _mark(marks.card)),
    "iban": ("IBAN", _local(marks.iban)),
    "national_id": ("NATIONAL_ID", _local(marks.national_id)),
    "health_id": ("HEALTH_ID", _local(marks.health_id)),
    "address": ("ADDRESS", _address),
    "street": ("ADDRESS", _street),
    "postcode": ("ADDRESS", lambda scene, *_: draw_postcode(scene.draw, scene.code)),
    "city": ("LOCATION", _city),
    "country": ("LOCATION", _country_name),
    "region": ("LOCATION", _region),
    "dob": ("DATE_OF_BIRTH", _dob),
    "ip": ("IP", _mark(marks.ip)),
    "url": ("URL", _mark(marks.url)),
    "username": ("USERNAME", _username),
    "handle": ("USERNAME", _handle),
    "order": ("ACCOUNT", _mark(marks.patterns(marks.ACCOUNT["orders"]))),
    "customer": ("ACCOUNT", _mark(marks.patterns(marks.ACCOUNT["customers"]))),
    "tracking": ("ACCOUNT", _mark(marks.patterns(marks.ACCOUNT["tracking"]))),
    "policy": ("ACCOUNT", _mark(marks.patterns(marks.ACCOUNT["policies"]))),
    "booking": ("ACCOUNT", _mark(marks.patterns(("@@@@@@", "&&&&&&", "@@####", "########", "BK-#####")))),
    "record": ("ACCOUNT", _mark(marks.patterns(marks.ACCOUNT["records"]))),
    "employee": ("ACCOUNT", _mark(marks.patterns(("EMP-#####", "E#####", "######", "P-####")))),
    "password": ("SECRET", _mark(marks.password)),
    "apikey": ("SECRET", _mark(marks.api_key)),
    "code": ("SECRET", _mark(marks.code)),
    "plate": ("VEHICLE", _local(marks.plate)),
    "date": (None, _spoken(dates.date)),
    "day": (None, _spoken(dates.short_date)),
    "time": (None, _spoken(dates.clock)),
    "amount": (None, _spoken(dates.amount)),
    "number": (None, _number),
    "serial": (None, _mark(marks.patterns(marks.ACCOUNT["serials"]))),
    "error": (None, _mark(marks.patterns(marks.ACCOUNT["errors"]))),
    "version": (None, _mark(marks.patterns(("%.%#.%", "v%.#", "%#.#.%##", "build %##%#.%###")))),
    "invoice": (None, _mark(marks.patterns(("INV-####", "INV-#####", "RE-20##-####", "F20##/###")))),
    "mac": (None, _mark(marks.mac)),
    "namesake": (None, _namesake),
    "headline": (None, _headline),
    "sum": (None, _sum),
    "score": (None, _mark(marks.score)),
    "measure": (None, _mark(marks.measure)),
    "file": (None, _mark(marks.file_name)),
    **{
        kind: (None, _word(kind))
        for kind in (
            "product", "brandish", "software", "department", "job", "language", "holiday", "title", "company",
            "weekday", "medicine", "noun", "singular", "demonym", "demonyms", "starter", "month", "nowhere", "heading", "healer", "illness", "dish",
        )
    },
}  # fmt: skip
"""What each kind of slot is (None: no personal data) and how it is drawn."""
