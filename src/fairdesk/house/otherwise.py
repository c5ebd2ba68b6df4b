"""Finds replies of colleagues that state another figure than the article that answers the question does.

Read are replies to customers who said yes to `improve`, as reviewers read them: question and reply masked, nothing of a
sensitive matter, nothing that may only be stored. What is found is about an article. Who replied is neither kept nor told,
and of the reply nothing is kept but a keyed token of its turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.article_quality import LOOKED_BACK
from fairdesk.answers.article_tasks import REPLY, About, Finding, Task, owner_of, owners_named
from fairdesk.answers.contradictions import Difference, Stated
from fairdesk.answers.contradictions import said_otherwise as differ
from fairdesk.answers.search import rank
from fairdesk.clock import id_from
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.house.beside import reply_beside
from fairdesk.house.sampling import Sampling
from fairdesk.nouns import ActId, DeskError
from fairdesk.privacy.keys import lookup_token

MOST_REPLIES = 400
"""Turns that people answered and that are looked at, the latest: each is opened, and its reply masked."""
NEAREST = 5
"""Passages a reply is held against: those that a search for the question finds first."""
TOKENS = "reply"
"""The house key under which a task knows a turn again, without naming it."""


def replies_otherwise(house: Sampling) -> list[Finding]:
    """Return one finding for each article that replies of the last days state otherwise."""
    found: dict[tuple[str, str], list[tuple[str, datetime, Difference]]] = defaultdict(list)
    for kept in desk.replied_to(id_from(house.now() - LOOKED_BACK), MOST_REPLIES):
        for _, said, difference in _of_turn(house, kept):
            found[said.language, said.article].append((_token(house, kept.act), moment(kept.at), difference))
    return [_as_finding(house, *place, each) for place, each in sorted(found.items())]


def said_otherwise(house: Sampling, task: Task) -> tuple[tuple[str, str], ...]:
    """Return the masked questions, and the sentences of the replies, behind a task: those that may still be read."""
    acts = {_token(house, act): act for act in desk.acts_since(house.now() - LOOKED_BACK)}
    article = {one.id for one in task.finding.articles}
    told: list[tuple[str, str]] = []
    for token in task.finding.refs:
        if token in acts:
            told += _told(house, acts[token], article)
    return tuple(dict.fromkeys(told))


def _told(house: Sampling, act: ActId, articles: set[str]) -> Iterator[tuple[str, str]]:
    try:
        kept = desk.turn(act)
        turn = house.readable_by_reviewers(kept)
        found = _of_turn(house, kept)
    except DeskError:
        return
    for text, said, _ in found:
        if turn is not None and said.article in articles:
            yield turn.asked.text, text


def _of_turn(house: Sampling, kept: desk.TurnRow) -> tuple[tuple[str, Stated, Difference], ...]:
    turn = house.readable_by_reviewers(kept)
    reply = reply_beside(house, kept) if turn else None
    if turn is None or not reply:
        return ()
    asked, language = turn.asked.text, turn.asked.language
    candidates, statistics = answers.find(asked, language, (), house.now())
    order = {found.passage: place for place, found in enumerate(rank(asked, candidates, statistics)[:NEAREST])}
    near = sorted((one for one in candidates if one.passage in order), key=lambda one: order[one.passage])
    return differ(asked, reply, near, language, statistics.weight)


def _as_finding(
    house: Sampling, language: str, article: str, each: list[tuple[str, datetime, Difference]]
) -> Finding:
    kept = answers.article(article, language)
    owner = owner_of(kept.id, kept.owner, owners_named(house.settings.article_owners))
    refs = tuple(dict.fromkeys(token for token, _, _ in each))
    # What the article says is the company's own; what the reply says stays with its turn.
    said = ", ".join(dict.fromkeys(f"{one.one} ({one.measure})" for _, _, one in each))
    many = "1 reply of a colleague says" if len(refs) == 1 else f"{len(refs)} replies of colleagues say"
    return Finding(
        REPLY, language, (About(kept.id, kept.title, kept.version),), (f"{many} otherwise than its {said}",),
        (owner,) if owner else (), refs=refs, newest=max(at for _, at, _ in each),
    )  # fmt: skip


def _token(house: Sampling, act: ActId) -> str:
    return lookup_token(house.keys.house_key(TOKENS), act).hex()
