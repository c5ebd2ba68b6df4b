"""Leave readable what is nobody's secret: the company's own name, and a colleague's work name where they are addressed.

    Sparing(detector, company="Harbour Lights", work_names=["Sam"]).spans("Hello Sam from Harbour Lights", "en")   # ()

A customer may bear the same name as a colleague: "I am Sam" and "Sam Okafor" stay hidden, since a leak is worse than
a greeting that reads "Hello [PERSON_1]". What a pattern is sure of (an address, a number) is never left readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairdesk.privacy.detect import Detector, Span

_NAMES = frozenset(("PERSON", "LOCATION"))
_WORD = re.compile(r"\w+")
_ADDRESSING = re.compile(
    r"(?:^|[^\w])(?:hi|hello|hey|dear|thanks|thank you|many thanks|good (?:morning|afternoon|evening)|hallo|liebe|lieber|guten (?:tag|morgen|abend)"
    r"|danke|vielen dank|hola|gracias|querid[ao]|estimad[ao]|bonjour|bonsoir|merci|cher|chère|olá|oi|obrigad[ao]|prezad[ao]|car[ao]|ciao|grazie"
    r"|buongiorno|gentile|hoi|beste|goedendag|dank je|bedankt|hej|tak|kære|tack|cześć|dziękuję|привіт|дякую)(?: again| there)?,? \Z",
    re.IGNORECASE,
)
"""What stands before the name of somebody who is spoken to."""
_LONGEST_GREETING = 30


class Sparing:
    """A detector that leaves out of another's finds the company's name and the names of colleagues who are addressed."""

    def __init__(self, detector: Detector, company: str = "", work_names: Iterable[str] = ()) -> None:
        self._detector = detector
        self._company = _words(company)
        self._work_names = frozenset(_words(name) for name in work_names if name)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what the other detector finds, without what may be read."""
        found = self._detector.spans(text, language)
        return tuple(span for span in found if span.kind not in _NAMES or not self._spared(text, span))

    def _spared(self, text: str, span: Span) -> bool:
        said = _words(text[span.start : span.end])
        if self._company and _within(said, self._company):
            # A part of the name alone, "Harbour", may be a town: the whole name must stand there.
            around = _words(text[max(0, span.start - 80) : span.end + 80])
            return _within(self._company, around)
        before = text[max(0, span.start - _LONGEST_GREETING) : span.start]
        return said in self._work_names and _ADDRESSING.search(before) is not None


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Return whether *part* stands in *whole*, word for word."""
    size = len(part)
    return any(whole[at : at + size] == part for at in range(len(whole) - size + 1))
