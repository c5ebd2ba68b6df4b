"""A customer asks, the assistant answers from the company's articles, and everything is kept and provable."""

from __future__ import annotations

from fairdesk.accountability.proofs import check_receipt
from fairdesk.desk.timeline import State
from fairdesk.nouns import Release, Route, Voice


class TestAnsweredWithItsSource:
    """Dana asks how to send something back; her address and order number stay hidden from the assistant."""

    QUESTION = "How long does a refund take for order 4711-0923? I am dana@example.org"

    def test_the_answer_quotes_the_article_and_names_it(self, desk):
        dana = desk.customer()

        turn = desk.says(dana, self.QUESTION)

        assert (Route.ASSISTANT, Release.SEND) == (turn.route, turn.release)
        answer = desk.sees(dana).entries[-1]
        assert answer.voice is Voice.ASSISTANT
        assert "up to 5 working days" in answer.text
        assert ("Sending things back", "How long a refund takes") == (
            answer.evidence[0].title,
            answer.evidence[0].heading[-1],
        )

    def test_the_assistant_saw_placeholders(self, desk):
        dana = desk.customer()
        desk.says(dana, self.QUESTION)

        seen = desk.house.why(desk.last_act(dana), dana.id).seen

        assert "dana@example.org" not in seen
        assert "4711-0923" not in seen
        assert "[EMAIL_1]" in seen

    def test_a_value_keeps_its_placeholder_through_the_conversation(self, desk):
        dana = desk.customer()
        desk.says(dana, self.QUESTION)
        desk.says(dana, "Write to other@example.org, or to dana@example.org again")

        seen = desk.house.why(desk.last_act(dana), dana.id).seen

        assert "Write to [EMAIL_2], or to [EMAIL_1] again" == seen

    def test_why_names_the_rule_and_its_version(self, desk):
        dana = desk.customer()
        turn = desk.says(dana, self.QUESTION)

        why = desk.house.why(desk.last_act(dana), dana.id)

        rules = {part.step: (part.rule, part.version) for part in why.because.under if part.rule}
        assert {"route", "release", "review_first"} == set(rules)
        assert turn.situation.guidelines["routing"] == rules["route"][1]

    def test_the_receipt_verifies_without_the_desk(self, desk):
        dana = desk.customer()
        desk.says(dana, self.QUESTION)

        receipt = desk.house.receipt(desk.last_act(dana), dana.id)

        checked = check_receipt(receipt, desk.house.signer.verifier_key)
        assert desk.last_act(dana) == checked.entry.act
        assert "dana@example.org" not in receipt

    def test_the_conversation_stays_with_the_assistant(self, desk):
        dana = desk.customer()
        desk.says(dana, self.QUESTION)

        assert State.ASSISTANT is desk.sees(dana).state

    def test_a_message_sent_twice_is_answered_once(self, desk):
        dana = desk.customer()
        desk.says(dana, self.QUESTION, client_id="the-same-message")
        before = desk.sees(dana).entries

        desk.says(dana, self.QUESTION, client_id="the-same-message")

        assert before == desk.sees(dana).entries
