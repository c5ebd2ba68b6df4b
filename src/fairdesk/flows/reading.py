"""Read a flow from its file, or say exactly what is wrong with it: the file, the place, and what to do.

    flow = read_flow(Path("where-is-my-order.yaml").read_text(), "where-is-my-order.yaml")

Format 1 is described in docs/flows.md. A flow that is read can be walked: every name that a step uses is there, every
text has every language, every action with an effect names the guideline that must allow it, and no steps go round
without asking.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import yaml

from fairdesk.flows.flow import END, Action, Flow, Slot, SlotType, Step
from fairdesk.flows.hearing import languages
from fairdesk.flows.shape import fault_of_schema
from fairdesk.flows.walking import KNOWN_EMAIL
from fairdesk.nouns import BadInput, Facts

FORMAT = 1
LONGEST_FILE = 100_000
LONGEST_LOOK_UP_SECONDS = 10.0
"""A look-up happens while the customer waits; the whole turn has `model_seconds`."""
DOES = ("ask", "look_up", "choose", "decide", "do", "claim", "say", "hand_over")
MONEY = ("refund", "goodwill")
"""The guidelines about money that a claim may name."""
KNOWN = frozenset(("known_by", "concern"))
"""What the desk itself tells guidelines; no file may say it."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NAMED_IN_TEXT = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"(?:/[A-Za-z0-9._-]+)+")
_KEYS = {
    "flow": {
        "format",
        "name",
        "title",
        "owner",
        "lasts_hours",
        "begins",
        "unless",
        "facts",
        "slots",
        "actions",
        "words",
        "steps",
    },
    "slot": {"type", "pattern", "check", "options"},
    "action": {"method", "path", "seconds", "effect", "allowed_by", "send", "request", "answer", "facts"},
    "step": {"id", "says", "output", "to", "then", *DOES},
}


class _Place:
    """Where in a file something stands, to be named when it is wrong."""

    def __init__(self, file: str, place: str = "") -> None:
        self._file, self._place = file, place

    def at(self, place: str) -> _Place:
        return _Place(self._file, f"{self._place}, {place}" if self._place else place)

    def wrong(self, what: str) -> BadInput:
        return BadInput(f"{self._file}: {self._place + ': ' if self._place else ''}{what}")

    def mapping(self, found: object, kind: str = "") -> Mapping[str, Any]:
        if not isinstance(found, Mapping) or not all(isinstance(key, str) for key in found):
            raise self.wrong("here should be names with values; see docs/flows.md")
        if kind and (unknown := sorted(found.keys() - _KEYS[kind])):
            raise self.wrong(f"{unknown[0]!r} is not known; known are {', '.join(sorted(_KEYS[kind]))}")
        return found

    def text(self, found: object, name: str) -> str:
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(f"{name} should be a text; write it")
        return found.strip()


def read_flow(text: str, file: str) -> Flow:
    """Return the flow that a file describes. Raises BadInput naming the file, the place and what to do."""
    at = _Place(file)
    if len(text) > LONGEST_FILE:
        raise at.wrong(f"the file has {len(text)} characters; {LONGEST_FILE} are read at most")
    try:
        found = at.mapping(yaml.safe_load(text), "flow")
    except yaml.YAMLError as wrong:
        line = getattr(getattr(wrong, "problem_mark", None), "line", -1) + 1
        raise at.wrong(f"line {line} is not readable as YAML; mend it") from wrong
    if found.get("format") != FORMAT:
        raise at.wrong(f"format is {found.get('format')!r}; write format: {FORMAT}")
    hours = found.get("lasts_hours", 24)
    if not isinstance(hours, int) or not 1 <= hours <= 24 * 30:
        raise at.wrong(f"lasts_hours is {hours!r}; it should be a whole number from 1 to 720")
    begins = _begins(found.get("begins"), at.at("begins"))
    flow = Flow(
        name=_name(found.get("name"), at),
        title=at.text(found.get("title"), "title"),
        owner=at.text(found.get("owner"), "owner"),
        version=hashlib.sha256(text.encode()).hexdigest()[:16],
        lasts=timedelta(hours=hours),
        begins=begins,
        unless=_begins(found["unless"], at.at("unless")) if "unless" in found else {},
        slots={name: _slot(_name(name, at), part, tuple(begins), at.at(f"slot {name}"))
               for name, part in at.at("slots").mapping(found.get("slots", {})).items()},
        actions={name: _action(_name(name, at), part, at.at(f"action {name}"))
                 for name, part in at.at("actions").mapping(found.get("actions", {})).items()},
        steps=tuple(_steps(found.get("steps"), tuple(begins), at)),
        facts=_known(found.get("facts", {}), at.at("facts")),
        words=_words(found.get("words", {}), tuple(begins), at.at("words")),
    )  # fmt: skip
    _check(flow, at)
    return flow


