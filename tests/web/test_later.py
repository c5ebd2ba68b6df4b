"""A call or an e-mail instead of waiting, over real HTTP without scripts, and how colleagues see it."""

from __future__ import annotations

import pytest

from fairdesk.language import OFFERED, say
from tests.server import RunningDesk
from tests.web.guests import Guest

NUMBER = "+00 000 555 0177"


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """Somebody who waits for a person."""
    guest = Guest(served.address)
    guest.opens("/")
    guest.says("How long do I have to send an umbrella back?")
    guest.presses("A person instead")
    assert "Be called or written to instead of waiting" in guest.page.text
    guest.opens(f"{guest.conversation}/later")
    return guest


class TestACall:
    def test_is_asked_for_promised_made_and_forgotten(self, dana, colleagues):
        dana.presses("Call me then", number="tomorrow")
        assert 422 == dana.status
        assert "This is not a telephone number" in dana.page.text
        dana.presses("Call me then", number=NUMBER)
        assert "A person calls you:" in dana.page.text
        assert NUMBER not in dana.page.text

        ada, case = colleagues["Ada"], f"/desk{dana.conversation}"
        assert "call " in ada.opens("/desk?view=all").text
        assert NUMBER not in ada.opens(case).text
        ada.presses("Take over")
        assert NUMBER in ada.opens(case).text
        assert 2 == ada.page.text.count("(Lisbon time)"), "on the company's clock, in the timeline too"
        ada.presses("I reached the customer", reached="1")
        assert NUMBER not in ada.opens(case).text
        assert "A person called you. Your number is deleted." in dana.opens(dana.conversation).text
        ada.presses("Resolve")

    def test_is_taken_back_with_one_button(self, dana):
        dana.presses("Call me then", number=NUMBER)
        dana.opens(f"{dana.conversation}/later")
        dana.presses("Take it back and wait here")

        assert "You took it back and wait here." in dana.page.text
        assert "Be called or written to instead of waiting" in dana.page.text

    def test_a_window_that_is_gone_is_said_and_the_number_stays_in_the_form(self, dana):
        dana.presses("Call me then", number=NUMBER, window="2020-01-01T10:00")

        assert 409 == dana.status
        assert "Nobody calls at that time any more." in dana.page.text
        assert NUMBER in dana.page.html

    def test_each_language_offers_it(self, dana):
        for language in OFFERED:
            page = dana.opens(f"{dana.conversation}/later?lang={language}")

            assert 200 == dana.status
            assert say(language, "Instead of waiting here") in page.text
            assert say(language, "Call me then") in page.text


class TestAnEmail:
    def test_leads_to_where_an_address_is_proved(self, dana):
        assert "prove with a code that it is yours" in dana.page.text
        assert "/privacy/contact" in dana.page.html
        dana.posts(f"{dana.conversation}/later/choose", how="email")
        assert 403 == dana.status

    def test_a_stranger_chooses_nothing(self, dana, served):
        sam = Guest(served.address)
        sam.opens("/")
        sam.posts(f"{dana.conversation}/later/choose", how="call", number=NUMBER)

        assert 404 == sam.status
