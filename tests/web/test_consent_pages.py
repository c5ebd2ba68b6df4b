"""Choices over real HTTP, without scripts: equal steps, the browser's signal, papers, and what a stranger gets."""

from __future__ import annotations

import json

import pytest
from joserfc import jws as their_jws
from joserfc.jwk import KeySet

from fairdesk.consent.purposes import SIGNAL_REFUSES, Purpose
from fairdesk.language import OFFERED
from tests.server import RunningDesk
from tests.web.guests import Guest, Program

QUESTION = "How long do I have to send an umbrella back?"


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """Somebody who has never written."""
    return Guest(served.address)


def chooses(who: Guest, purpose: str, answer: str, **more: str) -> None:
    """Press one of the two buttons of a purpose."""
    who.opens("/privacy/choices")
    who.posts("/privacy/choices", purpose=purpose, answer=answer, **more)


def section(who: Guest, purpose: str) -> str:
    """Return a purpose's part of the page."""
    html = who.opens("/privacy/choices").html
    return html.partition(f'id="{purpose}"')[2].partition("</section>")[0]


class TestThePage:
    def test_asks_about_every_purpose_with_a_form_of_two_buttons_and_nothing_chosen(self, dana):
        page = dana.opens("/privacy/choices")

        forms = [form for form in page.forms if form.fields.get("purpose")]
        assert list(Purpose) == [form.fields["purpose"] for form in forms]
        assert all(2 == len(form.buttons) for form in forms)
        assert " checked" not in page.html.replace("be checked", "")
        assert 1 == [level for level, _ in page.headings].count(1)

    def test_reading_makes_nobody_a_customer_and_choosing_does(self, dana):
        dana.opens("/privacy/choices")
        before = set(dana.http.cookies)
        chooses(dana, "improve", "yes")

        assert "fairdesk" not in before
        assert "fairdesk" in dana.http.cookies
        assert "You said yes." in section(dana, "improve")

    @pytest.mark.parametrize("purpose", [p for p in Purpose if p not in (Purpose.AI_ANSWER, Purpose.ACCOMMODATE)])
    def test_yes_and_no_take_the_same_steps(self, served, purpose):
        for answer, said in (("yes", "You said yes."), ("no", "You said no.")):
            guest = Guest(served.address)
            chooses(guest, purpose, answer)

            assert said in section(guest, purpose)

    def test_anything_but_a_clear_yes_is_a_no(self, dana):
        chooses(dana, "research", "perhaps")

        assert "You said no." in section(dana, "research")

    def test_an_unknown_purpose_is_a_calm_page(self, dana):
        chooses(dana, "sell", "yes")

        assert 422 == dana.status

    def test_the_assistant_is_refused_and_the_report_says_what_was_reached(self, dana):
        dana.opens("/")
        dana.says(QUESTION)
        chooses(dana, "ai_answer", "no")

        part = section(dana, "ai_answer")
        assert "People only: you chose so." in part
        assert "Conversations that people have taken over: 1" in part

    def test_what_helps_is_kept_and_shown_again(self, dana):
        chooses(dana, "accommodate", "yes", help="large_print", words="left ear <b>")

        page = dana.opens("/privacy/choices")
        assert 'value="large_print" checked' in page.html
        assert "left ear &lt;b&gt;" in page.html
        chooses(dana, "accommodate", "no", help="large_print", words="left ear")
        assert '" checked' not in dana.opens("/privacy/choices").html

    @pytest.mark.parametrize("language", ["ar", "uk", "zh"])
    def test_stands_in_the_customers_language(self, served, language):
        page = Guest(served.address, language).opens("/privacy/choices")

        assert language == page.roots["lang"].partition("-")[0]
        assert "May we" not in page.html


