"""The order of harm: what a change means is told by the outputs and what was known of the turn, the worst first."""

from __future__ import annotations

import pytest

from fairdesk.guidelines.table import parse, shipped
from fairdesk.replay.harm import BY_CODE, HELPED, ORDER, RANK, Side, Signs, judged, outcome, work
from tests.house.pages import table

ROUTING, RELEASE, IDENTITY = (parse(shipped(name), name) for name in ("routing", "release", "identity"))
PLAIN = Signs(False, False, False, -1)


def person(reason: str = "sensitive") -> dict[str, str]:
    return {"route": "person", "reason": reason}


ASSISTANT = {"route": "assistant", "reason": "routine"}


class TestRouting:
    @pytest.mark.parametrize(
        ("signs", "code"),
        [
            (Signs(True, True, True, -1), "sensitive_to_assistant"), (Signs(False, True, True, -1), "wish_unheard"),
            (Signs(False, False, True, -1), "refusal_unheard"), (PLAIN, "to_assistant"),
        ],
    )  # fmt: skip
    def test_from_a_person_to_the_assistant_the_worst_reason_counts(self, signs: Signs, code: str):
        assert code == judged(person(), ASSISTANT, signs, ROUTING)

    @pytest.mark.parametrize(("failed", "code"), [(1, "person_instead"), (0, "answer_lost"), (-1, "answer_lost")])
    def test_to_a_person_it_depends_on_whether_the_answer_was_right(self, failed: int, code: str):
        assert code == judged(ASSISTANT, person("language"), Signs(False, False, False, failed), ROUTING)

    @pytest.mark.parametrize("route", ["person", "assistant"])
    def test_where_the_route_stays_nobody_lost_or_gained_by_it(self, route: str):
        """A table of a company that also says which people take a message."""
        made = [{"route": route, "team": team, "reason": "routine"} for team in ("first", "second")]

        assert "other" == judged(*made, Signs(True, True, True, 1), ROUTING)

    def test_another_reason_alone_is_the_least(self):
        assert "reason_only" == judged(person("language"), person(), PLAIN, ROUTING)
        assert "" == judged(person(), person(), PLAIN, ROUTING)


class TestRelease:
    @pytest.mark.parametrize(
        ("then", "now", "failed", "code"),
        [
            ("hand_over", "send", -1, "unsure_sent"), ("unclear", "send", -1, "unsure_sent"),
            ("send", "hand_over", 1, "person_instead"), ("send", "unclear", 0, "answer_lost"),
            ("hand_over", "unclear", -1, "person_lost"), ("unclear", "hand_over", -1, "other"),
        ],
    )  # fmt: skip
    def test_each_move_has_its_meaning(self, then: str, now: str, failed: int, code: str):
        made = [{"release": each, "reason": "error"} for each in (then, now)]

        assert code == judged(*made, Signs(False, False, False, failed), RELEASE)


class TestOtherTables:
    def test_the_order_of_the_allowed_values_says_what_is_less(self):
        """The identity table allows nothing, code_by_mail, own_conversation: each asks more of the customer."""
        less, more = ({"ask": each, "reason": "known"} for each in ("nothing", "own_conversation"))

        assert ("denied", "granted") == (judged(less, more, PLAIN, IDENTITY), judged(more, less, PLAIN, IDENTITY))


class TestTheOrder:
    def test_whoever_loses_comes_first_and_whoever_is_helped_gains(self):
        sides = [each.side for each in ORDER]

        assert sides.index(Side.GAINS) > max(n for n, side in enumerate(sides) if side is Side.LOSES)
        assert {Side.GAINS} == {BY_CODE[code].side for code in HELPED}
        assert 0 == RANK["sensitive_to_assistant"]

    def test_it_stands_in_the_documents(self):
        rows = table("replay.md", "First by harm", "change")

        assert [(each.code, each.side) for each in ORDER] == [(code, row[0]) for code, row in rows.items()]

    def test_work_is_what_a_person_has_to_do(self):
        assert work(person())
        assert work({"release": "hand_over", "reason": "error"})
        assert work({"decision": "person"})
        assert not work(ASSISTANT)
        assert "person: sensitive" == outcome(person())
