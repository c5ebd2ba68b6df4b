"""The pages of rights over real HTTP, without scripts: a customer asks, officers work it, and nobody steps around."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from fairdesk.accountability.notes import verify_note
from fairdesk.clock import now
from fairdesk.rights.certificate import check
from fairdesk.rights.requests import Move, RequestKind
from tests.server import RunningDesk
from tests.web.guests import Guest

QUESTION = "How long does the refund take?"


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    guest = Guest(served.address)
    guest.opens("/")
    guest.says(QUESTION)
    return guest


@pytest.fixture
def cleo(colleagues) -> Guest:
    return colleagues["Cleo"]


@pytest.fixture
def dora(colleagues) -> Guest:
    return colleagues["Dora"]


def asks(guest: Guest, kind: str = "erase", text: str = "") -> str:
    """Send the form and return the request's number."""
    guest.opens("/privacy/requests")
    guest.presses("Send the request", kind=kind, text=text)
    assert 200 == guest.status
    return guest.at.rpartition("/")[2]


def moves(guest: Guest, request: str, move: str, **more: str) -> int:
    """Press a button of the officer's page; return the status."""
    guest.opens(f"/desk/requests/{request}")
    guest.posts(f"/desk/requests/{request}/move", move=move, **more)
    return guest.status


def approved(request: str, first: Guest, second: Guest) -> None:
    for who, move in ((first, "accept"), (first, "dry_run"), (first, "approve"), (second, "approve")):
        assert 200 == moves(who, request, move)


def wait_for(guest: Guest, request: str, words: str) -> None:
    for _ in range(60):
        guest.opens(f"/privacy/requests/{request}")
        if words in guest.page.text:
            return
        time.sleep(0.25)
    raise AssertionError(f"{words!r} never came:\n{guest.page.text}")


class TestTheCustomer:
    def test_every_kind_is_asked_in_the_same_form(self, dana):
        dana.opens("/privacy/requests")

        offered = [given["value"] for tag, given in dana.page.fields if given.get("name") == "kind"]
        assert list(RequestKind) == offered

    @pytest.mark.parametrize("kind", RequestKind)
    def test_each_says_what_happens_next_by_when_and_where_to_complain(self, dana, kind):
        asks(dana, kind, "I lived at Lamp Street")

        assert "We answer by" in dana.page.text
        assert "Data Protection Commission" in dana.page.text
        assert "I lived at Lamp Street" in dana.page.text

    def test_nothing_chosen_is_said_and_the_words_come_back(self, dana):
        dana.opens("/privacy/requests")
        dana.presses("Send the request", text="my words")

        assert 422 == dana.status
        assert "Please choose what you want to ask" in dana.page.text
        assert "my words" in dana.page.text

    def test_a_browser_that_never_wrote_is_told_so(self, served):
        guest = Guest(served.address)
        guest.opens("/privacy/requests")

        assert 200 == guest.status
        assert "we hold nothing under it" in guest.page.text

    def test_a_request_is_taken_back(self, dana):
        asks(dana, "object")
        dana.presses("Take the request back")

        assert "Taken back" in dana.page.text

    def test_one_use_is_objected_to_and_stopped_at_once(self, dana):
        dana.opens("/privacy/requests")
        dana.presses("Send the request", kind="object", text="", use="improve")

        assert "We did what you asked" in dana.page.text
        assert "It is about: Better help articles" in dana.page.text
        dana.opens("/privacy/choices")
        assert 1 == dana.page.text.count("You said no.")

    def test_a_restriction_by_the_form_is_in_force_at_once(self, dana):
        asks(dana, "restrict")

        assert "We did what you asked" in dana.page.text
        dana.opens("/privacy")
        assert "only stored" in dana.page.text

    def test_a_use_there_is_not_is_no_request(self, dana):
        dana.opens("/privacy/requests")
        dana.posts("/privacy/requests", kind="object", text="", use="profit")

        assert 422 == dana.status

    def test_a_question_is_answered_and_the_clock_stood_still(self, dana, cleo):
        request = asks(dana, "correct", "my name is wrong")
        moves(cleo, request, "ask_clarification", text="What is the right name?")
        dana.opens(f"/privacy/requests/{request}")
        assert "What is the right name?" in dana.page.text
        assert "stands still" in dana.page.text

        dana.presses("Send", text="It is Dana")

        assert "It is Dana" in dana.page.text
        assert "We answer by" in dana.page.text

    def test_a_copy_of_the_data_is_there_at_once_and_closes_the_request(self, dana):
        request = asks(dana, "export")
        dana.presses("Save my data")

        with ZipFile(BytesIO(dana.response.content)) as copy:
            assert QUESTION in copy.read("data/messages.jsonl").decode()
            assert {"index.html", "manifest.json", "manifest.note"} <= set(copy.namelist())
        dana.opens(f"/privacy/requests/{request}")
        assert "We did what you asked" in dana.page.text

    def test_a_refusal_says_why_and_where_to_complain(self, dana, cleo):
        request = asks(dana, "erase")
        moves(cleo, request, "refuse", text="We are in court with you.", ground="legal_claims")

        dana.opens(f"/privacy/requests/{request}")
        assert "legal claim" in dana.page.text
        assert "We are in court with you." in dana.page.text
        assert "Data Protection Commission" in dana.page.text


