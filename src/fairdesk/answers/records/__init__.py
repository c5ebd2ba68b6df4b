"""The only reader and writer of the articles' tables.

    with writing():
        add(articles, at)
    candidates, statistics = find(question, "en", (), at)

Functions that write want their caller's transaction. What is counted over all passages is cached in the process by
the version of the knowledge, so every worker notices a change with its next question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from fairdesk.answers import synonyms
from fairdesk.answers.analysis import ANALYSIS
from fairdesk.answers.articles import Article, Changes
from fairdesk.answers.passages import Passage
from fairdesk.answers.search import Candidate, CorpusStatistics, analysed_part, wanted, worth_of
from fairdesk.answers.wanted import Synonyms
from fairdesk.database import Row, alone_with, execute, micros, moment, row, rows
from fairdesk.nouns import Evidence, MaskedText, NotFound

if TYPE_CHECKING:
    from fairdesk.answers.index import Index, View

MOST_CANDIDATES = 40
READ_AT_ONCE = 500
MOST_VIEWS = 16
"""Moments whose statistics are kept: the desk asks for one, a replay walks through them in order."""

_PASSAGE = "id, article, version, title, heading, anchor, language, text, analysed, checked, valid_until"
_LIVE = "added_at <= %s AND (retired_at IS NULL OR retired_at > %s)"
_VALID = "(valid_until = '' OR valid_until >= %s)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of an article as it is kept; `markdown` is empty in lists."""

    id: str
    language: str
    version: str
    title: str
    url: str
    owner: str
    audience: str
    valid_until: date | None
    checked: date | None
    added_at: datetime
    retired_at: datetime | None
    markdown: str = ""


# --- search -------------------------------------------------------------------------------------------------------------
def find(
    question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime, known: Row | None = None
) -> tuple[Sequence[Candidate], CorpusStatistics]:
    """Return the passages that may answer, as of *at*, with the statistics of all passages of that language.

    *known*: what `knowledge_at` says of that moment, where it was read already. Up to MOST_CANDIDATES of them, in no order. Left out: what was retired or not yet added then, what is past its
    valid_until, and what is not for customers.
    """
    view = _INDEXES.as_of(language, known or knowledge_at(at))
    if not view.statistics.passages:
        return [], view.statistics  # no article in this language: what its words might have been does not matter
    asked = worth_of(wanted(question, history, view.statistics), view.statistics)
    ids = view.nearest(asked, at.date(), MOST_CANDIDATES)
    if not ids:
        return [], view.statistics
    marks = ", ".join(["%s"] * len(ids))
    return [
        _candidate(one) for one in rows(f"SELECT {_PASSAGE} FROM answers_passage WHERE id IN ({marks})", *ids)
    ], view.statistics


def get_ready(at: datetime) -> None:
    """Bring the indexes up to the articles of a moment, so that no customer waits for it. Cheap if they are."""
    if _INDEXES.ready != (version := knowledge_version(at)):
        for (language,) in rows("SELECT DISTINCT language FROM answers_passage WHERE retired_at IS NULL"):
            _INDEXES.as_of(language, knowledge_at(at)).count()
        _INDEXES.ready = version


class _Indexes:
    """The index of each language in this process. It grows when a question finds that articles were added or retired."""

    def __init__(self) -> None:
        self._growing = Lock()
        self._kept: dict[str, _Held] = {}
        self.ready = ""
        """The version that get_ready() found last."""

    def clear(self) -> None:
        """Forget everything: the terms of passages were made anew."""
        self._kept.clear()
        self.ready = ""

    def as_of(self, language: str, known: Row | None) -> View:
        """Return the passages of a language that were in force since a version of the knowledge."""
        if known is None:
            return _nothing(language)
        version, since, number = known
        kept = self._kept.get(language)
        if kept is None or kept.versions.get(number) != version:
            with self._growing:
                kept = self._kept.get(language)
                if kept is None or kept.versions.get(number) != version:
                    kept = self._kept[language] = _grown(kept, language)
        return kept.view(number, since)


