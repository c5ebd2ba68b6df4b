"""Who is on call, and who may open conversations about sensitive matters: kept by managers, each change in the ledger."""

from __future__ import annotations

from datetime import datetime

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.house.coming import openers
from fairdesk.house.letters import LetterSide
from fairdesk.house.people import PeopleSide
from fairdesk.identity import records as identity
from fairdesk.identity.care_certificates import ALL, CareCertificate, check_given
from fairdesk.identity.on_call import OnCall, checked_duty
from fairdesk.identity.records import care_certificates, on_call
from fairdesk.identity.records.on_call import OnCallRow
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId, NotFound
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.sensitive.topics import MATTERS

ROSTER_KEY = "on call"
BY_COMMAND = "a command on the server"


class OnCallSide(PeopleSide, LetterSide):
    """The roster of those on call, and care certificates. *by* is THE_HOUSE where a command on the server does it."""

    # --- the roster ---
    def roster(self, by: ColleagueId) -> tuple[OnCall, ...]:
        """Return who is on call and will be, the next one first, to somebody who may change it."""
        self._may_change(by)
        return tuple(self._open_duty(duty) for duty in on_call.roster(self.now()))

    def roster_now(self, at: datetime) -> tuple[OnCall, ...]:
        """Return the duties that hold at a moment."""
        return tuple(self._open_duty(duty) for duty in on_call.roster(at) if duty.covers(at))

    def put_on_call(
        self, by: ColleagueId, colleague: ColleagueId, since: datetime, until: datetime, reach: str
    ) -> None:
        """Enter a duty: who, from when to when, and how they are reached. Raises BadInput saying what to change."""
        self._may_change(by)
        who, at = self._there(colleague), self.now()
        if not who.answers_customers:
            raise BadInput(f"{who.work_name} does not answer customers; put somebody on call who may")
        duty = checked_duty(new_id(), colleague, since, until, reach, at)
        sealed = seal(self.keys.house_key(ROSTER_KEY), duty.reach.encode(), place_of_duty(duty.id))
        with writing():
            on_call.add(OnCallRow(duty.id, colleague, since, until, duty.is_alarmed, sealed))
            self.memory.add_deed(at, "put_on_call", _actor(by), {"by": int(by), "colleague": int(colleague)})
        self.pulse.beat()

    def take_off_call(self, by: ColleagueId, duty: str) -> None:
        """End a duty, or one that is to come. Raises NotFound if there is none."""
        self._may_change(by)
        with writing():
            if not on_call.drop(duty):
                raise NotFound("there is no such duty; the list shows who is on call")
            self.memory.add_deed(self.now(), "taken_off_call", _actor(by), {"by": int(by)})
        self.pulse.beat()

    def _open_duty(self, duty: OnCallRow) -> OnCall:
        reach = unseal(self.keys.house_key(ROSTER_KEY), duty.sealed, place_of_duty(duty.id)).decode()
        return OnCall(duty.id, duty.colleague, duty.since, duty.until, reach)

    def _may_change(self, by: ColleagueId) -> None:
        if by != THE_HOUSE:
            self.colleague_who_may(by, Deed.EDIT_PEOPLE)

    # --- care certificates ---
    def care_certificates(self, by: ColleagueId) -> tuple[CareCertificate, ...]:
        """Return the care certificates, also those that ran out lately, to somebody who may give them."""
        self._may_change(by)
        return care_certificates.all_given()

    def matters(self) -> tuple[tuple[str, str], ...]:
        """Return what a care certificate may be for: code and label."""
        return ((ALL, "Every sensitive matter"), *((str(each.topic), each.label) for each in MATTERS.values()))

    def matters_without_anybody(self) -> tuple[str, ...]:
        """Return the matters that nobody here may open: whoever answers must give a reason first."""
        at = self.now()
        return tuple(each.label for each in MATTERS.values() if not openers(str(each.topic), at))

    def give_care_certificate(self, by: ColleagueId, to: ColleagueId, topic: str, until: datetime) -> None:
        """Let a colleague open conversations about a matter ("all": every one) until a moment.

        Raises Refused for one's own, unless nobody else could give it, and BadInput for a matter or an end that is none.
        """
        self._may_change(by)
        if topic != ALL and topic not in MATTERS:
            raise BadInput(f"there is no matter {topic[:30]!r}; there are {ALL}, {', '.join(MATTERS)}")
        self._there(to)
        at, giver = self.now(), identity.colleague(by)
        others = any(may(each.role, Deed.EDIT_PEOPLE) for each in identity.colleagues() if each.id != to)
        check_given(by, to, until, at, others)
        name = giver.work_name if giver else BY_COMMAND
        with writing():
            care_certificates.add(CareCertificate(new_id(), to, topic, by, name, at, until))
            self.memory.add_deed(at, "care_certificate_given", _actor(by), {"by": int(by), "colleague": int(to), "topic": topic})  # fmt: skip
        self.pulse.beat()

    def end_care_certificate(self, by: ColleagueId, id: str) -> None:
        """End a care certificate: what it opened is closed to its holder from now on. Raises NotFound if there is none."""
        self._may_change(by)
        with writing():
            if not care_certificates.end(id):
                raise NotFound("there is no such care certificate; the list shows those there are")
            self.memory.add_deed(self.now(), "care_certificate_ended", _actor(by), {"by": int(by)})
        self.pulse.beat()


def place_of_duty(id: str) -> str:
    """Return where the sealed address or number of somebody on call belongs."""
    return f"identity_on_call|{id}"


def _actor(by: ColleagueId) -> str:
    return "house" if by == THE_HOUSE else "person"
