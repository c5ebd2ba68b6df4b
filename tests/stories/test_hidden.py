"""An abuse survivor on a shared computer: she hides the conversation, and who shares the computer learns nothing.

He has her browser, her account, her mailbox and her copy of the data; what he sees is what he would see if she had
never written it. Without scripts throughout: every step is a page or a form.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern

from fairdesk.accountability.history import as_text
from fairdesk.accountability.proofs import check_receipt
from fairdesk.accountability.verify import Problem
from fairdesk.database import execute, row, rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.house.forgetting import forget, forget_place
from fairdesk.identity.contact import Wishes
from fairdesk.identity.hiding import LASTS
from fairdesk.identity.records import hidden
from fairdesk.nouns import NotFound, Overtaken, Refused
from fairdesk.web import doors
from fairdesk.web.urls import urlpatterns
from tests.house.test_owners import tables
from tests.letters import Kept, code_in
from tests.people import Desk

QUESTION = "How long does a refund take?"
SECRET = "My partner reads my phone and hits me. I ordered a lock, my mail is kim@example.org"
NOT_WALKED = {"exit": "it leaves", "healthz": "it is nobody's"}


def pages() -> list[str]:
    """Return every address of a customer's page that needs no name of anything."""
    plain = (each.pattern for each in urlpatterns if isinstance(each, URLPattern) and each.name not in NOT_WALKED)
    found = [str(each) for each in plain if "<" not in str(each) and not str(each).startswith("desk")]
    return [f"/{each}" for each in found if each not in NOT_WALKED]


CODE = re.compile(r"[2-9b-z]{4}(?:-[2-9b-z]{4}){3}")


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    doors.open_door(desk.house)
    desk.house.carrier = Kept()
    return desk.house.carrier


def browser() -> Client:
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en")


def writes(browser: Client, words: str) -> str:
    """Somebody writes a first message; return where the conversation is."""
    sent = browser.post("/c/new", {"text": words})
    return str(sent["Location"]).partition("#")[0]


def hides(browser: Client, where: str) -> str:
    """Somebody hides a conversation; return the code."""
    shown = browser.post("/exit/about", {"conversation": where.removeprefix("/c/")})
    assert 200 == shown.status_code, shown.content
    assert "no-store" == shown["Cache-Control"]
    return CODE.search(shown.content.decode())[0]


def opens(browser: Client, code: str, at: str = "/c/new"):
    return browser.post(at, {"text": code})


