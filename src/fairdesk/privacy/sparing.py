"""Leave readable what is nobody's secret: the company's own name, and a colleague's work name where they are addressed.

    Sparing(detector, company="Harbour Lights", work_names=["Sam"]).spans("Hello Sam from Harbour Lights", "en")   # ()

A customer may bear the same name: "I am Sam", "Sam Okafor", "Thanks, Sam" and "I live in Harbour" stay hidden, since a
leak is worse than a greeting that reads "Hello [PERSON_1]". What a pattern is sure of (an address, a number) is never
left readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fairdesk.privacy.detect import Detector, Span

_NAMES = frozenset(("PERSON", "LOCATION"))
_WORD = re.compile(r"\w+")
_ADDRESSING = re.compile(
    r"(?:^|[^\w])(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe|lieber|guten (?:tag|morgen|abend)"
    r"|hola|querid[ao]|estimad[ao]|bonjour|bonsoir|cher|chère|olá|oi|prezad[ao]|car[ao]|ciao"
    r"|buongiorno|gentile|hoi|beste|goedendag|hej|kære|cześć|привіт)(?: again| there)?,? \Z",
    re.IGNORECASE,
)
"""What stands before the name of somebody who is spoken to."""
_THANKING = re.compile(
    r"(?:^|[^\w])(?:thanks|thank you|many thanks|danke|vielen dank|gracias|merci|obrigad[ao]|grazie|dank je|bedankt|tak|tack"
    r"|dziękuję|дякую)(?: again)? \Z",
    re.IGNORECASE,
)
"""The same, unless nothing follows: after a comma, or at the end of a line, it is how people sign."""
_GOES_ON = re.compile(r"[ \t]*[,!.?]?[ \t]+\w|[ \t]*!")
_SPEAKING = re.compile(r"\W{0,2} (?:here|speaking|hier|ici|aquí|aqui|qui|her|här|tutaj|тут)\b", re.IGNORECASE)
"""What stands after the name of whoever writes: "Hello, Sam here"."""
_NAMING_ONESELF = re.compile(
    r"(?:^|[^\w])(?:name is|name's|i am|i'm|i’m|this is|call me|ich bin|ich hei(?:ß|ss)e|name ist|soy|me llamo|nombre es|je suis"
    r"|je m['’]appelle|nom est|sou|chamo-me|me chamo|nome é|mi chiamo|sono|nome è|ik ben|ik heet|naam is|jeg er|jeg hedder"
    r"|navn er|jag är|jag heter|namn är|nazywam się|jestem|мене звати):? \Z",
    re.IGNORECASE,
)
_BEFORE = 30
"""Characters before a name that are looked at; the longest phrase above has fewer."""


class Sparing:
    """A detector that leaves out of another's finds the company's name and the names of colleagues who are addressed."""

    def __init__(self, detector: Detector, company: str = "", work_names: Iterable[str] = ()) -> None:
        self._detector = detector
        self._company = _pattern(company)
        self._work_names = frozenset(_words(name) for name in work_names if name)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what the other detector finds, without what may be read."""
        found = self._detector.spans(text, language)
        company = [named.span() for named in self._company.finditer(text)] if self._company else []
        return tuple(span for span in found if span.kind not in _NAMES or not self._spared(text, span, company))

    def _spared(self, text: str, span: Span, company: list[tuple[int, int]]) -> bool:
        before, after = text[max(0, span.start - _BEFORE) : span.start], text[span.end : span.end + _BEFORE]
        # The whole name must stand there: a part of it alone, "Harbour", may be somebody's town or surname.
        if any(start <= span.start and span.end <= end for start, end in company):
            signed = before.endswith("\n") and not text[span.end :].strip(" \t\n.")
            return not signed and not _NAMING_ONESELF.search(before)
        if _words(text[span.start : span.end]) not in self._work_names or _SPEAKING.match(after):
            return False
        thanked = _THANKING.search(before) and _GOES_ON.match(after)
        return bool(thanked or _ADDRESSING.search(before))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _pattern(name: str) -> re.Pattern[str] | None:
    """Return what finds a whole name: its words in a row, with spaces, hyphens or its own marks between."""
    words = _WORD.findall(name)
    marks = "".join(sorted(set(re.sub(r"\w", "", name)) | set(" \t-&")))
    between = f"[{re.escape(marks)}]{{1,5}}"
    return re.compile(rf"(?<!\w){between.join(words)}(?!\w)", re.IGNORECASE) if words else None
