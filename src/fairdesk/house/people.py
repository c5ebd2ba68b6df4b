"""What a manager does about the people at the desk, and what is counted when a second factor is wrong."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import assignments
from fairdesk.house.colleagues import ColleagueSide
from fairdesk.identity import records as identity
from fairdesk.identity.lockout import locked_until, tries_left
from fairdesk.identity.people import Colleague
from fairdesk.identity.records import care_certificates, on_call
from fairdesk.identity.roles import Deed, Role
from fairdesk.identity.verify import LINK_LASTS
from fairdesk.nouns import BadInput, ColleagueId, Fact, NotFound, Refused
from fairdesk.oversight.records import vigilance
from fairdesk.privacy.keys import seal, unseal

FACTOR = "mfa_authenticator|secret"
"""Where the sealed secrets of second factors belong."""


class PeopleSide(ColleagueSide):
    """Accounts, roles, second factors and sessions. Each change is an act in the ledger."""

    # --- a manager's changes ---
    def people(self, by: ColleagueId) -> tuple[Colleague, ...]:
        """Return everybody at the desk to somebody who may change them."""
        self.colleague_who_may(by, Deed.EDIT_PEOPLE)
        return identity.colleagues()

    def hire(self, by: ColleagueId, name: str, work_name: str, role: str) -> ColleagueId:
        """Add a colleague. Raises BadInput if the name is taken or unfit, or there is no such role."""
        self.colleague_who_may(by, Deed.EDIT_PEOPLE)
        with writing():
            user = identity.add_colleague(name, work_name or name, role)
            self.memory.add_deed(self.now(), "colleague_added", "person", _about(by, user, role=role))
        return user

    def link_to_sign_in(self, by: ColleagueId, user: ColleagueId) -> str:
        """Return the path of a one-time link for a colleague, good for a quarter of an hour."""
        self.colleague_who_may(by, Deed.EDIT_PEOPLE)
        self._there(user)
        with writing():
            token = identity.new_signin(user, self.now(), LINK_LASTS)
            self.memory.add_deed(self.now(), "link_made", "person", _about(by, user))
        return f"/desk/sign-in/{token}"

    def give_role(self, by: ColleagueId, user: ColleagueId, role: str) -> None:
        """Change a colleague's role; their sessions end, so that the new one holds at once.

        Raises Refused for one's own role and for the last manager's.
        """
        self._other(by, user)
        with writing():
            self._not_the_last_manager(user, role)
            identity.change_role(user, role)
            identity.end_sessions(user)
            self.memory.add_deed(self.now(), "role_changed", "person", _about(by, user, role=role))

    def let_go(self, by: ColleagueId, user: ColleagueId) -> None:
        """Close a colleague's account and end their sessions; who was talking with them goes back into the queue.

        Raises Refused for one's own account and BadInput for the last manager's.
        """
        self._other(by, user)
        with writing():
            self._not_the_last_manager(user, "")
            for conversation in assignments.given_to(user):
                desk.drop_assignment(conversation)
            for row in desk.held_by(user):
                self.hand_over(row, self.keys.of(row.customer), "handed_over", reason="with_person")
                desk.settle(row.id)
                desk.change(row.id, self.now(), {"assignee": None, "assignee_name": ""})
            on_call.drop_of(user)
            care_certificates.end_of(user)
            vigilance.leave(user)  # without a name, to those who left before: no sum changes
            identity.switch_off(user)
            identity.end_sessions(user)
            self.memory.add_deed(self.now(), "colleague_left", "person", _about(by, user))

    def reset_second_factor(self, by: ColleagueId, user: ColleagueId) -> None:
        """Take a lost second factor away and end the sessions; the next sign-in sets up a new one."""
        self._other(by, user)
        with writing():
            gone = identity.drop_second_factors(user)
            identity.clear_wrong_codes(user)
            identity.end_sessions(user)
            self.memory.add_deed(self.now(), "second_factor_reset", "person", _about(by, user, factors=gone))

    def end_sessions(self, by: ColleagueId, user: ColleagueId) -> int:
        """End a colleague's sessions everywhere and return how many there were."""
        self._other(by, user)
        with writing():
            ended = identity.end_sessions(user)
            self.memory.add_deed(self.now(), "sessions_ended", "person", _about(by, user, sessions=ended))
        return ended

    def end_own_sessions(self, user: ColleagueId, session: str, here: str) -> None:
        """End one of a colleague's own sessions (by its number), or all but the one they are *here* in."""
        chosen = next((each for each in identity.sessions(user) if str(each.id) == session), None)
        if session and chosen is None:
            return  # it has ended meanwhile
        with writing():
            ended = identity.end_session(user, chosen.key) if chosen else identity.end_sessions(user, keep=here)
            self.memory.add_deed(self.now(), "sessions_ended", "person", _about(user, user, sessions=ended))

    def _other(self, by: ColleagueId, user: ColleagueId) -> None:
        self.colleague_who_may(by, Deed.EDIT_PEOPLE)
        self._there(user)
        if by == user:
            raise Refused("nobody changes their own account here; ask another manager")

    def _there(self, user: ColleagueId) -> Colleague:
        found = identity.colleague(user)
        if found is None:
            raise NotFound("there is no such colleague; the list of people shows who there is")
        return found

    def _not_the_last_manager(self, user: ColleagueId, role: str) -> None:
        managers = [person.id for person in identity.colleagues() if person.role == Role.MANAGER]
        if managers == [user] and role != Role.MANAGER:
            raise BadInput("this is the only manager; make somebody else a manager first")

    # --- second factors ---
    def has_second_factor(self, user: ColleagueId) -> bool:
        """Whether a colleague has one; recovery codes alone are none."""
        return any(kind != "recovery_codes" for kind in identity.second_factors(user))

    def locked_until(self, user: ColleagueId) -> datetime | None:
        """Return until when no code of this colleague is taken, or None."""
        return locked_until(identity.wrong_codes(user, self.now()), self.now())

    def wrong_code(self, user: ColleagueId) -> int:
        """Count a wrong code and return how many more are forgiven; the one that locks is an act in the ledger."""
        at = self.now()
        with writing():
            identity.add_wrong_code(user, at)
            left = tries_left(identity.wrong_codes(user, at), at)
            if left == 0:
                self.memory.add_deed(at, "locked_out", "house", {"colleague": int(user)})
        return left

    def right_code(self, user: ColleagueId) -> None:
        """Forgive the wrong codes before a right one."""
        with writing():
            identity.clear_wrong_codes(user)

    def factor_changed(self, user: ColleagueId, kind: str, change: str, session: str) -> None:
        """Write down that a second factor was added or removed; other sessions must pass it, so they end."""
        with writing():
            identity.end_sessions(user, keep=session)
            self.memory.add_deed(
                self.now(),
                "second_factor_changed",
                "person",
                {"colleague": int(user), "kind": kind, "change": change},
            )

    def seal_factor(self, secret: str) -> bytes:
        """Return a second factor's secret as it may be stored."""
        return seal(self.keys.house_key("second factor"), secret.encode(), FACTOR)

    def unseal_factor(self, sealed: bytes) -> str:
        """Return a second factor's secret. Raises Tampered if it was changed."""
        return unseal(self.keys.house_key("second factor"), sealed, FACTOR).decode()


def _about(by: ColleagueId, user: ColleagueId, **facts: Fact) -> dict[str, Fact]:
    return {"by": int(by), "colleague": int(user), **facts}
