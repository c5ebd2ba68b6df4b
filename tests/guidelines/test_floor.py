"""No table that would break a promise gets past the floor, and each breach comes with a case that really shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.checks import Flaw
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.floor import FLOORS, below, misfits
from fairdesk.guidelines.table import Table, parse, shipped
from tests.guidelines.tables import facts_of, refunds


def routing(*pairs: tuple[str, str]) -> Table:
    return changed("routing", *pairs)


def changed(name: str, *pairs: tuple[str, str]) -> Table:
    text = shipped(name)
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text, f"{name}.yaml")


@pytest.mark.parametrize("name", ["routing", "release", "identity", "refund", "goodwill"])
def test_the_tables_that_come_with_the_desk_stand_on_it(name):
    assert () == below(changed(name)) == misfits(changed(name), name)


@pytest.mark.parametrize(
    ("name", "rule", "promise"),
    [
        ("routing", "{masking_ok: false}", "promises 1 and 9"),
        ("routing", "{triage_ok: false}", "promise 9"),
        ("routing", "{concern: not(none)}", "promise 10"),
        ("routing", "{asks_for_person: true}", "promise 3"),
        ("routing", "{ai_refused: true}", "promise 7"),
        ("routing", "{ai_paused: true}", "promise 6"),
        ("routing", "{with_person: true}", "promise 6"),
        ("release", "{answerer_ok: false}", "promise 9"),
        ("release", "{in_time: false}", "promise 9"),
        ("release", "{answer_found: false}", "promise 9"),
        ("release", "{evidence_valid: false}", "promise 9"),
        ("release", "{grounded: false}", "promise 9"),
        ("refund", "{concern: not(none)}", "promise 10"),
        ("goodwill", "{concern: not(none)}", "promise 10"),
    ],
)
def test_a_rule_that_holds_a_promise_cannot_be_weakened(name, rule, promise):
    """Each rule that holds a promise is narrowed to one case of many; the check finds another case."""
    other = {"routing": "language_offered: false", "release": "unclear_before: 7"}.get(name, 'amount: "> 5"')
    table = changed(name, (f"when: {rule}", f"when: {{{rule[1:-1]}, {other}}}"))
    (breach,) = below(table)

    assert Flaw.FLOOR is breach.flaw
    assert promise in breach.says
    said = compile_table(table).decide(breach.example).outputs
    weaker = {"routing": "assistant", "release": "send", "refund": "pay", "goodwill": "draft_refusal"}
    assert weaker[name] == said[FLOORS[table.name].output]


def test_a_rule_put_before_them_is_seen():
    early = (
        "  - id: R00\n    says: The morning is quiet.\n    when: {language_offered: true, masking_ok: true, triage_ok: true}\n"
        "    then: {route: assistant, reason: routine}\n  - id: R01"
    )
    found = below(routing(("  - id: R01", early)))

    assert {"concern", "ai_refused", "ai_paused", "with_person", "asks_for_person"} == {
        must.name for must in FLOORS["route"].musts for each in found if each.says.startswith(must.says)
    }
    assert all(("R00",) == each.rules for each in found)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("routing", "on_refusal: {route: person", "on_refusal: {route: assistant", "What it refuses must be person"),
        ("refund", "on_refusal: {decision: person", "on_refusal: {decision: pay", "What it refuses must be person"),
    ],
)
def test_what_cannot_promise_anything_is_refused(name, old, new, says):
    assert any(says in each.says for each in below(changed(name, (old, new))))


def test_a_table_that_does_not_read_the_wish_is_refused():
    text = shipped("routing")
    rule = text[text.index("  - id: R04") : text.index("  - id: R05")]
    column = text[text.index("  - name: asks_for_person") : text.index("  - name: language_offered")]
    found = below(routing((rule, ""), (column, "")))

    assert ["It does not read asks_for_person (a boolean). Who asks for a person gets one (promise 3)."] == [
        each.says for each in found
    ]


def test_a_concern_that_may_be_any_text_still_reaches_a_person():
    text = "    allowed: [none, crisis, abuse, minor, bereavement, hardship, fraud, illness, discrimination, legal]\n"

    assert () == below(routing((text, "")))
    (breach,) = below(routing((text, ""), ("concern: not(none)", 'concern: "crisis, abuse"')))
    assert breach.example["concern"] not in ("none", "crisis", "abuse")


def test_other_guidelines_have_no_floor():
    assert () == below(refunds())


class TestMisfits:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("name: route\ntitle", "name: routing\ntitle", "must stay route"),
            ("name: language_offered", "name: language_known", "language_known, which the desk does not give"),
            ("- routine\n", "- routine\n      - rainy_day\n", "says rainy_day"),
        ],
    )
    def test_says_what_does_not_fit(self, old, new, says):
        table = routing((old, new), *([("{language_offered", "{language_known")] if "language" in old else []))

        assert any(says in each.says for each in misfits(table, "routing"))

    @pytest.mark.parametrize("name", ["routing", "refund", "retention", "sampling"])
    def test_what_collects_several_answers_fits_no_place(self, name):
        table = changed(name, ("hit: first", "hit: collect"))

        assert any("exactly one answer" in each.says for each in misfits(table, name))

    @pytest.mark.parametrize(
        ("name", "fits"), [("urgency", True), ("identity", True), ("retention", False), ("release", False)]
    )
    def test_a_score_is_worked_out_for_money_and_service_and_for_nothing_else(self, name, fits):
        score = "\n  - {name: score, type: number, label: score, from: scorer haste}\noutputs:"
        table = changed(name, ("\noutputs:", score))

        assert fits is not any("scores nothing here" in each.says for each in misfits(table, name))

    def test_a_place_that_has_no_table_of_ours_takes_any(self):
        assert () == misfits(refunds(), "refunds_of_ours")


@given(data=st.data())
def test_where_the_floor_finds_nothing_no_case_breaks_it(data):
    """Rules are weakened at random; what the check says is what trying a case says."""
    text = shipped("routing")
    for rule in ("asks_for_person: true", "ai_refused: true", "concern: not(none)"):
        extra = data.draw(
            st.sampled_from(["", ", masking_ok: true", ", ai_paused: false", ", language_offered: true"])
        )
        text = text.replace(f"when: {{{rule}}}", f"when: {{{rule}{extra}}}")
    table = parse(text, "routing.yaml")
    facts = data.draw(facts_of(table))

    owed = facts["asks_for_person"] or facts["ai_refused"] or facts["concern"] != "none"
    if not below(table) and owed:
        assert "person" == compile_table(table).decide(facts).outputs["route"]
    for breach in below(table):
        assert "assistant" == compile_table(table).decide(breach.example).outputs["route"]