def _name(found: object, at: _Place) -> str:
    if not isinstance(found, str) or not _NAME.fullmatch(found):
        raise at.wrong(f"{found!r} is no name; use small letters, digits and _, beginning with a letter")
    return found


def _known(found: object, at: _Place) -> Facts:
    facts = at.mapping(found)
    for name, value in facts.items():
        if not isinstance(value, (str, int, float, bool)):
            raise at.wrong(f'{name} should be a text, a number, true or false; quote "yes" and "no"')
    return dict(facts)


def _begins(found: object, at: _Place) -> Mapping[str, tuple[str, ...]]:
    begins: dict[str, tuple[str, ...]] = {}
    for language, phrases in at.mapping(found).items():
        if language not in languages():
            raise at.wrong(f"{language!r} cannot be walked yet; known are {', '.join(languages())}")
        if not isinstance(phrases, list) or not phrases:
            raise at.at(language).wrong("here should be a list of phrases")
        for phrase in phrases:
            if len(at.at(language).text(phrase, "a phrase").split()) < 2:
                raise at.at(language).wrong(f"{phrase!r} is one word and would begin the flow too often; write two")
        begins[language] = tuple(phrases)
    if not begins:
        raise at.wrong("name at least one language with the phrases that begin the flow")
    return begins


def _texts(found: object, needed: tuple[str, ...], at: _Place) -> Mapping[str, str]:
    texts = at.mapping(found)
    if missing := [language for language in needed if language not in texts]:
        raise at.wrong(f"the words in {missing[0]!r} are missing; the flow begins in that language")
    return {language: at.text(text, language) for language, text in texts.items()}


def _slot(name: str, found: object, needed: tuple[str, ...], at: _Place) -> Slot:
    part = at.mapping(found, "slot")
    if part.get("type") not in tuple(SlotType):
        raise at.wrong(f"type is {part.get('type')!r}; it should be one of {', '.join(SlotType)}")
    kind = SlotType(part["type"])
    if ("pattern" in part or "check" in part) and kind is not SlotType.NUMBER:
        raise at.wrong("only a slot of type number has a pattern or a check digit; take it out")
    if part.get("check", "luhn") != "luhn":
        raise at.wrong(f"check is {part['check']!r}; the one rule known is luhn")
    if (kind is SlotType.CHOICE) != ("options" in part):
        raise at.wrong("a choice, and nothing else, has options")
    try:
        pattern = re.compile(part["pattern"], re.IGNORECASE) if "pattern" in part else None
    except (re.error, TypeError) as wrong:
        raise at.wrong(f"the pattern is no regular expression: {wrong}") from wrong
    if kind is SlotType.NUMBER and (pattern is None or pattern.search("")):
        raise at.wrong("a number needs a pattern that says what one looks like, such as 'NU-[0-9]{5}-[0-9]'")
    options = {
        _name(option, at): {language: tuple(each) for language, each in at.at(option).mapping(words).items()}
        for option, words in at.mapping(part.get("options", {})).items()
    }
    for option, words in options.items():
        if missing := [language for language in needed if not words.get(language)]:
            raise at.at(option).wrong(f"the words in {missing[0]!r} are missing")
    return Slot(name, kind, pattern, part.get("check", ""), options)