@dataclass
class _Held:
    """An index with the versions of the knowledge it holds, by number, and the views made of it."""

    index: Index
    versions: Mapping[int, str]
    views: dict[int, View]

    def view(self, number: int, since: int) -> View:
        """Return the passages in force since a version; the latest few that were asked for are kept."""
        if (view := self.views.get(number)) is None:
            language = self.index.language
            view = self.index.as_of(since, _synonyms(language, since), _away(language, since))
            while len(self.views) >= MOST_VIEWS:
                self.views.pop(next(iter(self.views)), None)
            self.views[number] = view
        return view


_INDEXES = _Indexes()


def _grown(before: _Held | None, language: str) -> _Held:
    from fairdesk.answers.index import Indexed, empty  # numpy: not before somebody asks something

    versions: dict[int, str] = dict(rows("SELECT number, version FROM answers_knowledge"))
    if before is None or any(versions.get(number) != version for number, version in before.versions.items()):
        before = _Held(empty(language), {}, {})
    retired: dict[str, int | None] = dict(
        rows("SELECT id, retired_at FROM answers_passage WHERE language = %s AND analysed <> ''", language)
    )
    # By id, not by number: on PostgreSQL a transaction that began earlier may bring lower numbers later.
    missing = sorted(retired.keys() - before.index.place.keys())
    found = [
        Indexed(id_, article, terms, added_at, retired_at, _day(valid_until))
        for part in _parts(missing)
        for id_, article, terms, added_at, retired_at, valid_until in _read(part)
    ]
    return _Held(before.index.grown(found).retired_at(retired), versions, {})


def _read(ids: Sequence[str]) -> list[Row]:
    return rows(
        "SELECT id, article, analysed, added_at, retired_at, valid_until FROM answers_passage "
        f"WHERE id IN ({', '.join(['%s'] * len(ids))}) ORDER BY id",
        *ids,
    )


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + READ_AT_ONCE] for at in range(0, len(ids), READ_AT_ONCE))


def _nothing(language: str) -> View:
    from fairdesk.answers.index import empty

    return empty(language).as_of(0)


def _away(language: str, since: int) -> list[str]:
    """Return the passages of versions that were out of force at a moment between two times in force."""
    sql = (
        "SELECT p.id FROM answers_passage p JOIN answers_away a ON p.article = a.article AND p.language = a.language "
        "AND p.version = a.version WHERE a.language = %s AND a.retired_at <= %s AND a.back_at > %s"
    )
    return [found[0] for found in rows(sql, language, since, since)]


def _synonyms(language: str, since: int) -> Synonyms:
    found = row(
        f"SELECT markdown FROM answers_article k WHERE id = %s AND audience = %s AND language = %s AND {_LIVE} "
        "AND NOT EXISTS (SELECT 1 FROM answers_away a WHERE a.article = k.id AND a.language = k.language "
        "AND a.version = k.version AND a.retired_at <= %s AND a.back_at > %s) ORDER BY added_at DESC LIMIT 1",
        *(synonyms.ID, synonyms.AUDIENCE, language, since, since, since, since),
    )
    return synonyms.synonyms_of(found[0], language) if found else {}


def _candidate(found: Row) -> Candidate:
    return Candidate(
        passage=found[0],
        article=found[1],
        version=found[2],
        title=found[3],
        heading=_heading(found[4]),
        anchor=found[5],
        language=found[6],
        text=found[7],
        analysed=found[8],
        checked=_day(found[9]),
        valid_until=_day(found[10]),
    )


