"""Write public sets of conversations in the interchange format of `fairdesk import`: three examples of a converter.

    python tools/convert_conversations.py multidogo airline_dev.jsonl > past.jsonl
    python tools/convert_conversations.py star star_dev.jsonl > past.jsonl
    python tools/convert_conversations.py tau tau_airline_gpt4o_dev.jsonl > past.jsonl

multidogo: awslabs/multi-domain-goal-oriented-dialogues-dataset, customers only. star: RasaHQ/STAR, people on both sides.
tau: trajectories of sierra-research/tau-bench, an assistant that was right or not. Not needed to run the desk.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def multidogo(found: Line) -> Line:
    """Return a conversation of which the customer's side is published, with the intent of each turn as its label."""
    turns = [
        {"author": "customer", "text": turn["text"], "labels": [code(turn["intent"])]}
        for turn in found["turns"]
        if turn["text"].strip()
    ]
    return {
        "id": f"multidogo-{found['id']}",
        "channel": "chat",
        "language": "en",
        "topic": found["domain"],
        "turns": turns,
    }


def star(found: Line) -> Line:
    """Return a conversation between two people; the one who helped could take a suggested reply or write their own."""
    authors = {"customer": "customer", "agent": "person"}
    turns = [
        {
            "author": authors[event["who"]],
            "at": datetime.fromtimestamp(event["t"], UTC).isoformat(),
            "text": event["text"],
            "labels": [code(event["act"])] if event.get("act") else [],
        }
        for event in found["events"]
        if event["who"] in authors and event["text"].strip()
    ]
    return {
        "id": f"star-{found['id']}", "channel": "chat", "language": "en", "topic": code(str((found["domains"] or ["other"])[0])),
        "turns": turns, "outcome": {"resolved": found["completion"] == "Complete"},
    }  # fmt: skip


def tau(found: Line) -> Line:
    """Return a trajectory of an assistant; it resolved the matter if the final state was the right one."""
    authors = {"user": "customer", "assistant": "assistant"}
    turns = [
        {"author": authors[message["role"]], "text": message["content"]}
        for message in found["messages"]
        if message["role"] in authors and (message["content"] or "").strip()
    ]
    return {
        "id": f"tau-{found['id']}", "channel": "chat", "language": "en", "topic": "airline",
        "customer": code(found["task"]["user_id"]), "turns": turns, "outcome": {"resolved": found["reward"] == 1},
    }  # fmt: skip


def code(text: str) -> str:
    """Return a label as the format wants it."""
    return re.sub(r"[^a-z0-9_.-]+", "-", text.lower()).strip("-_.")[:60] or "other"


CONVERTERS: dict[str, Callable[[Line], Line]] = {"multidogo": multidogo, "star": star, "tau": tau}


def main(name: str, file: str) -> None:
    """Convert a file, a line for a line; conversations in which no customer speaks are left out."""
    for line in Path(file).read_text("utf-8").strip("\n").split("\n"):
        made = CONVERTERS[name](json.loads(line))
        if any(turn["author"] == "customer" for turn in made["turns"]):
            print(json.dumps(made, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in CONVERTERS:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
