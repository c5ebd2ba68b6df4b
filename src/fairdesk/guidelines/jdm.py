"""Write a guideline as a JSON decision model (JDM), the format of the ZEN engine and its visual editor.

What leaves is the logic alone: a JDM table knows no types, allowed values or refusals, so whatever runs it lets a
missing value fall through. Here it serves to look at a table elsewhere, and to hold our answers against another's.
Source: GoRules, JSON Decision Model; https://docs.gorules.io.
"""

from __future__ import annotations

import json
import math

from fairdesk.guidelines.cells import Cell, Interval
from fairdesk.guidelines.table import HitPolicy, Table


def to_jdm(table: Table) -> str:
    """Return *table* as JDM; besides the outputs a column `rule` holds the id of the rule."""
    rules = [
        {
            "_id": rule.id,
            "_description": rule.says,
            **{column.name: _unary(cell) for column, cell in zip(table.inputs, rule.cells, strict=True)},
            **{name: json.dumps(value) for name, value in rule.outputs.items()},
            "rule": json.dumps(rule.id),
        }
        for rule in table.rules
    ]
    content = {
        "hitPolicy": "collect" if table.hit is HitPolicy.COLLECT else "first",
        "inputs": [{"id": column.name, "name": column.label, "field": column.name} for column in table.inputs],
        "outputs": [{"id": name, "name": name, "field": name} for name in (*(o.name for o in table.outputs), "rule")],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": table.name, "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "e2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def _unary(cell: Cell) -> str:
    if cell.anything:
        return ""
    values = ", ".join(json.dumps(value) for value in cell.values)
    if cell.intervals:
        parts = [_inside(part) for part in cell.intervals]
        return " and ".join(f"not ({part})" for part in parts) if cell.negated else " or ".join(parts)
    if isinstance(cell.values[0], bool):
        return json.dumps(cell.values[0] != cell.negated)
    return f"$ not in [{values}]" if cell.negated else f"$ in [{values}]"


def _inside(part: Interval) -> str:
    # No brackets around a comparison: at the start of a cell the ZEN engine reads one as that of a range.
    if part.low == part.high:
        return f"$ == {part.low!r}"
    if part.high == math.inf:
        return f"$ {'>=' if part.low_in else '>'} {part.low!r}"
    if part.low == -math.inf:
        return f"$ {'<=' if part.high_in else '<'} {part.high!r}"
    return f"$ in {'[' if part.low_in else '('}{part.low!r}..{part.high!r}{']' if part.high_in else ')'}"
