"""Money: a rule may say yes; no is a person's word; each is kept with its reason and told apart in the ledger."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import product

import pytest

from fairdesk.accountability import records as ledger
from fairdesk.database import rows, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.money.claim import APPEALED, read_claim
from fairdesk.nouns import NotFound, Overtaken, RawText, Refused, Restricted, Voice
from fairdesk.oversight.appeal import Outcome
from tests.house.in_force import put_in_force
from tests.house.test_exporting import export
from tests.people import Customer, Desk

BROKEN = {
    "kind": "refund", "amount": "30", "order_age_days": "10", "times_before": "0", "trouble": "broken", "proof": "photo",
}  # fmt: skip
SCORER_TEXT = json.dumps({
    "format": 1, "name": "goodwill_score", "title": "Score", "owner": "Cleo", "review_by": "2027-06-30",
    "reason": "A try.", "link": "logit", "intercept": 0.0, "threshold": 0.0, "changeable": [],
    "inputs": [{"name": "amount", "type": "number", "label": "amount", "from": "colleague", "unit": "EUR"}],
    "terms": [{"axes": [{"input": "amount", "cuts": [100]}], "scores": [0.5, -0.5]}],
    "card": {"date": "2026-01-31", "data": "made up", "n": 0, "outcome": "paid", "metrics": {}},
})  # fmt: skip
LATE = {**BROKEN, "trouble": "changed_mind", "order_age_days": "31"}


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "A human please, my lamp is broken")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def decides(desk: Desk, who: Customer, form: dict[str, str] = BROKEN):
    """Ada opens the page, which says what was decided so far, and sends its form."""
    seen = str(desk.house.money_of(who.conversation, desk.ada).seen)
    return desk.house.decide_money(who.conversation, desk.ada, read_claim({**form, "seen": seen}))


def settles(desk: Desk, who: Customer, number: int, grant: bool = False, by: str = "cleo", amount: str = ""):
    return desk.house.settle_money(who.conversation, getattr(desk, by), number, grant, amount, "It was worn out")


def entries(desk: Desk, who: Customer) -> list[tuple[str, str]]:
    """Return code and actor of the ledger's entries about money in a conversation."""
    desk.house.close_the_day()
    found = [json.loads(kept.entry) for kept in ledger.entries()]
    return [
        (each["code"], each["actor"])
        for each in found
        if each.get("case") == who.conversation and each["code"].startswith("money_")
    ]


