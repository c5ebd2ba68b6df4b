"""The pages of reasons: in the customer's language, working without scripts, the same for whoever may and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.explainability.running import PromiseTold
from fairdesk.language import OFFERED, say
from tests.web import fake_house
from tests.web.fake_house import ACT, TALK, running

pytest_plugins = ["tests.web.visiting"]


class TestHowItWorks:
    @pytest.mark.parametrize("language", OFFERED)
    def test_is_open_to_everybody_in_their_language(self, dana, language):
        page = dana.opens(f"/how-our-ai-works?lang={language}").text

        assert 200 == dana.status
        assert say(language, "How our AI works") in page

    def test_tells_figures_with_n_and_interval_and_says_where_there_are_too_few(self, dana):
        page = dana.opens("/how-our-ai-works").text

        assert "0.4 s (95 %: 0.4 s – 0.4 s; n = 60)" in page
        assert "Too few to say." in page
        assert "20.0 %" not in page  # one of five: a figure that must not be told

    def test_tells_errors_of_both_with_their_dates_how_they_are_counted_and_what_nobody_measured(self, dana):
        page = dana.opens("/how-our-ai-works").text

        assert "2.5 % (95 %: 0.7 % – 8.7 %; n = 80) 5 October 2026 – 3 November 2026" in page
        assert "5.0 % (95 %: 1.7 % – 13.7 %; n = 60)" in page
        assert "These two are counted differently." in page
        assert "66.7 % (95 %: 54.1 % – 77.3 %; n = 60)" in page, "of a group"
        assert "by age, gender or origin: we do not ask for these." in page

    def test_says_where_no_groups_were_compared(self, dana, monkeypatch):
        alone = tuple(each for each in running().figures if ":" not in each.of)
        monkeypatch.setattr("tests.web.fake_house.running", lambda: replace(running(), figures=alone))

        assert "Whether it treats groups of customers differently." in dana.opens("/how-our-ai-works").text

    def test_says_that_a_model_writes_where_one_does_and_nowhere_else(self, dana, monkeypatch):
        quotes, writes = "adds no words of its own", "A language model puts our help articles into words"
        page = dana.opens("/how-our-ai-works").text
        assert (True, False) == (quotes in page, writes in page)

        monkeypatch.setattr("tests.web.fake_house.running", lambda: replace(running(), outside="Model Ltd"))
        page = dana.opens("/how-our-ai-works").text
        assert (False, True) == (quotes in page, writes in page)

    def test_tells_what_is_promised_with_its_counts_and_its_condition(self, dana):
        page = dana.opens("/how-our-ai-works").text

        assert "at most 5 % are wrong. We are 95 % sure of this." in page
        assert "People checked 400 answers. Sure enough to send were 320. Of these, 6 were wrong." in page
        assert "It holds while people ask such things as we checked." in page
        assert "Ledger entries: 900" in page

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            (
                PromiseTold("all", "not_yet", 0.05, 0.95, 12, needed=47),
                "People have checked 12 answers. At least 47 more",
            ),
            (
                PromiseTold("all", "not_yet", 0.05, 0.95, 12),
                "We promise nothing yet. People have checked 12 answers.",
            ),
            (PromiseTold("refunds", "closed", 0.05, 0.95, 12), "We took this promise back"),
        ],
    )
    def test_tells_what_is_missing_and_what_was_taken_back(self, dana, monkeypatch, told, says):
        made = replace(running(), promises=(told,), people_until_promised=True)
        monkeypatch.setattr(fake_house.FakeHouse, "running", lambda _house: made)
        page = dana.opens("/how-our-ai-works").text

        assert says in page
        assert ("Until then, people answer." in page) == (told.state == "not_yet")
        assert ("refunds" in page) == told.names_topic
        assert "at most 5 %" not in page

    def test_says_that_one_person_approves_where_it_is_so_and_nowhere_else(self, dana, monkeypatch):
        sentence = "Only one person here may approve rules."
        assert sentence not in dana.opens("/how-our-ai-works").text

        monkeypatch.setattr("tests.web.fake_house.running", lambda: replace(running(), one_approves=True))
        assert sentence in dana.opens("/how-our-ai-works").text


class TestWhy:
    def test_says_what_would_have_changed_it_and_offers_to_contest(self, dana):
        page = dana.opens(f"/why/{ACT}?c={TALK}").html

        assert "If you had chosen people only, a person would have answered." in page
        assert "The assistant answered by itself." in page
        assert f'action="/why/{ACT}/appeal"' in page

    def test_an_appeal_is_a_plain_form(self, dana, visit):
        dana.opens(f"/why/{ACT}?c={TALK}")
        dana.presses("I contest this decision", text="It was lost.")

        assert ("appeal", ACT, "It was lost.") in visit.house.asked

    def test_a_colleague_reads_sums_and_versions(self, ana):
        page = ana.opens(f"/desk/why/{ACT}").text

        assert "the customer chose people only = true (was false; the customer could change it)" in page
        assert "not calibrated yet" in page
        assert "8.000" in page


class TestDecidingAnAppeal:
    def test_needs_an_outcome_and_a_sentence(self, ana, visit):
        ana.opens(f"/desk/c/{TALK}")
        ana.presses("Decide and tell the customer", outcome="changed", sentence="You are right.")

        assert ("decide_appeal", ACT, "changed", "You are right.") in visit.house.asked

    def test_without_a_sentence_says_so(self, ana):
        ana.opens(f"/desk/c/{TALK}")
        page = ana.presses("Decide and tell the customer", outcome="changed", sentence="").text

        assert 422 == ana.status
        assert "The appeal was not decided" in page
