"""Requests as the house files and shows them: deadlines that run, pause and pass; identity in proportion; words sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, on_sqlite, rows, writing
from fairdesk.house import officers
from fairdesk.house.background import Background
from fairdesk.identity.contact import Channel, Wishes
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused
from fairdesk.rights.requests import RequestKind, Stage
from tests.house.test_letters import proves
from tests.letters import HERE, Kept, link_in


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    return dana


@pytest.fixture
def clock(desk, monkeypatch):
    """Turn the desk's clock to so many days from its beginning."""
    begun: datetime = desk.house.now()

    def turn(days: float) -> datetime:
        at = begun + timedelta(days=days)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: at)
        return at

    turn(0)
    return turn


def deeds(kind: str) -> int:
    return int(rows("SELECT count(*) FROM desk_deed WHERE kind = %s", kind)[0][0])


class TestTheDeadline:
    def test_it_is_near_then_passed_and_told_once(self, desk, dana, clock):
        request = desk.house.file_request(dana.id, "contest", "I disagree")
        seen = []
        for days in (1, 27, 40):
            clock(days)
            Background(desk.house).round()
            shown = desk.house.requests(desk.pia)[0]
            seen.append((shown.id, shown.near, shown.overdue))

        assert [(request, False, False), (request, True, False), (request, True, True)] == seen
        assert 1 == deeds("request_late")

    def test_it_stands_still_while_the_customer_must_answer(self, desk, dana, clock):
        request = desk.house.file_request(dana.id, "correct", "it is wrong")
        due = desk.house.request_of(request, dana.id).due_at
        desk.house.work_request(request, desk.pia, "ask_clarification", "What is wrong?")
        clock(40)
        Background(desk.house).round()
        assert (True, False) == (
            desk.house.request_of(request, dana.id).paused,
            desk.house.requests(desk.pia)[0].overdue,
        )
        assert 0 == deeds("request_late")

        desk.house.answer_request(request, dana.id, "The name.")

        assert due + timedelta(days=40) == desk.house.request_of(request, dana.id).due_at

    def test_more_time_is_told_before_the_first_deadline_and_once(self, desk, dana, clock):
        request = desk.house.file_request(dana.id, "contest", "I disagree")
        due = desk.house.request_of(request, dana.id).due_at
        clock(10)
        desk.house.extend_request(request, desk.pia, "It is a long story.")

        assert timedelta(days=58) <= desk.house.request_of(request, dana.id).due_at - due <= timedelta(days=65)
        with pytest.raises(Refused):
            desk.house.extend_request(request, desk.pia, "Again.")

    def test_too_late_it_is_refused(self, desk, dana, clock):
        request = desk.house.file_request(dana.id, "contest", "I disagree")
        clock(40)

        with pytest.raises(Refused, match="before the first deadline"):
            desk.house.extend_request(request, desk.pia, "Sorry.")


class TestWhoIsAsking:
    @pytest.mark.parametrize("kind", RequestKind)
    def test_the_browser_that_wrote_is_asked_nothing_more(self, desk, dana, kind):
        request = desk.house.file_request(dana.id, kind)

        assert desk.house.request_of(request, dana.id).stage in (Stage.RECEIVED, Stage.ACCEPTED, Stage.DONE)

    @pytest.mark.parametrize(
        ("kind", "known_by", "asked"),
        [
            ("erase", "none", True),
            ("export", "none", True),
            ("object", "none", False),
            ("erase", "letter", False),
            ("see", "verified_mail", False),
        ],
    )
    def test_others_in_proportion_to_the_risk(self, desk, dana, kind, known_by, asked):
        request = desk.house.file_request(dana.id, kind, filed_by=desk.ada, known_by=known_by)

        shown = desk.house.request_of(request, dana.id)
        assert asked is (shown.stage is Stage.IDENTITY_NEEDED)
        assert asked is any("identity card" in each.text for each in shown.said)

    def test_who_also_wrote_in_another_way_shows_a_little_more(self, desk, dana):
        desk.house.start(dana.id, "en", "api")

        request = desk.house.file_request(dana.id, "export")

        assert Stage.IDENTITY_NEEDED == desk.house.request_of(request, dana.id).stage
        with pytest.raises(Overtaken):
            desk.house.fetch_data(request, dana.id)
        assert 0 == deeds("exported")

    def test_who_can_be_written_to_opens_the_link_in_a_letter(self, desk, dana):
        """She wrote by the interface too: the browser alone is not enough, and the link proves her address."""
        desk.house.carrier = Kept()
        proves(desk, dana)
        desk.house.send_letters()
        desk.house.start(dana.id, "en", "api")
        request = desk.house.file_request(dana.id, "export")
        assert "open the link in our e-mail" in desk.house.request_of(request, dana.id).said[-1].text

        desk.house.send_letters()
        found = desk.house.use_link(link_in(desk.house.carrier.letters[-1]).removeprefix("/privacy/link/"), HERE)
        assert f"/privacy/requests/{request}" == found.leads_to
        assert "verified" == desk.house.identity_level(dana.id, found.token)
        desk.house.answer_request(request, dana.id, "Here I am.", known_by="verified_mail")

        assert Stage.ACCEPTED == desk.house.request_of(request, dana.id).stage
        assert desk.house.fetch_data(request, dana.id)

    def test_an_answer_from_the_same_browser_alone_is_judged_by_a_person(self, desk, dana):
        proves(desk, dana)
        desk.house.start(dana.id, "en", "api")
        request = desk.house.file_request(dana.id, "export")

        desk.house.answer_request(request, dana.id, "Here I am.")

        assert Stage.RECEIVED == desk.house.request_of(request, dana.id).stage

    def test_nobody_is_sent_to_a_letter_that_may_not_go(self, desk, dana):
        proves(desk, dana)
        desk.house.keep_wishes(dana.id, Wishes(channel=Channel.PAGE))
        desk.house.start(dana.id, "en", "api")

        request = desk.house.file_request(dana.id, "export")

        assert "two things from your own conversation" in desk.house.request_of(request, dana.id).said[-1].text

    def test_what_the_table_does_not_know_is_doubt(self, desk, dana):
        request = desk.house.file_request(dana.id, "see", known_by="a friend of mine")

        assert Stage.IDENTITY_NEEDED == desk.house.request_of(request, dana.id).stage


