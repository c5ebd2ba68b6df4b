"""Only who holds a current care certificate reads about a sensitive matter; in an emergency a reason opens it, and is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.identity import records as identity
from fairdesk.identity.records import care_certificates
from fairdesk.nouns import BadInput, NotCertified, NotFound, Refused, Restricted
from fairdesk.privacy import records as privacy
from fairdesk.privacy.restriction import THE_HOUSE
from tests.people import Customer, Desk

ABUSE = "My husband hits me and controls all my money."
REASON = "nobody certified is here and she writes now"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana wrote of abuse; Ben holds no care certificate, Ada does."""
    without(desk, desk.ben)
    dana = desk.customer()
    desk.says(dana, ABUSE)
    return dana


def without(desk: Desk, *people: object) -> None:
    """Take the care certificates of some colleagues away."""
    for held in desk.house.care_certificates(THE_HOUSE):
        if held.colleague in people:
            desk.house.end_care_certificate(THE_HOUSE, held.id)


class TestWithoutOne:
    @pytest.mark.parametrize(
        "act",
        [
            lambda desk, dana: desk.house.case(dana.conversation, desk.ben),
            lambda desk, dana: desk.house.why_in_full(desk.last_act(dana), desk.ben),
            lambda desk, dana: desk.house.money_of(dana.conversation, desk.ben),
            lambda desk, dana: desk.house.take_over(dana.conversation, desk.ben),
            lambda desk, dana: desk.house.note(dana.conversation, desk.ben, "I saw it"),
        ],
        ids=["case", "reason", "money", "takeover", "note"],
    )
    def test_nothing_of_it_opens_and_no_look_is_kept(self, desk, dana, act):
        with pytest.raises(NotCertified):
            act(desk, dana)

        assert () == tuple(look for look in privacy.looks(dana.id) if look.colleague == desk.ben)

    def test_lists_say_that_it_is_sensitive_and_no_more(self, desk, dana):
        (row,) = desk.house.queue(desk.ben, "waiting").rows

        assert ("sensitive", "", "") == (row.concern, row.excerpt, row.urgency_says)
        assert "abuse" not in repr(row)
        assert "husband" not in repr(row)

    def test_it_says_who_may_open_it(self, desk, dana):
        assert ["Ada", "Cleo", "Rio"] == [
            who.work_name for who in desk.house.who_may_open(dana.conversation, desk.ben)
        ]
        assert desk.house.who_may_open(dana.conversation, desk.ada) is None

    def test_one_for_another_matter_does_not_open_it(self, desk, dana):
        desk.certified(desk.ben, topic="bereavement")

        with pytest.raises(NotCertified):
            desk.house.case(dana.conversation, desk.ben)

    def test_one_that_ran_out_does_not_either(self, desk, dana, monkeypatch):
        desk.house.give_care_certificate(desk.cleo, desk.ben, "abuse", now() + timedelta(days=1))
        assert desk.house.case(dana.conversation, desk.ben)

        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(days=2))

        with pytest.raises(NotCertified):
            desk.house.case(dana.conversation, desk.ben)

    def test_what_a_colleague_had_before_it_became_sensitive_is_closed_to_them(self, desk):
        without(desk, desk.ben)
        sam = desk.customer()
        desk.says(sam, "a person please")
        desk.house.take_over(sam.conversation, desk.ben)
        desk.says(sam, ABUSE)

        with pytest.raises(NotCertified):
            desk.house.case(sam.conversation, desk.ben)
        with pytest.raises(Restricted):
            desk.house.reply(sam.conversation, desk.ben, "hello", 99)

    def test_ordinary_conversations_stay_open(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, "a person please")

        assert desk.house.case(sam.conversation, desk.ben)


class TestInAnEmergency:
    def test_a_reason_opens_it_for_this_colleague_and_the_customer_reads_it(self, desk, dana):
        desk.house.break_glass(dana.conversation, desk.ben, REASON)

        assert ABUSE in [entry.text for entry in desk.house.case(dana.conversation, desk.ben).entries]
        (told,) = privacy.glasses_of(dana.id)
        assert (desk.ben, "Ben") == (told.colleague, told.work_name)
        assert 1 == desk.house.unread_glasses(), "the officer is told"

    def test_who_took_it_over_is_not_cut_off_in_the_middle(self, desk, dana, monkeypatch):
        desk.house.break_glass(dana.conversation, desk.ben, REASON)
        desk.house.take_over(dana.conversation, desk.ben)

        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(hours=2))
        desk.house.reply(dana.conversation, desk.ben, "I am here. I will write again in a minute.", 99, "it is right")

        assert desk.house.case(dana.conversation, desk.ben)

    def test_who_only_looked_is_after_half_an_hour(self, desk, dana, monkeypatch):
        desk.house.break_glass(dana.conversation, desk.ben, REASON)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(minutes=31))

        with pytest.raises(NotCertified):
            desk.house.case(dana.conversation, desk.ben)

    def test_no_reason_no_opening(self, desk, dana):
        with pytest.raises(BadInput):
            desk.house.break_glass(dana.conversation, desk.ben, "now")
        with pytest.raises(NotCertified):
            desk.house.case(dana.conversation, desk.ben)

    def test_where_it_is_open_nothing_breaks(self, desk, dana):
        desk.house.break_glass(dana.conversation, desk.ada, REASON)

        assert () == privacy.glasses_of(dana.id)


