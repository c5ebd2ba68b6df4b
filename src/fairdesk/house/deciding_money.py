"""Money in a conversation: a rule may grant it, a person decides everything else, and both are told apart.

A decision is a line of the timeline, sealed under the customer's key, with its ledger entry and its reason. A draft is
the same line, not let out to the customer; the conversation cannot be closed while one is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairdesk.database import row, rows, writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.explainability.act_record import ActRecord
from fairdesk.explainability.audiences import otherwise_sentence
from fairdesk.explainability.counterfactual import for_colleague
from fairdesk.explainability.decided import money_facts, money_reasons
from fairdesk.guidelines.significant import check_may_take_effect
from fairdesk.house.appealing import Appealing
from fairdesk.house.explaining_money import by_rule, decision_in, explained_decision, labelled
from fairdesk.house.reading import short_code
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.money.claim import (
    APPEALED,
    DRAFTED,
    EVENTS,
    GRANTED,
    REFUSED,
    Claim,
    Decision,
    MoneyFile,
    Told,
    persons_reason,
    read_amount,
    read_words,
)
from fairdesk.nouns import (
    ActId,
    Because,
    ColleagueId,
    ConversationId,
    CustomerId,
    Fact,
    NotFound,
    Overtaken,
    Refused,
)
from fairdesk.oversight.appeal import ABOUT_MONEY
from fairdesk.oversight.records import appeals
from fairdesk.sensitive import records as sensitive


class MoneySide(Appealing):
    """The part of the house that decides about money."""

    # --- the rule ---
    def decide_money(self, conversation: ConversationId, colleague: ColleagueId, claim: Claim) -> Decision:
        """Decide a claim by its guideline: granted at once, or a draft that waits for a person.

        Raises Refused if the conversation is not this colleague's, Overtaken while another draft is open, or if something
        was decided that whoever asks had not seen: the same form sent twice must not pay twice.
        """
        self.colleague_who_may(colleague, Deed.REPLY)
        at = self.now()
        with writing():
            row = self._own_case(conversation, colleague)
            decided = self._money_decisions(row)
            if _still_open(decided) is not None:
                raise Overtaken("a draft about money waits for a decision here; decide on that one first")
            if _latest(decided) > claim.seen:
                raise Overtaken(
                    "something was decided about money here that you had not seen: look at it below; enter this again"
                    " only if it is another claim"
                )
            known = {**claim.known, "concern": sensitive.open_concern(conversation, at)}
            verdict = self.knowing.scored_rule_for(claim.kind, at).decide(known)
            proposed = "person" if verdict.refused else verdict.outputs["decision"]
            outcome = "granted" if proposed == "pay" else "drafted"
            values: dict[str, Fact] = {
                "kind": claim.kind, "amount": claim.amount, "by": "rule", "proposed": proposed,
            }  # fmt: skip
            number = self._keep_decision(row, outcome, values, verdict.because, at, asked_by=int(colleague))
        self.pulse.beat()
        return decision_in(self, row, desk.item(conversation, number))

    # --- the person ---
    def settle_money(
        self, conversation: ConversationId, colleague: ColleagueId, number: int, grant: bool, amount: str, words: str,
        overruled: str = "",
    ) -> Decision:  # fmt: skip
        """Decide on an open draft as a person, in words of one's own that the customer reads.

        They are looked through as a reply is; *overruled* says why they go as they are.

        Raises Refused without the deed, BadInput without words, Overtaken if the draft is open no more.
        """
        who, at = self.colleague_who_may(colleague, Deed.DECIDE_MONEY), self.now()
        said = read_words(words)
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, colleague)
            draft = self._open_draft(row)
            if draft is None or draft.number != number:
                raise Overtaken("somebody decided on this draft before you; look at the conversation again")
            given = read_amount(amount) if grant and amount.strip() else draft.amount
            outcome = "granted" if grant else "refused"
            because = persons_reason(draft.because, draft.kind, outcome, given, draft.proposed)
            values: dict[str, Fact] = {
                "kind": draft.kind, "amount": given, "by": "person", "proposed": draft.proposed, "draft": draft.act,
            }  # fmt: skip
            with self.with_care(row, who, said, at, overruled, decides=True):
                settled = self._keep_decision(row, outcome, values, because, at, who, said)
        self.pulse.beat()
        return decision_in(self, row, desk.item(conversation, settled))

    def _keep_decision(
        self,
        row: desk.ConversationRow,
        outcome: str,
        values: Mapping[str, Fact],
        because: Because,
        at: datetime,
        who: Colleague | None = None,
        words: str = "",
        asked_by: int | None = None,
    ) -> int:
        """Keep a decision. This is where no rule can say no: only a person's outcome may be adverse."""
        if outcome != "drafted":
            check_may_take_effect(str(values["kind"]), outcome, str(values["by"]) if who else "rule")
        number = self.memory.add_event(
            row.id, self.keys.of(row.customer), at, _EVENT[outcome], actor="person" if who else "house",
            author=int(who.id) if who else asked_by, who=who.work_name if who else "", values=values, because=because,
            text=words, released=outcome != "drafted",
        )  # fmt: skip
        desk.change(row.id, at, overtakes=False)
        return number

    # --- what is seen ---
    def money_of(self, conversation: ConversationId, colleague: ColleagueId) -> MoneyFile:
        """Return everything about money in a conversation, to a colleague who may read it."""
        who = self.colleague_who_may(colleague, Deed.READ)
        row = desk.conversation(conversation)
        self.look(row, who)
        decided = self._money_decisions(row)
        return MoneyFile(
            conversation=conversation,
            title=self.excerpt(row) or "No message yet",
            open=_still_open(decided),
            decided=tuple(each for each in decided if each.outcome != "drafted"),
            seen=_latest(decided),
            mine=row.state == State.PERSON and row.assignee == int(colleague),
            may_decide=may(who.role, Deed.DECIDE_MONEY),
        )

    def open_money(self, colleague: ColleagueId) -> tuple[tuple[ConversationId, Decision], ...]:
        """Return every draft that waits for a person, oldest first, to somebody who may decide."""
        self.colleague_who_may(colleague, Deed.DECIDE_MONEY)
        waiting = []
        for (conversation,) in rows(_WITH_A_DRAFT, DRAFTED):
            row = desk.conversation(conversation)
            draft = None if self.is_restricted(row) else self._open_draft(row)
            if draft is not None:
                waiting.append((conversation, draft))
        return tuple(sorted(waiting, key=lambda each: each[1].at))

    def money_decision(self, conversation: ConversationId, customer: CustomerId, number: int) -> Decision:
        """Return a decision to the customer it is about. A draft, a stranger's and a missing one are NotFound."""
        row = self.own(conversation, customer)
        line = desk.item(conversation, number)
        if line.code not in EVENTS or line.released_at is None:
            raise NotFound("there is no such decision, or it is not yours")
        return decision_in(self, row, line)

    def rule_in_words(self, decision: Decision) -> str:
        """Return the sentence of the rule that decided or proposed, for colleagues; what was missing if it refused."""
        rule = by_rule(decision)
        if not rule.rule:
            return f"The rule could not decide: {rule.facts.get('input') or 'no rule'} {rule.facts.get('problem')}."
        table = self.knowing.guideline(rule.version).table
        return next(each.says for each in table.rules if each.id == rule.rule)

    def money_told(self, conversation: ConversationId, decision: Decision, language: str) -> Told:
        """Return why a decision went as it did and what else a rule would have paid for, in words for the customer."""
        record = explained_decision(self.knowing, decision, conversation)
        otherwise = otherwise_sentence(record, language)
        asked = next(
            (each for each in self.appeals_of(desk.conversation(conversation)) if each.act == decision.act), None
        )
        filed = appeals.latest(decision.act) if asked else None
        return Told(
            reasons=money_reasons(decision.because, language), facts=money_facts(decision.because, language),
            otherwise=(otherwise,) if otherwise else (), scores=record.scores, code=short_code(decision.act),
            appeal=(asked.outcome or "open") if asked else "", decides=filed.decider_name if filed else "",
            until=self.last_day(filed) if filed else None, may_appeal=asked is None or asked.may_be_repeated,
        )  # fmt: skip

    def money_told_in_full(self, conversation: ConversationId, decision: Decision) -> Told:
        """Return the same to a colleague: the rule's own sentence, its inputs by their labels, with values."""
        record = explained_decision(self.knowing, decision, conversation)
        facts = labelled(self.knowing, by_rule(decision))
        return Told((self.rule_in_words(decision),), facts, for_colleague(record.otherwise), record.scores)

    def why_for_a_command(self, act: ActId) -> ActRecord:
        """Return the record of an act, also of a decision about money; its customer sees that the house looked."""
        if (line := _money_line(act)) is None:
            return super().why_for_a_command(act)
        row = desk.conversation(line[0])
        self.look_of_the_house(row.customer, "reason")
        return explained_decision(self.knowing, decision_in(self, row, desk.item(*line)), row.id)

    def why_money(self, act: ActId, customer: CustomerId) -> tuple[Decision, ActRecord] | None:
        """Return the decision about money that an act is, to its customer, with its record; None if it is no such act.

        A draft and a stranger's are NotFound.
        """
        if (line := _money_line(act)) is None:
            return None
        decision = self.money_decision(line[0], customer, line[1])
        return decision, explained_decision(self.knowing, decision, line[0])

    # --- appeals ---
    def appeal_money(self, conversation: ConversationId, customer: CustomerId, number: int) -> None:
        """Dispute a decision, named by its line, as any act is."""
        self.appeal(self.money_decision(conversation, customer, number).act, customer)

    def conversation_of(self, act: ActId, customer: CustomerId | None = None) -> ConversationId:
        """Return where an act was decided, also about money. A draft and a stranger's are NotFound to a customer."""
        line = self.money_line(act, customer)
        return line[0] if line else super().conversation_of(act, customer)

    def money_line(self, act: ActId, customer: CustomerId | None = None) -> tuple[ConversationId, int] | None:
        """Return the conversation and line of a decision about money; None of any other act. A stranger's is NotFound."""
        line = _money_line(act)
        if line and customer is not None:
            self.money_decision(line[0], customer, line[1])
        return line

    def named_act(self, conversation: ConversationId, act: ActId) -> dict[str, Fact]:
        """Return the values by which the events of an appeal name what is disputed."""
        found, line = super().named_act(conversation, act), _money_line(act)
        return {**found, "decision": line[1]} if line else found

    def topic_of_act(self, act: ActId, key: bytes) -> str:
        """Return what an act is about: money, or what its draft is about."""
        return ABOUT_MONEY if _money_line(act) else super().topic_of_act(act, key)

    def check_decided_anew(self, row: desk.ConversationRow, act: ActId) -> None:
        """Raise Refused unless something took effect about money since the customer disputed a decision on it."""
        if _money_line(act) is None:
            return
        lines = desk.items(row.id)
        asked = max(
            line.number for line in lines if line.code == APPEALED and self._values(row, line).get("act") == act
        )
        if not any(line.number > asked and line.code in (GRANTED, REFUSED) for line in lines):
            raise Refused("nothing was decided about the money since: decide it anew on its page, then say so here")

    def _own_case(self, conversation: ConversationId, colleague: ColleagueId) -> desk.ConversationRow:
        row = desk.conversation(conversation, hold=True)
        self.check_glass(row, colleague)
        if row.state != State.PERSON or row.assignee != int(colleague):
            raise Refused("take this conversation over first; then you can decide about money in it")
        return row

    def _open_draft(self, row: desk.ConversationRow) -> Decision | None:
        return _still_open(self._money_decisions(row))

    def _money_decisions(self, row: desk.ConversationRow) -> tuple[Decision, ...]:
        return tuple(decision_in(self, row, line) for line in desk.items(row.id) if line.code in EVENTS)


# Of conversations that are not closed only: none is closed while a draft is open, so this looks at few rows.
_WITH_A_DRAFT = """
    SELECT DISTINCT i.conversation_id FROM desk_conversation c JOIN desk_item i ON i.conversation_id = c.id
    WHERE c.state <> 'resolved' AND i.code = %s
"""


def _money_line(act: ActId) -> tuple[ConversationId, int] | None:
    """Return the conversation and the number of a decision about money; None if the act is something else."""
    found = row("SELECT conversation_id, number, code FROM desk_item WHERE id = %s", act)
    return (found[0], found[1]) if found and found[2] in EVENTS else None


_EVENT = {"drafted": DRAFTED, "granted": GRANTED, "refused": REFUSED}


def _latest(decisions: tuple[Decision, ...]) -> int:
    return decisions[-1].number if decisions else 0


def _still_open(decisions: tuple[Decision, ...]) -> Decision | None:
    """Return the draft that nobody has decided on: the latest decision of all, if it is one."""
    return decisions[-1] if decisions and decisions[-1].outcome == "drafted" else None
