"""Papers of consent: a receipt verifies with another library, tells one choice, and is nobody else's."""

from __future__ import annotations

import json

import pytest
from joserfc import jws as their_jws
from joserfc.jwk import KeySet

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose, Standing
from fairdesk.consent.receipts import choice_in
from fairdesk.house.forgetting import forget
from fairdesk.nouns import NotFound


@pytest.fixture
def dana(desk):
    """Dana said yes, then no."""
    dana = desk.customer()
    desk.house.choose(dana.id, Purpose.IMPROVE, True, language="de")
    desk.house.choose(dana.id, Purpose.IMPROVE, False, language="de")
    return dana


def numbers(who) -> list[int]:
    return [one.number for one in consent.history(who.id)]


def read_by_another_library(desk, signed: str) -> dict:
    keys = KeySet.import_key_set(json.loads(json.dumps(desk.house.public_keys())))
    return json.loads(their_jws.deserialize_compact(signed, keys, algorithms=["EdDSA"]).payload)


class TestAReceipt:
    def test_verifies_with_another_library_and_the_published_key(self, desk, dana):
        body = read_by_another_library(desk, desk.house.consent_receipt(dana.id, numbers(dana)[1]))

        said = choice_in(body)
        assert ("improve", "withdrawn", "de", "A made-up company") == (
            said.purpose, said.choice, said.language, said.controller,
        )  # fmt: skip
        assert said.notice_whole

    def test_of_an_earlier_choice_does_not_know_the_later_one(self, desk, dana):
        first, second = (desk.house.consent_receipt_body(dana.id, number) for number in numbers(dana))

        assert ("granted", "withdrawn") == (choice_in(first).choice, choice_in(second).choice)
        assert 1 == len(first["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"])

    def test_is_not_for_a_stranger(self, desk, dana):
        sam = desk.customer()

        for paper in (desk.house.consent_receipt, desk.house.consent_receipt_kantara):
            with pytest.raises(NotFound):
                paper(sam.id, numbers(dana)[0])

    def test_without_a_notice_shown_there_is_none(self, desk):
        customer, _ = desk.house.add_customer("en")
        desk.house.withdraw(customer, Purpose.IMPROVE)
        (number,) = (one.number for one in consent.history(customer))

        with pytest.raises(NotFound, match="no words a receipt could prove"):
            desk.house.consent_receipt(customer, number)

    def test_in_her_hands_still_verifies_when_she_is_forgotten(self, desk, dana):
        signed = desk.house.consent_receipt(dana.id, numbers(dana)[0])

        forget(desk.house, dana.id, "asked")

        assert choice_in(read_by_another_library(desk, signed)).notice_whole
        with pytest.raises(NotFound):
            desk.house.consent_receipt(dana.id, 1)

    def test_kantaras_shape_tells_the_same_choice(self, desk, dana):
        body = desk.house.consent_receipt_kantara(dana.id, numbers(dana)[1])

        assert ("withdrawn", dana.id) == (body["fairdesk_choice"], body["piiPrincipalId"])


class TestStands:
    def test_every_purpose_stands_as_it_was_chosen_and_showing_it_is_recorded(self, desk, dana):
        stands = {each.name: each for each in desk.house.stands(dana.id, "en", "choices", signal=False)}

        assert set(Purpose) == stands.keys()
        assert Standing.REFUSED is stands["improve"].standing
        assert ["withdrawn", "granted"] == [one.choice for one in stands["improve"].history]
        shown = {one.name for one in consent.showings(dana.id) if one.place == "choices" and one.language == "en"}
        assert set(Purpose) == shown

    def test_nobodys_browser_with_the_signal_is_shown_what_will_be_kept(self, desk):
        stands = {each.name: each for each in desk.house.stands(None, "en", "choices", signal=True)}

        assert stands["contact"].by_signal
        assert Standing.REFUSED is stands["contact"].standing
        assert Standing.TOLD is stands["ai_answer"].standing


class TestNotices:
    def test_any_version_ever_shown_can_be_read_after_the_company_changed_its_name(self, desk):
        old = desk.house.show_notice("ai_answer", "en", None, "home")
        versions = {one.version for one in desk.house.notice_versions()}

        assert old.version in versions
        assert old == desk.house.notice_shown(old.version)
        with pytest.raises(NotFound):
            desk.house.notice_shown("0" * 16)
