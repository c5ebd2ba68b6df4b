"""Pages for customers without accounts: what each answers, to whom, and what it leaves in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fairdesk.database import writing
from fairdesk.house.contact import VERIFIED_FOR
from fairdesk.identity.codes import LIMITS
from fairdesk.identity.contact import Channel, Wishes
from fairdesk.web import doors
from tests.house.test_letters import DANAS, later, proves
from tests.letters import HERE, Kept, code_in, code_in_letter, link_in
from tests.people import Customer, Desk


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    doors.open_door(desk.house)
    desk.house.carrier = Kept()
    return desk.house.carrier


@pytest.fixture
def dana(desk: Desk, carrier: Kept) -> Customer:
    dana = desk.customer()
    proves(desk, dana)
    desk.house.send_letters()
    carrier.letters.clear()
    return dana


def browser(who: Customer | None = None, *, strict: bool = False) -> Client:
    client = Client(strict, HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR=HERE)
    if who is not None:
        client.cookies["fairdesk"] = who.token
    return client


def form_of(client: Client) -> str:
    """Return where the form of the first address on the page leads."""
    found = re.search(r'action="(/privacy/contact/address/[^"]+)"', client.get("/privacy/contact").content.decode())
    assert found
    return found[1]


class TestSignIn:
    @pytest.mark.parametrize("typed", ["", "dana", "a@b", "dana@example.org, sam@example.org"])
    def test_what_is_no_address_comes_back_as_it_was_typed(self, carrier, typed):
        told = browser().post("/privacy/sign-in", {"email": typed})

        assert 422 == told.status_code
        assert b'aria-invalid="true"' in told.content
        assert f'value="{typed}"'.encode() in told.content

    def test_an_address_is_answered_alike_whoever_it_is(self, dana, carrier):
        told = [browser().post("/privacy/sign-in", {"email": each}) for each in (DANAS, "nobody@example.org")]
        shapes = [re.sub(r"[0-9a-f]{32}", "NAME", each["Location"]) for each in told]

        assert [302, 302] == [each.status_code for each in told]
        assert ["/privacy/sign-in/NAME"] * 2 == shapes
        assert told[0].cookies.keys() == told[1].cookies.keys()

    def test_too_many_are_told_until_when(self, carrier):
        client = browser()
        for _ in range(LIMITS["ask_address"].most):
            client.post("/privacy/sign-in", {"email": DANAS})
        told = client.post("/privacy/sign-in", {"email": DANAS})

        assert 429 == told.status_code
        assert re.search(rb"Try again after \d\d:\d\d \(UTC\)", told.content)

    def test_the_code_sets_a_token_that_scripts_cannot_read(self, desk, dana, carrier):
        client = browser()
        asked = client.post("/privacy/sign-in", {"email": DANAS})
        came = client.post(asked["Location"], {"code": code_in_letter(desk, dana.id)})

        cookie = came.cookies["fairdesk"]
        assert (True, "Lax") == (cookie["httponly"], cookie["samesite"])
        assert dana.id == desk.house.customer_by_token(cookie.value)
        assert 200 == client.get(f"/c/{dana.conversation}").status_code

    def test_a_code_of_a_form_of_another_site_does_nothing(self, desk, dana, carrier):
        asked = browser().post("/privacy/sign-in", {"email": DANAS})

        assert 403 == browser(strict=True).post(asked["Location"], {"code": "123456"}).status_code

    def test_coming_back_as_oneself_asks_nothing(self, desk, dana, carrier):
        client = browser(dana)
        asked = client.post("/privacy/sign-in", {"email": DANAS})
        came = client.post(asked["Location"], {"code": code_in_letter(desk, dana.id)})

        assert "/privacy" == came["Location"]

    def test_a_visitor_who_never_wrote_is_asked_nothing_either(self, desk, dana, carrier):
        idle, token = desk.house.add_customer("en")
        client = browser()
        client.cookies["fairdesk"] = token
        asked = client.post("/privacy/sign-in", {"email": DANAS})

        assert "/privacy" == client.post(asked["Location"], {"code": code_in_letter(desk, dana.id)})["Location"]
        assert idle not in desk.house.same_person(dana.id)

    def test_pages_are_stored_nowhere(self, dana, carrier):
        for path in ("/privacy/sign-in", "/privacy/sign-in/x", "/privacy/contact", "/privacy/not-me"):
            assert "no-store" == browser(dana).get(path)["Cache-Control"]


class TestLinks:
    def test_looking_at_one_changes_nothing_and_pressing_lets_in(self, desk, dana, carrier):
        browser().post("/privacy/sign-in", {"email": DANAS})
        desk.house.send_letters()
        link = link_in(carrier.letters[0])
        for _ in range(3):
            assert 200 == browser().get(link).status_code
            assert 200 == browser().head(link).status_code

        client = browser()
        assert 302 == client.post(link).status_code
        assert 200 == client.get(f"/c/{dana.conversation}").status_code
        assert 403 == browser().get(link).status_code == browser().post(link).status_code

    def test_leads_to_the_page_it_was_made_for(self, desk, dana, carrier):
        with writing():
            link = desk.house.one_time_link(dana.id, "/why/some-act", desk.house.now())

        assert "/why/some-act" == browser().post(link)["Location"]

    def test_guessing_them_ends(self, carrier):
        client = browser()
        for n in range(LIMITS["wrong_network"].most):
            assert 403 == client.get(f"/privacy/link/{n}").status_code

        assert 429 == client.get("/privacy/link/one-more").status_code


class TestHowWeWrite:
    def test_a_stranger_is_shown_the_way_in(self, carrier):
        told = browser().get("/privacy/contact").content

        assert b"This browser has no conversation with us." in told
        assert b"/privacy/sign-in" in told

    @pytest.mark.parametrize("path", ["contact", "contact/address", "contact/address/x", "contact/code/x", "apart"])
    def test_a_stranger_changes_nothing(self, carrier, path):
        assert 404 == browser().post(f"/privacy/{path}", {"channel": "email", "zone": "UTC"}).status_code

    def test_keeps_what_is_wished(self, desk, dana, carrier):
        typed = {"channel": "page", "begins": "18:30", "ends": "20:00", "zone": "Europe/Berlin", "neutral": "1"}
        browser(dana).post("/privacy/contact", typed)

        assert Wishes(Channel.PAGE, (1110, 1200), "Europe/Berlin", True) == desk.house.wishes(dana.id)

    def test_a_safe_word_is_kept_shown_never_and_removed_when_asked(self, desk, dana, carrier):
        client, form = browser(dana), {"channel": "email", "zone": "UTC"}
        client.post("/privacy/contact", {**form, "safe_word": " Blue Umbrella "})
        client.post("/privacy/contact", form)

        assert "blue umbrella" == desk.house.wishes(dana.id).safe_word
        assert b"mbrella" not in client.get("/privacy/contact").content
        client.post("/privacy/contact", {**form, "no_safe_word": "1"})
        assert "" == desk.house.wishes(dana.id).safe_word

    def test_after_the_safe_word_the_page_says_so_and_saving_ends_it(self, desk, dana, carrier):
        client, form = browser(dana), {"channel": "email", "zone": "UTC"}
        client.post("/privacy/contact", {**form, "safe_word": "blue"})
        desk.says(dana, "blue")
        assert b"All letters are stopped" in client.get("/privacy/contact").content

        client.post("/privacy/contact", form)
        assert b"All letters are stopped" not in client.get("/privacy/contact").content

    def test_an_address_of_hers_is_named_to_her_alone(self, desk, dana, carrier):
        assert DANAS.encode() in browser(dana).get("/privacy/contact").content
        assert DANAS.encode() not in browser(desk.customer()).get("/privacy/contact").content

    def test_a_strangers_address_is_not_found(self, desk, dana, carrier):
        assert 404 == browser(desk.customer()).post(form_of(browser(dana)), {"do": "remove"}).status_code

    def test_says_that_others_read_it_and_that_they_do_not(self, desk, dana, carrier):
        client = browser(dana)
        client.post(form_of(client), {"do": "share"})
        assert b"we never write there" in client.get("/privacy/contact").content
        client.post(form_of(client), {"do": "unshare"})
        assert b"a code proved it" in client.get("/privacy/contact").content

    def test_removes_it(self, desk, dana, carrier):
        client = browser(dana)
        client.post(form_of(client), {"do": "remove"})

        assert () == desk.house.addresses_of(dana.id)

    def test_after_an_hour_a_code_comes_before_changes(self, desk, dana, carrier, monkeypatch):
        later(desk, monkeypatch, VERIFIED_FOR)
        client = browser(dana)

        for told in (client.post(form_of(client), {"do": "remove"}),
                     client.post("/privacy/contact/address", {"email": "thief@example.org"})):  # fmt: skip
            assert 403 == told.status_code
            assert b"A code comes first" in told.content
        assert 1 == len(desk.house.addresses_of(dana.id))

    def test_sends_a_code_again(self, desk, carrier):
        kim = desk.customer()
        client = browser(kim)
        client.post("/privacy/contact/address", {"email": "kim@example.org"})
        again = client.post(form_of(client), {"do": "code"})
        desk.house.send_letters()

        assert 2 == len(carrier.to("kim@example.org"))
        assert 302 == client.post(again["Location"], {"code": code_in(carrier.letters[-1])}).status_code
        assert [True] == [each.verified for each in desk.house.addresses_of(kim.id)]

    def test_whoever_proves_what_another_proved_is_asked(self, desk, dana, carrier):
        client = browser(desk.customer())
        asked = client.post("/privacy/contact/address", {"email": DANAS})
        desk.house.send_letters()
        told = client.post(asked["Location"], {"code": code_in(carrier.letters[-1])})
        assert "/privacy/together" == told["Location"]

        client.post("/privacy/together", {"answer": "no"})
        assert not desk.house.reachable(dana.id)


class TestNotMe:
    def test_looking_changes_nothing(self, desk, dana, carrier):
        assert b"Its owner comes back" in browser(dana).get("/privacy/not-me").content
        assert dana.id == desk.house.customer_by_token(dana.token)

    def test_who_has_no_address_is_warned(self, desk, carrier):
        assert b"Give us an address first" in browser(desk.customer()).get("/privacy/not-me").content

    def test_the_browser_is_nobodys_and_its_token_worthless(self, desk, dana, carrier):
        client = browser(dana)
        told = client.post("/privacy/not-me")

        assert "" == told.cookies["fairdesk"].value
        assert desk.house.customer_by_token(dana.token) is None
        assert 404 == client.get(f"/c/{dana.conversation}").status_code


def test_nothing_to_join_leads_on(dana, carrier):
    assert "/privacy/contact" == browser(dana).get("/privacy/together")["Location"]


def test_a_cookie_that_was_made_up_joins_nobody(desk, dana, carrier):
    client = browser(dana)
    client.cookies["fairdesk-before"] = desk.customer().token

    assert 302 == client.post("/privacy/together", {"answer": "yes"}).status_code
    assert (dana.id,) == desk.house.same_person(dana.id)


def test_without_a_code_of_this_hour_nothing_is_joined(desk, dana, carrier, monkeypatch):
    other = desk.customer()
    desk.says(other, "How long does a refund take?")
    client = browser(other)
    asked = client.post("/privacy/sign-in", {"email": DANAS})
    client.post(asked["Location"], {"code": code_in_letter(desk, dana.id)})
    later(desk, monkeypatch, timedelta(minutes=59, seconds=59))
    assert 200 == client.get("/privacy/together").status_code
    later(desk, monkeypatch, timedelta(seconds=2))

    told = client.post("/privacy/together", {"answer": "yes"})
    assert 403 == told.status_code
    assert b"Get a code" in told.content
