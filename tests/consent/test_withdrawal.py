"""What a withdrawal reached is written down whole, and who has not confirmed in time is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fairdesk.consent.purposes import Purpose
from fairdesk.consent.withdrawal import STORES, WITHIN, Reached, Withdrawal, read_withdrawal, together, written

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_a_report_comes_back_as_it_was() -> None:
    done = Withdrawal(Purpose.CONTACT, AT, (Reached("desk_arrival", 2, AT), Reached("a mail house", 0, None)))

    assert done == read_withdrawal(written(done))


def test_of_two_places_the_numbers_are_added_and_who_has_not_confirmed_for_one_has_not() -> None:
    later = AT + timedelta(seconds=1)
    home = Withdrawal(Purpose.CONTACT, AT, (Reached("desk_outbox", 1, AT), Reached("a mail house", 0, None)))
    phone = Withdrawal(Purpose.CONTACT, AT, (Reached("desk_outbox", 2, later), Reached("a mail house", 3, later)))

    both = Withdrawal(Purpose.CONTACT, AT, (Reached("desk_outbox", 3, later), Reached("a mail house", 3, None)))
    assert both == together([home, phone])
    assert home == together([home])


def test_late_is_who_was_asked_and_has_not_confirmed_within_a_minute() -> None:
    asked = Withdrawal(Purpose.CONTACT, AT, (Reached("a mail house", 0, None),))
    confirmed = Withdrawal(Purpose.CONTACT, AT, (Reached("a mail house", 0, AT),))

    assert timedelta(seconds=60) == WITHIN
    assert [False, True] == [asked.late(AT + WITHIN), asked.late(AT + WITHIN + timedelta(seconds=1))]
    assert not confirmed.late(AT + timedelta(days=1))


def test_every_store_has_words_of_its_own_for_customers() -> None:
    assert all(STORES.values())
    assert len(STORES) == len(set(STORES.values()))
