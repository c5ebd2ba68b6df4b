"""The letters that the desk writes by itself: their words in the customer's language, as plain text and as HTML.

    letter = compose(Draft("code", "de", {"code": "123456"}), "Example Ltd", ...)

A carrier takes a finished letter out of the house. Nothing in a letter is counted, linked through another host or
loaded from anywhere. A neutral letter names neither the company nor the matter, and leads to the desk's first page:
whoever sees it over a shoulder learns nothing but the address of the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol

from fairdesk.identity.contact import Occasion
from fairdesk.language import direction, gettext_noop, say
from fairdesk.nouns import BadInput, DeskError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter: what it is for, its subject, its paragraphs, and the values that both may name.

    A paragraph that holds a value which is empty is left out. `link` is a value like others; as the last line of a
    paragraph it becomes a link in HTML. `neutral`: the paragraphs of a neutral letter.
    """

    occasion: Occasion
    subject: str
    lines: tuple[str, ...]
    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    neutral: tuple[str, ...] = ()


_SOMETHING_NEW = gettext_noop("There is something new for you.")
_READ_HERE = gettext_noop("You can read it here:\n{link}")
_LAST = gettext_noop("This is our last letter. We keep your address no longer.")


def _kind(
    occasion: Occasion, subject: str, *lines: str, needs: str = "", may: str = "",
    neutral: tuple[str, ...] = (_SOMETHING_NEW, _READ_HERE),
) -> Kind:  # fmt: skip
    return Kind(occasion, subject, lines, frozenset(needs.split()), frozenset(may.split()), neutral)


_ASKED = gettext_noop("You asked for this. If it was not you, you need not do anything.")

_CODE = (
    gettext_noop("Your code is {code}."),
    gettext_noop("It works for 10 minutes, and once."),
    gettext_noop("You can also open this page and press the button there:\n{link}"),
    _ASKED,
    gettext_noop("Nobody from us will ever ask you for this code."),
)

KINDS: Mapping[str, Kind] = {
    "code": _kind(
        Occasion.CODE,
        gettext_noop("Your code: {code}"),
        *_CODE,
        needs="code",
        may="link",
        neutral=_CODE,
    ),  # fmt: skip
    "request_received": _kind(
        Occasion.SERVICE,
        gettext_noop("We have your request"),
        gettext_noop("We have your request about your data: {request}."),
        gettext_noop("You get an answer by {due} at the latest."),
        gettext_noop("You can see how it stands here:\n{link}"),
        needs="request due",
        may="link",
    ),
    "request_done": _kind(
        Occasion.SERVICE,
        gettext_noop("Your request is answered"),
        gettext_noop("Your request about your data is answered: {request}."),
        "{outcome}",
        gettext_noop("You can read the answer here:\n{link}"),
        needs="request",
        may="outcome link",
    ),
    "certificate": _kind(
        Occasion.SERVICE,
        gettext_noop("Your data is deleted"),
        gettext_noop("What we kept about you is deleted. This is the proof:"),
        "{proof}",
        gettext_noop("The last backup that could bring it back ends on {final}."),
        _LAST,
        needs="proof final",
        neutral=(
            gettext_noop("What you asked for is done. Your number and your code open the proof, where you asked."),
            _LAST,
        ),
    ),
    "withdrawal_report": _kind(
        Occasion.SERVICE,
        gettext_noop("You took a yes back"),
        gettext_noop("You took back your yes. We have stopped: {purpose}."),
        gettext_noop("This is where it took effect:"),
        "{reached}",
        gettext_noop("You can change your choices here:\n{link}"),
        needs="purpose reached",
        may="link",
    ),
    "merged": _kind(
        Occasion.SERVICE,
        gettext_noop("Your conversations are together now"),
        gettext_noop("Your conversations with us from two places can now be read together."),
        gettext_noop("If this was not you, or you changed your mind, take them apart here:\n{link}"),
        needs="link",
    ),
    "person_needed": _kind(
        Occasion.SERVICE,
        gettext_noop("Somebody waits for a person"),
        gettext_noop("Somebody who wrote to us needs a person now. You are on call."),
        gettext_noop("Please sign in and open this page:\n{link}"),
        needs="link",
    ),
    "transcript": _kind(
        Occasion.SERVICE,
        gettext_noop("The copy of your conversation"),
        gettext_noop("This is the copy of your conversation that you asked for."),
        "{transcript}",
        gettext_noop("You can go on here:\n{link}"),
        needs="transcript",
        may="link",
    ),
    "answered": _kind(
        Occasion.SERVICE,
        gettext_noop("A person has answered you"),
        gettext_noop("A person has answered you. You asked us to write when that happens."),
        gettext_noop("You can read it here, and answer:\n{link}"),
        needs="link",
    ),
    "appeal_led": _kind(
        Occasion.SERVICE,
        gettext_noop("What you contested has changed something"),
        gettext_noop("You contested what our assistant did. It has changed how we work from now on."),
        _READ_HERE,
        needs="link",
    ),
    "export_ready": _kind(
        Occasion.SERVICE,
        gettext_noop("Your copy is ready"),
        gettext_noop("The copy of your data is ready."),
        gettext_noop("Open this page and press the button there:\n{link}"),
        gettext_noop("It stays there until {until}."),
        needs="link until",
    ),
}
"""Every letter there is; docs/words.md lists them."""