def plain(response) -> str:
    """Return a page without what differs from one visit to the next."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value="|client_id" value=")[^"]+', r"\1", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+Z?|\d\d:\d\d|[0-9a-f-]{32,36}|%3A[0-9a-f-]*", "", text)
    return text + str(sorted((name, value) for name, value in response.headers.items() if name != "Content-Length"))


@pytest.fixture
def shared(desk: Desk, carrier: Kept) -> Client:
    """Their browser: an ordinary conversation, with an address that both read, and a safe word."""
    browser_ = browser()
    writes(browser_, QUESTION)
    asked = browser_.post("/privacy/contact/address", {"email": "family@example.org"})
    desk.house.send_letters()
    browser_.post(asked["Location"], {"code": code_in(carrier.letters[-1])})
    return browser_


@pytest.fixture
def survivor(desk: Desk, shared: Client) -> tuple[str, str]:
    """She writes in it, and hides that: where it was, and the code."""
    where = writes(shared, SECRET)
    desk.house.answer_arrivals(where.removeprefix("/c/"))
    assert "kim@example.org" in shared.get(where).content.decode()
    return where, hides(shared, where)


class TestTheSharedPlace:
    def test_she_is_offered_it_where_leaving_is_explained(self, shared):
        shown = shared.get("/exit/about").content.decode()

        assert "Hide a conversation" in shown
        assert 'name="conversation"' in shown

    def test_every_page_is_that_of_somebody_who_hides_nothing(self, desk, carrier, shared, survivor):
        """Of a twin who wrote and did the same, but never this: byte for byte."""
        twin = browser()
        writes(twin, QUESTION)
        asked = twin.post("/privacy/contact/address", {"email": "twin@example.org"})
        desk.house.send_letters()
        twin.post(asked["Location"], {"code": code_in(carrier.letters[-1])})

        assert {"/", "/privacy", "/privacy/contact", "/privacy/requests", "/exit/about", "/what-we-keep"} <= set(
            pages()
        )
        for page in pages():
            ours, theirs = shared.get(page), twin.get(page)
            assert ours.status_code == theirs.status_code, page
            same = plain(theirs).replace("twin@", "family@")
            assert same == plain(ours), page

    def test_its_addresses_are_those_of_a_conversation_that_never_was(self, desk, shared, survivor):
        where, _ = survivor
        act = desk_records.turns_of(where.removeprefix("/c/"))[-1]

        for left in (
            where,
            f"{where}/entries",
            f"{where}/events",
            f"/why/{act}",
            f"/why/{act}/receipt",
            f"/why/{act}/appeal",
        ):
            never = left.replace(where, "/c/never").replace(act, "00000000-0000-7000-8000-000000000000")
            ours, theirs = shared.get(left), shared.get(never)
            assert (ours.status_code, plain(ours)) == (theirs.status_code, plain(theirs)), left
            assert ours.status_code in (404, 405)
        for form in ("say", "person", "people-only", "assistant"):
            assert 404 == shared.post(f"{where}/{form}", {"text": "Hello?"}).status_code

    def test_no_row_ties_it_to_them(self, desk, shared, survivor):
        conversation = survivor[0].removeprefix("/c/")
        (outer,) = row("SELECT away_from FROM identity_hidden")
        (inner,) = row("SELECT customer_id FROM desk_conversation WHERE id = %s", conversation)

        assert outer != inner
        for table, columns in tables().items():
            owner, about = "customer_id" in columns, "conversation_id" in columns
            if owner and about:
                found = rows(f"SELECT customer_id FROM {table} WHERE conversation_id = %s", conversation)
                assert {inner} >= {who for (who,) in found}, table

    def test_their_copy_has_nothing_of_it_and_hers_has(self, desk, shared, survivor):
        where, code = survivor
        (outer,) = row("SELECT away_from FROM identity_hidden")
        assert not _holds(desk.house.export(outer, "en"), where.removeprefix("/c/"), "hits me", "kim@example")

        opens(shared, code)
        (inner,) = row("SELECT customer_id FROM identity_hidden")
        assert _holds(desk.house.export(inner, "en"), where.removeprefix("/c/"), "hits me", "kim@example")

    def test_no_letter_leaves_about_it(self, desk, carrier, shared, survivor):
        carrier.letters.clear()
        (inner,) = row("SELECT customer_id FROM identity_hidden")
        with writing():
            desk.house.write_letter(inner, "merged", {"link": "/privacy/contact"}, desk.house.now(), once="x")
        desk.house.send_letters()

        assert [] == carrier.letters

    def test_a_code_by_mail_to_the_shared_address_leads_to_the_shared_place(self, desk, carrier, shared, survivor):
        other = browser()
        asked = other.post("/privacy/sign-in", {"email": "family@example.org"})
        desk.house.send_letters()
        other.post(asked["Location"], {"code": code_in(carrier.letters[-1])})

        assert 404 == other.get(survivor[0]).status_code
        assert b"hits me" not in other.get("/privacy").content

    def test_a_browser_that_wrote_nothing_else_is_a_strangers(self, desk, carrier):
        alone = browser()
        where = writes(alone, SECRET)
        hides(alone, where)

        assert [""] == [alone.cookies[name].value for name in ("fairdesk",)]
        assert plain(browser().get("/")) == plain(alone.get("/"))

    def test_somebody_elses_cannot_be_hidden(self, desk, shared, survivor):
        sam = browser()
        sams = writes(sam, "Who pays for the post?")

        for which in (sams, survivor[0], "/c/never"):
            assert 404 == shared.post("/exit/about", {"conversation": which.removeprefix("/c/")}).status_code
        assert 200 == sam.get(sams).status_code


class TestTheWayBack:
    def test_the_code_is_sent_as_a_message_from_any_page(self, desk, shared, survivor):
        where, code = survivor
        other = browser()

        for from_, browser_ in (("/c/new", shared), ("/c/new", other)):
            came = opens(browser_, f" {code.upper().replace('-', ' ')} ", from_)
            assert (302, where) == (came.status_code, came["Location"].partition("#")[0])
            shown = browser_.get(where).content.decode()
            assert "hits me" in shown
            assert "A hidden conversation is open." in shown
        assert 404 == shared.get(where).status_code, "it is open in one browser at a time"

    def test_it_is_no_message(self, desk, shared, survivor):
        opens(shared, survivor[1])
        (inner,) = row("SELECT customer_id FROM identity_hidden")

        assert 1 == sum(line.voice == "customer" for line in desk_records.items(survivor[0].removeprefix("/c/")))
        assert 1 == len(desk.house.conversations(inner))

    def test_what_only_looks_like_a_code_is_kept_nowhere(self, desk, shared, survivor):
        before = row("SELECT count(*) FROM desk_item")
        wrong = survivor[1][:-1] + ("2" if survivor[1][-1] != "2" else "3")

        told, sams = opens(shared, wrong), opens(browser(), wrong)
        assert 422 == told.status_code
        assert before == row("SELECT count(*) FROM desk_item")
        assert 422 == sams.status_code
        live = shared.post("/c/new", {"text": wrong}, headers={"X-Live": "1"})
        assert (422, "text/plain; charset=utf-8") == (live.status_code, live["Content-Type"])

    def test_a_live_page_is_led_there(self, desk, shared, survivor):
        ordinary = writes(shared, "Who pays for the post?")

        led = shared.post(f"{ordinary}/say", {"text": survivor[1]}, headers={"X-Live": "1"})

        assert (204, f"{survivor[0]}#latest") == (led.status_code, led["X-Leave"])

    def test_closing_it_gives_the_browser_back(self, desk, shared, survivor):
        before = plain(shared.get("/"))
        cookie = shared.cookies["fairdesk"].value
        opens(shared, survivor[1])
        assert "Refresh" in shared.get("/").headers

        closed = shared.post("/exit/close")

        assert "/" == closed["Location"]
        assert before == plain(shared.get("/"))
        assert cookie == shared.cookies["fairdesk"].value
        assert 404 == shared.get(survivor[0]).status_code

    def test_it_closes_by_itself(self, desk, shared, survivor, monkeypatch):
        opens(shared, survivor[1])
        assert 200 == shared.get(survivor[0]).status_code
        now = desk.house.now()
        monkeypatch.setattr(desk.house, "now", lambda: now + LASTS + timedelta(seconds=1))

        assert 404 == shared.get(survivor[0]).status_code
        assert b"hidden conversation" not in shared.get("/").content

    def test_leaving_quickly_closes_it_too(self, desk, shared, survivor):
        opens(shared, survivor[1])
        shared.get("/exit")

        assert 404 == shared.get(survivor[0]).status_code

    def test_inside_nobody_gives_an_address(self, desk, shared, survivor):
        """Who proved the same address in the shared place would be asked whether the two are one."""
        opens(shared, survivor[1])

        assert 403 == shared.post("/privacy/contact/address", {"email": "family@example.org"}).status_code
        assert "Nothing is ever sent" in shared.get("/privacy/contact").content.decode()

    def test_inside_it_is_an_ordinary_conversation(self, desk, shared, survivor):
        opens(shared, survivor[1])

        assert 302 == shared.post(f"{survivor[0]}/say", {"text": "Are you there?"}).status_code
        assert "Are you there?" in shared.get(survivor[0]).content.decode()
        assert "hits me" in shared.get("/privacy").content.decode()


class TestThePeopleWhoHelp:
    def test_who_has_the_case_still_reads_it_and_is_told(self, desk, shared, survivor):
        conversation = survivor[0].removeprefix("/c/")
        case = desk.house.case(conversation, desk.ada)

        assert case.hidden
        assert any("hits me" in entry.text for entry in case.entries)
        assert "hidden" == case.entries[-1].code
        desk.house.take_over(conversation, desk.ada)
        last = desk.house.case(conversation, desk.ada).version
        desk.house.reply(conversation, desk.ada, "I am here. When is it safe for you to read this?", last)
        opens(shared, survivor[1])
        assert "When is it safe" in shared.get(survivor[0]).content.decode()

    def test_the_ledger_keeps_its_sealed_entries_and_they_still_open(self, desk, shared, survivor):
        conversation = survivor[0].removeprefix("/c/")
        act = desk_records.turns_of(conversation)[-1]
        (inner,) = row("SELECT customer_id FROM identity_hidden")

        assert () == _problems(desk)
        held = check_receipt(desk.house.receipt(act, inner), as_text(desk.house.ledger_keys))
        assert (act, conversation) == (held.entry.act, held.entry.case)

    def test_an_opening_that_somebody_changed_is_found(self, desk, shared, survivor):
        act = desk_records.turns_of(survivor[0].removeprefix("/c/"))[-1]
        with writing():
            execute("DELETE FROM desk_opening WHERE act = %s", act)

        assert act in {problem.act for problem in _problems(desk)}


class TestWhatProtectedThemThere:
    def test_it_holds_here(self, desk):
        dana = desk.customer()
        desk.says(dana, SECRET)
        desk.house.refuse_ai(dana.conversation, dana.id)
        desk.house.keep_wishes(dana.id, Wishes(safe_word="blue heron"))
        desk.house.stop_ai(desk.ada, f"customer:{dana.id}", "asked by telephone")

        desk.house.hide(dana.conversation, dana.id)
        (inner,) = row("SELECT customer_id FROM identity_hidden")

        assert desk.house.ai_refused(inner)
        assert desk.house.is_safe_word(inner, "Blue heron")
        assert any(stop.scope == f"customer:{inner}" for stop in desk.house.stops(desk.ada))

    def test_not_while_an_answer_is_being_made(self, desk):
        dana = desk.customer()
        with writing():
            desk_records.add_arrival(dana.conversation, 1, "act", desk.house.now() + timedelta(minutes=1))

        with pytest.raises(Overtaken):
            desk.house.hide(dana.conversation, dana.id)

    def test_not_twice(self, desk):
        dana = desk.customer()
        desk.says(dana, SECRET)
        desk.house.hide(dana.conversation, dana.id)
        (inner,) = row("SELECT customer_id FROM identity_hidden")

        with pytest.raises(Refused):
            desk.house.hide(dana.conversation, inner)
        with pytest.raises(NotFound):
            desk.house.hide(dana.conversation, dana.id)


class TestErasureAndTime:
    def test_who_is_erased_in_the_shared_place_is_erased_here(self, desk, shared, survivor):
        outer, inner = row("SELECT away_from, customer_id FROM identity_hidden")

        forget(desk.house, outer, "asked")

        assert None is row("SELECT 1 FROM desk_conversation WHERE id = %s", survivor[0].removeprefix("/c/"))
        assert None is hidden.by_code(survivor[1].replace("-", ""))
        assert () == _problems(desk)
        assert inner in desk.house.keys.tombstones()

    def test_time_reaches_each_by_itself(self, desk, shared, survivor):
        """The shared place goes when nothing happened in it for long; the hidden one stays as long as it is used."""
        outer, inner = row("SELECT away_from, customer_id FROM identity_hidden")
        forget_place(desk.house, outer, "kept as long as promised")

        assert ("",) == row("SELECT away_from FROM identity_hidden")
        opens(shared, survivor[1])
        assert 200 == shared.get(survivor[0]).status_code
        forget_place(desk.house, inner, "kept as long as promised")
        assert None is row("SELECT 1 FROM identity_hidden")


def _problems(desk: Desk) -> tuple[Problem, ...]:
    desk.house.close_the_day()
    return tuple(desk.house.verify().problems)


def _holds(copy, *words: str) -> bool:
    """Whether a copy holds any of these words, in any of its files."""
    with zipfile.ZipFile(io.BytesIO(b"".join(copy.pieces))) as packed:
        text = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return any(word in text for word in words)