class TestGiving:
    def test_managers_give_them_to_others_and_the_ledger_keeps_it(self, desk, dana):
        desk.house.give_care_certificate(desk.cleo, desk.ben, "abuse", now() + timedelta(days=9))

        assert desk.house.case(dana.conversation, desk.ben)
        (held,) = (each for each in desk.house.care_certificates(desk.cleo) if each.colleague == desk.ben)
        assert ("abuse", "Cleo") == (held.topic, held.given_by_name)

    def test_nobody_else_does_and_nobody_to_themselves_where_another_could(self, desk):
        until = now() + timedelta(days=9)
        for who in (desk.ada, desk.rio, desk.pia, desk.otto):
            with pytest.raises(Refused):
                desk.house.give_care_certificate(who, desk.ben, "abuse", until)
        desk.house.give_care_certificate(desk.cleo, desk.cleo, "abuse", until)  # the only manager
        with writing():
            identity.change_role(desk.ada, "manager")
        with pytest.raises(Refused, match="themselves"):
            desk.house.give_care_certificate(desk.cleo, desk.cleo, "abuse", until)

    def test_a_matter_or_a_colleague_there_is_not_is_refused(self, desk):
        with pytest.raises(BadInput, match="there are all, crisis"):
            desk.house.give_care_certificate(desk.cleo, desk.ben, "none", now() + timedelta(days=9))
        with pytest.raises(NotFound):
            desk.house.give_care_certificate(desk.cleo, 999, "abuse", now() + timedelta(days=9))
        with pytest.raises(NotFound):
            desk.house.end_care_certificate(desk.cleo, "none")

    def test_who_leaves_holds_none_and_is_on_call_no_more(self, desk):
        desk.house.put_on_call(desk.cleo, desk.ben, now(), now() + timedelta(hours=1), "ben@on-call.example")
        desk.house.let_go(desk.cleo, desk.ben)

        assert desk.ben not in {each.colleague for each in care_certificates.all_given()}
        assert () == desk.house.roster(desk.cleo)

    def test_matters_that_nobody_may_open_are_named(self, desk):
        assert () == desk.house.matters_without_anybody()
        without(desk, desk.ada, desk.ben, desk.cleo, desk.rio)
        desk.certified(desk.ada, topic="crisis")

        assert "Suicide, self-harm, threat to life" not in desk.house.matters_without_anybody()
        assert "Bereavement" in desk.house.matters_without_anybody()


class TestAFirmOfOne:
    def test_who_answers_alone_reads_all(self, desk, dana):
        for who in (desk.ada, desk.ben, desk.rio):
            desk.house.let_go(desk.cleo, who)
        without(desk, desk.cleo)

        assert desk.house.case(dana.conversation, desk.cleo)
        desk.house.take_over(dana.conversation, desk.cleo)


class TestWhoMayReadIt:
    def test_headings_and_lists_hold_no_word_of_it(self, desk, dana):
        case = desk.house.case(dana.conversation, desk.ada)

        assert "A sensitive matter" == case.title
        assert "" == desk.house.queue(desk.ada, "waiting").rows[0].excerpt

    def test_reviewers_never_see_what_is_open(self, desk, dana):
        desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
        desk.says(dana, "Where is my parcel 4711?")

        acts = records.turns_of(dana.conversation)
        assert [None, None] == [desk.house.readable_by_reviewers(records.turn(act)) for act in acts]


class TestTheRoster:
    def test_it_holds_who_when_and_how_sealed(self, desk):
        desk.house.put_on_call(desk.cleo, desk.ben, now(), now() + timedelta(hours=1), "ben@on-call.example")
        (duty,) = desk.house.roster(desk.cleo)

        assert (desk.ben, "ben@on-call.example") == (duty.colleague, duty.reach)
        with pytest.raises(Refused):
            desk.house.roster(desk.ada)
        desk.house.take_off_call(desk.cleo, duty.id)
        assert () == desk.house.roster(desk.cleo)

    def test_who_does_not_answer_customers_is_not_put_on_it(self, desk):
        with pytest.raises(BadInput, match="does not answer customers"):
            desk.house.put_on_call(desk.cleo, desk.otto, now(), now() + timedelta(hours=1), "otto@on-call.example")

    def test_what_is_over_is_deleted(self, desk):
        from fairdesk.house.retaining import delete_what_is_due
        from fairdesk.identity.records import on_call

        desk.house.put_on_call(desk.cleo, desk.ben, now(), now() + timedelta(hours=1), "ben@on-call.example")
        delete_what_is_due(desk.house, now() + timedelta(hours=2))

        assert () == on_call.roster(now() - timedelta(days=1))