class TestWords:
    def test_what_was_written_is_sealed(self, desk, dana):
        desk.house.file_request(dana.id, "contest", "My sister Petronella told me")

        assert not [1 for (sealed,) in rows("SELECT sealed FROM rights_words") if b"Petronella" in bytes(sealed)]
        if on_sqlite():
            assert not any(b"Petronella" in each.read_bytes() for each in desk.folder.glob("*.db*"))

    def test_the_claim_code_is_kept_as_a_hash_alone(self, desk, dana):
        request = desk.house.file_request(dana.id, "erase")
        claim = desk.house.request_of(request, dana.id).claim

        assert claim
        assert claim not in str(rows("SELECT * FROM rights_request"))
        assert "" == desk.house.request_for(request, desk.pia).claim, "an officer needs no key to the customer's page"

    @pytest.mark.parametrize("words", ["", "   ", "x" * 5001])
    def test_an_empty_or_endless_answer_is_none(self, desk, dana, words):
        request = desk.house.file_request(dana.id, "correct")
        desk.house.work_request(request, desk.pia, "ask_clarification", "What?")

        with pytest.raises(BadInput):
            desk.house.answer_request(request, dana.id, words)

    def test_a_kind_that_there_is_not(self, desk, dana):
        with pytest.raises(BadInput):
            desk.house.file_request(dana.id, "everything")


class TestTwoAtOnce:
    def test_of_two_who_move_it_one_is_overtaken(self, desk, dana):
        request = desk.house.file_request(dana.id, "object")

        def meanwhile():
            monkey.undo()
            desk.house.work_request(request, desk.cleo, "accept")
            return False

        with pytest.MonkeyPatch.context() as monkey:
            monkey.setattr(desk.house, "_alone_approves", meanwhile)
            with pytest.raises(Overtaken):
                desk.house.work_request(request, desk.pia, "accept")

    def test_each_look_and_each_move_is_in_the_ledger(self, desk, dana):
        request = desk.house.file_request(dana.id, "object")
        desk.house.request_for(request, desk.pia)
        desk.house.work_request(request, desk.pia, "accept")

        assert (2, 1) == (deeds("request_moved"), deeds("request_read"))
        desk.house.close_the_day()
        assert () == desk.house.verify().problems