class TestTheSignal:
    def test_is_kept_with_the_first_message_and_shown(self, dana):
        dana.http.headers["Sec-GPC"] = "1"
        before = section(dana, "contact")
        dana.says(QUESTION)

        assert "No: your browser asks so." in before
        assert "No: your browser asks so." in section(dana, "contact")
        assert "by your browser" in section(dana, "contact")
        assert "The assistant may answer" in section(dana, "ai_answer")

    def test_coming_later_it_takes_an_earlier_yes_back_and_a_later_yes_holds(self, dana):
        chooses(dana, "improve", "yes")
        dana.http.headers["Sec-GPC"] = "1"
        taken_back = section(dana, "improve")
        chooses(dana, "improve", "yes")

        assert "No: your browser asks so." in taken_back
        assert "You said yes." in section(dana, "improve")
        assert "No: your browser asks so." in section(dana, "contact")

    def test_any_other_value_says_nothing(self, dana):
        dana.http.headers["Sec-GPC"] = "0"
        dana.opens("/")
        dana.says(QUESTION)

        assert "You have not chosen yet" in section(dana, "contact")

    def test_that_it_is_honoured_can_be_read_by_programs(self, dana):
        dana.opens("/.well-known/gpc.json")

        assert dana.response.json()["gpc"] is True
        assert {"gpc", "lastUpdate"} == dana.response.json().keys()


class TestPapers:
    def test_a_receipt_downloads_and_verifies_with_the_published_key(self, dana):
        chooses(dana, "train_people", "yes")
        page = dana.opens("/privacy/choices")
        href = next(href for _, href in page.links if href.endswith("/receipt") and "choices" in href)

        signed = dana.http.get(href)
        keys = KeySet.import_key_set(dana.http.get("/privacy/keys.json").json())
        body = json.loads(their_jws.deserialize_compact(signed.text, keys, algorithms=["EdDSA"]).payload)

        assert "application/jose" == signed.headers["Content-Type"]
        assert "attachment" in signed.headers["Content-Disposition"]
        assert "dpv:ConsentReceipt" == body["@type"]
        for ending in (".jsonld", ""):
            other = dana.http.get(href + ending if ending else href.replace("/receipt", "/kantara.json"))
            assert 200 == other.status_code
            assert other.json()

    def test_a_stranger_gets_what_a_missing_one_gives(self, served, dana):
        chooses(dana, "train_people", "yes")
        href = next(h for _, h in dana.opens("/privacy/choices").links if h.endswith("/receipt"))
        sam = Guest(served.address)
        chooses(sam, "contact", "no")

        answers = {(sam.http.get(path).status_code, Guest(served.address).http.get(path).status_code)
                   for path in (href, "/privacy/choices/999999/receipt")}  # fmt: skip

        assert {(404, 404)} == answers

    def test_every_version_shown_is_listed_and_readable_word_for_word(self, dana):
        for language in OFFERED:
            dana.opens("/what-we-keep", **{"Accept-Language": language})
        listed = {href: name for name, href in dana.opens("/privacy/notices").links if "/privacy/notices/" in href}

        assert all(any(own in name for name in listed.values()) for own in OFFERED.values())
        for href in listed:
            dana.opens(href)
            assert 200 == dana.status, href
        dana.opens("/privacy/notices/0000000000000000")
        assert 404 == dana.status


class TestUnderstood:
    def test_right_answers_are_explained_at_once_and_nobody_is_made_a_customer(self, dana):
        dana.opens("/privacy/understood")
        page = dana.presses("Check", person="yes", must="yes")

        assert "Right." in page.text
        assert "Not quite." in page.text
        assert "Then people answer you" in page.text
        assert "fairdesk" not in dana.http.cookies

    def test_nothing_answered_is_said_kindly_and_is_no_gate(self, dana):
        dana.opens("/privacy/understood")
        dana.presses("Check")

        assert 422 == dana.status
        assert dana.opens("/")
        assert 200 == dana.status


