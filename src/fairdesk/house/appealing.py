"""Appeals: a customer disputes an act, people get the conversation, one of them decides and says why."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.forms import says_nothing
from fairdesk.desk.hours import end_of_working_day, hours_of
from fairdesk.desk.timeline import State
from fairdesk.house.overriding import Overriding
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.money.claim import APPEALED, GRANTED, REFUSED
from fairdesk.money.claim import EVENTS as MONEY
from fairdesk.nouns import (
    ActId,
    BadInput,
    ColleagueId,
    ConversationId,
    CustomerId,
    Fact,
    NotFound,
    Overtaken,
    RawText,
    Refused,
    Voice,
)
from fairdesk.oversight import records as oversight
from fairdesk.oversight.appeal import (
    ABOUT_MONEY,
    ASKED,
    ENDS,
    PASSED_ON,
    AppealTold,
    Candidate,
    Filed,
    Outcome,
    check_may_decide,
    named,
)
from fairdesk.oversight.appeal_figures import LOOKED_BACK, Figures, figures
from fairdesk.oversight.override import OVERRIDDEN, reason_named
from fairdesk.oversight.records import appeals, overrides

LONGEST_APPEAL = 5000
_ASKED = frozenset({ASKED, APPEALED})
DECIDING = frozenset({OVERRIDDEN, *ENDS, *MONEY})
"""The events by which a colleague had a part in what became of a conversation."""


class Appealing(Overriding):
    """The part of the house that takes appeals and decides them: always by people."""

    def appeal(self, act: ActId, customer: CustomerId, words: RawText | None = None) -> ConversationId:
        """Dispute an act: the conversation goes to people; one who had no part in it is named, and until when. Again while
        it is open: harmless. Once decided, an officer may be asked, once: then Refused.

        *words*, if there are any, are said in the conversation like any other. Raises NotFound for a stranger.
        """
        check_length(words)
        conversation = self.conversation_of(act, customer)
        with writing():
            row = self.own(conversation, customer, hold=True)
            with_people = row.state in (State.WAITING, State.PERSON)
            if not with_people or not any(each.act == act and each.open for each in self.appeals_of(row)):
                self._file_appeal(row, act, with_people)
        self.say_why(conversation, customer, act, words)
        self.pulse.beat()
        return conversation

    def conversation_of(self, act: ActId, customer: CustomerId | None = None) -> ConversationId:
        """Return where an act was decided; of what only its customer may dispute, whether it is theirs. Raises NotFound."""
        return desk.turn(act).conversation

    def say_why(self, conversation: ConversationId, customer: CustomerId, act: ActId, words: RawText | None) -> None:
        """Say the words of an appeal in the conversation, once.

        A crash before this leaves an appeal without its words: the customer's page still has them, and the same form sent
        again says them then.
        """
        if words and not says_nothing(words):
            self.say(conversation, customer, words, f"appeal-{act}-{hashlib.sha256(words.encode()).hexdigest()}")

    def _file_appeal(self, row: desk.ConversationRow, act: ActId, with_people: bool) -> None:
        """Keep an appeal with who decides it and until when, and hand the conversation to people if none has it."""
        key, at = self.keys.of(row.customer), self.now()
        before = next((each for each in self.appeals_of(row) if each.act == act), None)
        if before and not before.open and not before.may_be_repeated:
            raise Refused("an officer looked at this too; it was decided twice and ends here")
        again = before.round if before and before.open else 1 + (before.round if before else 0)
        filed = self._filed(row, act, again, at)
        if appeals.latest_round(act) < again:
            appeals.add(filed)
        values: dict[str, Fact] = {
            **self.named_act(row.id, act), "round": again, "by": filed.decider_name, "until": self.last_day(filed).isoformat(),
        }  # fmt: skip
        event = APPEALED if values.get("decision") else ASKED
        if with_people:
            self.memory.add_event(row.id, key, at, event, actor="customer", values=values)
            desk.change(row.id, at)
        elif event == APPEALED:
            self.hand_over(row, key, event, reason="money_appealed", actor="customer", values=values)
        else:
            self.hand_over(row, key, event, reason="appeal", actor="customer", values=values)

    def _filed(self, row: desk.ConversationRow, act: ActId, round: int, at: datetime) -> Filed:
        verdict = self.knowing.rule_for("appeals", at).decide({"round": round})
        company = self.knowing.company()
        days = int(verdict.outputs["working_days"])
        due = end_of_working_day(hours_of(company), company.time_zone, at, days)
        topic = self.topic_of_act(act, self.keys.of(row.customer))
        who = named(self._candidates(round, topic, at), self._first(row, act))
        return Filed(
            act, round, row.id, row.customer, at, due, who.id if who else ColleagueId(0), who.name if who else "",
            topic, row.language,
        )  # fmt: skip

    def last_day(self, filed: Filed) -> date:
        """Return the last day, on the company's calendar, on which an appeal is decided as promised."""
        return (filed.due - timedelta(seconds=1)).astimezone(ZoneInfo(self.knowing.company().time_zone)).date()

    def _candidates(self, round: int, topic: str, at: datetime) -> tuple[Candidate, ...]:
        first = Deed.DECIDE_MONEY if topic == ABOUT_MONEY else Deed.REPLY
        deed, waiting = first if round == 1 else Deed.HEAR_APPEALS, appeals.undecided_by()
        return tuple(
            Candidate(each.id, each.work_name, each.on_duty(at), waiting[int(each.id)])
            for each in identity.colleagues()
            if may(each.role, deed)
        )

    def _first(self, row: desk.ConversationRow, act: ActId) -> frozenset[ColleagueId]:
        """Return who had a part in what is disputed: answered, corrected or decided here before, or called it right."""
        lines = desk.items(row.id)
        # What was said after the appeal is the second look itself, not the first.
        asked = [line.number for line in lines if line.code in _ASKED and self._values(row, line).get("act") == act]
        before = [line for line in lines if not asked or line.number < asked[-1]]
        spoke = (line for line in before if line.voice is Voice.PERSON or line.code in DECIDING)
        first = {ColleagueId(line.author) for line in spoke if line.author is not None}
        return frozenset(first | ({reviewer} if (reviewer := oversight.answer_reviewer(act)) else set()))

    def named_act(self, conversation: ConversationId, act: ActId) -> dict[str, Fact]:
        """Return the values by which the events of an appeal name what is disputed."""
        return {"act": act, "answer": self.number_of_answer(conversation, act)}

    def take_appeal(self, act: ActId, colleague: ColleagueId) -> None:
        """Decide an appeal instead of whom the desk named. Raises Refused for who had a part in it, or may not."""
        at = self.now()
        with writing():
            row, filed = self._undecided(act, colleague)
            check_may_decide(
                colleague, self._candidates(filed.round, filed.topic, at), self._first(row, act), filed.at, at
            )
            if filed.decider == colleague:
                return
            who = self.colleague_who_may(colleague, Deed.READ)
            appeals.name(act, filed.round, who.id, who.work_name)
            self.memory.add_event(
                row.id, self.keys.of(row.customer), at, PASSED_ON, actor="person", author=who.id, who=who.work_name,
                values={**self.named_act(row.id, act), "by": who.work_name, "until": self.last_day(filed).isoformat()},
            )  # fmt: skip
            desk.change(row.id, at, overtakes=False)
        self.pulse.beat()

    def decide_appeal(
        self,
        act: ActId,
        colleague: ColleagueId,
        outcome: Outcome,
        sentence: str,
        reason: str = "",
        other: str = "",
        overruled: str = "",
    ) -> None:
        """End an appeal, with a sentence that the customer reads under the colleague's own name.

        The sentence is looked through as a reply is; *overruled* says why it goes as it is.
        *reason*, one of the nine of an override, says what was wrong with an answer that is changed; the answer is marked.
        Raises NotFound if the act was never disputed, Overtaken if it was decided before, Refused if somebody else was named
        or the colleague had a part in the act, BadInput without a sentence.
        """
        at, words = self.now(), self.written(sentence)
        wrong = reason_named(reason, other) if reason and outcome is Outcome.CHANGED else None
        with writing():
            row, filed = self._undecided(act, colleague)
            who = self.colleague_who_may(colleague, Deed.READ)
            check_may_decide(
                colleague, self._candidates(filed.round, filed.topic, at), self._first(row, act), filed.at, at
            )
            if filed.decider not in (colleague, ColleagueId(0)):
                raise Refused(
                    f"{filed.decider_name} was named to the customer; take the appeal first if you decide it"
                )
            if outcome is Outcome.CHANGED:
                self.check_decided_anew(row, act)
            self._take_if_nobody_has_it(row, who, at)
            now = desk.conversation(row.id)
            with self.with_care(now, who, words, at, overruled, decides=True):
                self.say_as_person(now, who, words, at)
            if wrong and self.number_of_answer(row.id, act) and overrides.of(act) is None:
                self.keep_override(row, act, who, wrong, other.strip(), at)
            self.memory.add_event(
                row.id, self.keys.of(row.customer), at, outcome.event, actor="person", author=who.id,
                who=who.work_name, values={**self.named_act(row.id, act), "round": filed.round},
            )  # fmt: skip
            appeals.decide(act, filed.round, outcome, at)
        self.pulse.beat()

    def check_decided_anew(self, row: desk.ConversationRow, act: ActId) -> None:
        """Raise Refused if a change of this act is more than the sentence that tells of it, and was not made yet."""

    def _undecided(self, act: ActId, colleague: ColleagueId) -> tuple[desk.ConversationRow, Filed]:
        """Return the conversation, held, and the open appeal against an act; one of before this was kept is kept now."""
        row = desk.conversation(self.conversation_of(act), hold=True)
        self.check_glass(row, colleague)
        asked = next((each for each in self.appeals_of(row) if each.act == act), None)
        if asked is None:
            raise NotFound("nobody disputed this act")
        if not asked.open:
            raise Overtaken("this was decided already; look at the conversation")
        filed = appeals.latest(act)
        if filed is None or filed.round < asked.round:
            filed = self._filed(row, act, asked.round, self.now())
            appeals.add(filed)
        return row, filed

    def _take_if_nobody_has_it(self, row: desk.ConversationRow, who: Colleague, at: datetime) -> None:
        """Let who decides have the conversation, or close it behind an officer who answers no customers."""
        if row.state == State.PERSON:
            return
        if may(who.role, Deed.TAKE_OVER):
            theirs = {"state": str(State.PERSON), "assignee": who.id, "assignee_name": who.work_name,
                      "work_from": micros(at), "waiting_since": row.waiting_since or micros(at)}  # fmt: skip
        else:
            theirs = {"state": str(State.RESOLVED), "waiting_since": None}
        desk.change(row.id, at, theirs)

    # --- what its customer reads ---
    def appeal_told(self, act: ActId, customer: CustomerId) -> AppealTold:
        """Return where an appeal stands, to its customer. Raises NotFound for a stranger, and if nobody disputed the act."""
        row = self.own(self.conversation_of(act, customer), customer)
        asked = next((each for each in self.appeals_of(row) if each.act == act), None)
        if asked is None:
            raise NotFound("this act was not disputed; send an appeal first")
        filed, ended = appeals.latest(act), None if asked.open else self._end_of(row, act)
        return AppealTold(
            act, asked.round, filed.at if filed else None, filed.decider_name if filed else "",
            self.last_day(filed) if filed else None, str(asked.outcome) if ended else "",
            filed.decided_at if filed and ended else None, *(ended or ("", "")), bool(ended) and asked.may_be_repeated,
        )  # fmt: skip

    def _end_of(self, row: desk.ConversationRow, act: ActId) -> tuple[str, str] | None:
        """Return who decided and the sentence they wrote, just before the event; None while it has not left yet."""
        key, lines = self.keys.of(row.customer), desk.settled_items(row.id)
        ends = [line for line in lines if line.code in ENDS and self._values(row, line).get("act") == act]
        if not ends:
            return None
        said = [line for line in lines if line.number < ends[-1].number and line.voice is Voice.PERSON]
        words = self.memory.read_line(row.id, key, said[-1]).text if said else ""
        return self.memory.read_line(row.id, key, ends[-1]).who, words

    # --- what waits, and what is published ---
    def filed_appeals(self, colleague: ColleagueId) -> tuple[Filed, ...]:
        """Return the appeals that wait for a person, the first due first, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        return appeals.undecided()

    def appeal_figures(self) -> Figures:
        """Return how appeals end, as anybody may read it."""
        at = self.now()
        since = at - LOOKED_BACK
        led = (desk.count_events("rule_changed", since), desk.count_events("article_changed", since))
        decided = sum(desk.count_events(code, since) for code in (GRANTED, REFUSED))
        return figures(appeals.since(since), desk.count_turns(since) + decided, since, at, led)

    def tell_late_appeals(self) -> tuple[ActId, ...]:
        """Put appeals that are not decided in time into the ledger, each once, and return their acts."""
        at, told = self.now(), []
        for each in appeals.undecided():
            if each.late(at):
                with writing():
                    if appeals.tell_late(each.act, each.round):
                        self.memory.add_deed(at, "appeal_late", "house", {"act": each.act, "round": each.round})
                        told.append(each.act)
        return tuple(told)


def check_length(words: RawText | None) -> None:
    """Raise BadInput if the words of an appeal are too long, before anything is kept."""
    if words and len(words) > LONGEST_APPEAL:
        raise BadInput(f"{len(words)} characters are too many here; {LONGEST_APPEAL} fit")