class TestByRule:
    def test_a_clear_claim_is_granted_at_once_with_its_reason(self, desk, dana):
        decision = decides(desk, dana)

        assert ("granted", "rule", 30.0, "F05") == (
            decision.outcome, decision.by, decision.amount, decision.because.rule,
        )  # fmt: skip
        assert "money_granted" == desk.events(dana)[-1]
        assert [("money_granted", "house")] == entries(desk, dana)
        assert desk.house.knowing.rule_for("refund", desk.house.now()).table.version == decision.because.version

    def test_a_no_is_a_draft_that_the_customer_does_not_see(self, desk, dana):
        before = desk.events(dana)

        decision = decides(desk, dana, LATE)

        assert ("drafted", "draft_refusal") == (decision.outcome, decision.proposed)
        assert before == desk.events(dana)
        with pytest.raises(NotFound):
            desk.house.money_decision(dana.conversation, dana.id, decision.number)

    def test_what_is_not_known_is_a_draft_for_a_person(self, desk, dana):
        decision = decides(desk, dana, {**BROKEN, "times_before": ""})

        assert ("drafted", "person", "refund.refused") == (decision.outcome, decision.proposed, decision.because.code)
        assert "times_before" in desk.house.rule_in_words(decision)

    def test_a_sensitive_matter_is_a_person_s_decision(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral")
        desk.house.take_over(dana.conversation, desk.ada)

        assert "refund.sensitive" == decides(desk, dana).because.code

    def test_one_draft_at_a_time_and_it_keeps_the_conversation_open(self, desk, dana):
        decides(desk, dana, LATE)

        with pytest.raises(Overtaken):
            decides(desk, dana)
        with pytest.raises(Refused, match="draft about money"):
            desk.house.resolve(dana.conversation, desk.ada)

    def test_the_same_form_sent_twice_pays_once(self, desk, dana):
        seen = str(desk.house.money_of(dana.conversation, desk.ada).seen)
        desk.house.decide_money(dana.conversation, desk.ada, read_claim({**BROKEN, "seen": seen}))

        for form in ({**BROKEN, "seen": seen}, BROKEN):
            with pytest.raises(Overtaken, match="had not seen"):
                desk.house.decide_money(dana.conversation, desk.ada, read_claim(form))
        assert ["money_granted"] == [code for code in desk.events(dana) if code.startswith("money_")]

    def test_a_second_claim_is_decided_by_who_saw_the_first(self, desk, dana):
        assert ["granted", "granted"] == [decides(desk, dana).outcome for _ in range(2)]

    def test_what_the_rule_could_not_decide_is_a_person_s_whatever_the_table_says_of_refusals(self, desk, dana):
        put_in_force(
            "refund", shipped("refund").replace("on_refusal: {decision: person", "on_refusal: {decision: pay")
        )

        decision = decides(desk, dana, {**BROKEN, "times_before": ""})

        assert ("drafted", "person", "refund.refused") == (decision.outcome, decision.proposed, decision.because.code)

    def test_only_whose_conversation_it_is(self, desk, dana):
        for who in (desk.ben, desk.otto):
            with pytest.raises(Refused):
                desk.house.decide_money(dana.conversation, who, read_claim(BROKEN))


class TestByScore:
    """A guideline may read a score; without one it refuses, and a person decides."""

    def by_score(self) -> str:
        score = "{name: score, type: number, label: score, from: scorer goodwill_score}"
        rule = '{id: G08, says: The score is high enough., when: {score: ">= 0"}, then: {decision: pay, reason: our_mistake}}'
        text = shipped("goodwill").replace("\noutputs:", f"\n  - {score}\noutputs:", 1)
        return text.replace("\nrules:\n", f"\nrules:\n  - {rule}\n", 1)

    def test_the_score_decides_with_what_each_input_added(self, desk, dana):
        put_in_force("goodwill", self.by_score())
        put_in_force("scorer.goodwill_score", SCORER_TEXT)

        decision = decides(desk, dana, {**BROKEN, "kind": "goodwill"})

        (score,) = decision.because.under
        assert ("granted", "G08") == (decision.outcome, decision.because.rule)
        assert ("goodwill_score.above", version_of(SCORER_TEXT)) == (score.code, score.version)
        assert 0.5 == score.facts["score"]
        assert [("amount", 0.5)] == [(part.facts["term"], part.facts["adds"]) for part in score.under]

    def test_a_scorer_that_is_not_there_is_a_draft(self, desk, dana):
        put_in_force("goodwill", self.by_score())

        decision = decides(desk, dana, {**BROKEN, "kind": "goodwill"})

        assert ("drafted", "score") == (decision.outcome, decision.because.facts["input"])


class TestByAPerson:
    def test_refused_in_words_of_their_own_with_both_roles_in_the_record(self, desk, dana):
        draft = decides(desk, dana, LATE)

        settled = settles(desk, dana, draft.number)

        assert ("refused", "person", "Cleo", "It was worn out") == (
            settled.outcome, settled.by, settled.who, settled.words,
        )  # fmt: skip
        assert ("refund.person_refused", True) == (settled.because.code, settled.because.facts["agrees_with_rule"])
        assert (draft.because,) == settled.because.under
        assert [("money_drafted", "house"), ("money_refused", "person")] == entries(desk, dana)
        assert "money_refused" == desk.events(dana)[-1]

    def test_a_person_may_say_yes_against_the_rule_and_less_than_was_asked(self, desk, dana):
        settled = settles(desk, dana, decides(desk, dana, LATE).number, grant=True, amount="12,50")

        assert ("granted", 12.5, False) == (
            settled.outcome, settled.amount, settled.because.facts["agrees_with_rule"],
        )  # fmt: skip
        desk.house.resolve(dana.conversation, desk.ada)

    @pytest.mark.parametrize("who", ["ada", "pia", "otto"])
    def test_only_with_the_deed(self, desk, dana, who):
        draft = decides(desk, dana, LATE)

        with pytest.raises(Refused):
            settles(desk, dana, draft.number, by=who)
        with pytest.raises(Refused):
            desk.house.open_money(getattr(desk, who))

    def test_not_twice(self, desk, dana):
        draft = decides(desk, dana, LATE)
        settles(desk, dana, draft.number)

        with pytest.raises(Overtaken):
            settles(desk, dana, draft.number, grant=True, by="rio")

    def test_who_may_decide_finds_every_draft(self, desk, dana):
        assert () == desk.house.open_money(desk.rio)
        draft = decides(desk, dana, LATE)

        assert ((dana.conversation, draft),) == desk.house.open_money(desk.rio)
        assert draft == desk.house.money_of(dana.conversation, desk.rio).open
        settles(desk, dana, draft.number, by="rio")
        assert () == desk.house.open_money(desk.rio)

    def test_what_is_restricted_is_shown_to_nobody(self, desk, dana):
        decides(desk, dana, LATE)
        desk.house.restrict(dana.id, True, desk.house.now())

        assert () == desk.house.open_money(desk.rio)
        with pytest.raises(Restricted):
            desk.house.money_of(dana.conversation, desk.rio)


class TestAnotherPersonLooksAgain:
    """A dispute about money goes the way of every other: a named person who had no part in it, a day, an officer after."""

    @pytest.fixture
    def refused(self, desk, dana):
        decision = settles(desk, dana, decides(desk, dana, LATE).number)
        desk.house.appeal(decision.act, dana.id)
        return decision

    def test_never_who_entered_or_decided_it(self, desk, dana, refused):
        told = desk.house.appeal_told(refused.act, dana.id)

        assert ("Rio", 1, "", "") == (told.by, told.round, told.outcome, told.words)
        for who in (desk.ada, desk.cleo):
            with pytest.raises(Refused):
                desk.house.decide_appeal(refused.act, who, Outcome.UPHELD, "I was right.")

    def test_and_the_customer_reads_who_and_why(self, desk, dana, refused):
        desk.house.decide_appeal(refused.act, desk.rio, Outcome.UPHELD, "It was worn when it came back.")

        told = desk.house.appeal_told(refused.act, dana.id)
        assert ("upheld", "Rio", "It was worn when it came back.", True) == (
            told.outcome, told.who, told.words, told.may_be_repeated,
        )  # fmt: skip
        shown = desk.house.money_told(dana.conversation, refused, "en")
        assert (Outcome.UPHELD, True) == (shown.appeal, shown.may_appeal)
        assert () == desk.house.verify().problems

    def test_changed_only_when_the_money_was_decided_anew(self, desk, dana, refused):
        with pytest.raises(Refused, match="decide it anew"):
            desk.house.decide_appeal(refused.act, desk.rio, Outcome.CHANGED, "You are right.")

        settles(desk, dana, decides(desk, dana, LATE).number, grant=True, by="rio")
        desk.house.decide_appeal(refused.act, desk.rio, Outcome.CHANGED, "You are right.")

        assert "changed" == desk.house.appeal_told(refused.act, dana.id).outcome
        told, (messages,) = desk.house.appeal_figures(), rows("SELECT count(*) FROM desk_turn")
        assert (2 + int(messages[0]), 1, 1) == (told.acts, told.disputed, told.decided), "two decisions about money"

    def test_once_more_by_an_officer_and_never_again(self, desk, dana, refused):
        desk.house.decide_appeal(refused.act, desk.rio, Outcome.UPHELD, "It stays.")
        desk.house.appeal(refused.act, dana.id)
        told = desk.house.appeal_told(refused.act, dana.id)
        assert ("Pia", 2) == (told.by, told.round)

        desk.house.decide_appeal(refused.act, desk.pia, Outcome.UPHELD, "It stays.")

        assert not desk.house.appeal_told(refused.act, dana.id).may_be_repeated
        with pytest.raises(Refused, match="decided twice"):
            desk.house.appeal(refused.act, dana.id)

    def test_what_nobody_disputed_and_what_is_another_s_is_not_found(self, desk, dana, refused):
        other = settles(desk, dana, decides(desk, dana, LATE).number)

        for act, who in ((other.act, dana.id), (refused.act, desk.customer().id), (desk.last_act(dana), dana.id)):
            with pytest.raises(NotFound):
                desk.house.appeal_told(act, who)


class TestTheCustomer:
    def test_a_stranger_finds_nothing(self, desk, dana):
        sam, number = desk.customer(), decides(desk, dana).number

        for ask in (desk.house.money_decision, desk.house.appeal_money):
            with pytest.raises(NotFound):
                ask(dana.conversation, sam.id, number)

    def test_by_its_act_it_is_told_and_disputed_as_every_act_is(self, desk, dana):
        draft, sam = decides(desk, dana, LATE), desk.customer()
        settled = settles(desk, dana, draft.number)

        told = desk.house.why_money(settled.act, dana.id)
        assert told is not None
        assert (settled, settled.act) == (told[0], told[1].act)
        assert None is desk.house.why_money(desk.last_act(dana), dana.id)
        for act, who in ((settled.act, sam.id), (draft.act, dana.id)):
            for ask in (desk.house.why_money, desk.house.appeal):
                with pytest.raises(NotFound):
                    ask(act, who)
        assert dana.conversation == desk.house.appeal(settled.act, dana.id, RawText("It came late."))
        assert "money_appealed" in desk.events(dana)
        assert "It came late." == [e.text for e in desk.sees(dana).entries if e.voice is Voice.CUSTOMER][-1]

    def test_a_message_is_no_decision(self, desk, dana):
        with pytest.raises(NotFound):
            desk.house.money_decision(dana.conversation, dana.id, 1)

    def test_an_appeal_reaches_a_person_once(self, desk, dana):
        number = decides(desk, dana).number
        desk.house.resolve(dana.conversation, desk.ada)

        for _ in range(2):
            desk.house.appeal_money(dana.conversation, dana.id, number)

        assert State.WAITING is desk.sees(dana).state
        assert 1 == desk.events(dana).count("money_appealed")
        assert "money_appealed" == records.conversation(dana.conversation).reason

    def test_an_appeal_of_one_decision_is_none_of_another(self, desk, dana):
        first, second = (decides(desk, dana).number for _ in range(2))

        for number in (second, first, second):
            desk.house.appeal_money(dana.conversation, dana.id, number)

        told = [entry.values["decision"] for entry in desk.sees(dana).entries if entry.code == "money_appealed"]
        assert [second, first] == told

    @pytest.mark.parametrize("way_out", ["resolve", "return_to_ai"])
    def test_an_appeal_is_decided_before_the_conversation_is_closed_or_given_back(self, desk, dana, way_out):
        decision = decides(desk, dana)
        desk.house.appeal_money(dana.conversation, dana.id, decision.number)
        says = "I looked: it is right as it is."
        desk.house.reply(dana.conversation, desk.ada, says, desk.sees(dana).entries[-1].number)

        with pytest.raises(Refused, match="another look"):
            getattr(desk.house, way_out)(dana.conversation, desk.ada)

        desk.house.decide_appeal(decision.act, desk.cleo, Outcome.UPHELD, says)
        getattr(desk.house, way_out)(dana.conversation, desk.ada)

    def test_an_appeal_while_a_person_has_it_is_in_the_timeline(self, desk, dana):
        desk.house.appeal_money(dana.conversation, dana.id, decides(desk, dana).number)

        assert State.PERSON is desk.sees(dana).state
        assert "money_appealed" == desk.events(dana)[-1]

    def test_what_was_disputed_before_appeals_had_a_decider_waits_for_an_answer(self, desk, dana):
        number = decides(desk, dana).number
        key = desk.house.keys.of(dana.id)
        with writing():
            desk.house.memory.add_event(
                dana.conversation, key, desk.house.now(), APPEALED, actor="customer", values={"decision": number}
            )

        with pytest.raises(Refused, match="another look"):
            desk.house.resolve(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "It is right.", desk.sees(dana).entries[-1].number)
        desk.house.resolve(dana.conversation, desk.ada)

    def test_her_copy_holds_the_reason_and_names_no_matter(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral")
        desk.house.take_over(dana.conversation, desk.ada)
        settles(desk, dana, decides(desk, dana).number)

        copy = export(desk, dana)

        told = [line for line in copy.lines("messages") if line["event"] == "money_refused"]
        assert ["refund.sensitive"] == [line["because"]["under"][0]["code"] for line in told]
        assert "bereavement" not in copy.text("data/messages.jsonl")
        assert "urgency" not in copy.text("data/messages.jsonl")

    def test_the_record_of_the_decision_verifies_and_is_erased_with_her(self, desk, dana):
        settles(desk, dana, decides(desk, dana, LATE).number)
        desk.house.close_the_day()

        assert () == desk.house.verify().problems


class TestNoRuleSaysNo:
    """GDPR Article 22: whatever the facts, no adverse decision reaches a customer without a person's."""

    def no_rule_says_no(self, desk: Desk, who: Customer) -> None:
        known = (("15", "0", "photo"), ("500", "5", "none"), ("15", "", "none"))
        for kind, days, trouble, (amount, before, proof) in product(
            ("refund", "goodwill"), ("5", "800"), ("changed_mind", "broken"), known
        ):
            form = {
                "kind": kind, "amount": amount, "order_age_days": days, "times_before": before, "trouble": trouble,
                "proof": proof,
            }  # fmt: skip
            decision = decides(desk, who, form)
            assert decision.outcome in ("granted", "drafted")
            if decision.outcome == "drafted":
                settles(desk, who, decision.number, grant=True)
        assert "money_refused" not in desk.events(who)
        assert {"house", "person"} == {actor for code, actor in entries(desk, who) if code == "money_granted"}

    def test_whatever_the_facts(self, desk, dana):
        self.no_rule_says_no(desk, dana)

    def test_and_if_a_rule_could_refuse_this_test_fails(self, desk, dana, monkeypatch):
        from fairdesk.house import deciding_money

        real = desk.house._keep_decision

        def refuses(row, outcome, *rest, **more):
            return real(row, "refused" if outcome == "drafted" else outcome, *rest, **more)

        monkeypatch.setattr(desk.house, "_keep_decision", refuses)
        with pytest.raises(Refused, match="a rule alone"):
            self.no_rule_says_no(desk, dana)
        monkeypatch.setattr(deciding_money, "check_may_take_effect", lambda *_: None)
        with broken():
            self.no_rule_says_no(desk, dana)

    def test_who_claims_to_be_a_person_and_is_none_is_no_person(self, desk, dana):
        row = records.conversation(dana.conversation)
        because = decides(desk, dana, LATE).because
        values = {"kind": "refund", "amount": 1.0, "by": "person", "proposed": "pay"}

        with pytest.raises(Refused, match="a rule alone"):
            desk.house._keep_decision(row, "refused", values, because, desk.house.now())


@contextmanager
def broken():
    """The check inside must find the fault that was planted around it."""
    with pytest.raises(AssertionError):
        yield
