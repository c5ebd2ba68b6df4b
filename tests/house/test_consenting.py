"""Choices, below the stories: whose they are, under which words, what repeats and races do, what helps a customer."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from fairdesk.consent import records as consent
from fairdesk.consent.accommodations import Helps
from fairdesk.consent.processing import TABLES
from fairdesk.consent.purposes import Basis, Choice, Purpose, about
from fairdesk.database import close, row, rows, writing
from fairdesk.house.background import Background
from fairdesk.house.consenting import ROOMS
from fairdesk.house.forgetting import forget, forget_what_is_due
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.nouns import BadInput, NotFound, Overtaken
from tests.house.test_owners import cells_that_hold
from tests.people import Desk

HELP = Helps(("large_print",), "I hear better on the left")


class TestAChoice:
    def test_points_at_the_words_that_were_shown_in_the_language_they_were_shown(self, desk):
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="uk")

        (chosen,) = consent.history(dana.id)

        assert desk.house.notice("improve", "uk").text == consent.text_shown(chosen.notice_version)

    @pytest.mark.parametrize("purpose", [Purpose.IMPROVE, Purpose.AI_ANSWER])
    @pytest.mark.parametrize("yes", [True, False])
    def test_and_not_at_others_that_were_shown_since(self, desk, purpose, yes):
        """She looks at the page in English, in German, and chooses on the English one that is still open."""
        dana = desk.customer()
        for language in ("en", "de"):
            desk.house.stands(dana.id, language, "choices", signal=False)
        desk.house.choose(dana.id, purpose, yes, language="en")

        assert desk.house.notice(purpose, "en").version == consent.history(dana.id)[-1].notice_version

    def test_nobody_agrees_to_words_that_changed_since_they_were_read_but_a_no_holds(self, desk):
        dana = desk.customer()
        seen = desk.house.notice("improve", "en").version
        with writing():
            identity.keep_company(Company("Another name"), desk.house.now())

        with pytest.raises(Overtaken):
            desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en", seen=seen)
        assert () == consent.history(dana.id)
        desk.house.choose(dana.id, Purpose.IMPROVE, False, language="en", seen=seen)
        assert Choice.REFUSED is consent.latest(dana.id, Purpose.IMPROVE)

    def test_of_a_stranger_changes_nothing_of_hers(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")
        desk.house.choose(sam.id, Purpose.IMPROVE, False, language="en")

        assert consent.may_use_words(dana.id, Purpose.IMPROVE)
        with pytest.raises(NotFound):
            desk.house.refuse_ai(dana.conversation, sam.id)

    def test_about_the_assistant_has_buttons_of_its_own_in_a_conversation(self, desk):
        dana = desk.customer()

        with pytest.raises(BadInput):
            desk.house.answer_purpose(dana.conversation, dana.id, "ai_answer", False)

    def test_of_somebody_who_was_erased_meanwhile_leaves_no_row(self, desk):
        """A click, or a browser's signal, that waited at the lock while the erasure was kept."""
        dana = desk.customer()
        desk.says(dana, "Where is my parcel?")
        forget(desk.house, dana.id, "asked")
        before = list(cells_that_hold(dana.id))

        for purpose, yes in ((Purpose.IMPROVE, True), (Purpose.IMPROVE, False), (Purpose.AI_ANSWER, True)):
            with pytest.raises(NotFound):
                desk.house.choose(dana.id, purpose, yes, language="en")
        with pytest.raises(NotFound):
            desk.house.honour_signal(dana.id, "en")

        assert before == list(cells_that_hold(dana.id))

    def test_no_where_nothing_was_in_use_leaves_no_report(self, desk):
        dana = desk.customer()

        assert desk.house.withdraw(dana.id, Purpose.RESEARCH) is None
        assert {} == consent.withdrawals(dana.id)
        assert Choice.REFUSED is consent.latest(dana.id, Purpose.RESEARCH)

    def test_eight_windows_at_once_keep_one_no(self, desk):
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")
        begin = threading.Barrier(8)

        def press():
            begin.wait()
            desk.house.withdraw(dana.id, Purpose.IMPROVE)
            close()

        windows = [threading.Thread(target=press) for _ in range(8)]
        for each in windows:
            each.start()
        for each in windows:
            each.join()

        assert ["granted", "withdrawn"] == [one.choice for one in consent.history(dana.id)]


