"""What was shown and chosen is kept: exactly, append-only, found at once, and gone when the customer is forgotten."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.consent import records
from fairdesk.consent.notices import notice, version_of
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.consent.receipts import Chosen
from fairdesk.consent.withdrawal import Reached, Withdrawal
from fairdesk.database import Conflict, execute, on_sqlite, row, rows, writing
from fairdesk.nouns import BadInput, ConversationId, CustomerId, NotFound

pytestmark = pytest.mark.usefixtures("folder")

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DANA, STRANGER = CustomerId("dana"), CustomerId("stranger")
TALK = ConversationId("talk")
NOT_CHOICES = ("consent_shown", "consent_withdrawal", "consent_accommodation", "consent_understanding")
"""Tables whose rows may change: sums, reports that others complete, and what helps a customer."""


def choose(customer: CustomerId, purpose: Purpose, choice: str, minutes: int = 0) -> None:
    with writing():
        at = AT + timedelta(minutes=minutes)
        records.choose(Chosen(customer, TALK, purpose, Choice(choice), "v" * 16, "button", at))


class TestServed:
    def test_keeps_the_exact_words_once_and_every_showing(self) -> None:
        shown = notice("ai_answer", "uk", company="Example Ltd")

        with writing():
            records.served(TALK, DANA, shown, AT, "start")
            records.served(TALK, DANA, shown, AT + timedelta(days=1), "why")

        assert shown.text == records.text_shown(shown.version)
        assert [(1,)] == rows("SELECT count(*) FROM consent_text")
        assert [("start",), ("why",)] == rows("SELECT place FROM consent_served ORDER BY id")

    def test_kept_words_prove_their_version(self) -> None:
        with writing():
            records.served(TALK, DANA, notice("improve", "ar", company="Example Ltd"), AT, "start")

        version, text = rows("SELECT version, text FROM consent_text")[0]

        assert version == version_of(text)

    def test_the_version_last_shown_is_this_customers_own(self) -> None:
        old, new = notice("ai_answer", "en", days=30), notice("ai_answer", "en", days=90)

        with writing():
            records.served(TALK, DANA, old, AT, "start")
            records.served(TALK, DANA, new, AT, "start")
            records.served(TALK, STRANGER, old, AT, "start")

        assert new.version == records.last_shown(DANA, "ai_answer")
        assert "" == records.last_shown(DANA, "improve")

    def test_words_never_shown_are_not_known(self) -> None:
        assert records.text_shown("0" * 16) is None


class TestChoices:
    def test_nothing_chosen_is_told(self) -> None:
        assert "told" == records.ai_choice(DANA)
        assert {} == records.state(DANA)

    @pytest.mark.parametrize(
        ("choices", "standing"),
        [
            (["refused"], "refused"),
            (["granted"], "allowed"),
            (["refused", "granted"], "allowed"),
            (["granted", "withdrawn"], "refused"),
        ],
    )
    def test_the_latest_choice_holds(self, choices: list[str], standing: str) -> None:
        for choice in choices:
            choose(DANA, Purpose.AI_ANSWER, choice)

        assert standing == records.ai_choice(DANA)

    def test_the_latest_is_the_one_added_last_even_within_one_moment_or_with_a_clock_set_back(self) -> None:
        choose(DANA, Purpose.AI_ANSWER, "granted", minutes=5)
        choose(DANA, Purpose.AI_ANSWER, "refused", minutes=0)

        assert "refused" == records.ai_choice(DANA)

    def test_a_choice_reaches_no_other_purpose_and_no_other_customer(self) -> None:
        choose(DANA, Purpose.IMPROVE, "refused")

        assert "told" == records.ai_choice(DANA)
        choose(DANA, Purpose.AI_ANSWER, "refused")
        assert "told" == records.ai_choice(STRANGER)
        assert {} == records.state(STRANGER)

    def test_history_keeps_every_choice_in_order(self) -> None:
        choose(DANA, Purpose.IMPROVE, "granted")
        choose(DANA, Purpose.IMPROVE, "withdrawn", minutes=1)

        first, second = records.history(DANA)

        assert (Choice.GRANTED, Choice.WITHDRAWN) == (first.choice, second.choice)
        assert (TALK, "button", AT) == (first.conversation, first.method, first.at)
        assert second == records.state(DANA)[Purpose.IMPROVE]

    def test_colleagues_read_every_purpose_in_words(self) -> None:
        choose(DANA, Purpose.TRAIN_PEOPLE, "granted")

        words = records.state_in_words(DANA)

        assert ("told", "yes, 4 Mar 2026") == (words["ai_answer"], words["train_people"])
        assert {"not asked"} == {said for name, said in words.items() if name not in ("ai_answer", "train_people")}
        assert set(Purpose) - {Purpose.ACCOMMODATE, Purpose.DISCLOSE} == words.keys()

    def test_what_was_made_in_no_known_way_is_not_kept(self) -> None:
        made = Chosen(DANA, TALK, Purpose.IMPROVE, Choice.GRANTED, "", "telepathy", AT)

        with pytest.raises(BadInput, match="api, button, gpc, words; 'telepathy'"), writing():
            records.choose(made)

        assert () == records.history(DANA)

    def test_the_database_itself_refuses_an_unknown_choice(self) -> None:
        with pytest.raises(Conflict), writing():
            execute(
                "INSERT INTO consent_choice (customer_id, conversation_id, purpose, choice, notice_version, method, at) "
                "VALUES ('dana', '', 'improve', 'maybe', '', 'button', 0)"
            )


class TestWithdraw:
    def test_what_helps_is_deleted_and_nothing_of_other_purposes(self) -> None:
        with writing():
            execute("INSERT INTO consent_accommodation (customer_id, sealed, at, until) VALUES ('dana', '', 0, 1)")
            untouched = records.withdraw(DANA, Purpose.IMPROVE)
            reached = records.withdraw(DANA, Purpose.ACCOMMODATE)

        assert ({}, {"consent_accommodation": 1}) == (untouched, reached)

    def test_a_report_is_kept_with_its_purpose_and_the_latest_holds(self) -> None:
        first = Withdrawal(Purpose.IMPROVE, AT, (Reached("desk_arrival", 2, AT),))
        later = Withdrawal(Purpose.IMPROVE, AT + timedelta(days=1), (Reached("a mail house", 0, None),))
        with writing():
            records.keep_withdrawal("act-1", DANA, first)
            records.keep_withdrawal("act-2", DANA, later)

        assert {Purpose.IMPROVE: later} == records.withdrawals(DANA)
        assert {} == records.withdrawals(STRANGER)
        assert (("act-2", DANA, later),) == records.unanswered_withdrawals()

    def test_a_report_that_was_answered_waits_no_more(self) -> None:
        asked = Withdrawal(Purpose.CONTACT, AT, (Reached("a mail house", 0, None),))
        with writing():
            records.keep_withdrawal("act-1", DANA, asked)
            records.keep_withdrawal(
                "act-1", DANA, replace(asked, reached=(Reached("a mail house", 3, AT + timedelta(seconds=5)),))
            )

        assert () == records.unanswered_withdrawals()
        assert 3 == records.withdrawals(DANA)[Purpose.CONTACT].reached[0].count


class TestShown:
    def test_browsers_that_are_nobodys_are_counted_by_day_and_place(self) -> None:
        shown = notice("ai_answer", "en")
        with writing():
            records.count_shown(shown, AT, "home", 2)
            records.count_shown(shown, AT + timedelta(hours=1), "home", 3)
            records.served(TALK, DANA, shown, AT, "start")

        assert [(5,)] == rows("SELECT times FROM consent_shown")
        assert [(shown.version, 6)] == [(one.version, one.times) for one in records.versions()]

    def test_the_words_of_a_version_come_back_as_the_notice_they_were(self) -> None:
        shown = notice("contact", "ar", company="Example Ltd")
        with writing():
            records.count_shown(shown, AT, "choices", 1)

        assert shown == records.kept_notice(shown.version)
        with pytest.raises(NotFound):
            records.kept_notice("0" * 16)

    def test_what_a_customer_was_shown_is_listed_for_her_alone(self) -> None:
        with writing():
            records.served(TALK, DANA, notice("improve", "en"), AT, "choices")

        assert ["choices"] == [one.place for one in records.showings(DANA)]
        assert () == records.showings(STRANGER)


class TestForget:
    def test_holdings_count_what_forget_deletes_and_the_strangers_stay(self) -> None:
        shown = notice("ai_answer", "en")
        for customer in (DANA, STRANGER):
            with writing():
                records.served(TALK, customer, shown, AT, "start")
            choose(customer, Purpose.AI_ANSWER, "refused")
            with writing():
                records.keep_withdrawal(f"act of {customer}", customer, Withdrawal(Purpose.IMPROVE, AT, ()))
                execute(
                    "INSERT INTO consent_accommodation (customer_id, sealed, at, until) VALUES (%s, '', 0, 1)",
                    customer,
                )

        held = {"consent_choice": 1, "consent_served": 1, "consent_withdrawal": 1, "consent_accommodation": 1}
        assert held == records.holdings(DANA)
        with writing():
            assert 4 == records.forget(DANA)

        assert dict.fromkeys(held, 0) == records.holdings(DANA)
        assert held == records.holdings(STRANGER)
        assert shown.text == records.text_shown(shown.version)

    def test_every_table_with_a_customer_in_it_is_forgotten(self) -> None:
        from django.apps import apps

        about_one = {
            model._meta.db_table
            for model in apps.get_app_config("consent").get_models()
            if any(field.name == "customer_id" for field in model._meta.get_fields())
        }

        assert about_one == records.holdings(DANA).keys()


def test_no_choice_is_ever_changed_and_only_forgetting_deletes() -> None:
    """The statements themselves: what touches consent_choice inserts or reads, but for `forget`."""
    tree = ast.parse(Path(inspect.getfile(records)).read_text("utf-8"))
    writing_over = {
        (function.name, verb)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for part in ast.walk(function)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        for verb in ("UPDATE ", "DELETE ", "REPLACE ", "TRUNCATE ")
        if verb in part.value and not any(table in part.value for table in NOT_CHOICES)
    }

    assert {("forget", "DELETE ")} == writing_over


def test_the_question_asked_of_every_message_is_one_step_in_one_index() -> None:
    if not on_sqlite():
        pytest.skip("a planner with an empty table reads it whole; the index is the same")

    plan = rows(
        "EXPLAIN QUERY PLAN SELECT choice FROM consent_choice WHERE customer_id = %s AND purpose = %s ORDER BY id DESC LIMIT 1",
        "dana", "ai_answer",
    )  # fmt: skip

    assert 1 == len(plan)
    assert "consent_choice_latest" in plan[0][3]


def test_a_choice_that_was_not_committed_never_was() -> None:
    with pytest.raises(ZeroDivisionError), writing():  # noqa: PT012
        records.choose(Chosen(DANA, TALK, Purpose.AI_ANSWER, Choice.REFUSED, "", "words", AT))
        1 / 0  # noqa: B018  the power goes here

    assert "told" == records.ai_choice(DANA)
    assert (0,) == row("SELECT count(*) FROM consent_choice")
