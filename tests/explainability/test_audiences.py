"""Each audience is told its part of one record: the customer briefly, a colleague in full, an auditor in codes."""

from __future__ import annotations

import json

import pytest

from fairdesk.explainability.act_record import as_json, record_of
from fairdesk.explainability.audiences import CONTEST, ROLES, Audience, as_text, told
from fairdesk.explainability.sentences import FACTS
from fairdesk.explainability.wording import for_customer
from fairdesk.language import OFFERED
from tests.explainability.test_act_record import ACT, TOLD, turn
from tests.explainability.test_sentences import reading_ease

RECORD = record_of(ACT, turn(), TOLD)


def test_the_customer_reads_sentences_and_no_code_score_or_hash():
    said = told(RECORD, Audience.CUSTOMER, "en")

    assert list(for_customer(RECORD.because, "en")) == said["reasons"]
    assert "If you had chosen people only, a person would have answered." == said["otherwise"]
    assert not {"scores", "confidence", "versions", "decisions"} & said.keys()
    assert "R05" not in json.dumps(said)


def test_a_colleague_reads_values_sources_and_sums():
    said = told(RECORD, Audience.COLLEAGUE, "de")

    assert ["sensitive matter: none (from triage)"] == said["reasons"][0]["values"]
    assert {FACTS["start"]: -3.4, FACTS["lead"]: 4.4} == said["contributions"][0]["parts"]
    assert "not calibrated yet" == said["calibration"]


def test_an_auditor_gets_the_record_itself():
    assert as_json(RECORD) == told(RECORD, Audience.AUDITOR, "en")


@pytest.mark.parametrize("language", OFFERED)
def test_the_customer_is_told_in_their_language(language):
    said = told(RECORD, Audience.CUSTOMER, language)

    assert said["role"]
    assert said["contest"]


def test_a_terminal_shows_the_same():
    for_colleague = as_text(told(RECORD, Audience.COLLEAGUE, "en"), Audience.COLLEAGUE)
    for_the_customer = as_text(told(RECORD, Audience.CUSTOMER, "en"), Audience.CUSTOMER)

    assert f"confidence: 1.000 = {FACTS['start']} -3.400 + {FACTS['lead']} 4.400" in for_colleague
    assert "another outcome needs: the customer chose people only = true" in for_colleague
    assert for_the_customer.endswith(CONTEST)


@pytest.mark.parametrize("text", [*ROLES.values(), CONTEST])
def test_sentences_are_short_and_plain(text):
    assert all(len(sentence.split()) <= 15 for sentence in text.split("."))
    assert reading_ease(text) >= 50
