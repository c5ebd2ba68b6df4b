"""Reads the desk's own acts for an audit: one of each person, its groups, and what became of it. No word of anybody is opened
but to measure an answer's length, of who said yes to that.

What counts as each outcome is decided here alone, from plain columns. A conversation in which a sensitive matter was
found is left out whole, and so is one that may only be stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from fairdesk.clock import id_from
from fairdesk.consent.purposes import Purpose
from fairdesk.database import rows
from fairdesk.desk.outcomes import Seen, outcome
from fairdesk.desk.records.outcomes import seen_of
from fairdesk.desk.records.stored import ITEM, item_of
from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.own_acts import Act, Asked, ask, count, own_report
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ActId, BadInput, ColleagueId, ConversationId, CustomerId
from fairdesk.privacy.restriction import covering

LOOKED_BACK = timedelta(days=90)
MOST_AT_ONCE = 5_000
"""Acts in memory at a time, however many are kept."""

_TO_ANSWER = "{t}.route = 'assistant' AND {t}.release <> ''"
_DECIDED = "({t}.release <> '' OR {t}.handover <> '')"
"""Of small talk and of a step of a flow nothing is released and nobody is called: they are no such acts."""
_SENT = "{t}.release = 'send'"
_REVIEWED = "SELECT 1 FROM oversight_answer_review r WHERE r.act = {t}.act AND r.sent AND r.verdict <> 'unclear'"
_APPEALED = "SELECT 1 FROM oversight_appeal a WHERE a.act = {t}.act"
_OF_ACTS: Mapping[str, tuple[str, str]] = {
    "answered": (_TO_ANSWER, _SENT),
    "handed_over": (_DECIDED, "{t}.handover <> ''"),
    "refused": (_TO_ANSWER, "{t}.release = 'unclear'"),
    "reviewed_wrong": (f"{_SENT} AND EXISTS ({_REVIEWED})", f"EXISTS ({_REVIEWED} AND r.verdict = 'wrong')"),
    "overridden": (_SENT, "EXISTS (SELECT 1 FROM oversight_override o WHERE o.act = {t}.act)"),
    "appealed": (_DECIDED, f"EXISTS ({_APPEALED})"),
    "upheld": (
        f"EXISTS ({_APPEALED} AND a.round = 1 AND a.decided_at IS NOT NULL)",
        f"EXISTS ({_APPEALED} AND a.round = 1 AND a.outcome = 'upheld')",
    ),
}
"""Outcome -> which acts it can be said of, and of which of these it holds; `{t}` is the turn."""


def _closed(seen: Seen) -> bool | None:
    return seen.reopened if seen.closed else None


def _ended(name: str, seen: Seen) -> bool | None:
    return outcome(seen) == name if seen.settled else None


_EARLIER = "u.act >= %s AND u.act < t.act AND {of_u}"
# Two questions and not one with OR: each is answered by an index, and the second is asked only of who was joined.
_FIRSTS = f"""
    SELECT t.act, t.conversation_id, c.customer_id, c.language, c.channel, c.waited_micros, t.facts, t.release,
        CASE WHEN {{holds}} THEN 1 ELSE 0 END
    FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
    LEFT JOIN identity_joined j ON j.customer_id = c.customer_id
    WHERE t.act > %s AND {{of_t}}
    AND NOT EXISTS (SELECT 1 FROM desk_conversation d JOIN desk_turn u ON u.conversation_id = d.id
        WHERE d.customer_id = c.customer_id AND {_EARLIER})
    AND NOT EXISTS (SELECT 1 FROM identity_joined k JOIN desk_conversation d ON d.customer_id = k.customer_id
        JOIN desk_turn u ON u.conversation_id = d.id WHERE k.person_id = j.person_id AND {_EARLIER})
    AND NOT EXISTS (SELECT 1 FROM desk_turn s WHERE s.conversation_id = t.conversation_id
        AND s.facts LIKE %s AND s.facts NOT LIKE %s)
    ORDER BY t.act LIMIT {MOST_AT_ONCE}
"""
_A_CONCERN, _NO_CONCERN = '%"concern": "%', '%"concern": "none"%'


class First(NamedTuple):
    """The act that one person stands for, with its typed facts as JSON; `holds`: whether the outcome does."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    language: str
    channel: str
    waited: int | None
    facts: str
    release: str
    holds: int


