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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from fairdesk.answers.analysis import ANALYSIS
from fairdesk.answers.articles import Article, Changes
from fairdesk.answers.search import (
    BODY,
    HEADING,
    TITLE,
    Candidate,
    CorpusStatistics,
    analysed,
    statistics_of,
    wanted,
)
from fairdesk.database import Row, execute, micros, moment, on_sqlite, row, rows
from fairdesk.nouns import Evidence, MaskedText, NotFound

MOST_CANDIDATES = 40
MOST_MATCHES = 800
"""Passages that the index may look at for one question; its rarest words come first. Measured on doc2dial dev (1,900
questions): 0.8 points of recall at 5 less than with 1,500 and 60, for half the time."""
MOST_TERMS = 48

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
    question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
) -> tuple[Sequence[Candidate], CorpusStatistics]:
    """Return the passages that may answer, as of *at*, with the statistics of all passages of that language."""
    statistics = _statistics(language, at)
    return candidates(wanted(question, history, language), statistics, at), statistics


def candidates(asked: Mapping[str, float], statistics: CorpusStatistics, at: datetime) -> list[Candidate]:
    """Return up to MOST_CANDIDATES passages that hold terms of *asked* and may be quoted at *at*, in no order.

    Left out: what was retired or not yet added then, what is past its valid_until, and what is not for customers.
    """
    chosen = _rarest(asked, statistics)
    if not chosen:
        return []
    when = (statistics.language, micros(at), micros(at), at.date().isoformat())
    return [_candidate(found) for found in (_from_fts5(chosen, when) if on_sqlite() else _from_gin(chosen, when))]


def _rarest(asked: Mapping[str, float], statistics: CorpusStatistics) -> dict[str, float]:
    held = sorted((statistics.frequency[term], term) for term in asked if term in statistics.frequency)
    chosen: dict[str, float] = {}
    matches = 0
    for often, term in held[:MOST_TERMS]:
        matches += often
        if chosen and matches > MOST_MATCHES:
            break
        chosen[term] = asked[term] * statistics.weight(term)
    return chosen


def _from_fts5(chosen: Mapping[str, float], when: tuple[object, ...]) -> list[Row]:
    return rows(
        f"SELECT {_PASSAGE} FROM answers_passage WHERE number IN (SELECT number FROM answers_search "
        f"JOIN answers_passage ON number = answers_search.rowid WHERE answers_search MATCH %s AND language = %s "
        f"AND {_LIVE} AND {_VALID} ORDER BY bm25(answers_search, {TITLE}, {HEADING}, {BODY}) LIMIT {MOST_CANDIDATES})",
        " OR ".join(f'"{term}"' for term in chosen),
        *when,
    )


def _from_gin(chosen: Mapping[str, float], when: tuple[object, ...]) -> list[Row]:
    # ts_rank is no BM25: take those that hold most of what was asked, the shorter first, and rank them ourselves.
    worth = " + ".join("CASE WHEN lexemes @@ %s::tsquery THEN %s::float ELSE 0 END" for _ in chosen)
    weights = [value for term, weight in chosen.items() for value in (f"'{term}'", weight)]
    return rows(
        f"SELECT {_PASSAGE} FROM answers_passage WHERE lexemes @@ %s::tsquery AND language = %s AND {_LIVE} "
        f"AND {_VALID} ORDER BY {worth} DESC, length(lexemes), number LIMIT {MOST_CANDIDATES}",
        " | ".join(f"'{term}'" for term in chosen),
        *when,
        *weights,
    )


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


def _statistics(language: str, at: datetime) -> CorpusStatistics:
    known = _knowledge(at)
    return _counted(known[0], language, known[1]) if known else CorpusStatistics(language, 0, 0.0, {})


@lru_cache(maxsize=64)
def _counted(version: str, language: str, since: int) -> CorpusStatistics:  # noqa: ARG001  the version is the key
    sql = f"SELECT analysed FROM answers_passage WHERE language = %s AND analysed <> '' AND {_LIVE}"
    return statistics_of((found[0] for found in rows(sql, language, since, since)), language)


def _knowledge(at: datetime) -> Row | None:
    return row(
        "SELECT version, at FROM answers_knowledge WHERE at <= %s ORDER BY at DESC, number DESC LIMIT 1", micros(at)
    )


# --- reading ------------------------------------------------------------------------------------------------------------
def knowledge_version(at: datetime | None = None) -> str:
    """Return the version of all articles together, now or as of *at*; "" before the first article."""
    latest = (
        row("SELECT version FROM answers_knowledge ORDER BY number DESC LIMIT 1") if at is None else _knowledge(at)
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
    sql = f"SELECT {_ARTICLE}, '' FROM answers_article WHERE retired_at IS NULL ORDER BY language, title, id"
    return [_kept(found) for found in rows(sql)]


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
    if not _retire(article_id, language, at):
        raise NotFound("there is no such article in force; it may have been taken down already")
    _note_change([f"{language}/{article_id}@"], at)
    return Changes(retired=1)


def _retire(article_id: str, language: str, at: datetime) -> int:
    for table, key in (("answers_passage", "article"), ("answers_article", "id")):
        sql = f"UPDATE {table} SET retired_at = %s WHERE {key} = %s AND language = %s AND retired_at IS NULL"
        touched = execute(sql, micros(at), article_id, language)
    return touched


def _insert(one: Article, at: datetime) -> None:
    # A version that comes back (an edit undone) is in force again under its old rows: passage ids stay what they were.
    back = execute(
        "UPDATE answers_article SET retired_at = NULL WHERE id = %s AND language = %s AND version = %s",
        *(one.id, one.language, one.version),
    )
    if back:
        execute(
            "UPDATE answers_passage SET retired_at = NULL WHERE article = %s AND language = %s AND version = %s",
            *(one.id, one.language, one.version),
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
    found = analysed(one.title, part.heading, part.text, one.language) if one.for_customers else ""
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
    sql = f"INSERT INTO answers_passage ({', '.join(values)}) VALUES ({marks}) RETURNING number"
    _index(rows(sql, *values.values())[0][0], found)


def _index(number: int, found: str) -> None:
    # PostgreSQL computes its index column by itself.
    if found and on_sqlite():
        execute(
            "INSERT INTO answers_search (rowid, title, heading, body) VALUES (%s, %s, %s, %s)",
            number,
            *found.split("\n"),
        )


def _note_change(done: Sequence[str], at: datetime) -> None:
    text = "\n".join((knowledge_version(), str(micros(at)), *done))
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    execute("INSERT INTO answers_knowledge (version, at) VALUES (%s, %s)", version, micros(at))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def analyse_again() -> int:
    """Make the terms of all passages anew if our analysis changed since; return how many. Wants a transaction."""
    sql = "SELECT number, title, heading, text, language, analysed FROM answers_passage ORDER BY number"
    stale = row("SELECT 1 FROM answers_passage WHERE analysis <> %s LIMIT 1", ANALYSIS)
    found = rows(sql) if stale else []
    if found and on_sqlite():
        execute("INSERT INTO answers_search (answers_search) VALUES ('delete-all')")
    for number, title, heading, text, language, before in found:
        made = analysed(title, json.loads(heading), text, language) if before else ""
        execute("UPDATE answers_passage SET analysed = %s, analysis = %s WHERE number = %s", made, ANALYSIS, number)
        _index(number, made)
    _counted.cache_clear()
    return len(found)
