"""Read articles from files: Markdown and HTML in one folder per language, or JSON lines of ready passages.

report = add_folder(Path("help"), keep)      # keep(articles) stores them and counts; the house's knows the database
report.changes.added, report.unreadable      ->   219, ("es/returns.md:3: valid_until should be a date ...",)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fairdesk.answers.articles import Article, Changes, UnreadableArticle, read_article, read_html, read_passages
from fairdesk.answers.synonyms import FILE as SYNONYMS
from fairdesk.answers.synonyms import read_synonyms
from fairdesk.language import DEFAULT, OFFERED
from fairdesk.nouns import BadInput

HTML = (".html", ".htm")
SUFFIXES = (".md", ".markdown", *HTML, ".jsonl")
LARGEST_BYTES = {".jsonl": 200_000_000}
LARGEST_ARTICLE_BYTES = 2_000_000
_LEVELS_ABOVE_A_FILE = 3

Keep = Callable[[Sequence[Article]], Changes]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the files: counts of articles, and each file that could not be read with its line and reason."""

    changes: Changes
    unreadable: tuple[str, ...]


def add_folder(path: Path, keep: Keep) -> Report:
    """Read a folder (or one file) and keep what can be read, at once.

    Raises BadInput if there is no such file or folder, or no article in it.
    """
    found = [outcome for _, outcome in read_folder(path)]
    if not found:
        raise BadInput(f"{path} holds no article; articles are files ending in {', '.join(SUFFIXES)}")
    unreadable = tuple(str(outcome) for outcome in found if isinstance(outcome, UnreadableArticle))
    return Report(keep([outcome for outcome in found if isinstance(outcome, Article)]), unreadable)


def read_folder(path: Path) -> Iterator[tuple[Path, Article | UnreadableArticle]]:
    """Read every article below *path*, or the one file it is, in the order of their names.

    A folder named by a language offered ("es", "pt-BR") holds that language; it may be *path* itself or lie directly
    in it, and for a single file up to three folders above it. The rest of the way is the article's id, so
    translations share it. Files elsewhere are in the default language. Of two articles with one id the first is taken.
    """
    taken: dict[tuple[str, str], str] = {}
    for file, outcome in _every(path):
        if isinstance(outcome, Article):
            key = (outcome.language, outcome.id)
            if key in taken:
                outcome = UnreadableArticle(
                    file.name, 1, f"{taken[key]} has its id {outcome.id!r} already; rename it"
                )
            else:
                taken[key] = f"{file.name} ({outcome.title})"
        yield file, outcome


def _every(path: Path) -> Iterator[tuple[Path, Article | UnreadableArticle]]:
    if path.is_file():
        yield from _read_file(path, *_place_of_file(path.resolve()))
    elif path.is_dir():
        for file in sorted(path.rglob("*")):
            parts = file.relative_to(path).parts
            if file.is_file() and _is_read(file.name) and not any(part.startswith(".") for part in parts):
                yield from _read_file(file, *_place_in_folder(path.resolve().name, parts))
    else:
        raise BadInput(f"there is no file or folder {path}")


def _is_read(name: str) -> bool:
    return name == SYNONYMS or name.lower().endswith(SUFFIXES)


def _place_in_folder(folder: str, parts: tuple[str, ...]) -> tuple[str, str, str]:
    """Return language, name without the language's folder, and the name to report."""
    shown = "/".join(parts)
    if len(parts) > 1 and (language := _language_of(parts[0])):
        return language, "/".join(parts[1:]), shown
    return _language_of(folder) or DEFAULT, shown, shown


def _place_of_file(file: Path) -> tuple[str, str, str]:
    for above in list(file.parents)[:_LEVELS_ABOVE_A_FILE]:
        if language := _language_of(above.name):
            return language, file.relative_to(above).as_posix(), file.name
    return DEFAULT, file.name, file.name


def _language_of(folder: str) -> str:
    code = folder.lower().replace("_", "-").split("-")[0]
    return code if code in OFFERED and re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z]{2,4})?", folder) else ""


def _read_file(
    file: Path, language: str, name: str, shown: str
) -> Iterator[tuple[Path, Article | UnreadableArticle]]:
    text = _text_of(file, shown)
    if isinstance(text, UnreadableArticle):
        yield file, text
    elif file.suffix.lower() == ".jsonl":
        yield from ((file, outcome) for outcome in read_passages(text, shown))
    else:
        yield file, _article(text, name, language, shown)


def _article(text: str, name: str, language: str, shown: str) -> Article | UnreadableArticle:
    try:
        read = read_html if shown.lower().endswith(HTML) else read_article
        read = read_synonyms if PurePosixPath(shown).name == SYNONYMS else read
        return read(text, name, language)
    except UnreadableArticle as wrong:
        return UnreadableArticle(shown, wrong.line, wrong.reason)


def text_of(path: Path) -> str:
    """Return the text of a file of JSON lines. Raises BadInput (UnreadableArticle) naming it and what to change."""
    text = _text_of(path, path.name)
    if isinstance(text, UnreadableArticle):
        raise text
    return text


def _text_of(file: Path, shown: str) -> str | UnreadableArticle:
    try:
        if file.stat().st_size > LARGEST_BYTES.get(file.suffix.lower(), LARGEST_ARTICLE_BYTES):
            return UnreadableArticle(shown, 1, "it is larger than an article can be (2 MB); split it")
        exact = file.read_bytes()
    except OSError as wrong:
        return UnreadableArticle(shown, 1, f"it cannot be opened: {wrong.strerror}")
    try:
        return exact.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return UnreadableArticle(shown, exact.count(b"\n", 0, wrong.start) + 1, "it is not UTF-8; save it as UTF-8")