class FairnessSide(Books):
    """The part of the house that audits what its own assistant did."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = ""
    ) -> Asked:
        """Return what somebody asks, as a command or a form says it: names with commas between, a day like 2026-01-31.

        Without a day the last 90 are audited. Raises BadInput for anything that is no choice here.
        """
        return ask(_names(groups), outcome, self._since(since), strata, _names(quantities))

    def _since(self, said: str) -> date:
        try:
            return date.fromisoformat(said) if said else (self.now() - LOOKED_BACK).date()
        except ValueError:
            raise BadInput(f"{said!r} is no day such as 2026-01-31") from None

    def fairness(self, colleague: ColleagueId, asked: Asked) -> dict[str, Any]:
        """Return the report to somebody who may read the books. Raises BadInput where nothing can be compared."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.own_audit(asked)

    def own_audit(self, asked: Asked, min_cell: int = MIN_CELL, confidence: float = CONFIDENCE) -> dict[str, Any]:
        """Return the report of what the desk's assistant did since a day. Raises BadInput where nothing can be compared."""
        return own_report(asked, count(asked, self._acts(asked)), self.now().date(), min_cell, confidence)

    def _acts(self, asked: Asked) -> Iterator[Act]:
        for usable in self.first_acts(asked):
            outcomes = self._outcomes(asked.outcome, usable)
            lengths = self._lengths(usable) if "reply_length" in asked.quantities else {}
            for each in usable:
                yield Act(
                    each.language, each.channel, str(json.loads(each.facts).get("intent", "")), outcomes[each.act],
                    {
                        "wait_minutes": None if each.waited is None else each.waited / 6e7,
                        "reply_length": lengths.get(each.act),
                    },
                )  # fmt: skip

    def first_acts(self, asked: Asked) -> Iterator[list[First]]:
        """Yield the acts that an audit counts, so many at a time: none of what may only be stored."""
        restricted = restrictions_in_force()
        for some in _firsts(asked):
            yield [
                each for each in some if not (restricted and covering(restricted, each.customer, each.conversation))
            ]

    def _outcomes(self, name: str, acts: Sequence[First]) -> dict[ActId, bool | None]:
        if name in _OF_ACTS:
            return {each.act: bool(each.holds) for each in acts}
        seen = seen_of({each.conversation for each in acts}, self.now())
        told = {id: _closed(one) if name == "opened_again" else _ended(name, one) for id, one in seen.items()}
        return {each.act: told.get(each.conversation) for each in acts}

    def _lengths(self, acts: Sequence[First]) -> dict[ActId, float]:
        """Return how long the answers are that were sent to customers who agreed to be looked at for this."""
        agreed = {
            each.act: each
            for each in acts
            if each.release == "send" and Purpose.RESEARCH in self.agreed(each.customer)
        }
        keys = self.keys.of_many({each.customer for each in agreed.values()})
        found: dict[ActId, float] = {}
        for some in _parts(sorted(agreed)):
            marks = ", ".join(["%s"] * len(some))
            for row in rows(f"SELECT {ITEM} FROM desk_item WHERE act IN ({marks}) AND voice = 'assistant'", *some):
                line = item_of(row)
                one = agreed[ActId(line.act)]
                if one.customer in keys:
                    found[one.act] = len(self.memory.read_line(one.conversation, keys[one.customer], line).text)
        return found


def _firsts(asked: Asked) -> Iterator[list[First]]:
    """Yield the acts that count, the earliest of each person since the day, so many at a time."""
    known, holds = _OF_ACTS.get(asked.outcome, (_DECIDED, "1 = 1"))
    sql = _FIRSTS.format(holds=holds.format(t="t"), of_t=known.format(t="t"), of_u=known.format(t="u"))
    since = id_from(datetime(asked.since.year, asked.since.month, asked.since.day, tzinfo=UTC))
    after = since
    while some := [First(*row) for row in rows(sql, after, since, since, _A_CONCERN, _NO_CONCERN)]:
        yield some
        after = some[-1].act


def _names(said: str) -> list[str]:
    return [name.strip() for name in said.split(",") if name.strip()]


def _parts(acts: Sequence[ActId], size: int = 500) -> Iterator[Sequence[ActId]]:
    return (acts[n : n + size] for n in range(0, len(acts), size))
