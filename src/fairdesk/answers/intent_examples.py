"""Read messages with or without their labels: a line {"text": ..., "label": ...} each. Errors name the line and never quote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from fairdesk.answers.classify import OUT_OF_SCOPE
from fairdesk.nouns import BadInput

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Examples:
    """Messages and what each asks; `digest` is the hash of the file they came from."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    digest: str

    @property
    def topics(self) -> tuple[str, ...]:
        """The labels in order, without that of messages out of scope."""
        return tuple(sorted(set(self.labels) - {OUT_OF_SCOPE}))


def read_messages(body: bytes, name: str) -> Examples:
    """Read a file of messages whose label may be missing (then ""). Raises BadInput naming file and line."""
    texts, labels = [], []
    for number, row in _lines(body, name):
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise BadInput(f'{name}, line {number} should look like {{"text": "..."}}')
        texts.append(row["text"])
        labels.append(row["label"] if isinstance(row.get("label"), str) else "")
    if not texts:
        raise BadInput(f"{name} holds no messages")
    return Examples(tuple(texts), tuple(labels), hashlib.sha256(body).hexdigest()[:16])


def _lines(body: bytes, name: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(body.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as wrong:
                raise BadInput(
                    f"{name}, line {number} is not JSON; it should be an object with text and label"
                ) from wrong


def read_examples(body: bytes, name: str) -> Examples:
    """Read a file of labelled messages. Raises BadInput naming file and line."""
    texts, labels = [], []
    for number, row in _lines(body, name):
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("text", "label")):
            raise BadInput(f'{name}, line {number} should look like {{"text": "...", "label": "..."}}')
        if not row["label"].strip() or len(row["label"]) > LONGEST_LABEL or not row["label"].isprintable():
            raise BadInput(f"{name}, line {number} has a label that is empty, too long or no text")
        texts.append(row["text"])
        labels.append(row["label"])
    if not texts:
        raise BadInput(f"{name} holds no examples")
    return Examples(tuple(texts), tuple(labels), hashlib.sha256(body).hexdigest()[:16])
