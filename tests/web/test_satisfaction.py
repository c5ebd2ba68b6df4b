"""How customers say it was: the page, its JSON and the command tell the same, to colleagues alone."""

from __future__ import annotations

import json

from tests.web.guests import Guest


def test_the_page_the_json_and_the_command_tell_the_same(served, colleagues):
    cleo = colleagues["Cleo"]
    page = cleo.opens("/desk/satisfaction")
    told = cleo.http.get("/desk/satisfaction.json").json()

    assert json.loads(served.command("satisfaction", "--json").stdout) == told
    for part in told["parts"].values():
        assert (f"{part['n']}" if part["share"] is not None else "not shown") in page.text
    assert f"Closed conversations: {told['closed']}." in page.text


def test_it_is_linked_from_the_month_which_says_how_replies_came_about(colleagues):
    page = colleagues["Cleo"].opens("/desk/month")

    assert "How people’s replies came about" in page.text
    assert "/desk/satisfaction" in page.html


def test_nobody_else_reads_it(served):
    guest = Guest(served.address)
    guest.opens("/desk/satisfaction")

    assert "/desk/sign-in" == guest.at
