"""Replace what could lead to a person by placeholders, before anything else reads the message.

    asked, vault = mask(raw, "en", Vault.empty(), PatternDetector())
    asked.text                      # "My mail is [EMAIL_1], card [CARD_1 Visa ending 1111]"
    restore(reply, vault)           # for that customer's own reply alone

A placeholder is `[KIND_n]` or `[KIND_n detail]`; the detail identifies nobody. The same value has the same placeholder
through a whole conversation, also where a later message gives it without the words that announced it. What cannot be
masked in time is not masked at all: the message then goes to a person.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from fairdesk.nouns import Asked, BadInput, Hidden, MaskedText, RawText
from fairdesk.privacy.detail import told
from fairdesk.privacy.detect import Detector, Span, fault_of, settled

VAULT_FORMAT = 1
TYPED = "TYPED"
"""The kind of a placeholder that the customer typed: kept apart, so that it never stands for anybody's value."""

_PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]{1,30}_[1-9]\d{0,5})(?: [^\[\]\n]{1,60})?\]")
_BEGUN = re.compile(r"\[(?:[A-Z][A-Z_]{0,30}(?:_[1-9]\d{0,5})?(?: [^\[\]\n]{0,60})?)?")
"""What may yet become a placeholder; a superset of the beginnings of one."""
_DETAIL_MAY_HOLD = re.compile(r"[^\w ,.+-]|_")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_BY_LETTERS_AND_DIGITS = frozenset(("CARD", "IBAN", "NATIONAL_ID", "ACCOUNT"))
_SHORTEST_REPEAT = 5

_WINDOW, _STRIDE = 24_000, 20_000
"""A very long text is read in windows of this many characters that overlap by more than the longest find, so that the
time budget is asked between them."""


class Kept(NamedTuple):
    """One value of a vault."""

    kind: str
    number: int
    value: str
    detail: str

    @property
    def name(self) -> str:
        """What the placeholder is called: EMAIL_1."""
        return f"{self.kind}_{self.number}"

    @property
    def placeholder(self) -> str:
        """What stands in the masked text."""
        return f"[{self.name} {self.detail}]" if self.detail else f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Vault:
    """The placeholders of one conversation and the values they stand for. Never changes; `put` returns a new one."""

    kept: tuple[Kept, ...] = ()
    _by_value: dict[tuple[str, str], Kept] = field(default_factory=dict, repr=False, compare=False)
    _by_name: dict[str, Kept] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for one in self.kept:
            self._by_value.setdefault((one.kind, _same(one.kind, one.value)), one)
            self._by_name[one.name] = one

    @classmethod
    def empty(cls) -> Vault:
        """Return the vault of a new conversation."""
        return cls()

    def find(self, kind: str, value: str) -> Kept | None:
        """Return what is kept for *value*, however it is written here."""
        return self._by_value.get((kind, _same(kind, value)))

    def named(self, name: str) -> Kept | None:
        """Return what is kept under a name such as EMAIL_1."""
        return self._by_name.get(name)

    def put(self, values: Iterable[tuple[str, str, str]]) -> Vault:
        """Return a vault that also keeps *values* (kind, value, detail), numbered in their order."""
        kept, known = list(self.kept), set(self._by_value)
        last = {one.kind: 0 for one in self.kept}
        for one in self.kept:
            last[one.kind] = max(last[one.kind], one.number)
        for kind, value, detail in values:
            if (kind, _same(kind, value)) in known:
                continue
            known.add((kind, _same(kind, value)))
            last[kind] = last.get(kind, 0) + 1
            kept.append(Kept(kind, last[kind], value, detail))
        return self if len(kept) == len(self.kept) else Vault(tuple(kept))

    def to_bytes(self) -> bytes:
        """Return the vault as versioned JSON; seal it before it is stored."""
        return json.dumps({"format": VAULT_FORMAT, "kept": self.kept}, separators=(",", ":")).encode("ascii")

    @classmethod
    def from_bytes(cls, stored: bytes) -> Vault:
        """Return the vault that `to_bytes` wrote.

        Raises BadInput if the bytes are none or were written by a newer version.
        """
        try:
            found = json.loads(stored)
            if found["format"] != VAULT_FORMAT:
                raise BadInput(f"this vault has format {found['format']}, known is {VAULT_FORMAT}; update fairdesk")
            return cls(tuple(Kept(str(k), int(n), str(v), str(d)) for k, n, v, d in found["kept"]))
        except (ValueError, TypeError, KeyError) as wrong:
            raise BadInput("these bytes are no vault of placeholders; restore them from a backup") from wrong


def _same(kind: str, value: str) -> str:
    """Return what two ways of writing one value have in common."""
    if kind == "EMAIL":
        return re.sub(r"%40| ?[\[(]at[\])] ?| at ", "@", value.casefold()).replace(" dot ", ".")
    if kind == "PHONE":
        digits = "".join(c for c in value.replace("(0)", "") if c.isdigit())
        return digits.removeprefix("00") or value
    if kind in _BY_LETTERS_AND_DIGITS:
        return _NOT_ALPHANUMERIC.sub("", value).casefold() or value
    if kind in ("IP", "DATE_OF_BIRTH"):
        return " ".join(value.casefold().split()) or value
    return value


