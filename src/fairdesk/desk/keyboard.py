"""The keys of the desk: which single key does what for a colleague, and whether single keys work at all.

Letters alone are easily pressed by mistake, and by voice control word for word, so each colleague can turn them off or
choose others (WCAG 2.2, success criterion 2.1.4). Ctrl+Enter and Escape are no single characters and always work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fairdesk.nouns import BadInput


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does: what pages mark with `data-do`, what it is called, and its key unless another is chosen."""

    code: str
    label: str
    key: str


ACTIONS = (
    Action("next", "Go down the list", "j"),
    Action("previous", "Go up the list", "k"),
    Action("take", "Take over: the assistant falls silent at once", "a"),
    Action("reply", "Write a reply", "r"),
    Action("note", "Write an internal note", "n"),
    Action("resolve", "Resolve", "e"),
    Action("snooze", "Snooze", "s"),
    Action("undo", "Undo", "z"),
    Action("accept", "Send what is suggested", "y"),
    Action("edit", "Put what is suggested into the reply", "u"),
    Action("reject", "Reject what is suggested", "x"),
    Action("search", "Search", "/"),
    Action("list", "Go to the list", "g i"),
    Action("help", "Show these keys", "?"),
)
"""Every action that has a key, in the order in which they are listed."""

ALWAYS = (("Ctrl+Enter", "Send what you write"), ("Esc", "Leave a field"), ("/", "In an empty reply: canned replies"))
"""What works in a field, whatever is chosen."""

MOST_KEYS = 2


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A colleague's choice: whether single keys work, and the actions whose key is another than the usual one."""

    on: bool = True
    changed: Mapping[str, str] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action with the key it has for this colleague; "" for none."""
        return tuple(replace(each, key=self.changed.get(each.code, each.key)) for each in ACTIONS)

    @property
    def for_script(self) -> list[dict[str, str]]:
        """What `keys.js` reads: nothing where single keys are off."""
        return [{"do": each.code, "key": each.key, "label": each.label} for each in self.actions if self.on]


def chosen(on: bool, wanted: Mapping[str, str]) -> Keyboard:
    """Return a choice from what a form brings, action -> key. Keys after one another have a space between.

    Raises BadInput naming the action whose key cannot be: not a character, or already part of another's.
    """
    keys = {each.code: " ".join(wanted.get(each.code, each.key).split()) for each in ACTIONS}
    labels = {each.code: each.label for each in ACTIONS}
    for code, key in keys.items():
        parts = key.split()
        if len(parts) > MOST_KEYS or any(len(part) != 1 or not part.isprintable() for part in parts):
            raise BadInput(f"“{labels[code]}”: a key is one character, or two with a space between, or nothing")
        for other, its in keys.items():
            if code != other and key and _begins(its.split(), parts):
                raise BadInput(f"“{labels[code]}” and “{labels[other]}” cannot both begin with {parts[0]}")
    return Keyboard(on, {each.code: keys[each.code] for each in ACTIONS if keys[each.code] != each.key})


def _begins(keys: list[str], first: list[str]) -> bool:
    return keys[: len(first)] == first