class TestTheStranger:
    def test_he_meets_the_same_page_as_for_nothing(self, served, dana):
        request = asks(dana)
        sam = Guest(served.address)
        sam.opens("/")
        sam.says("Hello")

        pages = []
        for path in (request, "R-NOTHING234"):
            sam.opens(f"/privacy/requests/{path}")
            assert 404 == sam.status
            pages.append(re.sub(r'value="[^"]{30,}"', "", sam.page.html))
            sam.opens(f"/privacy/requests/{path}/certificate")
            assert 404 == sam.status
        assert pages[0].replace(request, "") == pages[1].replace("R-NOTHING234", "")

    def test_he_cannot_take_it_back_or_answer_it(self, served, dana):
        request = asks(dana)
        sam = Guest(served.address)
        sam.opens("/")
        sam.says("Hello")

        for act in ("withdraw", "answer", "data"):
            sam.opens("/privacy/requests")
            sam.posts(f"/privacy/requests/{request}/{act}", text="x")
            assert 404 == sam.status

    def test_a_wrong_code_opens_nothing(self, served, dana):
        request = asks(dana)
        sam = Guest(served.address)
        sam.opens("/privacy/requests")
        sam.presses("Open it", number=request, code="AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")

        assert 404 == sam.status
        assert "We found no such request" in sam.page.text


class TestErasure:
    def test_from_the_form_to_the_certificate_in_the_same_browser(self, served, dana, cleo, dora):
        request = asks(dana, "erase", "all of it")
        code = re.search(r"[2-9A-Z]{5}(?:-[2-9A-Z]{5}){4}", dana.page.text)
        assert code
        approved(request, cleo, dora)

        wait_for(dana, request, "We did what you asked")

        certificate = dana.http.get(f"/privacy/requests/{request}/certificate").text
        key = served.command("ledger", "key").stdout.strip()
        assert request == check(certificate, lambda note: verify_note(note, key)).request
        other = Guest(served.address)
        other.opens("/privacy/requests")
        other.presses("Open it", number=request.lower(), code=code[0].lower())
        assert "Save the certificate" in other.page.text

    def test_the_dry_run_and_the_proof_are_shown(self, dana, cleo, dora):
        request = asks(dana)
        cleo.opens(f"/desk/requests/{request}")
        assert "What would go" in cleo.page.text
        assert "desk_item" in cleo.page.text
        approved(request, cleo, dora)
        wait_for(dana, request, "We did what you asked")

        cleo.opens(f"/desk/requests/{request}")

        assert "key destroyed" in cleo.page.text
        assert [] == [name for form in cleo.page.forms for name in form.buttons if name in ("Approve", "Refuse")]

    def test_who_agreed_first_has_no_button_and_no_way_to_agree_again(self, dana, cleo):
        request = asks(dana)
        for move in ("accept", "dry_run", "approve"):
            moves(cleo, request, move)

        cleo.opens(f"/desk/requests/{request}")
        assert "Now it takes somebody else" in cleo.page.text
        assert "Approve" not in [name for form in cleo.page.forms for name in form.buttons]
        assert 403 == moves(cleo, request, "approve")
        assert "a second person must agree" in cleo.page.text


