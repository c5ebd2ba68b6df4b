"""The pages of privacy through the real doors: who may see what, what is never stored on the way, what scripts are for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from fairdesk.house.opening import House
from fairdesk.nouns import ColleagueId, ConversationId
from fairdesk.web import doors
from tests.people import Customer, Desk
from tests.web.visiting import Read

QUESTION = "How long does a refund take? I am dana@example.org"
WHY = "the bank asks about the refund"


@pytest.fixture(autouse=True)
def at_the_door(desk: Desk) -> Iterator[None]:
    before: list[House] = list(doors._open)
    doors.open_door(desk.house)
    yield
    doors._open[:] = before


def browser(who: Customer | None = None, language: str = "en") -> Client:
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE=language)
    if who is not None:
        client.cookies[doors.CUSTOMER_COOKIE] = who.token
    return client


def at_desk(colleague: ColleagueId) -> Client:
    """A browser that a colleague is signed in with."""
    user, session = User.objects.get(pk=int(colleague)), SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: user.get_session_auth_hash()})  # fmt: skip
    session.save()
    client = Client(HTTP_HOST="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def read(response) -> Read:
    return Read(response.content.decode())


@pytest.fixture
def dana(desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


class TestTheCentre:
    def test_shows_everything_and_is_stored_by_nobody(self, desk, dana):
        desk.house.case(dana.conversation, desk.ada)

        answer = browser(dana).get("/privacy")

        page = read(answer)
        assert (200, "no-store") == (answer.status_code, answer["Cache-Control"])
        for words in (QUESTION, "Ada", "Opened the conversation", "What you gave us", "What we concluded"):
            assert words in page.text
        assert [] == page.inline

    def test_beside_each_thing_stands_what_can_be_said_about_it(self, desk, dana):
        links = dict(read(browser(dana).get("/privacy")).links)

        act = desk.last_act(dana)
        assert f"/privacy/requests?kind=contest&about={act}" in links.values()
        assert any("kind=correct&about=messages%3A" in where for where in links.values())
        assert any("kind=object&about=replies%3A" in where for where in links.values())

    def test_contesting_also_works_from_the_reason_itself(self, desk, dana):
        act = desk.last_act(dana)

        page = read(browser(dana).get(f"/why/{act}"))

        assert ("Contest it as a formal request instead", f"/privacy/requests?kind=contest&about={act}") in page.links

    def test_without_a_customer_it_shows_the_way_in_and_asks_no_puzzle(self, desk, dana):
        page = read(browser().get("/privacy"))

        assert ("Send me a link", "/privacy/sign-in") in page.links
        assert "+00 000 555 0101" in page.text
        assert QUESTION not in page.html
        assert [] == [tag for tag, given in page.fields if given.get("type") != "hidden"]

    def test_a_kind_alone_page_by_page(self, desk, dana):
        page = read(browser(dana).get("/privacy?kind=messages&page=1"))

        assert QUESTION in page.text
        assert "What we concluded" not in [words for _, words in page.headings]
        assert 404 == browser(dana).get("/privacy?kind=shoes").status_code
        assert 200 == browser(dana).get("/privacy?kind=messages&page=-1").status_code
        assert 200 == browser(dana).get("/privacy?kind=messages&page=999999").status_code

    def test_every_customer_page_leads_here(self, desk, dana):
        for path in ("/", f"/c/{dana.conversation}", "/what-we-keep", "/what-is-this", "/articles"):
            assert ("Your data", "/privacy") in read(browser(dana).get(path)).links, path

    def test_in_arabic_it_runs_from_right_to_left(self, desk, dana):
        assert "rtl" == read(browser(dana, "ar").get("/privacy")).roots["dir"]

    def test_a_delicate_matter_is_named_only_when_asked(self, desk, dana):
        desk.says(dana, "My father died")

        quiet, named = browser(dana).get("/privacy"), browser(dana).get("/privacy?show=names")

        assert b"A death close to you" not in quiet.content
        assert b"We do not name the reason here" in quiet.content
        assert b"A death close to you" in named.content

    def test_words_of_a_customer_are_never_markup(self, desk):
        sly = desk.customer()
        desk.says(sly, "<script>alert(1)</script><img src=x onerror=alert(2)>")

        page = read(browser(sly).get("/privacy"))

        assert [] == page.inline
        assert "<script>alert(1)</script>" in page.text


class TestTheCopy:
    def test_is_a_file_that_nobody_may_store(self, desk, dana):
        answer = browser(dana).post("/privacy/export")

        whole = b"".join(answer.streaming_content)
        assert ("application/zip", "no-store") == (answer["Content-Type"], answer["Cache-Control"])
        assert re.fullmatch(r'attachment; filename="my-data-[0-9-]+\.zip"', answer["Content-Disposition"])
        assert int(answer["Content-Length"]) == len(whole)
        assert QUESTION in zipfile.ZipFile(io.BytesIO(whole)).read("data/messages.jsonl").decode()

    def test_is_asked_for_by_a_form_with_its_security_token(self, desk, dana):
        strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
        strict.cookies[doors.CUSTOMER_COOKIE] = dana.token

        assert 403 == strict.post("/privacy/export").status_code
        assert 405 == browser(dana).get("/privacy/export").status_code

    def test_nobody_gets_nobodys(self, desk, dana):
        assert 404 == browser().post("/privacy/export").status_code


class TestRestricting:
    def test_by_one_button_and_back_by_another(self, desk, dana):
        client = browser(dana)

        assert 302 == client.post("/privacy/restrict", {"on": "1"}).status_code
        assert "only stored" in read(client.get("/privacy?done=restricted")).text
        assert 302 == client.post("/privacy/restrict", {"on": "0"}).status_code
        assert "only stored" not in read(client.get("/privacy")).text

    def test_a_strangers_conversation_is_not_there(self, desk, dana):
        sam = desk.customer()

        assert (
            404 == browser(sam).post("/privacy/restrict", {"on": "1", "conversation": dana.conversation}).status_code
        )
        assert 404 == browser().post("/privacy/restrict", {"on": "1"}).status_code
        assert not desk.house.see(dana.id, "en").restricted


class TestTheGlass:
    @pytest.fixture
    def restricted(self, desk, dana) -> ConversationId:
        desk.house.restrict(dana.id, True, desk.house.now())
        return dana.conversation

    @pytest.mark.parametrize("path", ["/desk/c/{c}", "/desk/c/{c}/entries", "/desk/why/{act}", "/desk?view=all",
                                      "/desk/queue-fragment?view=all", "/desk/c/{c}?use=1"])  # fmt: skip
    def test_no_address_shows_a_word_of_it(self, desk, dana, restricted, path):
        answer = at_desk(desk.ada).get(path.format(c=restricted, act=desk.last_act(dana)), follow=True)

        assert answer.status_code in (200, 403)
        assert b"refund" not in answer.content
        assert b"dana@example.org" not in answer.content

    @pytest.mark.parametrize("act", ["take-over", "reply", "note", "resolve", "return"])
    def test_no_form_reaches_it(self, desk, restricted, act):
        answer = at_desk(desk.ada).post(f"/desk/c/{restricted}/{act}", {"text": "hello", "version": "99"})

        assert 403 == answer.status_code
        assert b"refund" not in answer.content

    def test_opening_it_asks_why_and_then_shows_it(self, desk, restricted):
        ada = at_desk(desk.ada)

        asked = ada.get(f"/desk/c/{restricted}", follow=True)
        assert [(f"/desk/c/{restricted}/glass", 302)] == asked.redirect_chain
        refused = ada.post(f"/desk/c/{restricted}/glass", {"reason": " "})
        assert 422 == refused.status_code
        opened = ada.post(f"/desk/c/{restricted}/glass", {"reason": WHY}, follow=True)
        assert QUESTION in read(opened).text

    def test_another_customer_reads_it_neither_on_the_page_nor_by_the_api(self, desk, dana, restricted):
        sam = desk.customer()
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {sam.token}"}

        for answer in (
            browser(sam).get(f"/c/{restricted}"),
            browser(sam).get(f"/c/{restricted}/entries"),
            browser(sam).get(f"/why/{desk.last_act(dana)}"),
            browser().get(f"/api/v1/conversations/{restricted}", **bearer),
            browser().get(f"/api/v1/acts/{desk.last_act(dana)}/why", **bearer),
        ):
            assert 404 == answer.status_code
            assert b"refund" not in answer.content

    def test_the_customer_reads_the_reason(self, desk, dana, restricted):
        at_desk(desk.ada).post(f"/desk/c/{restricted}/glass", {"reason": WHY})

        assert WHY in read(browser(dana).get("/privacy")).text

    def test_the_officers_header_and_page_tell_until_somebody_looks(self, desk, restricted):
        at_desk(desk.ada).post(f"/desk/c/{restricted}/glass", {"reason": WHY})
        pia = at_desk(desk.pia)

        assert "1 opened, not looked into" in read(pia.get("/desk")).text
        page = read(pia.get("/desk/glass"))
        assert WHY in page.text
        pia.post("/desk/glass/read", next(form for form in page.forms if "glass" in form.fields).fields)
        assert "not looked into" not in read(pia.get("/desk")).text

    def test_others_have_no_such_page(self, desk, restricted):
        assert 403 == at_desk(desk.ada).get("/desk/glass").status_code
        assert "/desk/glass" not in [where for _, where in read(at_desk(desk.ada).get("/desk")).links]
        assert 302 == browser().get("/desk/glass").status_code
        assert 302 == browser().get(f"/desk/c/{restricted}/glass").status_code

    def test_what_is_not_restricted_needs_no_glass(self, desk):
        sam = desk.customer()
        desk.says(sam, "human")

        answer = at_desk(desk.ada).get(f"/desk/c/{sam.conversation}/glass")

        assert f"/desk/c/{sam.conversation}" == answer["Location"]
        assert 404 == at_desk(desk.ada).get("/desk/c/nothing/glass").status_code
