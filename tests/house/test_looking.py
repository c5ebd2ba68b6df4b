"""Looks are kept and told; what is restricted is shown to nobody without a broken glass."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import row, rows, writing
from fairdesk.desk.timeline import State
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, NotFound, Refused, Restricted, Route
from fairdesk.privacy import records as privacy
from fairdesk.privacy.restriction import GLASS_LASTS, LOOK_LASTS

QUESTION = "How long does a refund take?"
WHY = "the bank asks about the refund"


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


@pytest.fixture
def later(desk, monkeypatch):
    """Let time pass."""

    def pass_(time: timedelta) -> None:
        before = desk.house.knowing.now
        monkeypatch.setattr(desk.house.knowing, "now", lambda: before() + time)

    return pass_


def looks(desk, who) -> list[tuple[str, str, str]]:
    return [(look.role, look.work_name, look.what) for look in desk.house.see(who.id, "en").looks]


class TestLooks:
    def test_opening_a_case_is_told_to_the_customer(self, desk, dana):
        desk.house.case(dana.conversation, desk.ada)

        assert [("A colleague", "Ada", "Opened the conversation")] == looks(desk, dana)

    def test_the_reason_of_an_act_too_and_auditors_count(self, desk, dana):
        desk.house.why_in_full(desk.last_act(dana), desk.otto)

        assert [("An auditor", "Otto", "Opened the reason of an answer")] == looks(desk, dana)

    def test_a_live_page_that_asks_again_is_one_look(self, desk, dana):
        for _ in range(5):
            desk.house.case(dana.conversation, desk.ada)

        assert 1 == len(looks(desk, dana))

    def test_a_quarter_of_an_hour_later_it_is_another(self, desk, dana, later):
        desk.house.case(dana.conversation, desk.ada)
        later(LOOK_LASTS + timedelta(seconds=1))
        desk.house.case(dana.conversation, desk.ada)

        assert 2 == len(looks(desk, dana))

    def test_each_colleague_is_told_apart(self, desk, dana):
        desk.house.case(dana.conversation, desk.ada)
        desk.house.case(dana.conversation, desk.ben)

        assert {"Ada", "Ben"} == {name for _, name, _ in looks(desk, dana)}

    def test_a_name_that_changes_later_stays_as_it_was_chosen_then(self, desk, dana):
        desk.house.case(dana.conversation, desk.ada)
        with writing():
            row("UPDATE identity_colleague SET work_name = 'Lovelace' WHERE user_id = %s RETURNING 1", desk.ada)

        assert [("A colleague", "Ada", "Opened the conversation")] == looks(desk, dana)

    def test_who_may_not_read_leaves_no_look(self, desk, dana):
        with pytest.raises(Refused):
            desk.house.case(dana.conversation, ColleagueId(4711))

        assert [] == looks(desk, dana)

    def test_the_stranger_is_told_nothing_of_them(self, desk, dana):
        sam = desk.customer()
        desk.house.case(dana.conversation, desk.ada)

        assert [] == looks(desk, sam)

    def test_lists_and_the_customers_own_reading_are_no_look(self, desk, dana):
        desk.house.queue(desk.ada, "all")
        desk.sees(dana)
        desk.house.why(desk.last_act(dana), dana.id)

        assert [] == looks(desk, dana)

    def test_they_are_kept_for_a_year(self, desk, dana):
        desk.house.case(dana.conversation, desk.ada)

        with writing():
            assert 0 == privacy.delete_old_looks(desk.house.now() - timedelta(days=364))
            assert 1 == privacy.delete_old_looks(desk.house.now() + timedelta(seconds=1))

    def test_the_background_deletes_old_ones(self, desk, dana):
        from fairdesk.house.background import Background

        desk.house.case(dana.conversation, desk.ada)
        row("UPDATE privacy_look SET at = at - %s RETURNING 1", 366 * 86_400_000_000)

        Background(desk.house).round()

        assert [] == looks(desk, dana)


class TestRestricted:
    @pytest.fixture(params=["everything", "one conversation"])
    def restricted(self, request, desk, dana):
        which = ConversationId("") if request.param == "everything" else dana.conversation
        desk.house.restrict(dana.id, True, desk.house.now(), which)
        return dana

    def test_lists_show_nothing_of_it(self, desk, restricted):
        (listed,) = desk.house.queue(desk.ada, "all").rows

        assert listed.restricted
        assert ("", "none", "") == (listed.excerpt, listed.concern, listed.reason)

    @pytest.mark.parametrize("who", ["ada", "cleo", "pia", "otto"])
    def test_nobody_opens_it_and_nobody_left_a_look(self, desk, restricted, who):
        with pytest.raises(Restricted):
            desk.house.case(restricted.conversation, getattr(desk, who))
        with pytest.raises(Restricted):
            desk.house.why_in_full(desk.last_act(restricted), getattr(desk, who))

        assert [] == looks(desk, restricted)

    @pytest.mark.parametrize(
        "act",
        [
            lambda house, it, ada: house.take_over(it, ada),
            lambda house, it, ada: house.note(it, ada, "a note"),
            lambda house, it, ada: house.reply(it, ada, "hello", 99),
            lambda house, it, ada: house.resolve(it, ada),
            lambda house, it, ada: house.return_to_ai(it, ada),
        ],
        ids=["take over", "note", "reply", "resolve", "return"],
    )
    def test_and_nobody_works_in_it(self, desk, restricted, act):
        with pytest.raises(Restricted):
            act(desk.house, restricted.conversation, desk.ada)

    def test_the_assistant_leaves_it_to_people(self, desk, restricted):
        turn = desk.says(restricted, QUESTION)

        assert (Route.PERSON, "paused") == (turn.route, turn.handover)
        assert State.WAITING is desk.sees(restricted).state
        assert turn.draft is None

    def test_an_answer_being_made_meanwhile_is_thrown_away(self, desk, dana):
        desk.meanwhile("before keep", lambda: desk.house.restrict(dana.id, True, desk.house.now()))

        turn = desk.says(dana, QUESTION)

        assert Route.PERSON is turn.route
        assert 1 == len(desk.answers(dana))

    def test_a_kept_answer_is_held_back(self, desk, dana):
        desk.meanwhile("before deliver", lambda: desk.house.restrict(dana.id, True, desk.house.now()))

        desk.says(dana, QUESTION)

        assert 1 == len(desk.answers(dana))
        assert "answer_held_back" in desk.events(dana)

    def test_it_is_not_decided_again_in_a_replay(self, desk, restricted):
        from fairdesk.house.replaying import replay_all

        sam = desk.customer()
        desk.says(sam, QUESTION)

        outcome = replay_all(desk.house)

        assert (1, 1) == (outcome.turns, outcome.unknown)

    def test_the_desks_live_stream_says_only_that_something_changed(self, desk, restricted):
        from fairdesk.web.streams import Streams, Watched

        streams = Streams(desk.house)
        _, _, events = streams._news(Watched(None, None, 0), object(), 0)
        streams.close()

        assert [b"event: changed\ndata: {}\n\n"] == events

    def test_its_own_customer_sees_it_as_ever(self, desk, restricted):
        assert QUESTION == desk.sees(restricted).entries[0].text

    def test_others_are_not_restricted(self, desk, restricted):
        sam = desk.customer()
        desk.says(sam, QUESTION)

        assert desk.house.case(sam.conversation, desk.ada)
        assert 1 == len(desk.answers(sam))

    def test_ending_it_is_as_easy(self, desk, restricted):
        at = desk.house.now()
        desk.house.restrict(restricted.id, False, at)

        assert desk.house.case(restricted.conversation, desk.ada)
        assert not desk.house.see(restricted.id, "en").restricted

    def test_twice_is_once(self, desk, dana):
        for _ in range(2):
            desk.house.restrict(dana.id, True, desk.house.now())

        assert 1 == len(privacy.restrictions(dana.id))

    def test_a_strangers_conversation_cannot_be_restricted(self, desk, dana):
        sam = desk.customer()

        with pytest.raises(NotFound):
            desk.house.restrict(sam.id, True, desk.house.now(), dana.conversation)

    def test_the_ledger_tells(self, desk, restricted):
        desk.house.restrict(restricted.id, False, desk.house.now())

        kinds = [kind for (kind,) in rows("SELECT kind FROM desk_deed ORDER BY act")]
        assert ["restricted", "restriction_lifted"] == [kind for kind in kinds if kind.startswith("restrict")]
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_it_is_not_forgotten_by_time_alone(self, desk, restricted):
        """To delete is to process (GDPR Article 4(2)); what is restricted may only be stored."""
        from fairdesk.house.forgetting import forget_what_is_due

        assert 0 == forget_what_is_due(desk.house, desk.house.now() + timedelta(days=400))
        desk.house.restrict(restricted.id, False, desk.house.now())
        assert 1 == forget_what_is_due(desk.house, desk.house.now() + timedelta(days=400))


class TestTheGlass:
    @pytest.fixture
    def restricted(self, desk, dana):
        desk.house.restrict(dana.id, True, desk.house.now())
        return dana

    def test_a_reason_opens_it_for_this_colleague_alone(self, desk, restricted):
        desk.house.break_glass(restricted.conversation, desk.ada, WHY)

        assert QUESTION in repr(desk.house.case(restricted.conversation, desk.ada).entries)
        with pytest.raises(Restricted):
            desk.house.case(restricted.conversation, desk.ben)

    def test_for_this_conversation_alone(self, desk, restricted):
        second = desk.house.start(restricted.id, "en")
        desk.house.break_glass(restricted.conversation, desk.ada, WHY)

        with pytest.raises(Restricted):
            desk.house.case(second, desk.ada)

    def test_and_for_half_an_hour(self, desk, restricted, later):
        desk.house.break_glass(restricted.conversation, desk.ada, WHY)
        later(GLASS_LASTS + timedelta(seconds=1))

        with pytest.raises(Restricted):
            desk.house.case(restricted.conversation, desk.ada)

    def test_without_a_reason_it_stays_whole(self, desk, restricted):
        with pytest.raises(BadInput):
            desk.house.break_glass(restricted.conversation, desk.ada, "  ")
        with pytest.raises(Restricted):
            desk.house.case(restricted.conversation, desk.ada)

    def test_the_customer_reads_who_and_why(self, desk, restricted):
        desk.house.break_glass(restricted.conversation, desk.ada, WHY)

        (told,) = desk.house.see(restricted.id, "en").looks
        assert ("A colleague", "Ada", WHY) == (told.role, told.work_name, told.reason)

    def test_the_officer_is_told_until_they_look_into_it(self, desk, restricted):
        desk.house.break_glass(restricted.conversation, desk.ada, WHY)

        (alert,) = desk.house.glasses(desk.pia)
        assert (WHY, "Ada", True) == (alert.reason, alert.glass.work_name, alert.may_acknowledge)
        assert 1 == desk.house.unread_glasses()
        desk.house.acknowledge_glass(alert.glass.id, desk.pia)
        assert 0 == desk.house.unread_glasses()
        assert [False] == [each.may_acknowledge for each in desk.house.glasses(desk.pia)]

    def test_nobody_looks_into_their_own(self, desk, restricted):
        desk.house.break_glass(restricted.conversation, desk.pia, WHY)
        (alert,) = desk.house.glasses(desk.pia)

        with pytest.raises(Refused):
            desk.house.acknowledge_glass(alert.glass.id, desk.pia)
        desk.house.acknowledge_glass(alert.glass.id, desk.cleo)
        assert 0 == desk.house.unread_glasses()

    def test_an_officer_alone_may(self, desk, restricted):
        with writing():
            row("UPDATE identity_colleague SET role = 'colleague' WHERE user_id = %s RETURNING 1", desk.cleo)
        assert "colleague" == identity.colleague(desk.cleo).role
        desk.house.break_glass(restricted.conversation, desk.pia, WHY)
        (alert,) = desk.house.glasses(desk.pia)

        desk.house.acknowledge_glass(alert.glass.id, desk.pia)

        assert 0 == desk.house.unread_glasses()

    @pytest.mark.parametrize("who", ["ada", "rio", "otto"])
    def test_only_officers_read_of_it(self, desk, restricted, who):
        with pytest.raises(Refused):
            desk.house.glasses(getattr(desk, who))

    def test_the_reason_is_sealed_and_goes_with_the_customer(self, desk, restricted):
        from fairdesk.house.forgetting import forget

        desk.house.break_glass(restricted.conversation, desk.ada, WHY)
        assert all(WHY.encode() not in bytes(sealed) for (sealed,) in rows("SELECT sealed FROM privacy_glass"))

        forget(desk.house, restricted.id, "asked")

        assert () == desk.house.glasses(desk.pia)

    def test_where_nothing_is_restricted_nothing_breaks(self, desk, dana):
        desk.house.break_glass(dana.conversation, desk.ada, WHY)

        assert () == desk.house.glasses(desk.pia)
        assert not desk.house.needs_glass(dana.conversation, desk.ada)

    def test_twice_is_once(self, desk, restricted):
        for _ in range(2):
            desk.house.break_glass(restricted.conversation, desk.ada, WHY)

        assert 1 == len(desk.house.glasses(desk.pia))

    def test_what_is_not_there_is_not_found(self, desk):
        with pytest.raises(NotFound):
            desk.house.needs_glass(ConversationId("nothing"), desk.ada)
        with pytest.raises(NotFound):
            desk.house.acknowledge_glass("nothing", desk.pia)
