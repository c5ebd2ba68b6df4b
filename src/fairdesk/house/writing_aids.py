"""What makes the desk a good place to write at: each colleague's keys, who else is at a case, and how a draft reads."""

from __future__ import annotations

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.keyboard import Keyboard
from fairdesk.desk.records import keyboards
from fairdesk.house.reading import Reading
from fairdesk.house.viewing import ViewingSide
from fairdesk.nouns import ColleagueId, ConversationId
from fairdesk.sensitive import tone


class WritingAids(ViewingSide, Reading):
    """The part of the house that helps colleagues to write."""

    def keyboard(self, colleague: ColleagueId) -> Keyboard:
        """Return a colleague's keys."""
        return keyboards.keyboard(colleague)

    def keep_keyboard(self, colleague: ColleagueId, wanted: Keyboard) -> None:
        """Keep a colleague's keys."""
        self.colleague_who_may(colleague, "read")
        with writing():
            keyboards.keep_keyboard(colleague, wanted)

    def how_it_reads(self, conversation: ConversationId, colleague: ColleagueId, draft: str) -> tone.Reading | None:
        """Return how a draft reads, to whoever writes it; None if that cannot be said. Neither is kept."""
        self.colleague_who_may(colleague, "reply")
        row = desk.conversation(conversation)
        self.check_glass(row, colleague)
        return tone.reads(draft, row.language)