class TestTheOthers:
    def test_the_file_is_what_was_said_and_its_hash_closes_the_request(self, desk, dana):
        import hashlib
        import json
        from io import BytesIO
        from zipfile import ZipFile

        request = desk.house.file_request(dana.id, "see")
        body = desk.house.fetch_data(request, dana.id)

        with ZipFile(BytesIO(body)) as copy:
            texts = [json.loads(line)["text"] for line in copy.read("data/messages.jsonl").splitlines()]
            assert {"manifest.json", "manifest.note", "index.html"} <= set(copy.namelist())
        assert "How long does a refund take?" in texts
        (proof,) = rows("SELECT proof FROM rights_request")[0]
        assert hashlib.sha256(body).hexdigest() == json.loads(proof)["sha256"]

    def test_a_stranger_gets_no_file(self, desk, dana):
        request = desk.house.file_request(dana.id, "export")

        with pytest.raises(NotFound):
            desk.house.fetch_data(request, desk.customer().id)

    def test_a_restriction_is_in_force_in_every_place_and_can_be_ended_by_her(self, desk, dana):
        proves(desk, dana)
        elsewhere, token = desk.house.add_customer("en")
        desk.house.join(dana.token, token)
        request = desk.house.file_request(dana.id, "restrict")

        assert desk.house.see(dana.id, "en").restricted
        assert desk.house.see(elsewhere, "en").restricted
        assert desk.house.needs_glass(dana.conversation, desk.ada)
        assert (Stage.DONE, 2) == (desk.house.request_of(request, dana.id).stage, deeds("restricted"))
        desk.house.restrict(dana.id, False, desk.house.now())
        assert not desk.house.see(dana.id, "en").restricted

    def test_a_restriction_of_one_conversation_leaves_the_others(self, desk, dana):
        other = desk.house.start(dana.id, "en")
        request = desk.house.file_request(dana.id, "restrict", scope=(dana.conversation,))

        assert (Stage.DONE, (dana.conversation,)) == (
            (shown := desk.house.request_of(request, dana.id)).stage, shown.scope,
        )  # fmt: skip
        assert [True, False] == [desk.house.needs_glass(each, desk.ada) for each in (dana.conversation, other)]
        with pytest.raises(NotFound):
            desk.house.file_request(desk.customer().id, "restrict", scope=(dana.conversation,))

    @pytest.mark.parametrize("words", ["", "and tell me why you did it"])
    def test_an_objection_to_one_use_stops_that_one_at_once(self, desk, dana, words):
        for purpose in ("improve", "train_people"):
            desk.house.answer_purpose(dana.conversation, dana.id, purpose, yes=True)
        request = desk.house.file_request(dana.id, "object", words, scope=("improve", "improve"))

        assert ("train_people",) == desk.house.agreed(dana.id)
        assert not desk.house.ai_refused(dana.id)
        shown = desk.house.request_of(request, dana.id)
        assert (("improve",), [words] if words else []) == (shown.scope, [each.text for each in shown.said])
        assert (Stage.RECEIVED if words else Stage.DONE) == shown.stage  # what was added is read by a person
        if words:
            desk.house.work_request(request, desk.pia, "accept")
            desk.house.carry_out(request, desk.pia, "We tell you why.")
            assert ("train_people",) == desk.house.agreed(dana.id)

    def test_an_objection_to_another_use_is_another_request(self, desk, dana):
        for purpose in ("improve", "train_people"):
            desk.house.answer_purpose(dana.conversation, dana.id, purpose, yes=True)
        first = desk.house.file_request(dana.id, "object", "Why did you?", scope=("improve",))

        second = desk.house.file_request(dana.id, "object", scope=("train_people",))

        assert first != second
        assert () == desk.house.agreed(dana.id)
        assert [Stage.DONE, Stage.RECEIVED] == [each.stage for each in desk.house.my_requests(dana.id)]

    def test_a_restriction_of_another_conversation_is_another_request(self, desk, dana):
        other = desk.house.start(dana.id, "en")
        for conversation in (dana.conversation, other):
            desk.house.file_request(dana.id, "restrict", "Tell me when.", scope=(conversation,))

        assert [True, True] == [desk.house.needs_glass(each, desk.ada) for each in (dana.conversation, other)]

    def test_the_same_again_after_it_was_lifted_restricts_again(self, desk, dana):
        first = desk.house.file_request(dana.id, "restrict", "Tell me when.")
        desk.house.restrict(dana.id, False, desk.house.now())

        assert first == desk.house.file_request(dana.id, "restrict", "Tell me when.")

        assert desk.house.see(dana.id, "en").restricted

    def test_the_same_again_adds_the_new_words_once(self, desk, dana):
        request = desk.house.file_request(dana.id, "correct", "The name is wrong.")
        for words in ("And the street.", "And the street.", ""):
            assert request == desk.house.file_request(dana.id, "correct", words)

        said = [each.text for each in desk.house.request_for(request, desk.pia).said if each.side == "asked"]
        assert ["The name is wrong.", "And the street."] == said

    def test_words_that_were_added_are_read_before_it_is_answered(self, desk, dana, monkeypatch):
        request = desk.house.file_request(dana.id, "correct", "The name is wrong.")
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.work_request(request, desk.pia, "begin")
        read = officers.rights.find(request)
        desk.house.file_request(dana.id, "correct", "And the street.")
        monkeypatch.setattr(officers.rights, "find", lambda *_: read)
        with pytest.raises(Overtaken):
            desk.house.carry_out(request, desk.pia, "The name is right now.")

    def test_answering_its_words_undoes_no_later_yes(self, desk, dana):
        desk.house.answer_purpose(dana.conversation, dana.id, "improve", yes=True)
        objection = desk.house.file_request(dana.id, "object", "Why did you?", scope=("improve",))
        restriction = desk.house.file_request(dana.id, "restrict", "How long?")
        desk.house.answer_purpose(dana.conversation, dana.id, "improve", yes=True)
        desk.house.restrict(dana.id, False, desk.house.now())

        for request in (objection, restriction):
            desk.house.work_request(request, desk.pia, "accept")
            desk.house.carry_out(request, desk.pia, "As long as you like.")

        assert ("improve",) == desk.house.agreed(dana.id)
        assert not desk.house.see(dana.id, "en").restricted
        assert [Stage.DONE] * 2 == [each.stage for each in desk.house.my_requests(dana.id)]
        assert 2 == deeds("right_carried_out"), "each was done once, when it was asked"

    def test_an_objection_to_all_reaches_a_yes_in_another_place(self, desk, dana):
        elsewhere, token = desk.house.add_customer("en")
        desk.house.choose(elsewhere, Purpose.IMPROVE, True, language="en")
        desk.house.choose(dana.id, Purpose.IMPROVE, False, language="en")
        proves(desk, dana)
        desk.house.join(dana.token, token)
        request = desk.house.file_request(dana.id, "object")
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.carry_out(request, desk.pia, "We stopped.")

        assert not consent.may_use_words(elsewhere, Purpose.IMPROVE)

    def test_an_objection_to_what_was_never_agreed_to_is_a_no_that_is_kept(self, desk, dana):
        desk.house.file_request(dana.id, "object", scope=("research", "ai_answer"))

        assert desk.house.ai_refused(dana.id)
        kept = rows("SELECT purpose, choice, method FROM consent_choice WHERE customer_id = %s ORDER BY id", dana.id)
        assert [("research", "refused", "words"), ("ai_answer", "refused", "words")] == kept

    def test_an_objection_to_a_use_there_is_not(self, desk, dana):
        with pytest.raises(BadInput):
            desk.house.file_request(dana.id, "object", scope=("profit",))

    def test_what_a_colleague_wrote_down_is_done_by_a_colleague(self, desk, dana):
        request = desk.house.file_request(dana.id, "restrict", filed_by=desk.ada)

        assert not desk.house.see(dana.id, "en").restricted
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.carry_out(request, desk.pia, "We only keep it now.")
        assert desk.house.see(dana.id, "en").restricted

    def test_an_objection_stops_every_use(self, desk, dana):
        desk.house.answer_purpose(dana.conversation, dana.id, "improve", yes=True)
        request = desk.house.file_request(dana.id, "object")
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.carry_out(request, desk.pia, "We stopped.")

        assert () == desk.house.agreed(dana.id)
        assert desk.house.ai_refused(dana.id)

    def test_a_correction_is_read_by_whoever_works_on_the_case(self, desk, dana):
        request = desk.house.file_request(dana.id, "correct", "My name is wrong")
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.carry_out(request, desk.pia, "The name is Dana, with one n.")

        assert any("with one n" in entry.text for entry in desk.house.case(dana.conversation, desk.ada).entries)

    def test_once_done_it_is_not_done_again(self, desk, dana):
        request = desk.house.file_request(dana.id, "contest", "no")
        desk.house.work_request(request, desk.pia, "accept")
        desk.house.carry_out(request, desk.pia, "We looked again.")

        with pytest.raises(Overtaken):
            desk.house.carry_out(request, desk.pia, "And again.")