class TestEveryUseOfEveryPurpose:
    """What the record of processing says rests on a purpose is what a no reaches: nothing is left out of either."""

    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_no_leaves_no_row_that_rests_on_consent(self, desk, purpose):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.house.keep_helps(dana.id, HELP, language="en")
        desk.house.choose(dana.id, purpose, True, language="en")
        used = [table for table, use in TABLES.items() if purpose in use.purposes]

        desk.house.withdraw(dana.id, purpose)

        for table in used:
            if about(purpose).article is Basis.CONTRACT:
                assert TABLES[table].kept_after_no or TABLES[table].days == 0, f"{table} does not say why it stays"
            else:
                assert row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", dana.id) == (0,), table

    def test_every_room_with_a_table_for_a_purpose_is_asked(self):
        owners = {table.partition("_")[0] for table, use in TABLES.items() if use.purposes and not use.kept_after_no}

        assert owners <= {room.__name__.split(".")[1] for room in ROOMS}  # type: ignore[attr-defined]

    @pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
    def test_a_room_answers_for_every_purpose(self, desk, room):
        dana = desk.customer()
        with writing():
            reached = {purpose: room.withdraw(dana.id, purpose) for purpose in Purpose}

        assert all(count >= 0 for stopped in reached.values() for count in stopped.values())


class TestWhatHelps:
    def test_is_kept_sealed_and_read_by_who_may_answer_alone(self, desk):
        dana = desk.customer()
        desk.says(dana, "human")
        desk.house.keep_helps(dana.id, HELP, language="en")

        (sealed,) = rows("SELECT sealed FROM consent_accommodation")[0]

        assert b"left" not in bytes(sealed)
        assert HELP.for_colleagues == desk.house.case(dana.conversation, desk.ada).helps
        assert () == desk.house.case(dana.conversation, desk.otto).helps, "an auditor answers nobody"
        assert () == desk.house.case(dana.conversation, desk.pia).helps

    def test_leaves_no_trace_in_the_conversation_that_others_read(self, desk):
        dana = desk.customer()
        desk.says(dana, "human")
        desk.house.keep_helps(dana.id, HELP, language="en")
        desk.house.withdraw(dana.id, Purpose.ACCOMMODATE)

        seen = desk.house.case(dana.conversation, desk.otto)
        assert "accommodate" not in str(seen)

    def test_is_hers_alone(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.house.keep_helps(dana.id, HELP, language="en")

        assert HELP == desk.house.helps(dana.id)
        assert not desk.house.helps(sam.id)
        assert not desk.house.helps(None)

    def test_goes_the_moment_it_is_taken_back(self, desk):
        dana = desk.customer()
        desk.house.keep_helps(dana.id, HELP, language="en")

        done = desk.house.withdraw(dana.id, Purpose.ACCOMMODATE)

        assert [("consent_accommodation", 1)] == [(one.store, one.count) for one in done.reached if one.count]
        assert not desk.house.helps(dana.id)

    def test_nothing_chosen_takes_it_back(self, desk):
        dana = desk.customer()
        desk.house.keep_helps(dana.id, HELP, language="en")
        desk.house.keep_helps(dana.id, Helps(), language="en")

        assert not desk.house.helps(dana.id)
        assert Choice.WITHDRAWN is consent.latest(dana.id, Purpose.ACCOMMODATE)

    def test_ends_after_ninety_days_also_before_anybody_deletes_it(self, desk, monkeypatch):
        dana = desk.customer()
        desk.house.keep_helps(dana.id, HELP, language="en")
        later = desk.house.now() + timedelta(days=91)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        assert not desk.house.helps(dana.id)
        Background(desk.house).round()
        assert (0,) == row("SELECT count(*) FROM consent_accommodation")

    def test_no_other_room_and_no_replay_reads_it(self):
        """Its table is named by its own room, the one door to it, and what shows customers all that is kept of them."""
        from pathlib import Path

        import fairdesk

        source = Path(fairdesk.__file__).parent
        naming = {
            str(file.relative_to(source))
            for file in source.rglob("*.py")
            if "consent_accommodation" in file.read_text("utf-8") or "sealed_helps" in file.read_text("utf-8")
        }

        assert naming - {"consent/migrations/0002_withdrawals.py"} == {
            "consent/models.py", "consent/records.py", "consent/withdrawal.py", "consent/processing.py",
            "house/helping.py", "house/hiding.py", "house/holding.py", "privacy/kinds.py", "privacy/export_form.py",
        }  # fmt: skip


def test_who_only_chose_is_forgotten_after_the_same_time(desk: Desk):
    customer, _ = desk.house.add_customer("en")
    desk.house.choose(customer, Purpose.IMPROVE, True, language="en")
    at = desk.house.now()

    assert 0 == forget_what_is_due(desk.house, at + timedelta(days=89))
    assert 1 == forget_what_is_due(desk.house, at + timedelta(days=91))
    assert () == consent.history(customer)