@lru_cache(maxsize=8192)
def _heading(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def knowledge_at(at: datetime) -> Row | None:
    """Return the version of all articles together at a moment, since when it holds, and its number; None before the first."""
    return row(
        "SELECT version, at, number FROM answers_knowledge WHERE at <= %s ORDER BY at DESC, number DESC LIMIT 1",
        micros(at),
    )


# --- reading ------------------------------------------------------------------------------------------------------------
def knowledge_version(at: datetime | None = None) -> str:
    """Return the version of all articles together, now or as of *at*; "" before the first article."""
    latest = (
        row("SELECT version FROM answers_knowledge ORDER BY number DESC LIMIT 1") if at is None else knowledge_at(at)
    )
    return str(latest[0]) if latest else ""


def passage(passage_id: str) -> Candidate:
    """Return a passage, in force or not, as evidence names it. Raises NotFound."""
    found = row(f"SELECT {_PASSAGE} FROM answers_passage WHERE id = %s", passage_id)
    if found is None:
        raise NotFound(f"there is no passage {passage_id}")
    return _candidate(found)


def names(at: datetime) -> dict[str, str]:
    """Return what the source called each passage in force at *at*; article#anchor where it gave no name."""
    sql = f"SELECT id, name, article, anchor FROM answers_passage WHERE {_LIVE}"
    return {id_: name or f"{article}#{anchor}" for id_, name, article, anchor in rows(sql, micros(at), micros(at))}


def quotable(at: datetime) -> Iterator[Candidate]:
    """Yield every passage that customers may be told at *at*, by its number."""
    sql = f"SELECT {_PASSAGE} FROM answers_passage WHERE analysed <> '' AND {_LIVE} AND {_VALID} ORDER BY number"
    return map(_candidate, rows(sql, micros(at), micros(at), at.date().isoformat()))


def headings(at: datetime) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return passage, language, title and headings of each passage that customers may be told at *at*, by its number."""
    sql = f"SELECT id, language, title, heading FROM answers_passage WHERE analysed <> '' AND {_LIVE} AND {_VALID} ORDER BY number"
    found = rows(sql, micros(at), micros(at), at.date().isoformat())
    return [(id_, language, title, _heading(heading)) for id_, language, title, heading in found]


def still_valid(evidence: Sequence[Evidence], at: datetime) -> bool:
    """Whether everything in *evidence* may still be quoted at *at*: not retired, not past its date."""
    ids = {found.passage for found in evidence}
    if not ids:
        return True
    marks = ", ".join(["%s"] * len(ids))
    sql = f"SELECT count(*) FROM answers_passage WHERE id IN ({marks}) AND {_LIVE} AND {_VALID}"
    counted = row(sql, *sorted(ids), micros(at), micros(at), at.date().isoformat())
    return counted is not None and counted[0] == len(ids)


_ARTICLE = "id, language, version, title, url, owner, audience, valid_until, checked, added_at, retired_at"


def articles() -> list[Kept]:
    """Return the articles in force, by language and title, without their texts."""
    sql = f"SELECT {_ARTICLE}, '' FROM answers_article WHERE retired_at IS NULL "
    sql += "AND audience <> %s ORDER BY language, title, id"
    return [_kept(found) for found in rows(sql, synonyms.AUDIENCE)]


def article(article_id: str, language: str, version: str | None = None) -> Kept:
    """Return an article in force, or any version of it that is named. Raises NotFound."""
    sql = f"SELECT {_ARTICLE}, markdown FROM answers_article WHERE id = %s AND language = %s AND "
    if version is None:
        found = row(sql + "retired_at IS NULL", article_id, language)
    else:
        found = row(sql + "version = %s", article_id, language, version)
    if found is None:
        raise NotFound("there is no such article; it may have been taken down")
    return _kept(found)


def _kept(found: Row) -> Kept:
    values = dict(zip((*_ARTICLE.split(", "), "markdown"), found, strict=True))
    values["valid_until"], values["checked"] = _day(values["valid_until"]), _day(values["checked"])
    values["added_at"] = moment(values["added_at"])
    values["retired_at"] = None if values["retired_at"] is None else moment(values["retired_at"])
    return Kept(**values)


def _day(stored: str) -> date | None:
    return date.fromisoformat(stored) if stored else None


# --- writing ------------------------------------------------------------------------------------------------------------
def add(changed: Sequence[Article], at: datetime) -> Changes:
    """Keep articles; a version that is in force already is left untouched, a new one retires the old.

    Wants a transaction. What is not among *changed* stays as it is.
    """
    at = _in_turn(at)
    now_kept = {
        one[:2]: one[2] for one in rows("SELECT id, language, version FROM answers_article WHERE retired_at IS NULL")
    }
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    done: list[str] = []
    for one in changed:
        in_force = now_kept.get((one.id, one.language))
        outcome = "added" if in_force is None else "unchanged" if in_force == one.version else "changed"
        counts[outcome] += 1
        if outcome == "unchanged":
            continue
        if in_force is not None:
            _retire(one.id, one.language, at)
        _insert(one, at)
        now_kept[one.id, one.language] = one.version
        done.append(f"{one.language}/{one.id}@{one.version}")
    if done:
        _note_change(done, at)
    return Changes(**counts)


def retire(article_id: str, language: str, at: datetime) -> Changes:
    """Take an article out of force; its rows stay for explaining past turns. Wants a transaction. Raises NotFound."""
    at = _in_turn(at)
    if not _retire(article_id, language, at):
        raise NotFound("there is no such article in force; it may have been taken down already")
    _note_change([f"{language}/{article_id}@"], at)
    return Changes(retired=1)


def _in_turn(at: datetime) -> datetime:
    """Wait until nobody else changes articles, and return when this change holds: never before the one it follows."""
    alone_with("articles")
    latest = row("SELECT max(at) FROM answers_knowledge")
    return max(at, moment(latest[0])) if latest and latest[0] is not None else at


def _retire(article_id: str, language: str, at: datetime) -> int:
    for table, key in (("answers_passage", "article"), ("answers_article", "id")):
        sql = f"UPDATE {table} SET retired_at = %s WHERE {key} = %s AND language = %s AND retired_at IS NULL"
        touched = execute(sql, micros(at), article_id, language)
    return touched


def _insert(one: Article, at: datetime) -> None:
    # A version that comes back (an edit undone) is in force again under its old rows: passage ids stay what they were.
    # When it was out of force is kept apart, or a search as of a day between would find it.
    version = (one.id, one.language, one.version)
    back = execute(
        "INSERT INTO answers_away (article, language, version, retired_at, back_at) SELECT id, language, version, "
        "retired_at, %s FROM answers_article WHERE id = %s AND language = %s AND version = %s",
        *(micros(at), *version),
    )
    if back:
        execute(
            "UPDATE answers_article SET retired_at = NULL WHERE id = %s AND language = %s AND version = %s", *version
        )
        execute(
            "UPDATE answers_passage SET retired_at = NULL WHERE article = %s AND language = %s AND version = %s",
            *version,
        )
        return
    dates = (_iso(one.valid_until), _iso(one.checked))
    execute(
        f"INSERT INTO answers_article ({_ARTICLE}, markdown) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s)",
        *(
            one.id,
            one.language,
            one.version,
            one.title,
            one.url,
            one.owner,
            one.audience,
            *dates,
            micros(at),
            one.markdown,
        ),
    )
    for number in range(len(one.passages)):
        _insert_passage(one, number, at)


def _insert_passage(one: Article, number: int, at: datetime) -> None:
    part = one.passages[number]
    found = analysed_part(one.title, part, one.language) if one.for_customers else ""
    values = {
        "language": one.language,
        "valid_until": _iso(one.valid_until),
        "added_at": micros(at),
        "id": f"{one.language}/{one.id}@{one.version}#{part.ordinal}",
        "article": one.id,
        "version": one.version,
        "ordinal": part.ordinal,
        "name": part.name,
        "anchor": part.anchor,
        "checked": _iso(one.checked),
        "analysis": ANALYSIS,
        "title": one.title,
        "heading": json.dumps(part.heading, ensure_ascii=False),
        "analysed": found,
        "text": part.text,
        "markdown": part.markdown,
    }
    marks = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO answers_passage ({', '.join(values)}) VALUES ({marks})"
    execute(sql, *values.values())


def _note_change(done: Sequence[str], at: datetime) -> None:
    text = "\n".join((knowledge_version(), str(micros(at)), *done))
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    execute("INSERT INTO answers_knowledge (version, at) VALUES (%s, %s)", version, micros(at))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def analyse_again() -> int:
    """Make the terms of all passages anew if our analysis changed since; return how many. Wants a transaction."""
    sql = "SELECT number, title, heading, text, language, analysed, name FROM answers_passage ORDER BY number"
    stale = row("SELECT 1 FROM answers_passage WHERE analysis <> %s LIMIT 1", ANALYSIS)
    found = rows(sql) if stale else []
    for number, title, heading, text, language, before, name in found:
        made = analysed_part(title, Passage(0, _heading(heading), "", text, "", name), language) if before else ""
        execute("UPDATE answers_passage SET analysed = %s, analysis = %s WHERE number = %s", made, ANALYSIS, number)
    _INDEXES.clear()
    return len(found)