def test_in_a_firm_of_one_the_page_says_that_one_person_agrees_twice(desk, dana, clock):
    with writing():
        execute("UPDATE identity_colleague SET role = 'colleague' WHERE user_id = %s", desk.pia)
    request = desk.house.file_request(dana.id, "erase")
    for move in ("accept", "dry_run", "approve"):
        desk.house.work_request(request, desk.cleo, move)
    assert desk.house.request_of(request, dana.id).solo
    with pytest.raises(Refused, match="24 hours"):
        desk.house.work_request(request, desk.cleo, "approve")

    clock(1.01)
    desk.house.work_request(request, desk.cleo, "approve")
    claim = desk.house.request_of(request, dana.id).claim
    desk.house.run_erasure(request)

    assert "approved by one person, twice" in desk.house.certificate(request, None, claim)


def test_the_company_may_choose_the_law_of_a_part_of_its_country(desk, dana, clock):
    desk.house.change_company(desk.cleo, replace(desk.house.knowing.company(), country="US", law="US-CA"))

    shown = desk.house.request_of(desk.house.file_request(dana.id, "correct"), dana.id)
    assert ("US-CA", "California Privacy Protection Agency") == (shown.law.code, shown.authority.name)
    assert 44 == (shown.due_day - shown.filed_day).days  # the day of the request is the first of the 45
    assert ("US-CA", shown.law.name) in desk.house.laws()
