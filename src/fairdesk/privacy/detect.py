"""Find what could lead to a person in a message: who finds it, and what every finder must keep to.

    found = PatternDetector().spans("My mail is ana@example.org", "en")
    check_detector(MyDetector())         # before you plug one in

`PatternDetector` knows shapes, checksums and announcing words: no model, no network, linear time. `DeskDetector`, the
default, adds names, addresses, places and user names, which a small tagger finds (tagger.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from fairdesk.privacy import credentials, numbers, rows, scan, vehicles
from fairdesk.privacy.context import Reading
from fairdesk.privacy.joining import country, joined, kept_words
from fairdesk.privacy.tagger import Tagger, shipped


@dataclass(frozen=True, slots=True)
class Span:
    """One find: characters `start` to `end` (exclusive) of the text, what it is, how sure (0 to 1), and what found it.

    `detail` may stay readable in the placeholder and so must identify nobody: a card's brand and last four digits, the
    country of an IBAN.
    """

    start: int
    end: int
    kind: str
    score: float
    found_by: str
    detail: str = ""


class Detector(Protocol):
    """Finds personal data. Safe to call from many threads; the same text gives the same spans."""

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what was found in *text*: sorted, in range, not overlapping. May raise; then a person reads it."""


class PatternDetector:
    """Shapes, checksums and announcing words. Knows EMAIL, PHONE, CARD, IBAN, IP, URL, NATIONAL_ID, HEALTH_ID, ACCOUNT, USERNAME, SECRET, DATE_OF_BIRTH, VEHICLE.

    In tables, and after a word such as "postcode", it also finds ADDRESS, LOCATION and PERSON.
    """

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what shapes, checksums and context say of *text*; the language of a message binds no pattern."""
        flat, places = _flatten(text)
        return _placed(settled(Span(*finding) for finding in _findings(Reading(flat))), places)


class DeskDetector:
    """The default detector: patterns, and a tagger that adds PERSON, ADDRESS, LOCATION, USERNAME.

    *keep* are words that stay readable where the tagger alone would hide them: the company's name, its products, the
    names colleagues work under. A country's name stays readable in its placeholder, because answers depend on it.
    """

    def __init__(self, keep: Collection[str] = (), tagger: Tagger | None = None) -> None:
        self._tagger = tagger or shipped()
        self.version = self._tagger.version
        self._keep = frozenset(word.casefold() for word in keep)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what patterns and tagger say of *text*; the language is seen in the text itself."""
        flat, places = _flatten(text)
        by_form = settled(Span(*finding) for finding in _findings(Reading(flat)))
        stay, named = joined(
            flat, by_form, (f for f in self._tagger.spans(flat) if not _UNLEARNED.search(flat, f[0], f[1]))
        )
        known = self._tagger.known
        stay += (
            Span(found[0], found[1], found[2], found[3], "tagger", country(flat, found, known))
            for found in named
            if not kept_words(flat, found, self._keep)
        )
        return _placed(settled(stay), places)


