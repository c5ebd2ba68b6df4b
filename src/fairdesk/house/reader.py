"""Reader mode: all that happened with one person, over every channel, with each act, choice and guideline version."""

from __future__ import annotations

from collections.abc import Iterator

from fairdesk.consent import records as consent
from fairdesk.database import moment
from fairdesk.desk import reader
from fairdesk.desk import records as desk
from fairdesk.desk.reader import Kind, Line, in_order
from fairdesk.house.searching import Searching
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, Turn


class Reader(Searching):
    """The part of the house that tells a whole story."""

    def reader(self, conversation: ConversationId, colleague: ColleagueId) -> reader.Reader:
        """Return the story of whose conversation this is. Raises Restricted if it may only be stored.

        Each conversation that is opened by it is a look, which its customer sees; one that may not be opened is left out
        and counted.
        """
        who = self.colleague_who_may(colleague, "read")
        asked = desk.conversation(conversation)
        self.look(asked, who)
        places = identity.same_person(asked.customer)
        every = [desk.conversation(each) for each in desk.conversations_of(*places)]
        opened = [row for row in every if row.id == conversation or self.may_open(row, colleague)]
        lines = [line for row in opened for line in self._story_of(row, who)]
        # What was chosen outside of any conversation, or in one that is left out, is the person's all the same.
        lines += [line for place in places for line in _chosen(place)]
        return reader.Reader(conversation, in_order(lines), len(opened), len(every) - len(opened))

    def _story_of(self, row: desk.ConversationRow, who: Colleague) -> Iterator[Line]:
        self.look(row, who)
        yield Line(moment(row.created_at), Kind.BEGAN, row.channel, row.id, f"A conversation began ({row.channel})")
        for entry in self._entries(row, desk.settled_items(row.id), set(), masked=False):
            yield Line(entry.at, Kind.ENTRY, row.channel, row.id, entry=entry)
        for act in desk.turns_of(row.id):
            kept, turn = self.kept_turn(act)
            versions = turn.situation.guidelines
            yield Line(
                moment(kept.at), Kind.ACT, row.channel, row.id, _said_of(turn), act=ActId(act), guidelines=versions
            )


def _said_of(turn: Turn) -> str:
    if turn.handover:
        return f"The assistant's part: it handed over ({turn.handover.replace('_', ' ')})"
    return f"The assistant's part: {str(turn.release or 'fixed words').replace('_', ' ')}"


def _chosen(customer: CustomerId) -> Iterator[Line]:
    for one in consent.history(customer):
        says = f"Consent: {one.purpose.replace('_', ' ')} was {one.choice} ({one.method})"
        yield Line(one.at, Kind.CHOICE, conversation=_talk(one.conversation), says=says)
    for shown in consent.showings(customer):
        says = f"The notice “{shown.name.replace('_', ' ')}” was shown, version {shown.version}, at {shown.place}"
        yield Line(shown.at, Kind.NOTICE, conversation=_talk(shown.conversation), says=says)


def _talk(conversation: str) -> ConversationId | None:
    return ConversationId(conversation) if conversation else None
