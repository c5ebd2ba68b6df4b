"""Whose a request is, in which language, and what is remembered in the browser: as little as possible."""

from __future__ import annotations

import pytest

from fairdesk.language import OFFERED
from tests.server import RunningDesk
from tests.web.guests import Guest

QUESTION = "How long do I have to send an umbrella back?"


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """Somebody on the first page."""
    guest = Guest(served.address)
    guest.opens("/")
    return guest


class TestTheCustomersCookie:
    def test_comes_with_the_first_message_and_not_before(self, dana):
        before = set(dana.http.cookies)
        dana.says(QUESTION)

        assert "fairdesk" not in before
        assert "fairdesk" in dana.http.cookies

    def test_cannot_be_read_by_scripts_or_sent_from_other_sites(self, dana):
        sent = dana.http.post(
            "/c/new",
            data={"csrfmiddlewaretoken": dana.token(), "text": QUESTION, "client_id": "c" * 20},
            follow_redirects=False,
        )

        mine = next(each for each in sent.headers.get_list("set-cookie") if each.startswith("fairdesk="))
        assert "HttpOnly" in mine
        assert "SameSite=Lax" in mine

    def test_stands_on_no_page(self, dana):
        dana.says(QUESTION)
        token = dana.http.cookies["fairdesk"]

        for path in ("/", dana.conversation, "/what-we-keep"):
            dana.opens(path)
            assert token not in dana.page.html

    def test_taken_from_another_browser_is_that_customer_and_a_changed_one_nobody(self, served, dana):
        dana.says(QUESTION)
        twin, forger = Guest(served.address), Guest(served.address)
        twin.http.cookies.set("fairdesk", dana.http.cookies["fairdesk"])
        forger.http.cookies.set("fairdesk", dana.http.cookies["fairdesk"][:-1] + "x")

        twin.opens(dana.conversation)
        forger.opens(dana.conversation)

        assert (200, 404) == (twin.status, forger.status)


class TestLanguage:
    @pytest.mark.parametrize("code", OFFERED)
    def test_is_the_browsers(self, served, code):
        guest = Guest(served.address, f"{code}-XX, en;q=0.5" if code != "zh" else "zh-CN, en;q=0.5")
        guest.opens("/")

        assert code == guest.page.roots["lang"]
        assert ("rtl" if code == "ar" else "ltr") == guest.page.roots["dir"]

    def test_chosen_once_stays_chosen(self, dana):
        dana.opens("/?lang=de")
        dana.opens("/")

        assert "de" == dana.page.roots["lang"]

    @pytest.mark.parametrize("wanted", ["xx", "", "<script>", "%00", "de%0d%0aSet-Cookie:%20x=y"])
    def test_that_is_none_changes_nothing(self, dana, wanted):
        dana.opens(f"/?lang={wanted}")

        assert "en" == dana.page.roots["lang"]
        assert "x" not in dana.http.cookies

    def test_of_a_refusal_is_the_readers(self, served):
        for code in OFFERED:
            guest = Guest(served.address)
            guest.opens(f"/nothing?lang={code}")
            assert (404, code) == (guest.status, guest.page.roots["lang"])


class TestEveryAnswer:
    @pytest.mark.parametrize("path", ["/", "/nothing", "/desk/sign-in", "/what-we-keep", "/api/v1/openapi.json"])
    def test_carries_the_strict_policy_and_may_be_framed_by_nobody(self, dana, path):
        answer = dana.http.get(path)

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "DENY" == answer.headers["X-Frame-Options"]
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert "same-origin" == answer.headers["Referrer-Policy"]
        assert "Server" not in answer.headers
