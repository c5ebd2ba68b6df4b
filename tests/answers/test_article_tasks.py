"""One task a matter: found again it is the same, gone it is done, dismissed it is quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.answers.article_tasks import (
    DISMISSED,
    DONE,
    DUE,
    MATTERS,
    About,
    Finding,
    Step,
    Task,
    due_on,
    is_for,
    owner_of,
    owners_named,
    same_matter,
    steps,
)
from fairdesk.nouns import BadInput

AT = datetime(2027, 5, 3, 9, tzinfo=UTC)
SALE = Finding("expired", "en", (About("sale", "Sale", "v1"),), ("past its date",), ("Ada",))
GAP = Finding("gap", "en", (), ("asked in vain",), (), words=("gift", "card"), newest=AT)


def task(found: Finding = SALE, **more: object) -> Task:
    made = Task("t1", found, found.matter, AT - timedelta(days=30), AT.date(), stamp=found.stamp)
    return replace(made, **more)  # type: ignore[arg-type]


def step(kept: list[Task], found: list[Finding], now: dict[tuple[str, str], str] | None = None) -> list[Step]:
    return list(steps(kept, found, AT, {("en", "sale"): "v1"} if now is None else now, lambda _one: True))


def test_a_new_matter_is_opened_and_the_same_again_is_nothing_new():
    assert [Step(None, SALE)] == step([], [SALE])
    assert [] == step([task()], [SALE])


def test_found_otherwise_it_is_updated():
    newer = replace(SALE, says=("past its date since May",))

    assert [Step(task(), newer)] == step([task()], [newer])


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        ({("en", "sale"): "v2"}, "Sale was changed"),
        ({}, "Sale was taken down"),
        ({("en", "sale"): "v1"}, "it is not found any more"),
    ],
)
def test_gone_it_is_closed_and_says_what_changed(now, outcome):
    assert [Step(task(), None, outcome)] == step([task()], [], now)


def test_what_nobody_looked_at_is_not_closed():
    assert [] == list(steps([task()], [], AT, {}, lambda one: one.finding.kind != "expired"))


def test_a_closed_task_is_not_closed_again():
    assert [] == step([task(state=DONE, closed_at=AT)], [])


class TestFoundAgain:
    def test_dismissed_it_is_quiet_until_something_else_is_found(self):
        quiet = task(state=DISMISSED, closed_at=AT)
        changed = replace(SALE, articles=(About("sale", "Sale", "v2"),))

        assert [] == step([quiet], [SALE])
        assert [Step(quiet, changed)] == step([quiet], [changed])

    def test_done_it_is_open_again_at_once_if_it_stands_in_the_text(self):
        assert 1 == len(step([task(state=DONE, closed_at=AT)], [SALE]))

    @pytest.mark.parametrize(("days_ago", "newest", "again"), [(13, 0, False), (14, 20, False), (14, 0, True)])
    def test_done_what_is_counted_over_days_waits_for_somebody_new(self, days_ago, newest, again):
        closed = task(GAP, state=DONE, closed_at=AT - timedelta(days=days_ago))

        assert again == bool(step([closed], [replace(GAP, newest=AT - timedelta(days=newest))]))


@pytest.mark.parametrize(
    ("words", "same"), [(("gift", "card"), True), (("gift", "card", "friend"), True), (("gift", "wrap", "paper"), True), (("umbrella",), False)]
)  # fmt: skip
def test_a_gap_with_another_word_is_the_same_matter(words, same):
    assert same == same_matter(task(GAP), replace(GAP, words=words))


def test_a_gap_in_another_language_is_not():
    assert not same_matter(task(GAP), replace(GAP, language="de"))


class TestOwners:
    def test_an_article_names_its_owner_else_the_longest_topic_that_fits_does(self):
        named = owners_named("shop = Ben; shop/sale = Ada;")

        assert "Zoe" == owner_of("shop/sale/old", "Zoe", named)
        assert ["Ada", "Ben", "", "Ben"] == [
            owner_of(id, "", named) for id in ("shop/sale/old", "shop/x", "shopping", "shop__x")
        ]

    @pytest.mark.parametrize("text", ["shop", "= Ada", "shop ="])
    def test_a_part_without_topic_or_name_is_refused(self, text):
        with pytest.raises(BadInput, match="article_owners has"):
            owners_named(text)

    def test_names_are_told_without_case_and_managers_take_what_nobody_there_owns(self):
        known = ["Ada", "Cleo"]

        assert is_for(task(), ["ada", "ada.l"], known, False)
        assert not is_for(task(), ["Cleo"], known, True)
        assert is_for(task(replace(SALE, owners=("Zoe",))), ["Cleo"], known, True)
        assert is_for(task(GAP), ["Cleo"], known, True)
        assert not is_for(task(GAP), ["Ada"], known, False)


def test_every_kind_has_its_day_and_its_name():
    assert DUE.keys() == MATTERS.keys()
    assert AT.date() + timedelta(days=7) == due_on("expired", AT)
    assert task(due=AT.date() - timedelta(days=1)).overdue(AT.date())
    assert not task(due=AT.date()).overdue(AT.date())
