"""May we write? Never where it harms, later where it was wished, and each answer with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity import contact
from fairdesk.identity.contact import (
    Channel,
    Occasion,
    Reach,
    Wishes,
    from_json,
    may_contact,
    normal,
    read_email,
    read_wishes,
    to_json,
)
from fairdesk.nouns import BadInput

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NIGHTS = Wishes(hours=(22 * 60, 6 * 60))
MORNINGS = Wishes(hours=(8 * 60, 11 * 60))
FINE = Reach(Occasion.SERVICE)


def code(reach: Reach, at: datetime = NOON) -> str:
    return may_contact(reach, at).code


class TestNever:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"has_address": False}, contact.NO_ADDRESS),
            ({"shared": True}, contact.SHARED),
            ({"undeliverable": True}, contact.UNDELIVERABLE),
            ({"verified": False}, contact.UNVERIFIED),
            ({"wishes": (Wishes(), Wishes(Channel.PAGE))}, contact.PAGE_ONLY),
            ({"wishes": (Wishes(silent=True),)}, contact.SAFE_WORD),
            ({"occasion": Occasion.NEWS}, contact.NO_CONSENT),
            ({"occasion": Occasion.NEWS, "agreed": True, "restricted": True}, contact.RESTRICTED),
        ],
    )
    def test_where_it_harms(self, change, why):
        assert contact.MAY == code(FINE)
        assert why == code(replace(FINE, **change))

    @pytest.mark.parametrize("occasion", Occasion)
    def test_an_address_that_others_read_gets_nothing_at_all(self, occasion):
        assert contact.SHARED == code(Reach(occasion, shared=True, agreed=True, wishes=(Wishes(),)))

    def test_what_protects_is_named_before_what_merely_fails(self):
        assert contact.SHARED == code(replace(FINE, shared=True, undeliverable=True, verified=False))

    def test_only_a_code_that_proves_it_goes_to_an_address_nobody_proved(self):
        refused = {each for each in Occasion if code(Reach(each, verified=False, agreed=True)) != contact.MAY}

        assert set(Occasion) - {Occasion.PROVE} == refused

    def test_restricting_the_use_of_data_does_not_silence_the_answer_to_it(self):
        """GDPR 18 restricts use; 12(3) still owes the answer."""
        assert contact.MAY == code(replace(FINE, restricted=True))

    def test_news_wait_for_a_yes_and_answers_do_not(self):
        assert contact.MAY == code(Reach(Occasion.NEWS, agreed=True))
        assert contact.MAY == code(replace(FINE, agreed=False))


class TestHours:
    def test_a_letter_waits_for_the_hours_that_were_named(self):
        verdict = may_contact(replace(FINE, wishes=(NIGHTS,)), NOON)

        assert (contact.NOT_NOW, "2026-03-04T22:00:00+00:00") == (verdict.code, verdict.facts["until"])

    @pytest.mark.parametrize(("hour", "may"), [(5, True), (6, False), (21, False), (22, True), (23, True)])
    def test_hours_may_run_past_midnight(self, hour, may):
        assert may == (code(replace(FINE, wishes=(NIGHTS,)), NOON.replace(hour=hour)) == contact.MAY)

    def test_they_are_the_customers_own(self):
        there = replace(FINE, wishes=(replace(MORNINGS, zone="Asia/Kolkata"),))

        assert contact.MAY == code(there, NOON.replace(hour=3))  # 08:30 there
        assert contact.NOT_NOW == code(there, NOON)

    def test_every_place_of_a_person_is_kept_to(self):
        both = replace(FINE, wishes=(Wishes(hours=(480, 720)), Wishes(hours=(600, 900))))

        assert [False, True, False] == [code(both, NOON.replace(hour=h)) == contact.MAY for h in (9, 11, 13)]
        assert "2026-03-04T10:00:00+00:00" == may_contact(both, NOON.replace(hour=9)).facts["until"]

    def test_hours_that_never_meet_are_never_now_and_end_nowhere(self):
        never = replace(FINE, wishes=(Wishes(hours=(480, 540)), Wishes(hours=(600, 660))))

        assert all(code(never, NOON.replace(hour=hour)) == contact.NOT_NOW for hour in range(24))

    @given(
        at=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
        begins=st.integers(0, 1439),
        ends=st.integers(0, 1439),
        zone=st.sampled_from(sorted(available_timezones() & {"Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu",
                                                             "Australia/Lord_Howe", "Africa/Casablanca", "UTC"})),
    )  # fmt: skip
    def test_it_waits_a_day_and_a_clock_change_at_most_and_then_may(self, at, begins, ends, zone):
        if begins == ends:
            return
        reach = replace(FINE, wishes=(Wishes(hours=(begins, ends), zone=zone),))
        verdict = may_contact(reach, at)
        there = at.astimezone(ZoneInfo(zone))
        minute = there.hour * 60 + there.minute
        inside = begins <= minute < ends if begins < ends else minute >= begins or minute < ends

        assert inside == (verdict.code == contact.MAY)
        if not inside:
            until = datetime.fromisoformat(str(verdict.facts["until"]))
            assert at < until <= at + timedelta(hours=25)
            later = may_contact(reach, until)
            # A clock that springs over the whole span opens it a day later.
            assert later.code == contact.MAY or (ends - begins) % 1440 <= 60


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        "typed", ["dana@example.org", " Dana.O'Hara+x@mail.example.co.uk ", "dana@münchen.example"]
    )
    def test_an_address(self, typed):
        assert typed.strip() == read_email(typed)

    @pytest.mark.parametrize(
        "typed",
        ["", "dana", "@example.org", "dana@example", "a b@example.org", "a@b.org\nBcc: c@d.org", "a@b.org, c@d.org",
         "a@b@c.org", "<a@b.org>", "a@b.org\0", "x" * 65 + "@example.org", "a@" + "b" * 250 + ".org"],
    )  # fmt: skip
    def test_no_address(self, typed):
        with pytest.raises(BadInput):
            read_email(typed)

    def test_case_spaces_and_ways_of_writing_an_accent_do_not_make_another_address(self):
        assert normal(" DANA@Example.org ") == normal("dana@example.org")
        assert normal("rene\u0301@example.org") == normal("ren\u00e9@example.org")

    @pytest.mark.parametrize(
        ("fields", "hours"),
        [(("18:30", "20:00"), (1110, 1200)), (("", ""), None), (("7.05", "23:59"), (425, 1439))],
    )
    def test_wishes(self, fields, hours):
        assert Wishes(Channel.EMAIL, hours, "Europe/Berlin", True) == read_wishes(
            "email", *fields, "Europe/Berlin", True
        )

    @pytest.mark.parametrize(
        "fields",
        [("fax", "", "", "UTC"), ("email", "18:30", "", "UTC"), ("email", "25:00", "26:00", "UTC"),
         ("email", "10:60", "12:00", "UTC"), ("email", "9:00", "9:00", "UTC"), ("email", "", "", "Nowhere/Town"),
         ("email", "", "", "../etc/passwd"), ("email", "x" * 5000, "", "UTC")],
    )  # fmt: skip
    def test_what_cannot_be_a_wish(self, fields):
        with pytest.raises(BadInput):
            read_wishes(*fields, False)

    @given(st.builds(Wishes, hours=st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
                     channel=st.sampled_from(Channel), neutral=st.booleans(), safe_word=st.text(max_size=9),
                     silent=st.booleans()))  # fmt: skip
    def test_are_kept_as_they_are(self, wishes):
        assert wishes == from_json(to_json(wishes))


class TestTheSafeWord:
    WISHES = Wishes(safe_word="blue umbrella")

    @pytest.mark.parametrize("text", ["blue umbrella", " Blue Umbrella\n", "BLUE UMBRELLA"])
    def test_is_heard_alone(self, text):
        assert contact.says_safe_word(self.WISHES, text)

    @pytest.mark.parametrize("text", ["Where is my blue umbrella?", "blueumbrella", ""])
    def test_is_a_word_like_others_in_a_sentence(self, text):
        assert not contact.says_safe_word(self.WISHES, text)

    def test_none_is_never_said(self):
        assert not contact.says_safe_word(Wishes(), "")

    def test_is_short(self):
        with pytest.raises(BadInput):
            contact.read_safe_word("x" * 61)


def test_every_code_has_its_sentence():
    named = {value for name, value in vars(contact).items() if name.isupper() and str(value).startswith("contact.")}

    assert named == contact.CODES.keys()