class TestNobodyClosesItWithoutProof:
    @pytest.mark.parametrize("kind", RequestKind)
    @pytest.mark.parametrize("move", [Move.FINISH, Move.RUN, Move.HOLD, Move.RESUME, Move.WITHDRAW])
    def test_not_by_a_form_that_no_page_shows(self, dana, cleo, kind, move):
        request = asks(dana, kind)
        before = cleo.opens(f"/desk/requests/{request}") and shown_stage(cleo)

        assert 409 == moves(cleo, request, move)
        assert "Nothing was changed" in cleo.page.text
        assert before == (cleo.opens(f"/desk/requests/{request}") and shown_stage(cleo))

    def test_not_by_carrying_out_an_erasure_by_hand(self, dana, cleo):
        request = asks(dana)
        moves(cleo, request, "accept")
        cleo.posts(f"/desk/requests/{request}/carry-out", text="done, I promise")

        assert 403 == cleo.status
        dana.opens(f"/privacy/requests/{request}")
        assert "Done" not in dana.page.text

    @pytest.mark.parametrize("move", ["", "done", "FINISH", "../finish", "\0"])
    def test_not_by_a_move_that_there_is_not(self, dana, cleo, move):
        assert moves(cleo, asks(dana), move) in (409, 422)


def shown_stage(guest: Guest) -> str:
    found = re.search(r"Stands</dt><dd>([^<]+)", guest.page.html)
    assert found
    return found[1]


class TestTheOfficer:
    @pytest.mark.parametrize("name", ["Ada", "Ben"])
    @pytest.mark.parametrize("path", ["/desk/requests", "/desk/requests/{}", "/desk/breaches"])
    def test_colleagues_without_the_deed_may_not_look(self, dana, colleagues, name, path):
        request = asks(dana)
        colleagues[name].opens(path.format(request))

        assert 403 == colleagues[name].status

    def test_nor_post(self, dana, colleagues):
        request, ada = asks(dana), colleagues["Ada"]
        for path in ("move", "carry-out", "extend", "hold"):
            ada.opens("/desk")
            ada.posts(f"/desk/requests/{request}/{path}", move="accept", text="x", review_by="2027-01-01")
            assert 403 == ada.status

    def test_nobody_signed_in_is_sent_to_sign_in(self, served, dana):
        request = asks(dana)
        guest = Guest(served.address)
        guest.opens(f"/desk/requests/{request}")

        assert guest.at.startswith("/desk/sign-in")

    @pytest.mark.parametrize("kind", ["object", "restrict", "contest", "correct"])
    def test_other_requests_are_carried_out_with_proof(self, dana, dora, kind):
        request = asks(dana, kind, "please")
        moves(dora, request, "accept")
        dora.opens(f"/desk/requests/{request}")
        dora.presses("Do it, and close with proof", text="We did this.")

        assert "Proof" in dora.page.text
        dana.opens(f"/privacy/requests/{request}")
        assert "We did this." in dana.page.text
        assert "We did what you asked" in dana.page.text

    def test_an_objection_stops_the_assistant_for_that_customer(self, dana, dora):
        request = asks(dana, "object")
        moves(dora, request, "accept")
        dora.opens(f"/desk/requests/{request}")
        dora.presses("Do it, and close with proof", text="Done.")

        dana.opens("/")
        dana.says("And now?")

        assert "Assistant (AI) answer" not in dana.page.text

    def test_more_time_is_taken_with_a_reason_the_customer_reads_once(self, dana, dora):
        request = asks(dana, "contest", "I disagree")
        dora.opens(f"/desk/requests/{request}")
        dora.presses("Tell the customer and take longer", text="It is a long story.")

        dana.opens(f"/privacy/requests/{request}")
        assert "It is a long story." in dana.page.text
        assert "We took longer than usual" in dana.page.text
        dora.posts(f"/desk/requests/{request}/extend", text="again")
        assert 403 == dora.status

    def test_a_hold_is_placed_reviewed_and_lifted(self, dana, dora):
        request = asks(dana)
        soon = f"{now() + timedelta(days=20):%Y-%m-%d}"
        dora.opens(f"/desk/requests/{request}")
        dora.presses("Place the hold", conversation="", text="a claim", review_by=soon)
        assert "The hold is placed" in dora.page.text
        assert "a legal hold is on the customer" in dora.page.text

        dora.opens("/desk/requests")
        assert "a claim" in dora.page.text
        dora.presses("I looked at it", act="review", review_by=f"{now() + timedelta(days=40):%Y-%m-%d}")
        dora.presses("Lift the hold", act="lift")

        assert "a claim" not in dora.page.text


