"""The parts of this desk that guidelines rest on, as hashes: what is running, told from its files and settings.

Hashed once a process, because none of them changes while it runs; the article set alone is asked for each time, and
only where the setting `guidelines_rest_on` names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType

from fairdesk.answers import (
    abstain,
    cited,
    claims,
    courtesies,
    draft,
    grounding,
    prompt,
    questions,
    readings,
    remembered,
    search,
)
from fairdesk.guidelines.parts import digest, parts_of
from fairdesk.nouns import BadInput
from fairdesk.oversight import wish
from fairdesk.privacy.extras import DETECTORS
from fairdesk.sensitive import triage
from fairdesk.settings import Settings

_NOT_A_MODEL = {"model_seconds"}
"""Settings that begin as the model's do and say nothing of which model answers."""


class Resting:
    """What the guidelines of one desk rest on now. Safe to use from many threads."""

    def __init__(self, settings: Settings, articles: Callable[[], str] = lambda: "", intents: str = "") -> None:
        named = settings.guidelines_rest_on.split()
        if unknown := set(named) - {"articles"}:
            raise BadInput(f"guidelines_rest_on is {' '.join(sorted(unknown))!r}; it should be empty, or: articles")
        self._fixed = {**parts_of_the_desk(settings), **({"intents": intents} if intents else {})}
        self._articles = articles if named else None
        self._digest = lru_cache(maxsize=64)(lambda name, articles: digest(parts_of(name, self._parts(articles))))

    def now(self) -> Mapping[str, str]:
        """Return every part as it is now."""
        return self._parts(self._articles() if self._articles else "")

    def digest(self, name: str) -> str:
        """Return the hash of the parts that guideline *name* rests on; "" if it rests on none."""
        return self._digest(name, self._articles() if self._articles else "")

    def _parts(self, articles: str) -> dict[str, str]:
        return {**self._fixed, **({"articles": articles} if articles else {})}


def parts_of_the_desk(settings: Settings) -> dict[str, str]:
    """Return the hash of each part that files and settings decide."""
    chosen = {each.name: getattr(settings, each.name) for each in fields(settings)}
    model = {name: value for name, value in chosen.items() if name.startswith("model_") and name not in _NOT_A_MODEL}
    detector = () if settings.detector == DETECTORS[0] else (settings.detector, settings.detector_model)
    return {
        "tagger": _of_texts([_of_files(_model_files()), *detector]),
        "triage": _of_texts([_of_files(tuple(sorted(triage.FOLDER.iterdir()))), triage.model_version()]),
        "wish": _of_files(wish.files()),
        "answerer": _of_texts(
            [
                *_numbers(abstain, draft, questions, readings, remembered, search),
                _of_files((courtesies.FILE, questions.FILE, readings.FILE)),
                *(f"{k} {v}" for k, v in sorted(model.items()) if v),
                *(_of_a_model(settings) if settings.llm_url else ()),
            ]
        ),
    }


def _of_a_model(settings: Settings) -> Iterable[str]:
    """Yield what decides where a language model writes: which one, what it is told, and what its drafts are held to."""
    yield f"llm {settings.llm_url} {settings.llm_model} {prompt.PROMPT}"
    yield from _numbers(prompt, cited, grounding)
    yield _of_files((claims.FILE,))


def shipped_parts() -> dict[str, str]:
    """Return the parts as they come with this version of the package, with no setting changed."""
    return parts_of_the_desk(Settings())


def _model_files() -> tuple[Path, ...]:
    folder = Path(str(files("fairdesk.privacy") / "model"))
    return tuple(sorted(folder.glob("*.bin")))


def _numbers(*modules: ModuleType) -> Iterable[str]:
    """Yield the constants of modules that decide: weights, thresholds, sizes."""
    for module in modules:
        for name, value in sorted(vars(module).items()):
            if name.isupper() and isinstance(value, (int, float, str)):
                yield f"{module.__name__}.{name} {value!r}"


@cache
def _of_files(paths: tuple[Path, ...]) -> str:
    found = hashlib.sha256()
    for path in paths:
        if path.is_file():
            body = path.read_bytes()
            found.update(f"{path.name} {len(body)}\n".encode() + body)
    return found.hexdigest()[:16]


def _of_texts(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
