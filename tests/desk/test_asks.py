"""What the customer gave already is seen in a colleague's draft, measured on scripted conversations and on real ones."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from fairdesk.desk.asks import asked_for, given, given_already
from fairdesk.desk.brief import SLOTS, Known
from fairdesk.desk.timeline import Entry
from fairdesk.language import OFFERED
from fairdesk.nouns import RawText, Voice
from fairdesk.privacy.extras import detector_named
from fairdesk.privacy.mask import Vault, mask, restore
from tests.conftest import shared_data

AT = datetime(2026, 3, 6, 18, tzinfo=UTC)
SCRIPTED = tomllib.loads((Path(__file__).parent / "asks_scripted.toml").read_text("utf-8"))
DETECTOR = detector_named("default", "", 1.0)


def known_from(says: list[str], language: str) -> tuple[Known, ...]:
    """Return what messages give, as they are masked here."""
    vault, entries = Vault.empty(), []
    for number, text in enumerate(says, 1):
        asked, vault = mask(RawText(text), language, vault, DETECTOR, 5.0)
        entries.append(Entry(number, AT, Voice.CUSTOMER, text, language, masked=asked.text))
    return given(entries, lambda hidden: restore(hidden, vault))


def outcomes(language: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield each scripted draft with what it asks for again, and what is found."""
    for talk in SCRIPTED[language]:
        known = known_from(talk["says"], language)
        for draft, again in talk["drafts"].items():
            yield draft, set(again), {each.slot for each in given_already(draft, language, known)}


def f1(pairs: list[tuple[set[str], set[str]]]) -> tuple[float, int]:
    """Return the F1 over all slots of all drafts, and how many slots are asked for again."""
    right = sum(len(wanted & found) for wanted, found in pairs)
    asked, told = sum(len(wanted) for wanted, _ in pairs), sum(len(found) for _, found in pairs)
    return (2 * right / (asked + told) if asked + told else 1.0), asked


class TestScripted:
    def test_there_are_conversations_in_every_language(self) -> None:
        assert set(OFFERED) == set(SCRIPTED)

    @pytest.mark.parametrize("language", OFFERED)
    def test_f1_is_at_least_nine_tenths(self, language: str) -> None:
        found = list(outcomes(language))
        score, asked = f1([(wanted, told) for _, wanted, told in found])
        wrong = [(draft, wanted, told) for draft, wanted, told in found if wanted != told]
        print(f"{language}: F1 {score:.3f}, {len(found)} drafts, {asked} asked again")

        assert score >= 0.9, wrong

    def test_every_slot_is_asked_for_again_somewhere(self) -> None:
        asked = Counter(
            slot
            for talks in SCRIPTED.values()
            for talk in talks
            for again in talk["drafts"].values()
            for slot in again
        )

        assert set(SLOTS) == set(asked)


class TestReal:
    """Agents of real service dialogues (STAR, MIT licence), whose asking is labelled by the act of each line."""

    ACTS = {"ask_name": "name", "bank_ask_account_number": "account", "ride_ask_booking_number": "order",
            "plane_ask_flight_id": "order", "plane_ask_date": "date", "party_ask_day": "date", "weather_ask_day": "date",
            "apartment_ask_day": "date", "meeting_ask_day": "date", "doctor_ask_day": "date"}  # fmt: skip

    def test_names_and_numbers_are_seen_and_little_else_is(self) -> None:
        file = shared_data("assistant", "conversations", "star_dev.jsonl")
        lines = [line for talk in file.read_text("utf-8").splitlines() for line in json.loads(talk)["events"]
                 if line["who"] == "agent" and line.get("act")]  # fmt: skip
        asks = [(self.ACTS[line["act"]], asked_for(line["text"], "en")) for line in lines if line["act"] in self.ACTS]
        others = [asked_for(line["text"], "en") for line in lines if "ask" not in line["act"]]
        recall = sum(slot in found for slot, found in asks) / len(asks)
        false = sum(bool(found) for found in others) / len(others)
        print(f"STAR: recall {recall:.3f} of n={len(asks)} that ask; {false:.3f} of n={len(others)} that do not")

        assert recall >= 0.85
        assert false <= 0.05


class TestOne:
    def test_a_value_that_the_draft_names_is_confirmed_and_not_asked_for(self) -> None:
        known = (Known("order", "NU-20931-2", number=2),)

        assert () == given_already("Is your order number NU 20931 2?", "en", known)
        assert known == given_already("What is your order number?", "en", known)

    def test_the_number_of_the_message_is_told(self) -> None:
        known = known_from(["Hello", "It is order ORDER-20931"], "en")

        assert [Known("order", "ORDER-20931", "said", 2)] == list(known)

    def test_the_latest_value_counts(self) -> None:
        known = known_from(["order ORDER-11111", "sorry, order ORDER-22222"], "en")

        assert [("ORDER-22222", 2)] == [(each.value, each.number) for each in known]

    def test_somebody_elses_name_is_not_the_customers(self) -> None:
        assert [] == [
            each
            for each in known_from(["The parcel was left with Peter Miller next door."], "en")
            if each.slot == "name"
        ]

    def test_a_message_that_was_not_masked_gives_nothing(self) -> None:
        assert () == given([Entry(1, AT, Voice.CUSTOMER, "order ORDER-1", "en", masked="")], str)

    @for_any(st.text(max_size=300), st.sampled_from(list(OFFERED)))
    def test_any_draft_is_read_without_an_error(self, draft: str, language: str) -> None:
        assert asked_for(draft, language) <= set(SLOTS)