class TestBreaches:
    def test_one_is_written_down_told_and_closed(self, dora):
        dora.opens("/desk/breaches")
        dora.presses(
            "Keep it",
            known_at=f"{now() - timedelta(hours=80):%Y-%m-%dT%H:%M}",
            what="a lost <list>",
            risk="likely",
            people="3",
        )
        assert "the authority had to know by" in dora.page.text
        address = dora.at

        dora.presses("Keep it", what="a lost <list>", risk="likely", people="3", close="1")
        assert 403 == dora.status
        assert "no decision is written down" in dora.page.text
        dora.presses(
            "Keep it",
            what="a lost <list>",
            risk="likely",
            people="3",
            decision="told late, it was a holiday",
            authority_told="1",
            close="1",
        )

        assert "closed" in dora.page.text
        dora.opens(address.partition("?")[0] + "/file")
        assert ("a lost <list>", 3) == tuple(dora.response.json()[name] for name in ("what", "people_concerned"))

    def test_what_cannot_be_kept_comes_back(self, dora):
        dora.opens("/desk/breaches")
        dora.presses("Keep it", known_at="yesterday", what="my words")

        assert 422 == dora.status
        assert "my words" in dora.page.text


class TestTheApi:
    @pytest.fixture
    def program(self, served):
        from tests.web.guests import Program

        return Program(served.address)

    def test_a_request_is_begun_listed_and_read(self, program):
        begun = program.http.post("/rights", json={"kind": "erase", "text": "all"})

        assert (201, "erase", "received") == (begun.status_code, begun.json()["kind"], begun.json()["stage"])
        assert begun.json()["id"] == program.http.get("/rights").json()[0]["id"]
        again = program.http.get(f"/rights/{begun.json()['id']}", headers={"Fairdesk-Claim": begun.json()["claim"]})
        assert begun.json()["due_at"] == again.json()["due_at"]

    def test_an_objection_names_its_uses(self, program):
        begun = program.http.post("/rights", json={"kind": "object", "uses": ["improve", "contact"]})

        assert (201, ["improve", "contact"], "done") == (
            begun.status_code, begun.json()["scope"], begun.json()["stage"],
        )  # fmt: skip
        standing = {each["purpose"]: each["standing"] for each in program.http.get("/consents").json()}
        assert ("refused", "refused", "not_asked") == (
            standing["improve"], standing["contact"], standing["research"],
        )  # fmt: skip
        assert 422 == program.http.post("/rights", json={"kind": "object", "uses": ["profit"]}).status_code

    def test_a_restriction_of_a_strangers_conversation_is_not_found(self, program):
        asked = {"kind": "restrict", "conversation": "nobody-s"}

        assert 404 == program.http.post("/rights", json=asked).status_code
        assert "done" == program.http.post("/rights", json={"kind": "restrict"}).json()["stage"]
        assert program.http.get("/privacy").json()["restricted"]

    def test_a_kind_that_there_is_not(self, program):
        assert 422 == program.http.post("/rights", json={"kind": "everything"}).status_code

    def test_a_stranger_meets_the_same_as_nothing(self, served, program):
        from tests.web.guests import Program

        id = program.http.post("/rights", json={"kind": "erase"}).json()["id"]
        sam = Program(served.address)

        answers = [sam.http.get(f"/rights/{each}{more}") for each in (id, "R-NONE") for more in ("", "/certificate")]
        assert {404} == {answer.status_code for answer in answers}
        assert 1 == len({answer.json()["detail"] for answer in answers})

    def test_after_the_erasure_the_code_opens_the_certificate(self, served, program, cleo, dora):
        begun = program.http.post("/rights", json={"kind": "erase"}).json()
        assert 404 == program.http.get(f"/rights/{begun['id']}/certificate").status_code
        listed = json.loads(served.command("rights", "list", "--json").stdout)
        assert begun["id"] in {each["id"] for each in listed}, (len(listed), program.http.get("/rights").json())
        approved(begun["id"], cleo, dora)
        code = {"Fairdesk-Claim": begun["claim"]}

        for _ in range(60):
            if "done" == program.http.get(f"/rights/{begun['id']}", headers=code).json()["stage"]:
                break
            time.sleep(0.25)

        assert "CERTIFICATE OF ERASURE" in program.http.get(f"/rights/{begun['id']}/certificate", headers=code).text
        assert 401 == program.http.get(f"/rights/{begun['id']}").status_code
        assert begun["id"] in served.command("rights", "list", "--ended").stdout
