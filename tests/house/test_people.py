"""What a manager does about people: roles, links, sessions, lost factors; nobody about themselves, never the last manager."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore

from fairdesk.clock import now
from fairdesk.database import execute, rows, writing
from fairdesk.desk.timeline import State
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Role
from fairdesk.nouns import BadInput, ColleagueId, NotFound, Refused
from tests.people import Desk


def signed_in(user: ColleagueId, key: str = "") -> str:
    """A session of a colleague, as django and allauth keep it; returns its key."""
    session = SessionStore()
    session["_auth_user_id"] = str(user)
    session.save()
    assert session.session_key
    execute(
        "INSERT INTO usersessions_usersession (user_id, created_at, last_seen_at, ip, session_key, user_agent, data)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        user, now().isoformat(), now().isoformat(), "127.0.0.1", session.session_key, key or "a browser", "{}",
    )  # fmt: skip
    return session.session_key


def acts(kind: str) -> int:
    return len(rows("SELECT 1 FROM desk_deed WHERE kind = %s", kind))


class TestWhoMay:
    @pytest.mark.parametrize("who", ["ada", "rio", "pia", "otto"])
    def test_only_a_manager(self, desk: Desk, who: str) -> None:
        by = getattr(desk, who)
        for deed in (
            lambda: desk.house.people(by),
            lambda: desk.house.hire(by, "new", "New", "colleague"),
            lambda: desk.house.link_to_sign_in(by, desk.ben),
            lambda: desk.house.give_role(by, desk.ben, "auditor"),
            lambda: desk.house.let_go(by, desk.ben),
            lambda: desk.house.reset_second_factor(by, desk.ben),
            lambda: desk.house.end_sessions(by, desk.ben),
        ):
            with pytest.raises(Refused):
                deed()
        assert Role.COLLEAGUE == desk.house.colleague(desk.ben).role

    def test_nobody_changes_themselves(self, desk: Desk) -> None:
        for deed in (desk.house.let_go, desk.house.reset_second_factor, desk.house.end_sessions):
            with pytest.raises(Refused, match="their own account"):
                deed(desk.cleo, desk.cleo)
        with pytest.raises(Refused, match="their own account"):
            desk.house.give_role(desk.cleo, desk.cleo, "auditor")

    def test_there_is_always_a_manager(self, desk: Desk) -> None:
        second = desk.house.hire(desk.cleo, "dee", "Dee", "manager")
        desk.house.give_role(second, desk.cleo, "colleague")
        with pytest.raises(Refused):
            desk.house.let_go(desk.cleo, second)  # no manager any more
        third = desk.house.hire(second, "eva", "Eva", "manager")
        desk.house.let_go(third, second)
        assert [third] == [each.id for each in identity.colleagues() if each.role == Role.MANAGER]

    def test_somebody_who_is_not_there(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            desk.house.give_role(desk.cleo, ColleagueId(4711), "auditor")


class TestChanges:
    def test_a_new_colleague_signs_in_with_the_link(self, desk: Desk) -> None:
        new = desk.house.hire(desk.cleo, "dee", "", "auditor")
        link = desk.house.link_to_sign_in(desk.cleo, new)
        assert new == identity.check_signin(link.rpartition("/")[2], desk.house.now()).id
        assert ("dee", Role.AUDITOR) == (desk.house.colleague(new).work_name, desk.house.colleague(new).role)
        assert (1, 1) == (acts("colleague_added"), acts("link_made"))

    def test_a_link_lasts_a_quarter_of_an_hour(self, desk: Desk) -> None:
        token = desk.house.link_to_sign_in(desk.cleo, desk.ben).rpartition("/")[2]
        with pytest.raises(Refused, match="too old"):
            identity.check_signin(token, desk.house.now() + timedelta(minutes=15, seconds=1))

    def test_another_role_ends_the_sessions(self, desk: Desk) -> None:
        session = signed_in(desk.ben)
        desk.house.give_role(desk.cleo, desk.ben, "auditor")
        assert Role.AUDITOR == desk.house.colleague(desk.ben).role
        assert not SessionStore().exists(session)
        assert () == identity.sessions(desk.ben)
        with pytest.raises(BadInput):
            desk.house.give_role(desk.cleo, desk.ben, "king")

    def test_who_leaves_opens_nothing_and_their_customers_wait_for_somebody_else(self, desk: Desk) -> None:
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.house.take_over(dana.conversation, desk.ben)
        session, link = signed_in(desk.ben), desk.house.link_to_sign_in(desk.cleo, desk.ben)
        desk.house.let_go(desk.cleo, desk.ben)
        assert desk.house.colleague(desk.ben) is None
        assert not User.objects.get(pk=desk.ben).is_active
        assert not SessionStore().exists(session)
        with pytest.raises(Refused):
            identity.check_signin(link.rpartition("/")[2], desk.house.now())
        assert State.WAITING == desk.sees(dana).state
        desk.house.take_over(dana.conversation, desk.ada)
        assert State.PERSON == desk.sees(dana).state

    def test_ending_all_sessions_but_this(self, desk: Desk) -> None:
        here, there = signed_in(desk.ben, "here"), signed_in(desk.ben, "there")
        stranger = signed_in(desk.ada)
        desk.house.end_own_sessions(desk.ben, "", here)
        assert ["here"] == [each.browser for each in identity.sessions(desk.ben)]
        assert SessionStore().exists(here)
        assert not SessionStore().exists(there)
        assert SessionStore().exists(stranger)

    def test_nobody_ends_a_session_of_another_by_its_number(self, desk: Desk) -> None:
        mine, other = signed_in(desk.ben), signed_in(desk.ada)
        number = identity.sessions(desk.ada)[0].id
        desk.house.end_own_sessions(desk.ben, str(number), mine)
        assert SessionStore().exists(other)
        assert SessionStore().exists(mine)


class TestWrongCodes:
    def test_the_fifth_locks_and_is_in_the_ledger_and_a_manager_unlocks(self, desk: Desk) -> None:
        assert [4, 3, 2, 1, 0] == [desk.house.wrong_code(desk.ben) for _ in range(5)]
        assert desk.house.locked_until(desk.ben) is not None
        assert desk.house.locked_until(desk.ada) is None
        assert 1 == acts("locked_out")
        desk.house.reset_second_factor(desk.cleo, desk.ben)
        assert desk.house.locked_until(desk.ben) is None

    def test_a_right_one_forgives(self, desk: Desk) -> None:
        for _ in range(4):
            desk.house.wrong_code(desk.ben)
        desk.house.right_code(desk.ben)
        assert 4 == desk.house.wrong_code(desk.ben)

    def test_the_lock_holds_after_a_restart(self, desk: Desk) -> None:
        for _ in range(5):
            desk.house.wrong_code(desk.ben)
        desk.restart()
        assert desk.house.locked_until(desk.ben) is not None


class TestFactors:
    def test_secrets_are_sealed_and_bound_to_this_desk(self, desk: Desk) -> None:
        sealed = desk.house.seal_factor("JBSWY3DPEHPK3PXP")
        assert b"JBSWY3DPEHPK3PXP" not in sealed
        assert "JBSWY3DPEHPK3PXP" == desk.house.unseal_factor(sealed)

    def test_recovery_codes_alone_are_no_second_factor(self, desk: Desk) -> None:
        def has(kind: str) -> None:
            with writing():
                execute(
                    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, %s, %s, %s)",
                    desk.ben, kind, "{}", now().isoformat(),
                )  # fmt: skip

        has("recovery_codes")
        assert not desk.house.has_second_factor(desk.ben)
        has("totp")
        assert desk.house.has_second_factor(desk.ben)
