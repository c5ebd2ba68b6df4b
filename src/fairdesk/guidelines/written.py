"""Read a guideline's file as it was written: every piece knows its line and its way, so an error can point at it.

YAML's own reading of values is not used: there `no` is a boolean and `1e3` a text. Here every value stays the text
that stands in the file, and the table says what type it should have. Anchors, tags and repeated names are refused,
because each lets a file mean something else than it seems to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from fairdesk.nouns import BadInput

_DEEPEST = 8
_LONGEST = 1_000_000
# The compiled reader is eight times as fast; where it was not built, the plain one reads the same.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, a list or a set of named parts of a file, with where it stands."""

    file: str
    line: int
    way: str
    value: str | tuple[Piece, ...] | Mapping[str, Piece]

    def wrong(self, says: str) -> BadInput:
        """Return the error that names this place and *says* what it should be."""
        where = f", {self.way}" if self.way else ""
        return BadInput(f"{self.file}, line {self.line}{where}: {says}")

    def text(self) -> str:
        """Return the text here; raises BadInput if this is a list, has parts or is empty."""
        if not isinstance(self.value, str):
            raise self.wrong('should be one text; put a test such as ">= 0.5", "[1..5]" or "a, b" in quotes')
        if not self.value.strip():
            raise self.wrong("is empty; write a text or leave the name out")
        return self.value.strip()

    def pieces(self) -> tuple[Piece, ...]:
        """Return the members of a list; raises BadInput if this is none or it is empty."""
        if not isinstance(self.value, tuple) or not self.value:
            raise self.wrong("should be a list with at least one member")
        return self.value

    def parts(self, required: str = "", optional: str = "", any_name: bool = False) -> Mapping[str, Piece]:
        """Return the named parts; raises BadInput if one of *required* is missing or one has another name."""
        if not isinstance(self.value, Mapping):
            raise self.wrong("should be a set of names with values (name: value)")
        must, may = required.split(), optional.split()
        for name in must:
            if name not in self.value:
                raise self.wrong(f"has no {name!r}")
        for name, part in self.value.items():
            if not any_name and name not in must and name not in may:
                raise part.wrong(f"{name!r} is not known here; it should be one of: {', '.join([*must, *may])}")
        return self.value


def read_yaml(text: str, file: str) -> Piece:
    """Return the one document of a YAML *text*; *file* names it in errors.

    Raises BadInput naming the line if it is not YAML, or uses what a guideline does not need.
    """
    check_text(text, file)
    events = yaml.parse(text, Loader=_LOADER)
    try:
        inside = (e for e in events if not isinstance(e, (yaml.StreamStartEvent, yaml.DocumentStartEvent)))
        first = next(inside)
        if isinstance(first, yaml.StreamEndEvent):
            raise BadInput(f"{file} is empty; it should hold a decision table")
        tree = _piece(first, inside, file, "", 0)
        for event in inside:
            if not isinstance(event, (yaml.DocumentEndEvent, yaml.StreamEndEvent)):
                raise BadInput(f"{file}, line {_line(event)}: a second document; a file holds one table")
    except yaml.YAMLError as found:
        raise BadInput(_not_yaml(file, found)) from found
    return tree


def check_text(text: str, file: str) -> None:
    """Raise BadInput if *text* is not Unicode text or is far longer than a table."""
    if len(text) > _LONGEST:
        raise BadInput(f"{file} has {len(text)} characters; a table has at most {_LONGEST}")
    if "\0" in text:
        raise BadInput(f"{file} holds a NUL character; save it as plain text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as found:
        raise BadInput(f"{file} is not Unicode text at character {found.start}; save it as UTF-8") from found


def _not_yaml(file: str, found: yaml.YAMLError) -> str:
    mark = getattr(found, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    problem = getattr(found, "problem", None) or "a character that YAML does not allow"
    if "nesting" in problem:  # newer libraries of YAML count the depth themselves, before we do
        return f"{file}{line}: is nested too deep for a decision table"
    return f'{file}{line}: not readable as YAML ({problem}); a test such as ">= 0.5" or "-" stands in quotes'


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _piece(event: yaml.Event, rest: Iterator[yaml.Event], file: str, way: str, depth: int) -> Piece:
    place = Piece(file, _line(event), way, "")
    if depth > _DEEPEST:
        raise place.wrong("is nested too deep for a decision table")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise place.wrong("anchors (&), aliases (*) and tags (!) are not used in guidelines; write the value out")
    if isinstance(event, yaml.SequenceStartEvent):
        return Piece(file, place.line, way, tuple(_members(rest, file, way, depth)))
    if isinstance(event, yaml.MappingStartEvent):
        return Piece(file, place.line, way, _named(rest, file, way, depth))
    if isinstance(event, yaml.ScalarEvent):
        return Piece(file, place.line, way, event.value)
    raise place.wrong("something should stand here")


def _members(rest: Iterator[yaml.Event], file: str, way: str, depth: int) -> Iterator[Piece]:
    number = 0
    while not isinstance(event := next(rest), yaml.SequenceEndEvent):
        number += 1
        yield _piece(event, rest, file, f"{way} {number}".strip(), depth + 1)


def _named(rest: Iterator[yaml.Event], file: str, way: str, depth: int) -> Mapping[str, Piece]:
    named: dict[str, Piece] = {}
    while not isinstance(event := next(rest), yaml.MappingEndEvent):
        name = _piece(event, rest, file, way, depth + 1)
        if not isinstance(name.value, str):
            raise name.wrong("a name should be one text")
        if name.value in named:
            raise name.wrong(f"{name.value!r} stands here twice; only one could count")
        named[name.value] = _piece(next(rest), rest, file, f"{way} {name.value}".strip(), depth + 1)
    return named
