"""A colleague's keys: what can be chosen, what is refused, and the page that keeps it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.keyboard import ACTIONS, Keyboard, chosen
from fairdesk.nouns import BadInput
from tests.web.fake_house import Visit
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]


def keys(of: Keyboard) -> dict[str, str]:
    return {each.code: each.key for each in of.actions}


class TestChosen:
    def test_the_usual_keys_are_those_of_the_checklist_and_no_two_clash(self):
        assert {"j", "k", "r", "n", "e", "a", "s", "/", "?", "g i"} <= {each.key for each in ACTIONS}
        assert {} == chosen(True, {}).changed

    def test_what_is_chosen_takes_the_place_of_the_usual_one(self):
        mine = chosen(True, {"reply": "w", "list": "g l", "snooze": ""})

        assert ("w", "g l", "") == tuple(keys(mine)[code] for code in ("reply", "list", "snooze"))
        assert {"reply", "list", "snooze"} == set(mine.changed)

    @pytest.mark.parametrize("key", ["ab", "a b c", "\x07", "g\x00 i"])
    def test_what_is_no_key_is_refused_by_the_name_of_its_action(self, key):
        with pytest.raises(BadInput, match="Write a reply"):
            chosen(True, {"reply": key})

    @pytest.mark.parametrize("key", ["n", "g", "g i"])
    def test_a_key_that_belongs_to_another_or_begins_it_is_refused(self, key):
        with pytest.raises(BadInput, match="cannot both begin"):
            chosen(True, {"reply": key})

    def test_turned_off_the_script_is_given_none(self):
        assert [] == chosen(False, {}).for_script
        assert len(ACTIONS) == len(chosen(True, {}).for_script)

    @given(st.dictionaries(st.sampled_from([each.code for each in ACTIONS]), st.text("abcdxyz? ", max_size=4)))
    def test_whatever_is_kept_no_press_means_two_things(self, wanted):
        try:
            mine = [each.key for each in chosen(True, wanted).actions if each.key]
        except BadInput:
            return
        assert not [(a, b) for a in mine for b in mine if a is not b and f"{b} ".startswith(f"{a} ")]


class TestPage:
    def test_keys_are_changed_turned_off_and_brought_back(self, visit: Visit, ana: Visitor):
        fields = ana.opens("/desk/keyboard").form_with("Keep these keys").fields
        without_the_tick = {name: value for name, value in fields.items() if name != "on"}

        ana.client.post("/desk/keyboard", {**without_the_tick, "reply": "w"})
        assert (False, "w") == (visit.house.keys.on, keys(visit.house.keys)["reply"])
        ana.opens("/desk/keyboard")
        page = ana.presses("Back to the usual keys", usual="1")

        assert Keyboard() == visit.house.keys
        assert "Your keys are kept." in page.text

    def test_a_clash_is_told_and_what_was_typed_comes_back(self, visit: Visit, ana: Visitor):
        ana.opens("/desk/keyboard")

        page = ana.presses("Keep these keys", reply="n")

        assert 422 == ana.status
        assert "cannot both begin with n" in page.text
        assert 'name="reply" value="n"' in page.html
        assert Keyboard() == visit.house.keys

    def test_every_page_of_the_desk_carries_the_keys(self, visit: Visit, ana: Visitor):
        assert "&quot;do&quot;: &quot;reply&quot;" in ana.opens("/desk").html

        visit.house.keys = chosen(False, {})

        assert 'data-keys="[]"' in ana.opens("/desk").html