class TestProcessing:
    def test_is_for_those_whose_role_reads_it(self, colleagues):
        cleo, ada = colleagues["Cleo"], colleagues["Ada"]

        assert "Record of processing" in cleo.opens("/desk/processing").text
        ada.opens("/desk/processing")
        assert 403 == ada.status


class TestTheApi:
    @pytest.fixture
    def program(self, served: RunningDesk) -> Program:
        return Program(served.address)

    def test_tells_keeps_and_hands_out_a_receipt(self, program):
        before = {each["purpose"]: each for each in program.http.get("/consents").json()}
        said = program.http.post("/consents/improve", json={"choice": "yes"}).json()
        number = said["choices"][0]["number"]
        receipt = program.http.get(f"/consents/{number}/receipt")

        assert {"told"} == {before["ai_answer"]["standing"]}
        assert ("allowed", "api") == (said["standing"], said["choices"][0]["method"])
        assert 3 == len(receipt.text.split("."))
        words = program.http.get(f"/notices/{said['notice']['version']}").json()
        assert words["text"] == said["notice"]["text"]

    def test_a_no_says_what_it_reached(self, program):
        program.sends(QUESTION)
        said = program.http.post("/consents/ai_answer", json={"choice": "no"}).json()

        assert "refused" == said["standing"]
        assert {"desk_conversation": 1} == {one["store"]: one["stopped"] for one in said["reached"] if one["stopped"]}
        assert "waiting" == program.reads()["state"]

    def test_heeds_the_signal_of_a_start(self, served):
        import httpx

        started = httpx.post(
            f"{served.address}/api/v1/conversations", json={"language": "en"}, headers={"Sec-GPC": "1"}
        ).json()
        found = httpx.get(
            f"{served.address}/api/v1/consents", headers={"Authorization": f"Bearer {started['token']}"}
        ).json()

        assert set(SIGNAL_REFUSES) == {each["purpose"] for each in found if each["by_signal"]}

    @pytest.mark.parametrize(
        ("path", "body", "status"),
        [
            ("/consents/sell", {"choice": "yes"}, 422),
            ("/consents/improve", {"choice": "maybe"}, 422),
            ("/consents/improve", {}, 422),
        ],
    )
    def test_what_cannot_be_is_a_problem_document(self, program, path, body, status):
        said = program.http.post(path, json=body)

        assert status == said.status_code
        assert "application/problem+json" == said.headers["Content-Type"]

    def test_a_strangers_receipt_is_not_there(self, served, program):
        number = program.http.post("/consents/improve", json={"choice": "yes"}).json()["choices"][0]["number"]

        assert 404 == Program(served.address).http.get(f"/consents/{number}/receipt").status_code
        assert 404 == program.http.get("/notices/0000000000000000").status_code


class TestWordsThatChanged:
    def test_a_yes_to_other_words_is_asked_again_and_a_no_holds(self, dana):
        """The page was open while the company changed: its form still names the version that was read."""
        chooses(dana, "contact", "yes", version="0" * 16, language="en")
        again, status = dana.page.text, dana.status
        chooses(dana, "improve", "no", version="0" * 16, language="en")

        assert 409 == status
        assert "These words have changed" in again
        assert "You have not chosen yet" in section(dana, "contact")
        assert "You said no." in section(dana, "improve")

    def test_choosing_on_a_page_in_another_language_is_under_the_words_of_that_page(self, dana):
        page = dana.opens("/privacy/choices?lang=de")
        version = next(form.fields["version"] for form in page.forms if form.fields.get("purpose") == "improve")
        dana.opens("/privacy/choices?lang=en")
        dana.posts("/privacy/choices", purpose="improve", answer="yes", version=version, language="de")

        assert 200 == dana.status
        receipt = next(h for _, h in dana.opens("/privacy/choices").links if h.endswith("receipt.jsonld"))
        notice = dana.http.get(receipt).json()["dpv:hasRecordOfActivity"]["dpv:hasNotice"]
        assert ("de", version) == (notice["dct:language"], notice["dct:identifier"])
