"""The hand-over brief: what the person who takes over needs first, computed from what is kept; no model sums it up.

    brief(entries, "de", "unsure", Beside(known=...))       {"asked": "Where is my parcel?", "known": "order: NU-1 ..."}

A colleague may edit it, its customer reads it and may correct it. A version is a line of the timeline that holds the
words before and after, so both are sealed, in the ledger, and go when the customer's key goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fairdesk.desk.timeline import Edit, Entry
from fairdesk.language import DEFAULT, OFFERED, gettext_noop, say
from fairdesk.nouns import BadInput, Fact, Voice

EDITABLE: Mapping[str, str] = {
    "asked": gettext_noop("What you need"),
    "known": gettext_noop("What we know of it"),
    "tried": gettext_noop("What was tried"),
    "promised": gettext_noop("What we promised"),
}
"""The parts that people may put otherwise, with what a customer reads above each."""

EDITED, CORRECTED = "brief_edited", "brief_corrected"
"""The events that hold a version: of a colleague, and of the customer."""
BEFORE = "_before"
LONGEST_PART = 1000
LONGEST_EXCERPT = 200
BARE_WISH = 40
"""A message of at most so many characters that asked for a person says nothing else worth a brief."""

HOW: Mapping[str, str] = {
    "said": gettext_noop("you said so"),
    "fits": gettext_noop("it has the right form"),
    "checked": gettext_noop("its check digit is right"),
    "found": gettext_noop("found in our system"),
    "proved": gettext_noop("proved by a code"),
}
"""What verified a fact, in words for customers."""

SLOTS: Mapping[str, str] = {
    "order": gettext_noop("order number"),
    "tracking": gettext_noop("tracking number"),
    "account": gettext_noop("customer number"),
    "email": gettext_noop("e-mail address"),
    "phone": gettext_noop("phone number"),
    "name": gettext_noop("name"),
    "address": gettext_noop("postal address"),
    "date": gettext_noop("date"),
    "amount": gettext_noop("amount"),
    "product": gettext_noop("product"),
    "reason": gettext_noop("reason"),
}
"""What customers are often asked for, in words."""

NOTHING_YET = gettext_noop("nothing yet")
_ANSWERED, _UNSURE, _NO_HELP = gettext_noop("answered"), gettext_noop("not sure"), gettext_noop("did not help")
_DONE, _FAILED = gettext_noop("done"), gettext_noop("it failed")


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of the case: its slot (or the name a flow gave it), its value, what verified it, and in which message it is."""

    slot: str
    value: str
    how: str = "said"
    number: int = 0

    def in_words(self, language: str = DEFAULT) -> str:
        """Return the fact as a line for a reader of *language*."""
        name = say(language, SLOTS[self.slot]) if self.slot in SLOTS else self.slot.replace("_", " ")
        how = HOW[self.how] if language != DEFAULT or self.how != "said" else "the customer said so"
        return f"{name}: {self.value} ({say(language, how)})"


def _never(entry: Entry) -> bool:  # noqa: ARG001
    return False


@dataclass(frozen=True, slots=True)
class Beside:
    """What a brief holds besides what its timeline says.

    `only_answers`: whether a message only answered what a flow asked, or was small talk. `reader`: the language of
    whoever reads the brief. `doubt`: the assistant's, in words. `consent`: whether it may answer.
    """

    known: tuple[Known, ...] = ()
    task: str = ""
    doubt: str = ""
    helps: tuple[str, ...] = ()
    consent: str = ""
    sensitive: bool = False
    only_answers: Callable[[Entry], bool] = _never
    reader: str = DEFAULT


_NOTHING_BESIDE = Beside()