def _action(name: str, found: object, at: _Place) -> Action:
    part = at.mapping(found, "action")
    if part.get("method") not in ("GET", "POST", "PUT"):
        raise at.wrong(f"method is {part.get('method')!r}; it should be GET, POST or PUT")
    if not isinstance(part.get("effect"), bool):
        raise at.wrong("say effect: true if it changes something outside, else effect: false")
    if part["method"] == "GET" and (part["effect"] or part.get("send")):
        raise at.wrong(
            "a GET changes nothing and sends nothing: personal details do not belong into addresses; use POST"
        )
    path = at.text(part.get("path"), "path")
    if not _PATH.fullmatch(path):
        raise at.wrong(f"path is {path!r}; it should be like /orders/find, under the address the operator sets")
    seconds = part.get("seconds", 3)
    if not isinstance(seconds, (int, float)) or not 0 < seconds <= LONGEST_LOOK_UP_SECONDS:
        raise at.wrong(f"seconds is {seconds!r}; it should be more than 0 and at most {LONGEST_LOOK_UP_SECONDS:g}")
    guideline, output, value = _allowed_by(part.get("allowed_by"), at)
    for word in ("request", "answer"):
        if fault := fault_of_schema(part.get(word, {"type": "object"})):
            raise at.at(word).wrong(fault)
    answer = part.get("answer", {"type": "object"})
    facts = tuple(part.get("facts", ()))
    if unknown := [fact for fact in facts if fact not in answer.get("properties", {})]:
        raise at.wrong(f"the fact {unknown[0]!r} is not declared in the answer; declare it or take it out")
    send = {key: at.text(source, key) for key, source in at.mapping(part.get("send", {})).items()}
    return Action(
        name, part["method"], path, float(seconds), part["effect"], guideline, output, value, send,
        part.get("request", {"type": "object"}), answer, facts,
    )  # fmt: skip


def _allowed_by(found: object, at: _Place) -> tuple[str, str, str]:
    if found is None:
        raise at.wrong("name in allowed_by the guideline that must allow it, such as {order_access: {access: tell}}")
    allowed = at.mapping(found)
    if len(allowed) != 1:
        raise at.wrong("allowed_by names one guideline")
    ((guideline, needs),) = allowed.items()
    needed = at.at("allowed_by").mapping(needs)
    if len(needed) != 1:
        raise at.wrong("allowed_by names one output of the guideline and the value it must have")
    ((output, value),) = needed.items()
    return guideline, output, str(value)


def _steps(found: object, needed: tuple[str, ...], at: _Place) -> Iterator[Step]:
    if not isinstance(found, list) or not found:
        raise at.wrong("steps should be a list of at least one step")
    for number, part in enumerate(found, 1):
        here = at.at(f"step {part.get('id', number) if isinstance(part, Mapping) else number}")
        step = here.mapping(part, "step")
        does = [word for word in DOES if word in step]
        if len(does) != 1:
            raise here.wrong(f"a step does one of {', '.join(DOES)}; this one does {len(does)}")
        following = (
            found[number].get("id", END) if number < len(found) and isinstance(found[number], Mapping) else END
        )
        yield _step(step, does[0], str(following), needed, here)


def _step(step: Mapping[str, Any], does: str, following: str, needed: tuple[str, ...], at: _Place) -> Step:
    says = step[does] if does in ("say", "hand_over") else step.get("says")
    if does in ("say", "hand_over") and "says" in step:
        raise at.wrong(f"the words of {does} stand in it; take says out")
    wordless = does in ("look_up", "decide", "choose") or (does == "hand_over" and says is None)
    if wordless and says is not None:
        raise at.wrong(f"a step that does {does} says nothing; add a step that says it")
    if (does == "decide") != ("output" in step):
        raise at.wrong("a step that decides, and no other, names the output it reads")
    to = {str(value).lower() if isinstance(value, bool) else str(value): str(to)
          for value, to in (step.get("to") or {}).items()}  # fmt: skip
    return Step(
        _name(step.get("id"), at), does, "" if does in ("say", "hand_over") else str(step[does]),
        {} if wordless else _texts(says, needed, at), str(step.get("output", "")),
        {{"true": "yes", "false": "no"}.get(value, value): where for value, where in to.items()},
        str(step.get("then", END if does in ("do", "claim", "hand_over") else following)),
    )  # fmt: skip


