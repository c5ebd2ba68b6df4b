"""See whether a JSON value has a declared shape: the part of JSON Schema (draft 2020-12) that calls of flows need.

Known words: type, properties, required, additionalProperties (false), enum, pattern, maxLength, minimum, maximum.
What is not known here is refused when a flow is read, so that no part of a declaration is silently ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

KNOWN = frozenset(
    [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "enum",
        "pattern",
        "maxLength",
        "minimum",
        "maximum",
        "description",
    ]
)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def fault_of_schema(schema: object, place: str = "") -> str:
    """Return what is wrong with a declaration, with its place; "" if nothing is."""
    if not isinstance(schema, Mapping):
        return f"{place or 'the schema'} is no mapping"
    if unknown := sorted(schema.keys() - KNOWN):
        return f"{place or 'the schema'} uses {unknown[0]!r}; known are {', '.join(sorted(KNOWN))}"
    if schema.get("type") not in _TYPES:
        return f"{place or 'the schema'} needs a type: {', '.join(_TYPES)}"
    parts = ((f"{place}.{name}".strip("."), part) for name, part in schema.get("properties", {}).items())
    return next((fault for name, part in parts if (fault := fault_of_schema(part, name))), "")


def fault_of(value: object, schema: Mapping[str, Any]) -> str:
    """Return where *value* is not as declared, without the value itself; "" if it is."""
    return next(_faults(value, schema, "answer"), "")


def _faults(value: object, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    kind = schema["type"]
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{place} is not of type {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of the declared values"
    if isinstance(value, str):
        if len(value) > schema.get("maxLength", 500):
            yield f"{place} is too long"
        if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
            yield f"{place} has not the declared pattern"
    elif isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        yield f"{place} is outside what is declared"
    elif isinstance(value, dict):
        yield from _faults_within(value, schema, place)


def _faults_within(value: dict[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    declared = schema.get("properties", {})
    yield from (f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    if schema.get("additionalProperties") is False and (more := sorted(value.keys() - declared.keys())):
        yield f"{place} has {len(more)} values that are not declared"
    for name, part in declared.items():
        if name in value:
            yield from _faults(value[name], part, f"{place}.{name}")
