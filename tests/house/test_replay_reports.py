"""A report by columns says what deciding each turn by the compiled tables says, on either engine; it is kept, signed, forgotten."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fairdesk.database import rows, writing
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import Table, parse, shipped
from fairdesk.house import column_engines
from fairdesk.house.column_engines import engine
from fairdesk.house.forgetting import forget
from fairdesk.house.replay_reports import Comparison, compared, count, make_report
from fairdesk.house.replay_rows import Chosen
from fairdesk.nouns import BadInput, CustomerId, NotFound, Overtaken, Refused
from fairdesk.privacy import records as privacy
from fairdesk.replay import records
from fairdesk.replay.as_html import sentences
from fairdesk.replay.checking import check_saved, saved
from fairdesk.replay.columns import NOT_TOLD, WHERE_FROM
from fairdesk.replay.harm import Signs, judged
from fairdesk.replay.report import fingerprint, hash_of, outputs_at
from tests.house.test_contact import signs_in
from tests.house.test_importing import owner, past, read
from tests.house.test_letters import proves
from tests.letters import Kept
from tests.people import Desk

ENGINES = ["sqlite", "duckdb"]
ROUTING = shipped("routing")
ROUTINE = "then: {route: assistant, reason: routine}"
GRIEF = 'when: {concern: "crisis, abuse, minor, hardship, fraud, illness, discrimination, legal"}'
NEW_ROUTING = ROUTING.replace("when: {concern: not(none)}", GRIEF)
NEW_RELEASE = shipped("release").replace('">= 0.5"', '">= 0.9"').replace('"< 0.5"', '"< 0.9"')
VALUES: dict[str, list[Any]] = {
    "concern": ["none", "none", "bereavement", "crisis", "no such", 7, None],
    "confidence": [0.0, 0.15, 0.5, 0.7, 0.9, 1.0, 2.0, float("nan"), "0.5", None],
    "unclear_before": [0, 0, 1, -1, 2.0, None],
    "promise": ["none", "none", "none", "kept", "closed", "cold", None],
}
BOOLEANS = [True, True, False, False, None, "true"]


@pytest.fixture
def many(desk: Desk) -> Desk:
    """1,500 imported turns of random facts, right and wrong ones, of which some have no draft."""
    chance = random.Random(4)
    inputs = [each.name for name in ("routing", "release") for each in parse(shipped(name), name).inputs]
    customers = [desk.house.add_customer("en")[0] for _ in range(5)]
    with writing():
        for n in range(500):
            drafted = chance.random() < 0.6
            turns = tuple(
                records.ImportedTurn(k, None, _facts(chance, inputs if drafted else inputs[:8]), "", "", "", "", None,
                                     chance.choice([True, False, None]))
                for k in range(3)
            )  # fmt: skip
            one = records.Imported(
                f"past-{n}", f"s{n}", "c", chance.choice(customers), chance.choice(["web", "mail"]),
                chance.choice(["en", "fr", "pt-BR"]), "", {"region": chance.choice(["north", "south"])}, None, b"", turns,
            )  # fmt: skip
            records.add_conversation(one, desk.house.now())
    return desk


def _facts(chance: random.Random, names: list[str]) -> dict[str, Any]:
    drawn = {name: chance.choice(VALUES.get(name, BOOLEANS)) for name in names}
    # Mostly in order: otherwise every turn would be refused under both.
    right = {"masking_ok": True, "triage_ok": True, "in_time": True, "answerer_ok": True, "answer_found": True}
    if chance.random() < 0.7:
        drawn |= {n: v for n, v in right.items() if n in drawn}
        drawn |= {n: False for n in ("ai_refused", "ai_paused", "with_person") if n in drawn}
        drawn |= {n: True for n in ("language_offered", "evidence_valid", "grounded") if n in drawn}
        drawn["asks_for_person"] = chance.random() < 0.2
    return {name: value for name, value in drawn.items() if value is not None}


def both(old: str, new: str) -> Comparison:
    return Comparison("routing", parse(old, "a.yaml"), parse(new, "a.yaml"))


def row_by_row(old: Table, new: Table, own: set[str]) -> Counter[tuple[int, int, str]]:
    """Decide each turn by the compiled functions, as no SQL does."""
    before, after, found = compile_table(old), compile_table(new), Counter[tuple[int, int, str]]()
    for each in records.imported_turns():
        facts, failed = json.loads(each[-1]), each[-2]
        if own and not any(_typed(new, name, facts.get(name)) for name in own):
            continue
        concern = facts.get("concern")
        signs = Signs(
            isinstance(concern, str) and concern != "none", facts.get("asks_for_person") is True,
            facts.get("ai_refused") is True, -1 if failed is None else int(failed),
        )  # fmt: skip
        places = before.hit(facts), after.hit(facts)
        code = judged(outputs_at(old, places[0]), outputs_at(new, places[1]), signs, new)
        found[*places, code] += 1
    return found


def _typed(table: Table, name: str, value: object) -> bool:
    (kind,) = (each.kind for each in table.inputs if each.name == name)
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
    return {
        "boolean": isinstance(value, bool),
        "text": isinstance(value, str),
        "number": number,
        "whole number": number and isinstance(value, int),
    }[kind]


class TestTheSameAsRowByRow:
    @pytest.mark.parametrize("wanted", ENGINES)
    def test_routing(self, many, wanted):
        pair = both(ROUTING, NEW_ROUTING)
        with engine(wanted) as run:
            told = count(many.house, pair, Chosen(), run)

        found = Counter[tuple[int, int, str]]()
        for each in told.pairs:
            found[each.before, each.after, each.code] += each.turns
        assert row_by_row(pair.current, pair.proposed, set()) == found
        assert {"sensitive_to_assistant"} <= {code for _, _, code in found}

    @pytest.mark.parametrize("wanted", ENGINES)
    def test_release_concerns_only_turns_with_a_draft(self, many, wanted):
        pair = both(shipped("release"), NEW_RELEASE)
        with engine(wanted) as run:
            told = count(many.house, pair, Chosen(), run)

        found = Counter[tuple[int, int, str]]()
        for each in told.pairs:
            found[each.before, each.after, each.code] += each.turns
        assert row_by_row(pair.current, pair.proposed, {each.name for each in pair.current.inputs}) == found
        assert {"answer_lost", "person_instead"} <= {code for _, _, code in found}

    @pytest.mark.parametrize("texts", [(ROUTING, NEW_ROUTING), (shipped("release"), NEW_RELEASE)])
    def test_both_engines_make_the_same_report(self, many, texts):
        made = [make_report(many.house, both(*texts), wanted=wanted).report for wanted in ENGINES]

        for each in made:
            for name in ("id", "at"):
                each.pop(name)
            for kind, marks in each["cases"].items():
                each["cases"][kind] = [{**one, "fingerprint": ""} if isinstance(one, dict) else "" for one in marks]
        assert made[0] == made[1]
        assert made[0]["changed"]

    def test_a_conversation_counts_once_and_loses_if_any_turn_does(self, many):
        told = make_report(many.house, both(ROUTING, NEW_ROUTING)).report

        assert 500 == told["conversations"] == sum(each["n"] for each in told["groups"] if each["by"] == "region")

    @pytest.mark.parametrize("wanted", ENGINES)
    def test_those_of_whom_the_group_is_not_told_are_one_too(self, many, wanted):
        """500 with a region, 30 without, and 3 of a language that nobody else writes."""
        customer = many.house.add_customer("en")[0]
        with writing():
            for n in range(33):
                one = records.Imported(
                    f"more-{n}", f"m{n}", "c", customer, "web", "en" if n < 30 else "gd", "", {} if n < 30 else {"region": "Eigg"},
                    None, b"", (records.ImportedTurn(1, None, {"concern": "none"}, "", "", "", "", None, None),),
                )  # fmt: skip
                records.add_conversation(one, many.house.now())

        made = make_report(many.house, both(ROUTING, NEW_ROUTING), wanted=wanted)

        by_region = {
            each["group"]: each["n"] for each in made.report["groups"] if each["by"] == "region" and "n" in each
        }
        assert {"region": 2, "language": 2} == {
            each["by"]: each["suppressed"] for each in made.report["groups"] if "suppressed" in each
        }
        assert by_region.pop(NOT_TOLD) == 30
        assert len(by_region) == 1
        assert "Eigg" not in made.summary

    @pytest.mark.parametrize("wanted", ENGINES)
    def test_imported_ones_stand_apart_where_there_are_the_desk_s_own_too(self, many, wanted):
        alone = make_report(many.house, both(ROUTING, NEW_ROUTING), wanted=wanted).report
        for _ in range(20):
            many.says(many.customer(), "How long does a refund take?")

        told = make_report(many.house, both(ROUTING, NEW_ROUTING), wanted=wanted).report

        assert not [each for each in alone["groups"] if each["by"] == WHERE_FROM]
        assert {"this desk": (20, 0.0), "imported": (500, _share(alone))} == {
            each["group"]: (each["n"], each["loses"]["share"]) for each in told["groups"] if each["by"] == WHERE_FROM
        }


def _share(report: dict[str, Any]) -> float:
    """Return which share of all conversations loses."""
    regions = [each for each in report["groups"] if each["by"] == "region"]
    return round(sum(each["n"] * each["loses"]["share"] for each in regions) / report["conversations"], 6)


class TestThisDesk:
    def test_its_own_turns_are_replayed_too(self, desk):
        desk.says(desk.customer(), "It was for my father's funeral")
        desk.says(desk.customer(), "How long does a refund take?")

        told = make_report(desk.house, both(ROUTING, NEW_ROUTING)).report

        assert (2, 1, 0) == (told["turns"], told["changed"], told["imported_turns"])
        assert "sensitive_to_assistant" == told["moves"][0]["harm"]
        assert ["R03", "R09"] == [told["cases"]["clearest"][0][each]["rule"] for each in ("before", "after")]

    def test_an_answer_that_did_not_help_makes_a_task(self, desk):
        dana, sam = desk.customer(), desk.customer()
        for who in (dana, sam):
            desk.says(who, "How long does a refund take?")
        desk.house.did_not_help(dana.conversation, dana.id, desk.last_act(dana))

        made = make_report(
            desk.house, both(ROUTING, ROUTING.replace(ROUTINE, "then: {route: person, reason: language}"))
        )

        (task,) = desk.house.replay_tasks(desk.rio)
        assert (dana.conversation, "person_instead") == (task.conversation, task.code)
        assert 1 == made.report["helped_customers"]
        desk.house.finish_replay_task(desk.rio, made.id, task.number)
        assert () == desk.house.replay_tasks(desk.rio)
        with pytest.raises(Overtaken):
            desk.house.finish_replay_task(desk.rio, made.id, task.number)

    @pytest.mark.parametrize("wanted", ENGINES)
    def test_of_overridden_answers_it_says_how_many_would_come_out_otherwise(self, desk, wanted):
        for question in ("How long does a refund take?", "How long do refunds take here, please?"):
            dana = desk.customer()
            desk.says(dana, question)
            desk.house.take_over(dana.conversation, desk.ada)
            desk.house.override(desk.last_act(dana), desk.ada, "wrong_fact", "Not with us.")
        desk.says(desk.customer(), "How long does a refund take?")
        stricter = ROUTING.replace(ROUTINE, "then: {route: person, reason: language}")

        same, other = (make_report(desk.house, both(ROUTING, table), wanted=wanted) for table in (ROUTING, stricter))

        assert {"turns": 2, "otherwise": 0} == same.report["overrides"]
        assert {"turns": 2, "otherwise": 2} == other.report["overrides"]
        assert "Of 2 answers that colleagues overrode, the proposed table decides 2 otherwise." in list(
            sentences(other.report)
        )

    def test_a_shredded_customer_is_unknown_not_guessed(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral")
        desk.says(desk.customer(), "How long does a refund take?")
        desk.house.keys.destroy(dana.id, desk.house.now())

        told = make_report(desk.house, both(ROUTING, NEW_ROUTING)).report

        assert (1, 0, 1) == (told["turns"], told["changed"], told["unknown_turns"])

    def test_what_may_only_be_stored_is_not_replayed(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral")
        desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)

        assert 1 == make_report(desk.house, both(ROUTING, NEW_ROUTING)).report["unknown_turns"]


class TestChoosing:
    def test_a_topic_a_day_and_a_sample(self, desk):
        read(
            desk,
            past("T-1", ("customer", "Hello"), topic="returns"),
            past("T-2", ("customer", "My father's funeral")),
        )
        for n in range(30):
            read(desk, past(f"S-{n}", ("customer", "Hello")))
        pair = both(ROUTING, NEW_ROUTING)

        def turns(chosen: Chosen) -> int:
            return make_report(desk.house, pair, chosen).report["turns"]

        assert (1, 1) == (turns(Chosen(topic="returns")), turns(Chosen(topic="bereavement")))
        assert 0 == turns(Chosen(since=desk.house.now()))
        assert 7 == turns(Chosen(sample=7))

    def test_a_sample_is_always_the_same(self, many):
        one, two = (make_report(many.house, both(ROUTING, NEW_ROUTING), Chosen(sample=100)).report for _ in range(2))

        assert one["moves"] == two["moves"]

    def test_what_to_compare_with(self, desk, tmp_path: Path):
        file = tmp_path / "routing.yaml"
        file.write_text(NEW_ROUTING)

        found = compared(desk.house, file)
        assert ("routing", parse(ROUTING, "r").version) == (found.name, found.current.version)
        assert found.current == compared(desk.house, file, found.current.version).current
        assert found.proposed == compared(desk.house, file, str(file)).current
        with pytest.raises(NotFound):
            compared(desk.house, file, "0" * 16)
        file.write_text(ROUTING.replace("hit: first", "hit: collect"))
        with pytest.raises(BadInput, match="collecting"):
            compared(desk.house, file)


class TestKeeping:
    def test_it_is_kept_signed_and_in_the_ledger(self, desk):
        desk.says(desk.customer(), "It was for my father's funeral")
        pair = both(ROUTING, NEW_ROUTING)
        made = make_report(desk.house, pair, by="Rio")

        (kept,) = records.reports()
        assert (pair.proposed.version, pair.current.version) == (kept.proposed, kept.current)
        assert (made.id, "Rio", made.summary, hash_of(made.summary)) == (kept.id, kept.by, kept.summary, kept.hash)
        assert made.report == check_saved(saved(kept.summary, kept.note), desk.house.signer.verifier_key)
        assert [("replayed",)] == rows("SELECT kind FROM desk_deed ORDER BY act DESC LIMIT 1")
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_no_word_and_no_id_of_anybody_stands_in_it(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral, dana@example.org")
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))

        (case,) = (each for each in records.cases(made.id) if each.kind == "clearest")
        for secret in (dana.id, dana.conversation, case.turn, "father", "EMAIL", "bereavement"):
            assert secret not in made.summary
        assert fingerprint(case.salt, case.turn) == made.report["cases"]["clearest"][0]["fingerprint"]

    def test_an_erased_customer_leaves_the_figures_and_nothing_else(self, desk):
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral")
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))
        forget(desk.house, dana.id, "asked")

        report, cases = desk.house.replay_report(desk.rio, made.id)
        assert (1, ()) == (report["changed"], cases)
        assert check_saved(desk.house.replay_file(desk.rio, made.id), desk.house.signer.verifier_key)


class TestSeeing:
    def test_only_who_may_read_the_ledger_sees_reports(self, desk):
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))

        for who in (desk.rio, desk.pia, desk.otto, desk.cleo):
            assert [made.id] == [each.id for each in desk.house.replay_reports(who)]
        for ask in (desk.house.replay_reports, desk.house.replay_tasks):
            with pytest.raises(Refused):
                ask(desk.ada)
        with pytest.raises(Refused):
            desk.house.finish_replay_task(desk.otto, made.id, 1)

    def test_of_an_imported_one_the_masked_words_are_shown(self, desk):
        read(desk, past("T-9", ("customer", "My father's funeral. kim@example.org")))
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))

        _, cases = desk.house.replay_report(desk.rio, made.id)
        assert {
            ("clearest", "T-9", "My father's funeral. [EMAIL_1]", ""), ("sensitive", "T-9", "", "")
        } == {(each.kind, each.source, each.masked, each.conversation) for each in cases}  # fmt: skip

    def test_whoever_is_shown_words_has_looked_once_and_it_is_told(self, desk):
        read(desk, past("T-9", ("customer", "My father's funeral. kim@example.org")))
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))
        kim = owner()
        assert () == privacy.looks(kim)

        for _ in range(3):
            desk.house.replay_report(desk.rio, made.id)
        desk.house.replay_report(desk.otto, made.id)

        assert {("Rio", "conversation"), ("Otto", "conversation")} == {
            (each.work_name, each.what) for each in privacy.looks(kim)
        }
        assert 2 == len(privacy.looks(kim))

    def test_a_report_that_shows_no_words_is_no_look(self, desk):
        read(desk, past("T-9", ("customer", "My father's funeral")))
        made = make_report(desk.house, both(ROUTING, NEW_ROUTING))

        desk.house.replay_reports(desk.rio)
        desk.house.replay_file(desk.rio, made.id)
        desk.house.replay_tasks(desk.rio)

        assert () == privacy.looks(owner())


EVERYBODY = ROUTING.replace(ROUTINE, "then: {route: person, reason: language}")


class TestWhatMayOnlyBeStored:
    """GDPR Article 18: stored and no more."""

    @pytest.fixture
    def unhappy(self, desk):
        """Kim was not helped by another system, and Dana not by this desk; both limit the use of their words then."""
        spoken = ("customer", "My father's funeral"), ("customer", "Where is it?"), ("assistant", "No")
        read(desk, past("T-1", *spoken, outcome={"resolved": False}))
        read(desk, past("T-2", *spoken[1:], outcome={"resolved": False}))
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.house.did_not_help(dana.conversation, dana.id, desk.last_act(dana))
        made = [make_report(desk.house, both(ROUTING, new)) for new in (NEW_ROUTING, EVERYBODY)]
        assert {"clearest", "sensitive"} == {each.kind for each in desk.house.replay_report(desk.rio, made[0].id)[1]}
        assert 2 == len(desk.house.replay_tasks(desk.rio))
        for customer in [
            dana.id,
            *(CustomerId(one) for (one,) in rows("SELECT customer_id FROM replay_conversation")),
        ]:
            desk.house.restrict(customer, True, desk.house.now())
        return made

    def test_no_word_and_no_way_to_it_is_shown(self, desk, unhappy):
        before = len(rows("SELECT id FROM privacy_look"))
        for report in unhappy:
            _, cases = desk.house.replay_report(desk.pia, report.id)
            assert {("clearest", True, "", "", "")} == {
                (each.kind, each.restricted, each.conversation, each.source, each.masked) for each in cases
            }
        assert before == len(rows("SELECT id FROM privacy_look"))

    def test_nobody_is_asked_to_write_to_them(self, desk, unhappy):
        assert () == desk.house.replay_tasks(desk.rio)

    def test_no_other_report_is_made_of_it(self, desk, unhappy):
        made = make_report(desk.house, both(ROUTING, EVERYBODY)).report

        assert (0, 4) == (made["turns"], made["unknown_turns"])

    def test_where_the_limit_ends_it_is_shown_again(self, desk, unhappy):
        for (customer,) in rows("SELECT DISTINCT customer_id FROM privacy_restriction"):
            desk.house.restrict(CustomerId(customer), False, desk.house.now())

        assert 2 == len(desk.house.replay_tasks(desk.rio))
        assert not any(each.restricted for each in desk.house.replay_report(desk.rio, unhappy[0].id)[1])


def test_a_limit_set_in_one_place_holds_for_what_was_written_in_another(desk):
    carrier = desk.house.carrier = Kept()
    dana, phone = desk.customer(), desk.customer()
    proves(desk, dana)
    desk.says(dana, "How long does a refund take?")
    desk.says(phone, "Who pays for the post?")
    desk.house.restrict(dana.id, True, desk.house.now())
    desk.house.join(signs_in(desk, carrier).token, phone.token)

    told = make_report(desk.house, both(ROUTING, NEW_ROUTING)).report

    assert (0, 2) == (told["turns"], told["unknown_turns"])


class TestEngines:
    @pytest.mark.parametrize("wanted", ENGINES)
    def test_values_come_back_as_they_were_loaded(self, wanted):
        given = [(1, "a,b\"c'd\n\\N", 0.1, True), (None, None, None, None), (2**62, "", -1e300, False)]
        with engine(wanted) as run:
            run.run("CREATE TABLE t (n BIGINT, s VARCHAR, d DOUBLE, b BOOLEAN)")
            run.load("t", given)
            run.load("t", [])

            assert given == [tuple(each) for each in run.rows("SELECT * FROM t")]

    def test_without_the_extra_it_is_sqlite(self, monkeypatch):
        monkeypatch.setattr(column_engines, "duckdb_is_here", lambda: False)
        with engine() as run:
            assert "SQLite" == run.name


def test_customers_are_counted_once(desk):
    read(
        desk,
        *(
            past(f"T-{n}", ("customer", "Hi"), ("assistant", "No"), customer="kim", outcome={"resolved": False})
            for n in range(3)
        ),
    )
    everybody = ROUTING.replace(ROUTINE, "then: {route: person, reason: language}")

    made = make_report(desk.house, both(ROUTING, everybody))

    assert 1 == made.report["helped_customers"] == len(made.report["cases"]["task"])
    assert isinstance(records.open_tasks()[0].customer, str)
    assert CustomerId(records.open_tasks()[0].customer)
