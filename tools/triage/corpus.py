"""The messages that the model of sensitive matters is learned from, and those it is only measured on."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
FIRST_WORDS = Path(__file__).resolve().parents[2] / "src" / "fairdesk" / "sensitive" / "words"
TAUGHT = {
    "ailuminate": "CC BY 4.0 (MLCommons AILuminate demo prompts)",
    "simplesafetytests": "CC BY 4.0 (Vidgen et al. 2023)",
    "xstest": "CC BY 4.0 (Roettger et al. 2023)",
    "openai-moderation-eval": "MIT (OpenAI moderation evaluation set)",
    "goemotions": "Apache-2.0 (Demszky et al. 2020)",
    "cfpb": "public domain (US Consumer Financial Protection Bureau)",
    "convabuse": "CC BY 4.0 (Curry et al. 2021)",
    "hatecheck": "CC BY 4.0 (Roettger et al. 2021)",
    "banking77": "CC BY 4.0 (Casanueva et al. 2020)",
    "clinc150": "CC BY 3.0 (Larson et al. 2019)",
    "multidogo": "CDLA-Permissive-1.0 (Peskov et al. 2019)",
    "login.gov": "public domain, CC0 (help pages of Login.gov, as messages of nobody)",
    "own": "Apache-2.0, this project's own",
}
"""Sources that may be learned from, and why. Others (Counsel Chat, scraped; Bitext, share-alike) are only measured on."""
MOST_OF_A_CASE = 16
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """One message: what it is about (a category of the data, or own.<class>), from where, and in which language."""

    text: str
    category: str
    source: str
    language: str = "en"
    hard: bool = False
    alike: str = ""
    """Texts with the same mark are tested together."""
    figure: bool = True
    """Whether it counts in the figures of false alarms and recall that are given for the data."""

    @property
    def fold(self) -> int:
        """The part of the cross-validation that the text is tested in."""
        return int(hashlib.sha256((self.alike or self.text.lower()).encode()).hexdigest(), 16) % FOLDS


def texts(folder: Path) -> list[Text]:
    """Return all messages: of *folder* (the development data), and our own."""
    return [*_triage(folder), *_moderation(folder), *_help(folder), *own()]


def _lines(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _triage(folder: Path) -> Iterator[Text]:
    for row in _lines(folder / "assistant" / "triage" / "dev.jsonl"):
        language = str(row.get("lang") or "en")
        yield Text(str(row["text"]), str(row["category"]), str(row["source"]), language, row.get("hard") is True)


def _moderation(folder: Path) -> Iterator[Text]:
    """Yield one source of the care data. The others are parts of sources above, and cut differently: left out."""
    for row in _lines(folder / "care" / "crisis_dev.jsonl"):
        if row["source"] == "openai-moderation-eval":
            category = "crisis_self_harm" if row["label"] else "none"
            yield Text(str(row["text"]), category, str(row["source"]), figure=False)


def _help(folder: Path) -> Iterator[Text]:
    """Yield paragraphs of help pages in four languages: what is nobody's sensitive matter, in other words than English."""
    pages = folder / "assistant" / "kb" / "login_gov_help"
    for file in sorted(pages.rglob("*.md")):
        body = re.sub(r"\A---.*?---", "", file.read_text("utf-8"), flags=re.DOTALL)
        body = re.sub(r"<[^>]+>|\{[^}]*\}|\]\([^)]*\)|[#*\[\]]", " ", body)
        for paragraph in re.split(r"\n\s*\n", body):
            words = " ".join(paragraph.split())[:600]
            if len(words) > 30:
                yield Text(words, "none", "login.gov", file.relative_to(pages).parts[0], figure=False)


def own() -> Iterator[Text]:
    """Yield our own cases, and the first words that we ourselves send: a customer may quote them back.

    The same case in two languages is tested in one part.
    """
    for file in sorted(FIRST_WORDS.glob("*.toml")):
        words = tomllib.loads(file.read_text("utf-8"))
        for topic, text in words["topics"].items():
            yield Text(text, "own.none", "own", file.stem, alike=f"words {topic}", figure=False)
            yield Text(
                " ".join((text, *words["shared"].values())),
                "own.none",
                "own",
                file.stem,
                alike=f"words {topic}",
                figure=False,
            )
    for file in sorted(CASES.glob("*.toml")):
        for topic, cases in tomllib.loads(file.read_text("utf-8")).items():
            for number, case in enumerate(cases):
                for text in expanded(case):
                    yield Text(text, f"own.{topic}", "own", file.stem, alike=f"{topic} {number}", figure=False)


def expanded(case: str) -> list[str]:
    """Return what a case stands for: "(a|b) c" is two texts. Of very many some are drawn, always the same."""
    parts = re.split(r"\(([^()]*\|[^()]*)\)", case)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    found = ["".join(chosen) for chosen in itertools.product(*choices)]
    found.sort(key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    return found[:MOST_OF_A_CASE]
