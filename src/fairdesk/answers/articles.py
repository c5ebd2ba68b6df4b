"""Read one article: front matter, and passages that keep their heading path.

    article = read_article(text, "en/returns/how-to.md", "en")
    article.passages[0].heading   ->   ("How to return", "By post")

Front matter is YAML between two lines of three hyphens: title, permalink or url, owner, audience, valid_until,
checked (both dates), language, id; other keys are left alone. The rest is CommonMark with tables (GFM).
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import yaml

from fairdesk.answers.html_page import markdown_of
from fairdesk.answers.passages import Passage, Section, passages_of, sections_of, without_anchor
from fairdesk.answers.tidy import Lists, tidy
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput

LONGEST_HEADING = 120
"""Characters; a longer first line of a passage is text."""


class UnreadableArticle(BadInput):
    """A file that cannot be used as an article; `name` and `line` say where, `reason` what to change."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name, self.line, self.reason = name, line, reason
        super().__init__(f"{name}:{line}: {reason}")


@dataclass(frozen=True, slots=True)
class Changes:
    """What keeping articles changed, counted in articles. `retired`: were in force and are not any more."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article in one language. Translations share the `id`; `version` is a hash of the bytes."""

    id: str
    language: str
    title: str
    url: str
    owner: str
    audience: str
    valid_until: date | None
    checked: date | None
    version: str
    passages: tuple[Passage, ...]
    markdown: str

    @property
    def for_customers(self) -> bool:
        """Whether customers may be answered from it (audience empty or "customers")."""
        return self.audience.lower() in ("", "customers")


def read_article(text: str, name: str, language: str) -> Article:
    """Read one Markdown file.

    `name` is its path without the language folder; without its suffix it is the article's id unless the front matter
    has one. Raises UnreadableArticle (front matter that is not YAML, a date that is none, NUL, no text).
    """
    version = _version(text, name)
    front, lists, body = _front_matter(text, name)
    title = front.get("title", "") or _first_heading(body) or PurePosixPath(name).stem.replace("-", " ").strip()
    sections = sections_of(tidy(body, lists), title)
    if not any(section.text.strip() for section in sections):
        raise UnreadableArticle(
            name, text.count("\n", 0, len(text) - len(body)) + 1, "there is no text in it; write some"
        )
    return Article(
        id=front.get("id", "") or str(PurePosixPath(name).with_suffix("")),
        language=front.get("language", "") or language,
        title=title,
        url=front.get("url", "") or front.get("permalink", ""),
        owner=front.get("owner", ""),
        audience=front.get("audience", ""),
        valid_until=_date(front, "valid_until", text, name),
        checked=_date(front, "checked", text, name),
        version=version,
        passages=passages_of(sections),
        markdown=text,
    )


def read_html(text: str, name: str, language: str) -> Article:
    """Read one page of HTML, as read_article() reads Markdown. The version is that of the page as it is."""
    version = _version(text, name)
    try:
        return replace(read_article(markdown_of(text, OFFERED), name, language), version=version)
    except UnreadableArticle as wrong:
        raise UnreadableArticle(name, 1, wrong.reason) from wrong
    except ValueError as wrong:
        raise UnreadableArticle(name, 1, str(wrong)) from wrong


def article_sections(markdown: str, title: str) -> tuple[Section, ...]:
    """Return the sections of an article as it was read before, for showing it whole."""
    _, lists, body = _front_matter(markdown, title)
    return sections_of(tidy(body, lists), title)


def read_passages(text: str, name: str) -> Iterator[Article | UnreadableArticle]:
    """Read JSON lines: passages {id, doc, title, text}, all of one `doc` being one article, or articles {id, title, content}.

    `content` is Markdown. `language` may be given on a line, else English. The first line of a passage is its heading if
    it is short, no sentence, and more follows. A line that cannot be read is yielded as UnreadableArticle.
    """
    documents: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for line, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            found = _json_line(raw, name, line)
            if isinstance(found, UnreadableArticle):
                yield found
            elif "doc" in found:
                documents[found["doc"], found.get("language", "en")].append(found)
            else:
                yield _whole(found, name, line)
    for (doc, language), lines in documents.items():
        yield _from_lines(doc, language, lines)


def _whole(line: Mapping[str, str], name: str, number: int) -> Article | UnreadableArticle:
    front = yaml.safe_dump({key: line[key] for key in ("id", "title") if line.get(key)}, allow_unicode=True)
    try:
        return read_article(f"---\n{front}---\n{line['content']}", line["id"], line.get("language", "en"))
    except UnreadableArticle as wrong:
        return UnreadableArticle(name, number, wrong.reason)


