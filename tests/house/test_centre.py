"""The privacy centre: everything is there, in three lists, with who looked; a stranger sees only their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.database import row
from fairdesk.house.centre import ELSEWHERE
from fairdesk.nouns import BadInput, CustomerId, NotFound
from fairdesk.privacy.see import FEW, PAGE
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
        assert all(item.goes for group in seen.groups for item in group.items)

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

    def test_who_opened_it_stands_beside_it(self, desk):
        who = desk.customer()
        desk.says(who, QUESTION)
        desk.house.case(who.conversation, desk.ada)

        seen = desk.house.see(who.id, "en")

        by_code = {group.code: group.items[0] for group in seen.groups}
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
