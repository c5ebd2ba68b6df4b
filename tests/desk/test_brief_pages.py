"""The brief on its customer's page and at the desk, and a draft that asks again, over a fake house and without scripts."""

from __future__ import annotations

from fairdesk.desk.timeline import State
from tests.web.fake_house import STRANGER, TALK, Visit
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]


class TestCustomer:
    def test_is_led_to_it_from_the_conversation_once_a_person_comes(self, visit: Visit, dana: Visitor):
        visit.house.state = State.WAITING

        page = dana.opens(f"/c/{TALK}")

        assert ("Read or correct what they are told", f"/c/{TALK}/brief") in page.links

    def test_reads_who_sees_it_what_it_says_and_what_stood_before(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}/brief")

        assert "Ana (a person) reads this first, and sees your whole conversation." in page.text
        assert "Changed by Ana. Before: Parcel late" in page.text
        assert "Parcel lost" in page.html

    def test_corrects_a_part(self, visit: Visit, dana: Visitor):
        dana.opens(f"/c/{TALK}/brief")

        dana.presses("Keep my correction", asked="It was stolen")

        (kept,) = (asked for asked in visit.house.asked if asked[0] == "correct_brief")
        assert ("Parcel lost", "It was stolen", 4) == (kept[1]["asked"], kept[2]["asked"], kept[3])
        assert dana.at.startswith(f"/c/{TALK}")

    def test_keeps_the_words_when_somebody_was_faster(self, visit: Visit, dana: Visitor):
        dana.opens(f"/c/{TALK}/brief")
        visit.house.overtaken = True

        page = dana.presses("Keep my correction", asked="It was stolen")

        assert 409 == dana.status
        assert "Somebody changed this meanwhile." in page.text
        assert "It was stolen" in page.html

    def test_another_conversation_is_not_found(self, dana: Visitor):
        dana.opens(f"/c/{STRANGER}/brief")

        assert 404 == dana.status


class TestColleague:
    def test_changes_it_in_the_case(self, visit: Visit, ana: Visitor):
        visit.house.mine = True
        ana.opens(f"/desk/c/{TALK}")

        ana.presses("Keep this version", promised="A new parcel by Friday")

        (kept,) = (asked for asked in visit.house.asked if asked[0] == "edit_brief")
        assert ("nothing yet", "A new parcel by Friday") == (kept[1]["promised"], kept[2]["promised"])

    def test_a_reply_that_asks_again_is_stopped_with_value_and_message_and_goes_when_sent_again(
        self, visit: Visit, ana: Visitor
    ):
        visit.house.mine = True
        ana.opens(f"/desk/c/{TALK}")

        page = ana.presses("Send", text="Your order number, please?")

        assert 422 == ana.status
        assert "Nothing was sent yet: the customer gave this already" in page.text
        assert "Order number: ORDER-1 (in message 1)" in page.text
        assert "Your order number, please?" in page.html
        ana.presses("Send", text="Your order number, please?")
        assert ["reply"] == [asked[0] for asked in visit.house.asked if asked[0] == "reply"]

    def test_a_draft_is_told_of_while_it_is_typed(self, ana: Visitor):
        token = ana.opens(f"/desk/c/{TALK}").form_with("Send").fields["csrfmiddlewaretoken"]
        typed = {"text": "order number?", "csrfmiddlewaretoken": token}

        answer = ana.client.post(f"/desk/c/{TALK}/given", typed)

        assert "ORDER-1" in answer.content.decode()
        assert 'value="order"' in answer.content.decode()
        assert "no-store" == answer["Cache-Control"]
