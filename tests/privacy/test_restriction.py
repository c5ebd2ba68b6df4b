"""What is restricted, who may open it all the same, and who may say that it was looked into."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId
from fairdesk.privacy.restriction import (
    LONGEST_REASON,
    Glass,
    Restriction,
    checked_reason,
    covering,
    may_acknowledge,
)

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
DANA, SAM = CustomerId("dana"), CustomerId("sam")
ONE, TWO = ConversationId("one"), ConversationId("two")
EVERYTHING = ConversationId("")
ADA, PIA = ColleagueId(1), ColleagueId(2)


def restriction(conversation: ConversationId, customer: CustomerId = DANA) -> Restriction:
    return Restriction("r", customer, conversation, AT)


class TestCovering:
    def test_one_conversation_and_no_other(self):
        assert covering([restriction(ONE)], DANA, ONE)
        assert not covering([restriction(ONE)], DANA, TWO)

    def test_everything_covers_each_conversation_of_this_customer_alone(self):
        assert covering([restriction(EVERYTHING)], DANA, TWO)
        assert not covering([restriction(EVERYTHING)], SAM, TWO)

    def test_one_conversation_does_not_restrict_everything(self):
        assert not covering([restriction(ONE)], DANA, EVERYTHING)

    def test_nothing_is_restricted_by_nothing(self):
        assert not covering([], DANA, ONE)


class TestTheReason:
    def test_is_one_line_that_can_be_read(self):
        assert "the bank asks about it" == checked_reason("  the bank\n\x07asks \t about it ")

    @pytest.mark.parametrize("typed", ["", "   ", "because", "\n\n\n\n\n\n\n\n\n\n\n\n"])
    def test_none_is_refused_and_says_what_to_do(self, typed):
        with pytest.raises(BadInput, match="say why"):
            checked_reason(typed)

    def test_a_novel_is_refused(self):
        assert LONGEST_REASON == len(checked_reason("a" * LONGEST_REASON))
        with pytest.raises(BadInput, match="501"):
            checked_reason("a" * (LONGEST_REASON + 1))


class TestWhoMayAcknowledge:
    @staticmethod
    def glass(by: ColleagueId, seen: datetime | None = None) -> Glass:
        return Glass("g", ONE, DANA, by, "colleague", "Ada", AT, AT, b"", seen)

    def test_another_officer(self):
        assert may_acknowledge(self.glass(ADA), PIA)

    def test_not_who_broke_it_unless_nobody_else_could(self):
        assert not may_acknowledge(self.glass(PIA), PIA)
        assert may_acknowledge(self.glass(PIA), PIA, alone=True)

    def test_only_once(self):
        assert not may_acknowledge(self.glass(ADA, AT), PIA)