def brief(
    entries: Sequence[Entry], language: str, reason: str, beside: Beside = _NOTHING_BESIDE
) -> Mapping[str, str]:
    """Return what the person who takes over needs first: only what is known, in the words of the last version.

    asked: the customer's own last question. seen_by_assistant: the same as it was masked. known: facts, and what
    verified each. tried: articles shown and things done, with what came of it. task: the flow the customer was in.
    promised: nothing, as long as no person wrote, because the assistant cannot promise. sensitivity: that a person is
    needed, never why. doubt: the assistant's. language, helps, consent, reason: as they stand.
    """
    asked, to = question(entries, beside.only_answers), beside.reader
    person_wrote = any(entry.voice is Voice.PERSON for entry in entries)
    computed = {
        "asked": _excerpt(asked.text) if asked else "",
        "seen_by_assistant": _excerpt(asked.masked) if asked and asked.masked != asked.text else "",
        "known": "\n".join(each.in_words(to) for each in beside.known),
        "tried": "; ".join(_tried(entries, to)),
        "task": beside.task,
        "promised": "" if person_wrote else say(to, NOTHING_YET),
        "sensitivity": "needs a person" if beside.sensitive else "",
        "language": OFFERED.get(language, language),
        "helps": "; ".join(beside.helps),
        "consent": beside.consent,
        "doubt": beside.doubt,
        "reason": reason,
    }
    written = {name: edit.now for name, edit in edits(entries).items()}
    return {name: text for name, text in (computed | written).items() if text}


def question(entries: Sequence[Entry], only_answers: Callable[[Entry], bool] = _never) -> Entry | None:
    """Return the message that says what the customer needs: the last one that is more than an answer to a flow, thanks,
    or "a person, please"; the last of all if none is."""
    spoken = [entry for entry in entries if entry.voice is Voice.CUSTOMER and entry.text]
    telling = (each for each in reversed(spoken) if not _bare_wish(each, entries) and not only_answers(each))
    return next(telling, spoken[-1] if spoken else None)


def _bare_wish(entry: Entry, entries: Sequence[Entry]) -> bool:
    after = next((later for later in entries if later.number > entry.number), None)
    asked = after is not None and after.code == "asked_for_person" and after.values.get("how") == "words"
    return asked and len(entry.text) <= BARE_WISH


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"


def _tried(entries: Sequence[Entry], reader: str) -> Iterator[str]:
    """Yield what was shown or done, each once, with how it came out last."""
    no_help = {entry.values.get("answer") for entry in entries if entry.code == "did_not_help"}
    shown: dict[str, str] = {}
    for entry in entries:
        if entry.voice is Voice.ASSISTANT:
            came_of_it = _NO_HELP if entry.answer in no_help else _UNSURE if entry.unclear else _ANSWERED
            shown.update({found.title: came_of_it for found in entry.evidence})
        elif entry.code in ("action_done", "action_failed"):
            shown[str(entry.values.get("action", "")).replace("_", " ")] = (
                _DONE if entry.code == "action_done" else _FAILED
            )
    yield from (f"{title} ({say(reader, result)})" for title, result in shown.items())


# --- versions -------------------------------------------------------------------------------------------------------
def edits(entries: Iterable[Entry]) -> Mapping[str, Edit]:
    """Return the last change of each part that somebody put otherwise."""
    found: dict[str, Edit] = {}
    for entry in entries:
        if entry.code not in (EDITED, CORRECTED):
            continue
        who = entry.who if entry.code == EDITED else ""
        for name in EDITABLE.keys() & entry.values.keys():
            was = str(entry.values.get(name + BEFORE, ""))
            found[name] = Edit(who, entry.at, was, str(entry.values[name]), entry.number)
    return found


def version(entries: Iterable[Entry]) -> int:
    """Return the number of the line that holds the last version; 0 if nobody changed anything."""
    return max((edit.number for edit in edits(entries).values()), default=0)


def changed(stands: Mapping[str, str], written: Mapping[str, str]) -> dict[str, Fact]:
    """Return what a version changes: each part with its words before and after; {} if nothing.

    *stands* is what stood in the form, *written* what came back. Raises BadInput for a part that is too long.
    """
    found: dict[str, Fact] = {}
    for name in EDITABLE:
        before, after = _lines(stands.get(name, "")), _lines(written.get(name, stands.get(name, "")))
        if len(after) > LONGEST_PART:
            raise BadInput(f"one part has {len(after)} characters; {LONGEST_PART} fit")
        if after != before:
            found |= {name: after, name + BEFORE: before}
    return found


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