NEUTRAL_SUBJECT = gettext_noop("A note for you")
_SIGNED = gettext_noop("This letter was written by a computer. Please do not answer it.")
_REACH = gettext_noop("You can reach us here: {reach}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter. `id` makes its Message-ID, so that a letter that leaves twice is seen to be one."""

    id: str
    to: str
    sender_name: str
    sender: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime


class Undeliverable(DeskError):
    """The server of the address says for good that there is no such mailbox."""


class Declined(DeskError):
    """The mail server will not take this letter, now or later; the address may be right."""


class Carrier(Protocol):
    """Takes letters out of the house. Called by one thread; may block for seconds, never inside a transaction."""

    def carry(self, letter: Letter) -> None:
        """Take *letter* over for good. Calling it again with the same id must not make a second letter where that is
        possible. Raises Undeliverable, Declined, or Unavailable if another try makes sense."""

    def check(self) -> str:
        """Return in one sentence where letters go. Sends nothing. Raises Unavailable if none could leave now."""

    def take_back(self, id: str) -> None:
        """Destroy what is still here of a letter; what has left cannot be called back. Unknown ids are harmless."""


def check_values(kind: str, values: Mapping[str, str]) -> None:
    """Raise BadInput if there is no such letter, or a value is missing or unknown to it."""
    known = KINDS.get(kind)
    if known is None:
        raise BadInput(f"there is no letter {kind!r}; there are {', '.join(KINDS)}")
    wrong = (known.needs - values.keys()) | (values.keys() - known.needs - known.may)
    if wrong:
        raise BadInput(f"the letter {kind!r} takes {', '.join(sorted(known.needs | known.may))}: {sorted(wrong)}")


def subject_of(kind: str, language: str, values: Mapping[str, str], *, neutral: bool) -> str:
    """Return the subject. A code stands in it, because that is what people look for; a neutral one says nothing."""
    if neutral:
        return say(language, NEUTRAL_SUBJECT)
    return say(language, KINDS[kind].subject, **values)


def paragraphs(
    kind: str, language: str, values: Mapping[str, str], reach: str = "", *, neutral: bool
) -> tuple[str, ...]:
    """Return the letter's paragraphs. *reach*: how people can be reached, left out of a neutral letter."""
    given = {name: values.get(name, "") for name in KINDS[kind].needs | KINDS[kind].may}
    empty = [f"{{{name}}}" for name, value in given.items() if not value]
    lines = KINDS[kind].neutral if neutral else KINDS[kind].lines
    said = [say(language, line, **given) for line in lines if not any(hole in line for hole in empty)]
    said.append(say(language, _SIGNED))
    if reach and not neutral:
        said.append(say(language, _REACH, reach=reach))
    return tuple(said)


def as_text(lines: tuple[str, ...]) -> str:
    """Return paragraphs as plain text."""
    return "\n\n".join(lines) + "\n"


def as_html(lines: tuple[str, ...], subject: str, language: str) -> str:
    """Return paragraphs as a small page of its own: no pictures, no styles from elsewhere, in the reader's direction."""
    body = "\n".join(f"<p>{'<br>'.join(_piece(piece) for piece in line.split(chr(10)))}</p>" for line in lines)
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}">\n<head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n"
        '<body style="font: 1rem/1.5 sans-serif; max-width: 38rem; margin: 1rem">\n'
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _piece(text: str) -> str:
    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if text.startswith(("https://", "http://")) else shown
