"""The pages about money over real HTTP, without scripts: the rule grants, a person decides, the customer reads why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.server import RunningDesk, running_desk
from tests.web.guests import Guest, signed_in

CLAIM = {
    "kind": "refund",
    "amount": "30",
    "order_age_days": "10",
    "times_before": "0",
    "trouble": "broken",
    "proof": "photo",
}
LATE = {**CLAIM, "trouble": "changed_mind", "order_age_days": "31"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("money")) as desk:
        yield desk


@pytest.fixture(scope="module")
def colleagues(served: RunningDesk) -> dict[str, Guest]:
    return {name: signed_in(served.address, link) for name, link in served.sign_in.items()}


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    guest = Guest(served.address)
    guest.opens("/")
    guest.says("A human please, my lamp is broken")
    return guest


def case(guest: Guest) -> str:
    """Return the id of the conversation a customer has before them."""
    return guest.at.partition("/c/")[2].partition("#")[0].partition("/")[0]


def follows(guest: Guest, way: str) -> None:
    """Open the first link of the page that leads this way."""
    guest.opens(next(link for link in re.findall(r'href="([^"]+)"', guest.page.html) if way in link))


def takes_over(guest: Guest, talk: str) -> None:
    guest.opens(f"/desk/c/{talk}")
    guest.presses("Take over")


def test_a_rule_grants_and_the_customer_reads_why(dana, colleagues):
    ada, talk = colleagues["Ada"], case(dana)
    ada.opens(f"/desk/c/{talk}/money")
    assert "Take the conversation over first" in ada.page.text
    takes_over(ada, talk)

    ada.opens(f"/desk/c/{talk}/money")
    ada.presses("Let the rule decide", **CLAIM)

    assert "Granted: refund, 30.00 EUR" in ada.page.text
    dana.opens(f"/c/{talk}")
    assert "We pay you 30.00 EUR back. A rule decided this, in your favour." in dana.page.text
    follows(dana, "/decision/")
    assert "It was broken, wrong or never came, and you showed us." in dana.page.text
    assert "10" in dana.page.text


def test_the_same_form_sent_twice_pays_once_and_says_so(dana, colleagues):
    ada, talk = colleagues["Ada"], case(dana)
    takes_over(ada, talk)
    ada.opens(f"/desk/c/{talk}/money")
    before = ada.page
    ada.presses("Let the rule decide", **CLAIM)
    ada.page = before
    ada.presses("Let the rule decide", **CLAIM)

    assert 409 == ada.status
    assert "something was decided about money here that you had not seen" in ada.page.text
    assert 1 == ada.page.text.count("Granted: refund")


def test_a_no_waits_for_a_person_who_says_why(dana, colleagues):
    ada, cleo, talk = colleagues["Ada"], colleagues["Cleo"], case(dana)
    takes_over(ada, talk)
    ada.opens(f"/desk/c/{talk}/money")
    ada.presses("Let the rule decide", **LATE)
    assert "A draft waits for a person" in ada.page.text
    assert "Days since delivery" in ada.page.text, "told under the table's own labels"
    assert "Your decision" not in ada.page.text
    dana.opens(f"/c/{talk}")
    assert "EUR" not in dana.page.text

    cleo.opens("/desk/money")
    assert "Thirty days to send it back are over" in cleo.page.text
    cleo.opens(f"/desk/c/{talk}/money")
    cleo.presses("Decide", outcome="refuse", words="Sorry: <b>31</b> days are too many.")

    dana.opens(f"/c/{talk}")
    assert "We do not pay you the 30.00 EUR. Cleo (a person) decided this." in dana.page.text
    follows(dana, "/decision/")
    assert "Sorry: <b>31</b> days are too many." in dana.page.text
    assert "The time to send it back is over." in dana.page.text
    assert "If your order had been at most 30 days old, a rule would have paid at once." in dana.page.text
    why = dana.at
    follows(dana, "/receipt")
    assert "fairdesk-receipt" in dana.response.text
    dana.opens(why)
    dana.presses("Ask a person to look again")
    assert "You asked us to look at a decision again. A person will. Cleo decides by" in dana.page.text
    cleo.opens(f"/desk/c/{talk}")
    assert "The customer disputes a decision about money" in cleo.page.text
    dana.opens(why)
    assert "Ask a person to look again" not in dana.page.text

    act = re.search(r"<code>([0-9a-f-]{36})</code>", dana.page.html)
    dana.opens(f"/why/{act[1]}")
    assert why == dana.at, "one address leads to the reason of any act"
    cleo.opens(f"/desk/why/{act[1]}")
    assert f"/desk/c/{talk}/money" == cleo.at


def test_what_was_typed_comes_back_with_what_is_wrong(dana, colleagues):
    ada, talk = colleagues["Ada"], case(dana)
    takes_over(ada, talk)
    ada.opens(f"/desk/c/{talk}/money")

    ada.presses("Let the rule decide", **{**CLAIM, "amount": "lots"})

    assert 422 == ada.status
    assert "write the amount as a number of euros" in ada.page.text
    assert 'value="lots"' in ada.page.html


def test_a_stranger_finds_no_decision(served, dana):
    sam = Guest(served.address)
    sam.opens("/")
    sam.says("Hello")

    sam.opens(f"/c/{case(dana)}/decision/1")

    assert 404 == sam.status
