"""Read the rules of a JSON decision model (JDM) back into the text of a guideline, as the ZEN editor saved them.

    from_jdm(model, shipped("routing"), "routing.yaml")      # the text, with the rules of the model

A JDM knows no types, owners or refusals: those stay as they stand in the text; only what follows `rules:` is written
anew. What cannot be said in S-FEEL's unary tests (a function, arithmetic) is refused with its rule and column.
Source: GoRules, JSON Decision Model; https://docs.gorules.io.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fairdesk.guidelines.table import Table, parse
from fairdesk.nouns import BadInput

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_COMPARED = re.compile(rf"(?:\$\s*)?(<=|>=|<|>|==)\s*({_NUMBER})")
_RANGE = re.compile(rf"(?:\$\s+in\s+)?([\[(]\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*[\])])")
_LIST = re.compile(r'\$\s+(not\s+)?in\s+(\[\s*".*\])', re.DOTALL)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_PLAIN = re.compile(rf"true|false|-|{_NUMBER}")
_AND = re.compile(r"\s+and\s+")
_OR = re.compile(r"\s+or\s+|,")
_SPECIAL = re.compile(r"""[",()\[\]<>=]|^\s|\s$""")


def from_jdm(model: str, text: str, file: str) -> str:
    """Return *text*, a guideline in YAML, with the rules of *model* in place of its own.

    Raises BadInput naming the rule and column that cannot be read, or if *model* is no decision table.
    """
    known = parse(text, file)
    head, found, _ = text.partition("\nrules:")
    if not found or file.lower().endswith(".csv"):
        raise BadInput(f"{file} is not written as YAML with its rules last; rules cannot be put in their place")
    rules = "".join(_rule(n, row, known) for n, row in enumerate(_rows(model), 1))
    made = f"{head}\nrules:\n{rules}"
    parse(made, file)
    return made


def _rows(model: str) -> list[Mapping[str, Any]]:
    try:
        nodes = json.loads(model)["nodes"]
        (table,) = (node["content"] for node in nodes if node["type"] == "decisionTableNode")
        fields = {each["id"]: each["field"] for each in (*table["inputs"], *table["outputs"])}
        return [{fields.get(name, name): value for name, value in row.items()} for row in table["rules"]]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput("this is no JSON decision model with exactly one decision table") from wrong


def _rule(number: int, row: Mapping[str, Any], known: Table) -> str:
    id = _word(row.get("rule", "")) or f"R{number:02d}"
    says = row.get("_description") or next((rule.says for rule in known.rules if rule.id == id), "")
    when = {c.name: cell for c in known.inputs if (cell := _cell(str(row.get(c.name, "")), id, c.name)) != "-"}
    then = {c.name: _word(row.get(c.name, "")) for c in known.outputs}
    lines = (("id", id), ("says", says), ("when", when), ("then", then))
    first, *rest = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in lines)
    return "".join([f"  - {first}\n", *(f"    {line}\n" for line in rest)])


def _word(value: Any) -> str:
    """Return an output of a JDM, which is written as an expression: "person" with its quotes."""
    try:
        return str(json.loads(value))
    except (ValueError, TypeError):
        return str(value)


def _cell(test: str, rule: str, column: str) -> str:
    try:
        return ", ".join(_tests(test.strip())) or "-"
    except ValueError as wrong:
        raise BadInput(
            f"rule {rule}, {column}: {test!r} is no unary test; write a value, a list or a range"
        ) from wrong


def _tests(test: str) -> Iterator[str]:
    if not test:
        return
    if found := _LIST.fullmatch(test):
        inside = ", ".join(map(_text, json.loads(found[2])))
        yield f"not({inside})" if found[1] else inside
    elif test.startswith("not"):
        yield f"not({', '.join(map(_negated, _AND.split(test)))})"
    elif test.startswith('"'):
        yield from map(_text, json.loads(f"[{test}]"))
    else:
        yield from map(_one, _OR.split(test))


def _negated(part: str) -> str:
    found = _NOT.fullmatch(part.strip())
    if not found:
        raise ValueError(part)
    return _one(found[1])


def _one(part: str) -> str:
    part = part.strip()
    if found := _COMPARED.fullmatch(part):
        return found[2] if found[1] == "==" else f"{found[1]} {found[2]}"
    if found := _RANGE.fullmatch(part):
        return found[1]
    if _PLAIN.fullmatch(part):
        return part
    raise ValueError(part)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return f'"{value}"' if _SPECIAL.search(value) else value
