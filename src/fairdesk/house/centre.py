"""The privacy centre: a customer sees what is kept about them, why, how long, and who looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairdesk.consent import records as consent
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.house.exporting import Exporting
from fairdesk.house.forgetting import kept_back_of
from fairdesk.house.holding import Held
from fairdesk.house.retaining import days_by_rule
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, ConversationId, CustomerId
from fairdesk.privacy import records as privacy
from fairdesk.privacy.kinds import KINDS, OTHER, Kind
from fairdesk.privacy.restriction import EVERYTHING, Restriction, covers_any
from fairdesk.privacy.retention import kept_until
from fairdesk.privacy.see import FEW, PAGE, Group, Item, LookShown, Seen, Talk, group, item, kind_of, look_shown

ELSEWHERE = frozenset({"looks", "glasses"})
"""Kinds that stand under "who looked", and not in a list of their own."""

OPENED_BY_COLLEAGUES = frozenset({"desk_item", "desk_turn"})
"""Tables of which a colleague sees the rows when they open a conversation."""


class CentreSide(Exporting):
    """The part of the house that answers "what do you keep about me?"."""

    def see(self, customer: CustomerId, language: str, *, named: bool = False, kind: str = "", page: int = 1) -> Seen:
        """Return what is kept about a customer; of each kind the latest few, or a page of one *kind*.

        *named*: a sensitive matter is called by its name; otherwise it is not, as somebody may look over a shoulder.
        Where the customer's places were joined, it is what all of them hold. Raises BadInput for an unknown kind, NotFound if nothing is known of the customer.
        """
        if kind and kind not in {known.code for known in (*KINDS, OTHER)}:
            raise BadInput("there is no such kind of data; see /privacy for those there are")
        places = identity.same_person(customer)
        looks, restrictions = self._looks(places, language), privacy.restrictions(*places)
        rows = [desk.conversation(each) for each in desk.conversations_of(*places)]
        kept_back = kept_back_of(places)
        goes = {place: day for place in places if place not in kept_back and (day := self._goes(place, rows))}
        showing = _Showing(Held(self, customer, language), language, named, goes, looks)
        return Seen(
            groups=tuple(showing.groups(kind, page)),
            looks=looks,
            talks=tuple(Talk(row.id, moment(row.created_at), _by_itself(restrictions, row.id)) for row in rows),
            goes=max(goes.values()) if goes and not kept_back else None,
            restricted=covers_any(restrictions, EVERYTHING),
            recipients=(self.outside.recipient,) if self.outside.recipient else (),
        )

    def _goes(self, place: CustomerId, rows: list[desk.ConversationRow]) -> datetime | None:
        """Return when time alone deletes a place, as the guideline says now; None if nothing was written or chosen."""
        days, _ = days_by_rule(self.knowing.rule_for("retention", self.now()))
        changed = [moment(row.changed_at) for row in rows if row.customer == place]
        last = max(changed) if changed else consent.last_heard(place)
        return kept_until(last, days["conversations"]) if last else None

    def _looks(self, places: tuple[CustomerId, ...], language: str) -> tuple[LookShown, ...]:
        looks = [look_shown(look, language) for look in privacy.looks(*places)]
        for glass in privacy.glasses_of(*places):
            looks.append(look_shown(glass, language, self._reason(glass)))
        return tuple(sorted(looks, key=lambda look: look.at, reverse=True))


def _by_itself(restrictions: tuple[Restriction, ...], conversation: ConversationId) -> bool:
    return any(each.conversation == conversation for each in restrictions)


class _Showing:
    """Puts one customer's rows into groups, and opens only what is shown of them."""

    def __init__(
        self, held: Held, language: str, named: bool, goes: Mapping[CustomerId, datetime],
        looks: tuple[LookShown, ...],
    ) -> None:  # fmt: skip
        self._held = held
        self._language = language
        self._named = named
        self._goes = goes
        self._readers: dict[str, tuple[str, ...]] = {}
        for look in looks:
            who = f"{look.work_name} ({look.role})" if look.work_name else look.role
            known = self._readers.get(look.conversation, ())
            self._readers[look.conversation] = known if who in known else (*known, who)

    def groups(self, only: str, page: int) -> list[Group]:
        """Return the groups that hold anything, in the order of the kinds."""
        found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for table, row in self._held.rows():
            kind = kind_of(table, row)
            found.setdefault(kind.code, []).append((table, {**row, "table": table} if kind is OTHER else row))
        kinds = [kind for kind in (*KINDS, OTHER) if kind.code in found and kind.code not in ELSEWHERE]
        wanted = [kind for kind in kinds if only in ("", kind.code)]
        return [self._group(kind, found[kind.code], page if only else 0) for kind in wanted]

    def _group(self, kind: Kind, rows: list[tuple[str, Mapping[str, Any]]], page: int) -> Group:
        if kind.counted:
            return group(kind, len(rows), (), self._language)
        latest = sorted(rows, key=lambda each: _when(each[1]), reverse=True)
        shown = latest[(page - 1) * PAGE : page * PAGE] if page else latest[:FEW]
        return group(kind, len(rows), (self._item(kind, table, row) for table, row in shown), self._language)

    def _item(self, kind: Kind, table: str, row: Mapping[str, Any]) -> Item:
        readers = self._readers.get(row["conversation_id"], ()) if table in OPENED_BY_COLLEAGUES else ()
        body, goes = self._held.body(table, row), self._goes.get(self._held.place_of(row))
        return item(kind, row, body, self._language, goes=goes, read_by=readers, named=self._named)


def _when(row: Mapping[str, Any]) -> tuple[float, int]:
    at = row.get("at") or row.get("created_at")
    return (at.timestamp() if isinstance(at, datetime) else 0.0, int(row.get("number") or 0))