def mask(
    raw: RawText,
    language: str,
    vault: Vault,
    detector: Detector,
    budget_seconds: float = 0.05,
    tick: Callable[[], float] = time.perf_counter,
    today: date | None = None,
) -> tuple[Asked, Vault]:
    """Mask a message; return it as it may be read, and the vault with what was hidden.

    *today* is the day for which the placeholder of a date of birth says whether it is a minor's.

    Never raises for what the detector does: an error or an overrun of the budget (seconds, measured by *tick*) gives
    an `Asked` without text and the old vault, and the message goes to a person.
    """
    begun = tick()
    try:
        spans = _found(raw, language, vault, detector, lambda: tick() - begun > budget_seconds)
    except _TooSlow:
        return Asked(MaskedText(""), language, failure="too_slow"), vault
    except Exception:  # fail closed: whatever a detector raises, nobody but a person reads an unmasked message
        return Asked(MaskedText(""), language, failure="detector_error"), vault
    filled = vault.put((s.kind, raw[s.start : s.end], told(s, raw[s.start : s.end], today)) for s in spans)
    hidden = tuple(_hidden(raw, span, filled) for span in spans)
    if tick() - begun > budget_seconds:
        return Asked(MaskedText(""), language, failure="too_slow"), vault
    return Asked(MaskedText(_replaced(raw, hidden)), language, hidden), filled


class _TooSlow(Exception):
    """The budget is used up."""


def _found(
    raw: str, language: str, vault: Vault, detector: Detector, overrun: Callable[[], bool]
) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start in range(0, max(1, len(raw) - (_WINDOW - _STRIDE)), _STRIDE):
        window = raw[start : start + _WINDOW]
        found = detector.spans(window, language)
        fault = fault_of(found, len(window))
        if fault:
            raise ValueError(fault)
        spans += (replace(s, start=s.start + start, end=s.end + start, detail=_harmless(s.detail)) for s in found)
        if overrun():
            raise _TooSlow
    spans += (Span(m.start(), m.end(), TYPED, 1.0, "typed") for m in _PLACEHOLDER.finditer(raw))
    alone = settled(spans)
    return settled(alone + tuple(_repeats(raw, alone, vault)))


def _repeats(raw: str, spans: tuple[Span, ...], vault: Vault) -> Iterator[Span]:
    """Find values again that are known from this message or from earlier ones but were not announced here."""
    known = {raw[s.start : s.end]: (s.kind, s.detail) for s in spans if s.kind != TYPED}
    known.update({one.value: (one.kind, one.detail) for one in vault.kept if one.kind != TYPED})
    for value, (kind, detail) in known.items():
        place = raw.find(value) if _SHORTEST_REPEAT <= len(value) <= len(raw) else -1
        while place >= 0:
            yield Span(place, place + len(value), kind, 0.5, "repeat", detail)
            place = raw.find(value, place + len(value))


def _harmless(detail: str) -> str:
    return _DETAIL_MAY_HOLD.sub("", detail)[:40].strip()


def _hidden(raw: str, span: Span, vault: Vault) -> Hidden:
    kept = vault.find(span.kind, raw[span.start : span.end])
    assert kept is not None, "every span was put into the vault"
    return Hidden(span.start, span.end, span.kind, kept.placeholder)


def _replaced(raw: str, hidden: tuple[Hidden, ...]) -> str:
    parts: list[str] = []
    last = 0
    for one in hidden:
        parts += (raw[last : one.start], one.placeholder)
        last = one.end
    return "".join(parts) + raw[last:]


def restore(text: str, vault: Vault) -> str:
    """Return *text* with its placeholders replaced by their values: for that customer's own reply alone.

    A placeholder the vault does not know stays as it is. Restored words are not read again, so a value that looks like
    a placeholder stays one.
    """

    def value(m: re.Match[str]) -> str:
        kept = vault.named(m[1])
        return kept.value if kept else m[0]

    return _PLACEHOLDER.sub(value, text)


class Restorer:
    """Restores a text that arrives in pieces, and holds back a placeholder that is cut between two of them.

    restorer = Restorer(vault)
    for piece in pieces: send(restorer.feed(piece))
    send(restorer.flush())

    Whatever the pieces, what comes out is what `restore` gives for the whole. At most 101 characters are held back.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece and return what can be said now."""
        text = self._held + piece
        opened = text.rfind("[")
        keep = opened if opened >= 0 and _BEGUN.fullmatch(text, opened) else len(text)
        self._held = text[keep:]
        return restore(text[:keep], self._vault)

    def flush(self) -> str:
        """Return what was held back: the text is at its end."""
        held, self._held = self._held, ""
        return held