_UNLEARNED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts of which the tagger has learned no text (Arabic, Hebrew, Indic, Thai, Chinese, Japanese, Korean): there it takes
whole sentences for addresses. Patterns know their digits; names in them are not found, and the notices say so."""

ORDINARY = ("Porto", "Jew", "Jews")
"""Words that are taken for places and name none: German calls postage so, and what somebody believes is no town."""


def default_detector() -> Detector:
    """Return the detector that a desk uses unless its settings name another. Import and load cost milliseconds."""
    return DeskDetector(ORDINARY)


def version_of(detector: Detector) -> str:
    """Return what names a detector in the reason of a turn: its kind, and of ours the hash of its trained model."""
    version = getattr(detector, "version", "")
    return f"{type(detector).__name__}:{version}" if version else type(detector).__name__


def _placed(found: tuple[Span, ...], places: list[int] | None) -> tuple[Span, ...]:
    if places is None:
        return found
    return tuple(Span(places[s.start], places[s.end - 1] + 1, s.kind, s.score, s.found_by, s.detail) for s in found)


_ANY_DIGIT = re.compile(r"\d")


def _findings(page: Reading) -> Iterator[scan.Finding]:
    text = page.text
    found: list[Iterable[scan.Finding]] = [
        credentials.secrets(page),
        credentials.usernames(page),
        numbers.bookings(page),
    ]
    if "@" in text or "%40" in text or "at)" in page.low or "at]" in page.low:
        found.append(scan.emails(page))
    if " at " in page.low:
        found.append(scan.spoken_emails(page))
    if "/" in text or "www" in page.low:
        found.append(scan.urls(page))
    if "::" in text or _ANY_DIGIT.search(text):
        found += [scan.ips(page), scan.births(page), numbers.runs(page), numbers.tokens(page), vehicles.plates(page)]
    if text.count(",") >= 2 or "|" in text or ";" in text or "\t" in text:
        found.append(rows.rows(page))
    return chain.from_iterable(found)


def settled(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return *spans* sorted and without overlap: the surer, then the longer one names the whole stretch they cover.

    Nothing found is given up: where two finds overlap in part, their union is hidden.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = _joined(kept[-1], span)
        else:
            kept.append(span)
    return tuple(kept)


def _joined(one: Span, other: Span) -> Span:
    best = max(one, other, key=lambda s: (s.score, s.end - s.start))
    start, end = min(one.start, other.start), max(one.end, other.end)
    same = (start, end) == (best.start, best.end)
    # The detail was true of the surer find alone; a wider stretch must not carry it.
    return best if same else Span(start, end, best.kind, best.score, best.found_by)


# --- writing that looks the same ------------------------------------------------------------------------------------
_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០𝟎"
_SAME: dict[int, str] = {ord(zero) + n: str(n) for zero in _ZEROS for n in range(10)}
_SAME.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
_SAME.update(dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "))
_SAME.update(dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63), "-"))
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def _flatten(text: str) -> tuple[str, list[int] | None]:
    """Return *text* with digits, spaces and hyphens of all scripts written plainly and unseen characters left out.

    The second part names the place in *text* of each character that stayed, or is None if all did.
    """
    if text.isascii():
        return text, None
    plain = text.translate(_SAME)
    if not _UNSEEN.search(plain):
        return plain, None
    places = [place for place, letter in enumerate(plain) if not _UNSEEN.match(letter)]
    return "".join(plain[place] for place in places), places


# --- the contract ---------------------------------------------------------------------------------------------------
NASTY = (
    "", " ", "\x00", "\ud800", "\u202e1234\u202c", "[EMAIL_1]", "@", "@@@@" * 50, "a.a." * 200, "1 1 " * 200, "www.a." * 100,
    "+1+1" * 100, "AB-12 " * 100, "::" * 100, "٤١١١ ١١١١ ١١١١ ١١١١", "4111\u200b1111\u200b1111\u200b1111", "é" * 300,
    "Write to ana@example.org or call +44 20 7946 0958.", "卡号4111111111111111", "password: " * 50, "\n" * 500,
)  # fmt: skip
"""Texts on which detectors are known to fail; each must come back with proper spans, and quickly."""


def check_detector(detector: Detector) -> None:
    """Prove that *detector* keeps the contract of `Detector`; raises AssertionError naming the text and the fault."""
    for text in NASTY:
        try:
            found, again = detector.spans(text, "en"), detector.spans(text, "en")
        except Exception as fault:  # whatever a stranger's detector raises is the finding
            raise AssertionError(
                f"spans({text[:40]!r}) raised {type(fault).__name__}; it should return a tuple"
            ) from fault
        if found != again:
            raise AssertionError(f"spans({text[:40]!r}) gave two different answers; it should always give the same")
        fault_found = fault_of(found, len(text))
        if fault_found:
            raise AssertionError(f"spans({text[:40]!r}): {fault_found}")


_KIND = re.compile(r"[A-Z][A-Z_]{1,30}")


def fault_of(found: object, length: int) -> str:
    """Return what is wrong with the spans of a text of *length* characters, or "" if they keep the contract."""
    if not isinstance(found, tuple) or not all(isinstance(span, Span) for span in found):
        return "spans are no tuple of Span"
    last = 0
    for span in found:
        if not 0 <= span.start < span.end <= length:
            return f"span {span.start}..{span.end} lies outside of a text of {length} characters"
        if span.start < last:
            return f"span {span.start}..{span.end} overlaps or precedes the one before it"
        if not _KIND.fullmatch(span.kind):
            return "a kind is not written in capitals, such as EMAIL"
        if not 0 <= span.score <= 1:
            return f"score {span.score} is not between 0 and 1"
        last = span.end
    return ""
