"""Who is who, kept: tokens as digests, links once, duty that ends, a customer who can be forgotten."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from fairdesk.database import Conflict, close, execute, micros, row, rows, writing
from fairdesk.identity import records
from fairdesk.identity.company import Company, Logo
from fairdesk.identity.people import SHIFT, Colleague
from fairdesk.identity.verify import LINK_LASTS, PRINTED_LINK_LASTS
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, NotFound, Refused

pytestmark = pytest.mark.usefixtures("folder")

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def new_customer(language: str = "en") -> tuple[CustomerId, str]:
    with writing():
        return records.new_customer(language, AT)


def hire(name: str = "robin", role: str = "colleague") -> ColleagueId:
    with writing():
        return records.add_colleague(name, name.capitalize(), role)


def link(user: ColleagueId, valid: timedelta = LINK_LASTS) -> str:
    with writing():
        return records.new_signin(user, AT, valid)


def held(customer: CustomerId) -> dict[str, int]:
    return {table: count for table, count in records.holdings(customer).items() if count}


class TestCustomers:
    def test_a_token_leads_to_its_customer_and_no_other_does(self) -> None:
        (dana, token), (stranger, other) = new_customer(), new_customer()

        assert dana != stranger
        assert dana == records.customer_by_token(token)
        assert stranger == records.customer_by_token(other)
        assert records.customer_by_token("") is None
        assert records.customer_by_token(token[:-1]) is None
        assert records.customer_by_token("x" * 100_000) is None

    def test_the_token_itself_is_kept_nowhere(self) -> None:
        _, token = new_customer()

        assert token not in repr(rows("SELECT * FROM identity_token")) + repr(rows("SELECT * FROM identity_customer"))

    def test_another_token_proves_the_same_customer_but_nobody_elses(self) -> None:
        (dana, token), (stranger, _) = new_customer(), new_customer()
        with writing():
            records.add_token(dana, "another", AT)

        assert dana == records.customer_by_token("another") == records.customer_by_token(token)
        with pytest.raises(Conflict), writing():
            records.add_token(stranger, "another", AT)
        assert dana == records.customer_by_token("another")

    def test_remembers_when_and_in_which_language_somebody_last_came(self) -> None:
        dana, _ = new_customer("de")
        assert "de" == records.language_of(dana)
        with writing():
            records.came(dana, "ar", AT + timedelta(days=1))

        assert "ar" == records.language_of(dana)
        assert [(micros(AT + timedelta(days=1)),)] == rows(
            "SELECT last_at FROM identity_customer WHERE id = %s", dana
        )
        assert "en" == records.language_of(CustomerId("nobody"))

    def test_nobody_comes_who_was_erased(self) -> None:
        with pytest.raises(NotFound, match="erased"), writing():
            records.came(CustomerId("nobody"), "en", AT)

    def test_forgetting_takes_everything_of_one_and_nothing_of_another(self) -> None:
        (dana, token), (stranger, other) = new_customer(), new_customer()
        assert {"identity_token": 1, "identity_customer": 1} == held(dana)

        with writing():
            gone = records.forget(dana)

        assert 2 == gone
        assert {} == held(dana)
        assert records.customer_by_token(token) is None
        assert stranger == records.customer_by_token(other)


class TestColleagues:
    def test_are_found_by_account_and_by_name(self) -> None:
        robin = hire()

        assert records.colleague(robin) == records.colleague_named("robin")
        assert ("robin", "Robin", "colleague") == (
            records.colleague_named("robin").name, records.colleague_named("robin").work_name,
            records.colleague_named("robin").role,
        )  # fmt: skip

    def test_are_listed_by_name(self) -> None:
        hire("sam"), hire("ada")

        assert ["ada", "sam"] == [each.name for each in records.colleagues()]

    def test_a_stranger_is_not_found_and_an_account_alone_is_nobody(self) -> None:
        from django.contrib.auth.models import User

        assert records.colleague(User.objects.create_user("outsider").pk) is None
        with pytest.raises(NotFound, match="'outsider'"):
            records.colleague_named("outsider")

    def test_who_was_switched_off_is_nobody(self) -> None:
        from django.contrib.auth.models import User

        robin = hire()
        User.objects.filter(pk=robin).update(is_active=False)

        assert records.colleague(robin) is None
        assert () == records.colleagues()

    @pytest.mark.parametrize(("name", "role"), [("robin", "colleague"), ("", "colleague"), ("sam", "boss")])
    def test_a_name_that_is_taken_or_empty_or_an_unknown_role_is_refused(self, name: str, role: str) -> None:
        hire("robin")

        with pytest.raises(BadInput):
            hire(name, role)
        assert 1 == len(records.colleagues())

    def test_have_no_password_to_guess(self) -> None:
        from django.contrib.auth.models import User

        assert not User.objects.get(pk=hire()).has_usable_password()


class TestDuty:
    def test_counts_who_is_there_and_may_answer(self) -> None:
        robin, sam, ada = hire("robin"), hire("sam", "manager"), hire("ada", "auditor")

        with writing():
            for each in (robin, sam, ada):
                records.set_on_duty(each, True, AT)

        assert 2 == records.people_on_duty(AT)

    def test_ends_when_somebody_leaves_and_by_itself(self) -> None:
        robin, sam = hire("robin"), hire("sam")
        with writing():
            records.set_on_duty(robin, True, AT)
            records.set_on_duty(sam, True, AT, lasts=timedelta(hours=1))

        assert [2, 1, 0] == [records.people_on_duty(AT + after) for after in (timedelta(), timedelta(hours=1), SHIFT)]
        with writing():
            records.set_on_duty(robin, False, AT)
        assert 1 == records.people_on_duty(AT)

    def test_nobody_is_there_at_first(self) -> None:
        hire()

        assert 0 == records.people_on_duty(AT)


class TestSigningIn:
    def test_works_once(self) -> None:
        robin = hire()
        token = link(robin)

        with writing():
            assert robin == records.use_signin(token, AT)
        with pytest.raises(Refused, match="used already"), writing():
            records.use_signin(token, AT)

    def test_looking_does_not_use_it_up(self) -> None:
        token = link(hire())

        assert records.check_signin(token, AT) == records.check_signin(token, AT)
        with writing():
            records.use_signin(token, AT)

    @pytest.mark.parametrize("valid", [LINK_LASTS, PRINTED_LINK_LASTS])
    def test_works_in_time_only(self, valid: timedelta) -> None:
        token = link(hire(), valid)

        with pytest.raises(Refused, match="too old"), writing():
            records.use_signin(token, AT + valid)
        with writing():
            records.use_signin(token, AT + valid - timedelta(seconds=1))

    def test_an_invented_link_is_said_differently(self) -> None:
        with pytest.raises(Refused, match="not known here"), writing():
            records.use_signin("invented", AT)

    def test_the_link_of_somebody_who_left_opens_nothing(self) -> None:
        from django.contrib.auth.models import User

        robin = hire()
        token = link(robin)
        User.objects.filter(pk=robin).update(is_active=False)

        with pytest.raises(Refused, match="nobody who works here now"), writing():
            records.use_signin(token, AT)

    def test_the_token_itself_is_kept_nowhere(self) -> None:
        token = link(hire())

        assert token not in repr(rows("SELECT * FROM identity_signin"))

    def test_of_many_at_once_exactly_one_succeeds(self) -> None:
        token = link(hire())
        gate, outcomes = threading.Barrier(4), []

        def attempt() -> None:
            gate.wait()
            try:
                outcomes.append(records.sign_in(token, AT))
            except Refused:
                outcomes.append(None)
            finally:
                close()

        threads = [threading.Thread(target=attempt) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [3, 1] == [outcomes.count(None), sum(isinstance(each, Colleague) for each in outcomes)]

    def test_who_looked_before_another_used_it_is_still_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The statement itself decides, not the look before it: two database connections may look at once."""
        token = link(hire())
        seen_before = records.check_signin(token, AT)
        records.sign_in(token, AT)
        monkeypatch.setattr(records, "check_signin", lambda _token, _at: seen_before)

        with pytest.raises(Refused, match="used already"), writing():
            records.use_signin(token, AT)

    def test_puts_its_owner_on_duty_and_signing_out_ends_it(self) -> None:
        robin = hire()

        assert records.sign_in(link(robin), AT).on_duty(AT)
        assert 1 == records.people_on_duty(AT)
        records.sign_out(robin, AT)
        assert 0 == records.people_on_duty(AT)

    def test_links_long_past_are_swept(self) -> None:
        robin = hire()
        link(robin)
        with writing():
            records.new_signin(robin, AT + timedelta(days=60), LINK_LASTS)

        assert [(1,)] == rows("SELECT count(*) FROM identity_signin")


class TestCompany:
    def test_has_no_name_until_somebody_names_it(self) -> None:
        assert records.read_company() is None

    def test_is_kept_whole_and_the_latest_holds(self) -> None:
        first = Company("First", "Europe/Berlin", logo=Logo(b"\x89PNG\r\n\x1a\n\x00\xff", "image/png"))
        second = Company(
            "Ελλάς & Söhne",
            "Asia/Tokyo",
            (((540, 1050),), *((),) * 6),
            frozenset({date(2026, 12, 25)}),
            "+00 000 555 0101",
        )

        with writing():
            records.keep_company(first, AT)
        assert first == records.read_company()
        with writing():
            records.keep_company(second, AT + timedelta(minutes=1))

        assert second == records.read_company()
        assert (1,) == row("SELECT count(*) FROM identity_company")

    def test_there_is_only_one(self) -> None:
        with pytest.raises(Conflict), writing():
            execute(
                "INSERT INTO identity_company (id, facts, logo, logo_type, changed_at) VALUES (2, '{}', NULL, '', 0)"
            )
