"""The reviewers' page, used without scripts over a fake house. The page of the stop is used in tests/web."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairdesk.nouns import ActId, ColleagueId
from fairdesk.oversight.acceptance import Plan, Standing
from fairdesk.oversight.agreement import Agreement
from fairdesk.oversight.estimating import Looked
from fairdesk.oversight.lots import Lot, told
from fairdesk.oversight.misses import Misses, Sample
from fairdesk.oversight.reviewing import Drawn, drawn_curve
from fairdesk.oversight.second_look import Apart, Told
from fairdesk.oversight.two_people import Asked, Kind
from tests.web.fake_house import ACT, Visit
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]

DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_sample(visit: Visit) -> None:
    visit.house.sample = Sample(ACT, DAY, "en", "I am [EMAIL_1], Kim")


class TestAnswers:
    SHOWN = Drawn(
        ActId(ACT), DAY, "en", "Where is [ORDER_1]?", "It is on its way.", "Parcels", "Where is it", sent=False
    )

    def test_shows_the_masked_question_the_answer_and_its_source(self, visit: Visit, ana: Visitor) -> None:
        visit.house.answer = self.SHOWN
        page = ana.opens("/desk/answers")

        assert "The assistant would have answered" in page.text
        assert "It is on its way." in page.text
        assert "Parcels, Where is it" in page.text
        assert '<mark class="mask">[ORDER_1]</mark>' in page.html
        assert {"Right", "Wrong", "Cannot tell"} <= set(page.buttons)

    def test_keeps_what_the_reviewer_says(self, visit: Visit, ana: Visitor) -> None:
        visit.house.answer = self.SHOWN
        ana.opens("/desk/answers")

        ana.presses("Wrong", verdict="wrong")

        assert ("keep_answer_review", ACT, "wrong") == visit.house.asked[-1]

    def test_says_when_nothing_was_said(self, visit: Visit, ana: Visitor) -> None:
        visit.house.answer = self.SHOWN
        ana.opens("/desk/answers")
        page = ana.presses("Wrong", verdict="")

        assert 422 == ana.status
        assert "say whether the answer is right" in page.text

    def test_while_a_pause_is_due_no_answer_is_shown_and_what_was_said_is_kept(
        self, visit: Visit, ana: Visitor
    ) -> None:
        visit.house.answer = self.SHOWN
        ana.opens("/desk/answers")
        visit.house.rest = "sitting"
        ana.presses("Wrong", verdict="wrong")

        page = ana.opens("/desk/answers")

        assert ("keep_answer_review", ACT, "wrong") == visit.house.asked[-1]
        assert "Time for a pause" in page.text
        assert "It is on its way." not in page.text
        assert "To the desk" in page.text

    def test_what_two_see_differently_is_settled_by_coming_round(self, visit: Visit, ana: Visitor) -> None:
        visit.house.apart = (Apart(self.SHOWN, "right", "wrong", "Cleo"),)
        page = ana.opens("/desk/answers")
        assert "You said: Right. Cleo said: Wrong." in page.text

        ana.presses("I see it so too: Wrong (answer 1)")

        assert ("come_round", ACT) == visit.house.asked[-1]

    def test_says_when_there_is_nothing_to_look_at(self, ana: Visitor) -> None:
        assert "There is no answer to look at now" in ana.opens("/desk/answers").text


class TestWhatTakesTwo:
    FLOW = Asked(
        "a1", Kind.FLOW, "cancel_order", "v1", ColleagueId(99), "Cleo", DAY, "name: cancel_order", "many ask"
    )

    def test_who_did_not_ask_agrees_and_who_asked_reads_that_another_must(self, visit: Visit, ana: Visitor) -> None:
        visit.house.waits_for_two = ((self.FLOW, True),)
        page = ana.opens("/desk/agree")
        assert "Cleo asked for it" in page.text
        assert "It waits for you" in page.text

        assert "Why: many ask" in page.text

        ana.presses("Agree (cancel_order)", do="grant", why="tried it")

        assert ("grant", "a1", "tried it") == visit.house.asked[-1]

    def test_without_a_reason_nothing_is_in_force_and_the_page_says_where_to_write_it(
        self, visit: Visit, ana: Visitor
    ) -> None:
        visit.house.waits_for_two = ((self.FLOW, True),)
        ana.opens("/desk/agree")

        page = ana.presses("Agree (cancel_order)", do="grant", why=" ")

        assert (422, True) == (ana.status, "Say why you agree" in page.text)
        assert "grant" not in [call[0] for call in visit.house.asked]

    def test_who_may_not_reads_who_must(self, visit: Visit, ana: Visitor) -> None:
        visit.house.waits_for_two = ((replace(self.FLOW, by=visit.colleague.id), False),)

        page = ana.opens("/desk/agree")

        assert "Now it takes somebody else who may approve guidelines." in page.text
        assert not any(button.startswith("Agree") for button in page.buttons)
        ana.presses("Take it back (cancel_order)", do="back")
        assert ("ask_no_more", "a1") == visit.house.asked[-1]


class TestBoard:
    def test_says_how_far_two_agree_or_that_they_are_too_few(self, visit: Visit, ana: Visitor) -> None:
        assert (
            "Too few to say: 7 answers judged by two people; the figure is told from 20." in ana.opens("/board").text
        )

        visit.house.agreement = Told(41, Agreement(0.714, 0.52, 0.86, 40), 36)

        text = ana.opens("/board").text
        assert "alpha over 40 answers that two people judged: 0.71 (95 %: 0.52 to 0.86)" in text
        assert "tentative conclusions only" in text
        assert "The same verdict: 36 of 40" in text
        assert "(19 to go)" in text

    def test_tells_what_may_be_promised_what_is_missing_and_what_was_broken(self, ana: Visitor) -> None:
        text = ana.opens("/board").text

        assert "The target: at most 5 % of what it answers alone is wrong, with 95 % confidence" in text
        assert "Not certifiable yet: 47 more reviewed answers needed." in text
        assert "6 of 320 were wrong" in text
        assert "Broken: people answer" in text
        assert "17.9 % (6.1 to 36.9 %) above the target" in text

    def test_the_curve_is_drawn_with_its_figures_beside_it(self, visit: Visit, ana: Visitor) -> None:
        page = ana.opens("/board")

        points, target_at = drawn_curve(visit.house.told)
        assert f'points="{points}"' in page.html
        assert "60.0,200.0 300.0,183.3 600.0,0.0" == points
        assert 116.7 == target_at
        assert "0.990" in page.text

    def test_groups_are_compared_over_live_traffic_and_what_is_evident_is_said(
        self, visit: Visit, ana: Visitor
    ) -> None:
        text = ana.opens("/board").text

        assert "77.8 % (73.1 to 81.9 %) evidently more often" in text
        assert "50.0 % (34.2 to 65.8 %) evidently less oftenToo few to say" in text
        visit.house.told = replace(visit.house.told, live=())
        assert "it takes two groups of 5 people" in ana.opens("/board").text

    def test_another_person_is_asked_for_where_this_one_gave_most_verdicts(self, visit: Visit, ana: Visitor) -> None:
        refunds, parcels = visit.house.told.topics
        visit.house.told = replace(visit.house.told, topics=(replace(refunds, another=True), parcels))
        says = "You gave more than half of the verdicts: another person must put it in force."

        assert says not in ana.opens("/board").text, "who may not approve is asked for nothing"
        visit.colleague = replace(visit.colleague, role="manager")
        visit.house.unread_glasses = lambda: 0
        assert says in ana.opens("/board").text

    def test_each_week_tells_how_it_stands_and_how_much_was_wrong_among_all(self, visit: Visit, ana: Visitor) -> None:
        assert "No week has had enough answers yet." in ana.opens("/board").text
        strata = (Looked("questioned", 10, 10, 5), Looked("calm", 90, 0, 0))
        lot = Lot("l", "refunds", "article", DAY, DAY, DAY, 400, 100, Plan(100, 3), "v", strata, Standing.REJECTED)
        visit.house.weeks = (told(replace(lot, reviewed=10, wrong=5)),)

        text = ana.opens("/board").text
        assert "400, of which 100 may be looked at10 of 1005, at most 3RejectedToo few were looked at" in text
        visit.house.weeks = (
            told(replace(lot, strata=(strata[0], Looked("calm", 90, 30, 0)), standing=Standing.OPEN)),
        )
        assert "Open5.0 % (5.0 % to 13.0 %)questioned: 5 of 10 looked at, of 10" in ana.opens("/board").text

    def test_nobody_reviewed_yet_is_said(self, visit: Visit, ana: Visitor) -> None:
        visit.house.told = replace(visit.house.told, topics=(), groups=(), curve=(), reviewed=0)

        assert "Nobody has reviewed an answer yet. Nothing is promised." in ana.opens("/board").text

    def test_how_often_the_same_question_got_the_same_answer_is_told_with_its_n_date_and_history(
        self, visit: Visit, ana: Visitor
    ) -> None:
        text = ana.opens("/board").text

        assert "94.4 % of 360 probes on" in text
        assert "(95 %: 91.6 to 96.4 %)" in text
        assert "In 19 of 30 questions every wording did." in text
        assert "none answered" in text

    def test_a_desk_that_never_asked_itself_says_so(self, visit: Visit, ana: Visitor) -> None:
        visit.house.told = replace(visit.house.told, consistent=())

        assert "The desk has not asked itself yet." in ana.opens("/board").text

    def test_who_may_approve_puts_it_in_force(self, visit: Visit, ana: Visitor) -> None:
        assert "Put in force" not in ana.opens("/board").text
        visit.colleague = replace(visit.colleague, role="manager")
        visit.house.unread_glasses = lambda: 0
        ana.opens("/board")

        ana.presses("Put in force what is certified")

        assert ("make_promises",) == visit.house.asked[-1]


class TestMasking:
    def test_shows_the_masked_words_and_asks_for_numbers_alone(self, ana: Visitor) -> None:
        page = ana.opens("/desk/masking")

        assert "I am [EMAIL_1], Kim" in page.text
        assert '<mark class="mask">[EMAIL_1]</mark>' in page.html
        assert {"Nothing was missed", "Keep these numbers"} <= set(page.buttons)

    def test_keeps_that_nothing_was_missed(self, visit: Visit, ana: Visitor) -> None:
        ana.opens("/desk/masking")

        ana.presses("Nothing was missed", answer="nothing", PERSON="3")

        assert ("keep_mask_review", ACT, {}) == visit.house.asked[-1]

    def test_keeps_kinds_and_numbers(self, visit: Visit, ana: Visitor) -> None:
        ana.opens("/desk/masking")

        ana.presses("Keep these numbers", answer="missed", PERSON=" 1 ", EMAIL="")

        assert ("keep_mask_review", ACT, {"PERSON": 1}) == visit.house.asked[-1]

    @pytest.mark.parametrize(("written", "told"), [("x", "Name of a person: write a number"), ("", "Write how many")])
    def test_says_what_to_change_and_keeps_what_was_typed(
        self, visit: Visit, ana: Visitor, written: str, told: str
    ) -> None:
        ana.opens("/desk/masking")
        page = ana.presses("Keep these numbers", answer="missed", PERSON=written)

        assert 422 == ana.status
        assert told in page.text
        assert not [asked for asked in visit.house.asked if asked[0] == "keep_mask_review"]

    def test_says_when_there_is_nothing_to_look_at(self, visit: Visit, ana: Visitor) -> None:
        visit.house.sample = None

        assert "There is no message to look at now" in ana.opens("/desk/masking").text

    def test_tells_the_figure_with_its_interval_and_days(self, visit: Visit, ana: Visitor, dana: Visitor) -> None:
        visit.house.misses = Misses(40, 2, {"PERSON": 2}, DAY, DAY, (0.0138, 0.165))

        assert "5.0 % (95 % interval 1.4 % to 16.5 %)" in ana.opens("/desk/masking").text
        assert (
            "People checked 40 masked messages. In 2 of them something was missed."
            in dana.opens("/what-we-keep").text
        )

    def test_customers_see_no_figure_of_few_messages(self, visit: Visit, dana: Visitor) -> None:
        visit.house.misses = Misses(3, 1, {"PERSON": 1}, DAY, DAY, (0.06, 0.79))

        assert "There is no figure yet." in dana.opens("/what-we-keep").text
