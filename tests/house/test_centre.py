"""The privacy centre: everything is there, in three lists, with who looked; a stranger sees only their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fairdesk.database import row
from fairdesk.guidelines.table import shipped
from fairdesk.house.centre import ELSEWHERE
from fairdesk.house.forgetting import forget_what_is_due
from fairdesk.nouns import BadInput, CustomerId, NotFound
from fairdesk.privacy.see import FEW, PAGE
from tests.house.in_force import put_in_force
from tests.house.test_letters import proves
from tests.house.test_owners import dana, rows_about_person, sam  # noqa: F401  the whole story, as a fixture
from tests.people import Desk

QUESTION = "How long does a refund take?"


def totals(seen) -> dict[str, int]:
    return {group.code: group.total for group in seen.groups}


class TestSee:
    def test_every_row_is_counted(self, desk, dana):  # noqa: F811
        seen = desk.house.see(dana.id, "en")

        rows = rows_about_person(desk, dana)
        elsewhere = rows["privacy_look"] + rows["privacy_glass"]
        assert sum(rows.values()) - elsewhere == sum(totals(seen).values())
        assert elsewhere == len(seen.looks)
        assert not ELSEWHERE & totals(seen).keys()

    def test_no_damage_in_a_whole_story(self, desk, dana):  # noqa: F811
        seen = desk.house.see(dana.id, "en")

        assert "other" not in totals(seen)

    def test_what_nothing_keeps_back_has_its_day(self, desk, dana):  # noqa: F811
        assert desk.house.see(dana.id, "en").goes is None
        for hold in desk.house.holds(desk.pia):
            desk.house.lift_hold(desk.pia, hold.id)
        desk.house.restrict(dana.id, False, desk.house.now())
        for asked in desk.house.my_requests(dana.id):
            desk.house.withdraw_request(asked.id, dana.id)

        seen = desk.house.see(dana.id, "en")

        assert seen.goes
        timeless = {group.code for group in seen.groups for item in group.items if not item.goes}
        assert {"joined", "visits", "keys"} == timeless, "the other place, in which she never wrote or chose"

    def test_each_thing_goes_when_its_place_does(self, desk, monkeypatch):
        """What time deletes is a place: the one in which she wrote last keeps the other no longer."""
        home, phone, begun = desk.customer(), desk.customer(), desk.house.now()
        desk.says(home, QUESTION)
        proves(desk, home)
        desk.house.join(home.token, phone.token)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: begun + timedelta(days=20))
        desk.says(phone, QUESTION)

        seen = desk.house.see(phone.id, "en")

        days = {item.conversation: (item.goes - begun).days for item in seen.given[0].items}
        assert {home.conversation: 90, phone.conversation: 110} == days
        assert 110 == (seen.goes - begun).days
        assert 1 == forget_what_is_due(desk.house, begun + timedelta(days=91))

    def test_a_shorter_guideline_is_what_the_page_says(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)
        put_in_force("retention", shipped("retention").replace('days: "90"', 'days: "30"'))

        goes = desk.house.see(who.id, "en").goes

        assert 30 == round((goes - desk.house.now()).total_seconds() / 86400)
        assert 0 == forget_what_is_due(desk.house, goes - timedelta(seconds=1), 30)
        assert 1 == forget_what_is_due(desk.house, goes + timedelta(seconds=1), 30)

    @pytest.mark.parametrize("why", ["restricted", "asked"])
    def test_what_is_kept_back_has_no_day(self, desk, why):
        who = desk.customer()
        desk.says(who, QUESTION)
        if why == "restricted":
            desk.house.restrict(who.id, True, desk.house.now())
        else:
            desk.house.file_request(who.id, "contest", "I disagree")

        seen = desk.house.see(who.id, "en")

        assert (None, {None}) == (seen.goes, {item.goes for item in seen.given[0].items})
        assert 0 == forget_what_is_due(desk.house, desk.house.now() + timedelta(days=91))

    def test_who_else_receives_it_is_told_by_name(self, folder):
        desk = Desk(folder, model_recipient="Model Ltd")
        who = desk.customer()
        assert ("Model Ltd",) == desk.house.see(who.id, "en").recipients

        desk.settings = replace(desk.settings, model_recipient="")
        desk.restart()

        assert () == desk.house.see(who.id, "en").recipients

    def test_her_words_are_given_and_the_decision_is_inferred(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)

        seen = desk.house.see(who.id, "en")

        (messages,) = seen.given
        assert QUESTION == messages.items[0].text
        decisions = next(group for group in seen.inferred if group.code == "decisions")
        assert desk.last_act(who) == decisions.items[0].act
        assert "everyday question" in decisions.items[0].text

    def test_the_digests_of_her_words_are_a_number_and_no_list_of_empty_rows(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)

        for kind in ("", "words"):
            (words,) = (group for group in desk.house.see(who.id, "en", kind=kind).groups if group.code == "words")
            assert (True, ()) == (words.total > 1, words.items)

    def test_who_opened_it_stands_beside_it(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)
        desk.house.case(who.conversation, desk.ada)

        seen = desk.house.see(who.id, "en")

        by_code = {group.code: group.items[0] for group in seen.groups if group.items}
        assert ("Ada (A colleague)",) == by_code["messages"].read_by == by_code["decisions"].read_by
        assert () == by_code["visits"].read_by

    def test_the_latest_few_first_and_the_rest_page_by_page(self, desk):
        who = desk.customer()
        for number in range(FEW + 2):
            desk.house.say(who.conversation, who.id, f"human {number}", f"client-{number}")  # type: ignore[arg-type]
        desk.settle(who)

        few = desk.house.see(who.id, "en").given[0]
        (group,) = desk.house.see(who.id, "en", kind="messages").groups
        (beyond,) = desk.house.see(who.id, "en", kind="messages", page=2).groups

        assert [f"human {number}" for number in reversed(range(2, FEW + 2))] == [item.text for item in few.items]
        assert FEW + 2 == few.total == len(group.items) <= PAGE
        assert () == beyond.items

    def test_words_bear_the_language_they_were_written_in(self, desk):
        who = desk.customer("de")
        desk.says(who, "Mensch")

        seen = desk.house.see(who.id, "en")

        assert "de" == seen.given[0].items[0].language
        assert "" == next(group for group in seen.inferred if group.code == "decisions").items[0].language

    def test_a_damaged_reason_does_not_hide_who_looked(self, desk, dana):  # noqa: F811
        row("UPDATE privacy_glass SET sealed = %s RETURNING 1", b"x")

        assert ("Ada", "") in [(look.work_name, look.reason) for look in desk.house.see(dana.id, "en").looks]
        assert [""] == [each.reason for each in desk.house.glasses(desk.pia)]

    def test_a_concern_is_not_named_over_a_shoulder(self, desk):
        who = desk.customer()
        desk.says(who, "My father died")

        assert "bereavement" not in repr(desk.house.see(who.id, "en")).casefold()
        assert "A death close to you" not in repr(desk.house.see(who.id, "en"))
        assert "A death close to you" in repr(desk.house.see(who.id, "en", named=True))

    def test_an_unknown_kind_and_an_unknown_customer(self, desk, dana):  # noqa: F811
        with pytest.raises(BadInput):
            desk.house.see(dana.id, "en", kind="shoes")
        with pytest.raises(NotFound):
            desk.house.see(CustomerId("nobody"), "en")

    def test_somebody_who_never_wrote(self, desk):
        customer, _ = desk.house.add_customer("en")

        seen = desk.house.see(customer, "en")

        assert {"visits": 1, "keys": 1} == totals(seen)
        assert seen.goes is None

    def test_after_forgetting_there_is_nothing_to_see(self, desk, dana):  # noqa: F811
        from fairdesk.house.forgetting import forget

        forget(desk.house, dana.id, "asked")

        with pytest.raises(NotFound):
            desk.house.see(dana.id, "en")

    def test_the_stranger_sees_none_of_hers(self, desk, dana, sam):  # noqa: F811
        his = repr(desk.house.see(sam.id, "en"))

        assert dana.conversation not in his
        assert dana.id not in his
        assert "dana@example.org" not in his
        assert () == desk.house.see(sam.id, "en").looks
