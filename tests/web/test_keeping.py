"""What a customer does with a conversation besides talking, over real HTTP without scripts."""

from __future__ import annotations

import json
import re

import pytest

from tests.server import RunningDesk
from tests.web.guests import Guest

QUESTION = "How long do I have to send an umbrella back? My address is kim@example.org"


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """Somebody with an answer, on the page of what can be done with a conversation."""
    guest = Guest(served.address)
    guest.opens("/")
    guest.says(QUESTION)
    guest.opens(f"{guest.conversation}/keep")
    assert guest.status == 200
    return guest


def copies(guest: Guest) -> dict[str, str]:
    forms = ("html", "txt", "json")
    return {form: guest.http.get(f"{guest.conversation}/transcript.{form}").text for form in forms}


class TestATranscript:
    def test_has_every_line_of_the_timeline_with_decisions_and_reasons_in_each_form(self, dana):
        dana.opens(dana.conversation)
        dana.presses("A person instead")
        shown = dana.words()
        assert len(shown) >= 3
        made = copies(dana)

        told = json.loads(made["json"])
        assert "fairdesk-transcript/1" == told["format"]
        assert len(shown) == len(told["lines"])
        for words, line in zip(shown, told["lines"], strict=True):
            assert re.sub(r"\s", "", words) == re.sub(r"\s", "", line["text"])
        (asked,) = (line for line in told["lines"] if line["voice"] == "customer")
        assert asked["reasons"]
        for line in told["lines"]:
            for said in (line["who"], *line["text"].split("\n"), *line["reasons"], *line["sources"]):
                assert said in made["txt"]
                assert said in re.sub(r"<[^>]+>", "", made["html"])

    def test_is_a_file_that_nobody_keeps(self, dana):
        for form, kind in (("html", "text/html"), ("txt", "text/plain"), ("json", "application/json")):
            answer = dana.http.get(f"{dana.conversation}/transcript.{form}")

            assert re.fullmatch(
                rf'attachment; filename="conversation-[\d-]+\.{form}"', answer.headers["Content-Disposition"]
            )
            assert answer.headers["Content-Type"].startswith(kind)
            assert "no-store" == answer.headers["Cache-Control"]
        assert 404 == dana.http.get(f"{dana.conversation}/transcript.exe").status_code

    def test_words_in_it_are_data(self, dana):
        dana.opens(dana.conversation)
        dana.says("<script>alert(1)</script> & co")

        assert "<script>" not in copies(dana)["html"]
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in copies(dana)["html"]

    def test_speaks_the_language_of_the_page(self, dana):
        dana.opens(f"{dana.conversation}/keep?lang=de")

        made = copies(dana)
        assert "Der Assistent" in made["txt"]
        assert 'lang="de"' in made["html"]
        assert QUESTION in made["txt"]

    def test_is_no_strangers(self, served, dana):
        sam = Guest(served.address)
        sam.opens("/")
        sam.says("Hello")
        for path in ("keep", "transcript.txt", "rate"):
            assert 404 == sam.http.get(f"{dana.conversation}/{path}").status_code

    def test_is_not_offered_by_e_mail_without_an_address(self, dana):
        assert "Send it to my e-mail address" not in dana.page.buttons
        dana.posts(f"{dana.conversation}/transcript")
        assert 403 == dana.status


class TestTheEnd:
    def test_ends_says_how_it_was_and_opens_again(self, dana):
        dana.presses("End it")
        assert "You ended this conversation." in dana.page.text
        where = dana.conversation
        dana.opens(f"{where}/rate")
        assert "How was the help of the assistant?" in dana.page.text
        assert "How was the help of people?" not in dana.page.text
        assert 5 == dana.page.html.count('type="radio"')
        assert " checked" not in dana.page.html

        dana.presses("Send", assistant="4")
        assert where == dana.at
        assert "Tell us how it was" not in dana.page.text
        dana.says("One more thing")
        assert "You wrote again, so this conversation is open." in dana.page.text

    def test_may_be_left_without_an_answer(self, dana):
        dana.presses("End it")
        dana.opens(f"{dana.conversation}/rate")
        dana.presses("Send")

        assert 200 == dana.status
        assert ("Tell us how it was, if you like", f"{dana.conversation}/rate") in dana.page.links

    def test_is_not_offered_where_people_still_look(self, served):
        guest = Guest(served.address)
        guest.opens("/")
        guest.says("My father died last week")
        page = guest.opens(f"{guest.conversation}/keep")

        assert "End it" not in page.buttons
        assert "People still look at this." in page.text
        guest.opens(guest.conversation)
        guest.posts(f"{guest.conversation}/end")
        assert 403 == guest.status

    def test_clearing_asks_once_more_on_a_page_of_its_own(self, dana):
        away = dict(dana.page.links)["From this browser only"]
        dana.opens(away)
        assert {"Start fresh"} <= set(dana.page.buttons)
        dana.opens("/")

        assert "Continue it" in [name for name, _ in dana.page.links]


class TestMessagesKeepTheirLanguage:
    def test_the_page_turns_and_each_message_stays_as_it_was_said(self, dana):
        where = dana.conversation
        page = dana.opens(f"{where}?lang=ar")

        assert ("ar", "rtl") == (page.roots["lang"], page.roots["dir"])
        assert where == dana.at
        said = re.findall(r'<div class="words" lang="(\w+)"><p dir="(\w+)"', page.html)
        assert {("en", "auto")} == set(said)
        assert QUESTION in page.text

    def test_a_message_alone_asks_for_nothing_else(self, served):
        """No name, no address, no topic: nothing stands before the first message but the field for it."""
        guest = Guest(served.address)
        page = guest.opens("/")

        seen = [given.get("name") for _, given in page.fields if given.get("type") != "hidden"]
        assert ["text"] == seen
