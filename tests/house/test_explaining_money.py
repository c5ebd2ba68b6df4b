"""A decision about money explains itself as every act does: its record decides itself again, and what it names flips it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest
from click.testing import CliRunner

from fairdesk.accountability.proofs import check_receipt
from fairdesk.cli import main
from fairdesk.explainability.act_record import as_json
from fairdesk.explainability.audiences import Audience, as_text, told
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.scorer import Scorer, read_scorer, scored_facts
from fairdesk.guidelines.table import parse, shipped
from fairdesk.house.explaining_money import explained_decision
from fairdesk.house.fidelity import flips, recomputed
from fairdesk.language import OFFERED
from fairdesk.money.claim import KINDS, Decision, persons_reason, read_claim
from fairdesk.nouns import ActId, ConversationId, NotFound
from tests.explainability.test_act_record import SCHEMA
from tests.guidelines.tables import random_facts
from tests.guidelines.test_nearest_scored import by_score, scorer_text
from tests.house.in_force import put_in_force
from tests.people import Customer, Desk

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TALK = ConversationId("talk")
LATE = {
    "kind": "refund", "amount": "30", "order_age_days": "44", "times_before": "0", "trouble": "changed_mind",
    "proof": "photo",
}  # fmt: skip
UNSEEN = {**LATE, "trouble": "broken", "proof": "none", "amount": "90"}
OFTEN = {**LATE, "kind": "goodwill", "amount": "25", "times_before": "2", "trouble": "late"}


class Kept:
    """The guidelines and scorers of a desk, by their versions."""

    def __init__(self, *texts: str, scorer: str = "") -> None:
        tables = [compile_table(parse(text, "table.yaml")) for text in texts]
        self.tables = {each.table.version: each for each in tables}
        self.scorers = {each.version: each for each in ([read_scorer(scorer, "goodwill_score")] if scorer else [])}

    def guideline(self, version: str) -> Guideline:
        return self.tables[version]

    def scorer(self, version: str) -> Scorer:
        return self.scorers[version]


PLAIN = Kept(*(shipped(kind) for kind in KINDS))
SCORED = Kept(by_score(), scorer=scorer_text())


def decided(kept: Kept, dice: random.Random) -> Decision:
    """Return a random decision, by a rule or by a person who may or may not agree, as the house would keep it."""
    guideline = dice.choice(list(kept.tables.values()))
    table = guideline.table
    known = {**random_facts(table, dice), "concern": dice.choice(["none", "none", "none", "hardship"])}
    facts, scores = scored_facts(table.inputs, known, {each.name: each for each in kept.scorers.values()})
    verdict = guideline.decide(facts)
    because, proposed = replace(verdict.because, under=scores), verdict.outputs["decision"]
    outcome, by, amount = "granted" if proposed == "pay" else "drafted", "rule", float(known["amount"])
    if outcome == "drafted" and dice.random() < 0.5:
        outcome, by = dice.choice(["granted", "refused"]), "person"
        amount = amount / dice.choice([1, 2])
        because = persons_reason(because, table.name, outcome, amount, proposed)
    return Decision(
        1, ActId("act-1"), AT, table.name, outcome, amount, by, "Cleo", "Words of hers", proposed, because
    )


def faults(kept: Kept, count: int) -> tuple[int, int, int]:
    """Explain random decisions; return how many named a change, flip by it, and decide themselves again from the record."""
    dice, named, flipped, again = random.Random(13), 0, 0, 0
    for _ in range(count):
        record = json.loads(json.dumps(as_json(explained_decision(kept, decided(kept, dice), TALK))))  # type: ignore[arg-type]
        jsonschema.Draft202012Validator(SCHEMA).validate(record) if named < 50 else None
        again += recomputed(record, kept.guideline, kept.scorer)
        holds = flips(record, kept.guideline, kept.scorer)
        named += holds is not None
        flipped += holds is True
    return named, flipped, again


@pytest.mark.parametrize(("kept", "count"), [(PLAIN, 2_000), (SCORED, 60)], ids=["by rule", "by score"])
class TestFidelity:
    def test_every_record_decides_itself_again_and_every_named_change_flips_it(self, kept, count):
        named, flipped, again = faults(kept, count)

        assert named == flipped > count / 10
        assert again == count

    @pytest.mark.long
    def test_of_ten_thousand(self, kept, count):
        many = 5 * count
        named, flipped, again = faults(kept, many)

        assert named == flipped > many / 10
        assert again == many


class TestABrokenExplanationIsFound:
    def record(self, kept: Kept = PLAIN, seed: int = 13):
        dice = random.Random(seed)
        while True:
            found = as_json(explained_decision(kept, decided(kept, dice), TALK))  # type: ignore[arg-type]
            if found["otherwise"] and found["outcome"]["by"] == "rule":
                return json.loads(json.dumps(found))

    @pytest.mark.parametrize(
        "broken",
        [
            lambda r: r["decisions"][0].update(rule="F01"),
            lambda r: r["outcome"].update(proposed="pay"),
            lambda r: r["outcome"].update(decision="granted"),
            lambda r: r["decisions"][0]["failed"].clear(),
        ],
    )
    def test_another_rule_another_outcome(self, broken):
        record = self.record()
        broken(record)

        assert not recomputed(record, PLAIN.guideline, PLAIN.scorer)

    def test_a_change_that_changes_nothing(self):
        record = self.record()
        for change in record["otherwise"]["changes"]:
            change["to"] = change["was"]

        assert flips(record, PLAIN.guideline, PLAIN.scorer) is False

    @pytest.mark.parametrize("broken", [{"value": 9.0}, {"parts": {"intercept": 1.0}}])
    def test_a_score_that_its_scorer_does_not_give(self, broken):
        record = self.record(SCORED)
        record["scores"][0].update(broken)

        assert not recomputed(record, SCORED.guideline, SCORED.scorer)


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "A human please, my lamp is broken")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def refused(desk: Desk, who: Customer, form: dict[str, str], grant: bool = False, amount: str = "") -> Decision:
    seen = str(desk.house.money_of(who.conversation, desk.ada).seen)
    draft = desk.house.decide_money(who.conversation, desk.ada, read_claim({**form, "seen": seen}))
    return desk.house.settle_money(who.conversation, desk.cleo, draft.number, grant, amount, "zkrwbq")


def otherwise(desk: Desk, who: Customer, decision: Decision, language: str = "en") -> tuple[str, ...]:
    return desk.house.money_told(who.conversation, decision, language).otherwise


class TestWhatIsTold:
    def test_what_is_past_is_told_as_past(self, desk, dana):
        told = otherwise(desk, dana, refused(desk, dana, LATE))

        assert ("If your order had been at most 30 days old, a rule would have paid at once.",) == told

    def test_what_can_still_be_shown_comes_first_and_is_said_to_be_possible(self, desk, dana):
        told = otherwise(desk, dana, refused(desk, dana, UNSEEN))

        assert (
            "If you had shown us a photo or a bill, a rule would have paid at once. You can still show it to us.",
        ) == told

    def test_two_things_at_once(self, desk, dana):
        (told,) = otherwise(desk, dana, refused(desk, dana, OFTEN))

        assert "the amount had been at most 20 euros" in told
        assert " and our payments to you in the last year had been at most 1" in told

    def test_nothing_of_a_sensitive_matter_of_what_was_not_known_or_of_what_was_granted(self, desk, dana):
        assert () == otherwise(desk, dana, refused(desk, dana, {**LATE, "times_before": ""}))
        assert () == otherwise(desk, dana, refused(desk, dana, LATE, grant=True))
        assert () != otherwise(desk, dana, refused(desk, dana, LATE, grant=True, amount="5"))
        sam = desk.customer()
        desk.says(sam, "It was for my father's funeral")
        desk.house.take_over(sam.conversation, desk.ada)
        assert () == otherwise(desk, sam, refused(desk, sam, LATE))

    def test_in_every_language(self, desk, dana):
        settled = refused(desk, dana, LATE)
        told = {language: otherwise(desk, dana, settled, language)[0] for language in OFFERED}

        assert all("30" in each for each in told.values())
        assert ["en"] == [language for language, each in told.items() if each.startswith("If your order")]

    def test_a_colleague_reads_values_and_sums(self, desk, dana):
        put_in_force("goodwill", by_score())
        put_in_force("scorer.goodwill_score", scorer_text())
        draft = desk.house.decide_money(
            dana.conversation, desk.ada, read_claim({**OFTEN, "amount": "18", "times_before": "0"})
        )

        told = desk.house.money_told_in_full(dana.conversation, draft)

        assert ("The score is too low.",) == told.reasons
        (score,) = told.scores
        assert score.adds_up
        assert {"intercept", "amount", "order_age_days", "proof"} == set(score.parts)
        assert told.otherwise


class TestItsRecord:
    def test_is_told_by_the_command_to_each_audience(self, desk, dana):
        settled = refused(desk, dana, LATE)

        record = desk.house.why_for_a_command(settled.act)

        assert ("no_part", "decided") == (record.ai, record.people)
        assert ["refund.person_refused", "refund.after_return_time"] == [each.code for each in record.reasons]
        customer = told(record, Audience.CUSTOMER, "en")
        assert "A person decided this." == customer["role"]
        assert ["The time to send it back is over."] == customer["reasons"]
        assert f"/c/{dana.conversation}/decision/{settled.number}" == customer["contest_at"]
        assert "30 days (was 44; it is past)" in as_text(told(record, Audience.COLLEAGUE, "en"), Audience.COLLEAGUE)
        jsonschema.validate(json.loads(json.dumps(as_json(record))), SCHEMA)
        assert "Opened the reason of an answer" in [look.what for look in desk.house.see(dana.id, "en").looks]

    def test_holds_nobody_s_words_and_nothing_of_another_person(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, "A human please, vbdrtl")
        record = desk.house.why_for_a_command(refused(desk, dana, LATE).act)

        said = [json.dumps(told(record, each, language)) for each in Audience for language in OFFERED]
        assert not any(word in each for each in said for word in ("zkrwbq", "vbdrtl", sam.conversation, sam.id))

    def test_of_a_turn_is_what_it_was(self, desk, dana):
        assert "turn.handed_over" == desk.house.why_for_a_command(desk.last_act(dana)).code


class TestItsReceipt:
    def test_verifies_offline_and_opens_no_other(self, desk, dana):
        settled = refused(desk, dana, LATE)

        held = check_receipt(desk.house.receipt(settled.act, dana.id), desk.house.ledger_keys_text())

        assert (settled.act, "money_refused") == (held.entry.act, held.entry.code)
        assert desk.house.money_told(dana.conversation, settled, "en").code

    def test_the_command_verifies_it_without_the_desk_and_the_office_can_prove_it(self, desk, dana, tmp_path):
        settled, file = refused(desk, dana, LATE), tmp_path / "receipt.txt"
        file.write_text(desk.house.receipt(settled.act, dana.id))
        key = desk.house.signer.verifier_key
        ran = CliRunner().invoke(main, ["receipt", "verify", str(file), "--key", key])

        assert 0 == ran.exit_code, ran.output
        assert (file.read_text(), dana.id) == desk.house.prove(settled.act)

    def test_is_nobody_else_s_and_a_draft_has_none(self, desk, dana):
        draft = desk.house.decide_money(dana.conversation, desk.ada, read_claim(LATE))
        with pytest.raises(NotFound):
            desk.house.receipt(draft.act, dana.id)
        settled = desk.house.settle_money(dana.conversation, desk.cleo, draft.number, False, "", "No")
        with pytest.raises(NotFound):
            desk.house.receipt(settled.act, desk.customer().id)