def _words(found: object, needed: tuple[str, ...], at: _Place) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return {
        fact: {value: _texts(texts, needed, at.at(f"{fact} {value}")) for value, texts in at.mapping(values).items()}
        for fact, values in at.mapping(found).items()
    }


# --- what only the whole tells -----------------------------------------------------------------------------------------
def _check(flow: Flow, at: _Place) -> None:
    ids = [step.id for step in flow.steps]
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise at.at(f"step {twice[0]}").wrong("two steps have this id; rename one")
    for step in flow.steps:
        _check_step(flow, step, {*ids, END}, at.at(f"step {step.id}"))
    for name, action in flow.actions.items():
        known = {*flow.slots, *_facts(flow), KNOWN_EMAIL}
        if unknown := sorted(set(action.send.values()) - known):
            raise at.at(f"action {name}").wrong(f"it sends {unknown[0]!r}, which is no slot, fact or {KNOWN_EMAIL}")
    if twice := sorted((set(flow.slots) & (_facts(flow) - set(flow.facts))) | ({*_facts(flow), *flow.slots} & KNOWN)):
        raise at.wrong(f"{twice[0]!r} names two different things; rename the one of this file")
    if round := _goes_round(flow):
        raise at.at(f"step {round}").wrong(
            "from here the steps go round without asking anything; let one of them end"
        )
    asked_twice = [step.of for step in flow.steps if step.does == "ask"]
    if twice := [slot for slot in asked_twice if asked_twice.count(slot) > 1]:
        raise at.at(f"slot {twice[0]}").wrong("two steps ask for it; ask once")


def _check_step(flow: Flow, step: Step, ids: set[str], at: _Place) -> None:
    known = {"ask": flow.slots, "look_up": flow.actions, "do": flow.actions}.get(step.does)
    if known is not None and step.of not in known:
        raise at.wrong(f"{step.of!r} is not declared; declare it, or name one of {', '.join(known) or 'none yet'}")
    if unknown := sorted({*step.to.values(), step.then} - ids):
        raise at.wrong(f"it leads to {unknown[0]!r}, which is no step; name one, or {END}")
    if step.does == "choose" and step.of not in {*flow.slots, *_facts(flow)}:
        raise at.wrong(f"{step.of!r} is no slot and no fact; name one")
    if step.does == "claim" and (step.of not in MONEY or "amount" not in {*flow.slots, *_facts(flow)}):
        raise at.wrong(f"a claim names one of {', '.join(MONEY)}, and needs a slot or fact named amount")
    if step.does in ("look_up", "do") and flow.actions[step.of].effect != (step.does == "do"):
        raise at.wrong(
            f"{step.of} has {'an' if step.does == 'look_up' else 'no'} effect; use the other of look_up and do"
        )
    if step.does == "do" and step.then != END:
        raise at.wrong(f"what is done is done after the customer was told; write then: {END}")
    named = {name for text in step.says.values() for name in _NAMED_IN_TEXT.findall(text)}
    if unknown := sorted(named - {*flow.slots, *_facts(flow)}):
        raise at.wrong(f"its words name {{{unknown[0]}}}, which is no slot and no fact")


def _facts(flow: Flow) -> set[str]:
    """Return what look-ups and decisions may add."""
    found = {fact for action in flow.actions.values() for fact in action.facts}
    return found | set(flow.facts) | {step.output for step in flow.steps if step.does == "decide"}


def _goes_round(flow: Flow) -> str:
    """Return a step from which one comes back to it without a question; "" if there is none."""
    for first in flow.steps:
        seen: set[str] = set()
        open_ends = [first.id]
        while open_ends:
            step = flow.step(open_ends.pop())
            if step.does in ("ask", "hand_over", "claim", "do"):
                continue
            for id in {*step.to.values(), step.then} - {END}:
                if id == first.id:
                    return first.id
                if id not in seen:
                    seen.add(id)
                    open_ends.append(id)
    return ""