def _from_lines(doc: str, language: str, lines: list[dict[str, str]]) -> Article:
    exact = "\n".join(json.dumps(line, sort_keys=True, ensure_ascii=False) for line in lines)
    passages, markdown = [], []
    for n, line in enumerate(lines):
        head, text = _headed(line["text"])
        anchor = f"p{n + 1}"
        passages.append(Passage(n, (head,) if head else (), anchor, text, text, line["id"]))
        markdown.append(f"## {head} {{#{anchor}}}\n\n{text}" if head else text)
    title = lines[0].get("title", "") or doc
    return Article(
        doc, language, title, "", "", "", None, None, _version(exact, doc), tuple(passages), "\n\n".join(markdown)
    )


def _headed(text: str) -> tuple[str, str]:
    """Return the heading that a passage begins with, or "", and what stands below it."""
    head, _, rest = text.strip().partition("\n")
    head = head.strip()
    if not rest.strip() or len(head) > LONGEST_HEADING or head.endswith((".", ":", ",", ";", "。", "：")):
        return "", text
    return ("", text) if head.startswith(("- ", "* ", "|", "•")) else (head.lstrip("# "), rest.strip())


def _json_line(raw: str, name: str, line: int) -> dict[str, str] | UnreadableArticle:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return UnreadableArticle(name, line, "this line is not JSON")
    needed = ("id", "content") if isinstance(found, dict) and "content" in found else ("id", "doc", "text")
    if not isinstance(found, dict) or not all(
        isinstance(found.get(key), str) and found[key].strip() for key in needed
    ):
        return UnreadableArticle(
            name, line, "a passage needs id, doc and text, an article id and content, each a text that is not empty"
        )
    if "\\u0000" in raw:
        return UnreadableArticle(name, line, "there is a NUL character in it; take it out")
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _version(text: str, name: str) -> str:
    if "\0" in text:
        raise UnreadableArticle(
            name, text.count("\n", 0, text.index("\0")) + 1, "there is a NUL character in it; take it out"
        )
    try:
        return hashlib.sha256(text.encode()).hexdigest()[:16]
    except UnicodeEncodeError as wrong:
        line = text.count("\n", 0, wrong.start) + 1
        raise UnreadableArticle(name, line, "half of a character pair stands alone; type it again") from wrong


def _split(text: str) -> tuple[str | None, str]:
    """Return front matter (None: there is none; it may be unterminated: then the body is empty) and body."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not re.match(r"---[ \t]*\n", text):
        return None, text
    start = text.index("\n") + 1
    end = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.M).search(text, start)
    return (text[start : end.start()], text[end.end() :]) if end else (text[start:], "")


def _front_matter(text: str, name: str) -> tuple[Mapping[str, str], Lists, str]:
    front, body = _split(text)
    if front is None:
        return {}, {}, body
    if not body.strip():
        raise UnreadableArticle(
            name, 1, "the front matter is not closed by a line of three hyphens, or no text follows it"
        )
    try:
        # Texts only: YAML's guesses (no = false, 1_0 = 10, half dates) have no place in a title.
        found = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        reason = getattr(wrong, "problem", None) or "it is not YAML"
        raise UnreadableArticle(name, line, f"the front matter cannot be read: {reason}") from wrong
    except (RecursionError, ValueError) as wrong:
        raise UnreadableArticle(name, 2, "the front matter cannot be read: it is not YAML") from wrong
    if found is not None and found != "" and not isinstance(found, dict):
        raise UnreadableArticle(name, 2, "the front matter should be lines such as `title: Returns`")
    named = {key: value for key, value in (found or {}).items() if isinstance(key, str)}
    texts = {key: " ".join(value.split()) for key, value in named.items() if isinstance(value, str)}
    lists = {
        key: [one for one in value if isinstance(one, str)] for key, value in named.items() if isinstance(value, list)
    }
    return texts, lists, body


def _date(front: Mapping[str, str], key: str, text: str, name: str) -> date | None:
    if not front.get(key):
        return None
    try:
        return date.fromisoformat(front[key])
    except ValueError as wrong:
        place = re.search(rf"^{key}\s*:", text, re.M)
        line = text.count("\n", 0, place.start()) + 1 if place else 2
        raise UnreadableArticle(
            name, line, f"{key} should be a date such as 2027-01-31, not {front[key]!r}"
        ) from wrong


def _first_heading(body: str) -> str:
    found = re.search(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", tidy(body), re.M)
    return unicodedata.normalize("NFC", without_anchor(found.group(1))[0]) if found else ""
