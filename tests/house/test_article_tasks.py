"""What is found of articles becomes one task a matter for its owner, and closes by itself when the matter is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.answers.article_tasks import DISMISSED, DONE, OPEN
from fairdesk.database import execute, rows, writing
from fairdesk.house.background import Background
from fairdesk.nouns import BadInput, Overtaken, Refused
from tests.house.test_content_gaps import ASKED, asks
from tests.people import Desk

SHOES = "---\ntitle: {title}\nowner: {owner}\n---\n\nYou can return worn shoes within {days} days of delivery.\n"
SALE = "---\ntitle: Old sale\nowner: Ada\nvalid_until: 2026-05-03\n---\n\nHalf price.\n"


def shoes(desk: Desk, name: str, days: int, owner: str = "Ada", title: str = "") -> None:
    desk.knows(SHOES.format(title=title or name.capitalize(), days=days, owner=owner), name)


def kinds(desk: Desk, state: str = OPEN) -> list[str]:
    return [one.finding.kind for one in desk.house.all_article_tasks(desk.cleo) if one.state == state]


def later(desk: Desk, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    at = desk.house.now() + timedelta(days=days)
    monkeypatch.setattr(desk.house, "now", lambda: at)


class TestContradictions:
    def test_are_a_task_for_both_owners_with_both_sentences_and_what_differs(self, desk):
        shoes(desk, "boots", 30, "Ada")
        shoes(desk, "sneakers", 14, "Ben")

        assert 1 == desk.house.compare_articles()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        (beside,) = task.finding.beside
        assert ("Ada", "Ben") == task.finding.owners
        assert "day: 30 days or 14 days" == beside.differs
        assert ("Boots", "You can return worn shoes within 14 days of delivery.") == (beside.title, beside.other_text)
        assert [task] == list(desk.house.article_tasks(desk.ada)) == list(desk.house.article_tasks(desk.ben))
        assert () == desk.house.article_tasks(desk.cleo), "it has owners who are there"

    def test_close_by_themselves_when_an_article_changed_and_the_ledger_says_so(self, desk):
        shoes(desk, "boots", 30)
        shoes(desk, "sneakers", 14)
        desk.house.compare_articles()
        shoes(desk, "sneakers", 30)

        desk.house.compare_articles()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        assert (DONE, "Sneakers was changed", "") == (task.state, task.outcome, task.closed_by)
        assert [("article_task_opened",), ("article_task_closed",)] == rows(
            "SELECT kind FROM desk_deed WHERE kind LIKE 'article_task%%' ORDER BY act"
        )
        assert () == desk.house.verify().problems

    def test_stay_while_another_article_changes_and_are_one_task_however_often_found(self, desk):
        shoes(desk, "boots", 30)
        shoes(desk, "sneakers", 14)
        desk.house.compare_articles()
        desk.knows("# Hats\n\nHats are sold in three sizes.\n", "hats")
        desk.house.compare_articles()
        shoes(desk, "sneakers", 15)

        desk.house.compare_articles()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        assert (OPEN, "day: 30 days or 15 days") == (task.state, task.finding.beside[0].differs)

    def test_are_looked_for_by_the_worker_once_articles_changed_and_not_again(self, desk, monkeypatch):
        shoes(desk, "boots", 30)
        shoes(desk, "sneakers", 14)
        worker = Background(desk.house)

        worker.round()
        assert ["contradiction"] == kinds(desk)

        assert not desk.house.articles_are_news()
        desk.restart()
        assert 0 == desk.house.compare_articles(), "what was compared is kept"

    def test_close_when_an_article_is_taken_down(self, desk):
        shoes(desk, "boots", 30)
        shoes(desk, "sneakers", 14)
        desk.house.compare_articles()

        desk.house.take_down(desk.ada, "boots", "en")
        desk.house.compare_articles()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        assert "Boots was taken down" == task.outcome

    def test_are_said_of_the_article_among_what_is_to_mend(self, desk):
        shoes(desk, "boots", 30)
        shoes(desk, "sneakers", 14)
        desk.house.compare_articles()

        says = {one.id: one.says for one in desk.house.articles_to_mend()}

        assert ("Boots and Sneakers say otherwise: day: 30 days or 14 days",) == says["boots"]


class TestTheNight:
    def test_opens_one_task_for_each_matter_and_never_a_second(self, desk):
        desk.knows(SALE, "sale")
        for asked in ASKED:
            asks(desk, asked)

        desk.house.work_at_night()
        desk.house.work_at_night()

        assert ["expired", "gap"] == sorted(kinds(desk))
        assert [("article_task_opened",)] * 2 == rows("SELECT kind FROM desk_deed WHERE kind LIKE 'article_task%%'")

    def test_an_unused_and_a_hard_article_are_tasks_too(self, desk):
        desk.knows(
            "---\ntitle: Terms\n---\n\nNotwithstanding aforementioned considerations, processing operations conducted "
            "automatically necessitate comprehensive documentation establishing accountability.\n",
            "terms",
        )
        with writing():
            execute("UPDATE answers_article SET added_at = 0 WHERE id = 'terms'")

        desk.house.tend_article_tasks()

        assert ["hard", "unused"] == sorted(kinds(desk))

    def test_closes_what_is_gone_and_opens_it_again_if_it_comes_back(self, desk):
        desk.knows(SALE, "sale")
        desk.house.tend_article_tasks()
        desk.knows(SALE.replace("2026-05-03", "2036-05-03"), "sale")
        desk.house.tend_article_tasks()
        assert [["expired"], []] == [kinds(desk, DONE), kinds(desk)]

        desk.knows(SALE, "sale")
        desk.house.tend_article_tasks()

        assert [[], ["expired"]] == [kinds(desk, DONE), kinds(desk)]


class TestOwners:
    def test_the_article_names_its_owner_else_its_topic_has_one_else_a_manager_is_asked(self, folder):
        desk = Desk(folder, article_owners="shop = Ben")
        for name, owner in (("sale", "Ada"), ("shop/sale", ""), ("else", "")):
            desk.knows(SALE.replace("owner: Ada", f"owner: {owner}"), name)

        desk.house.tend_article_tasks()

        mine = [
            {task.finding.articles[0].id for task in desk.house.article_tasks(who)}
            for who in (desk.ada, desk.ben, desk.cleo)
        ]
        assert [{"sale"}, {"shop/sale"}, {"else"}] == mine
        desk.house.close()

    def test_a_setting_that_names_nobody_is_refused(self, folder):
        desk = Desk(folder, article_owners="shop")

        with pytest.raises(BadInput, match="article_owners has 'shop'"):
            desk.house.tend_article_tasks()
        desk.house.close()

    def test_an_owner_who_left_leaves_it_to_a_manager(self, desk):
        desk.knows(SALE.replace("owner: Ada", "owner: Zoe"), "sale")

        desk.house.tend_article_tasks()

        assert [0, 1] == [len(desk.house.article_tasks(who)) for who in (desk.ada, desk.cleo)]

    def test_a_gap_is_asked_of_who_owns_the_nearest_article(self, desk):
        desk.knows("---\ntitle: Cards\nowner: Ben\n---\n\nA birthday card costs 2 euros.\n", "cards")
        for asked in ASKED:
            asks(desk, asked)

        desk.house.tend_article_tasks()

        assert [("Ben",)] == [
            task.finding.owners for task in desk.house.article_tasks(desk.ben) if task.finding.kind == "gap"
        ]

    def test_who_may_only_read_has_none(self, desk):
        desk.knows(SALE.replace("owner: Ada", "owner: Otto"), "sale")
        desk.house.tend_article_tasks()

        assert () == desk.house.article_tasks(desk.otto)
        with pytest.raises(Refused):
            desk.house.all_article_tasks(desk.otto)


class TestClosing:
    def task(self, desk: Desk, kind: str = "expired"):
        return next(one for one in desk.house.all_article_tasks(desk.cleo) if one.finding.kind == kind)

    def test_dismissed_with_a_reason_it_is_not_asked_again_until_something_else_is_found(self, desk):
        desk.knows(SALE, "sale")
        desk.house.tend_article_tasks()

        desk.house.close_article_task(desk.ada, self.task(desk).id, DISMISSED, " we keep it\nas a record ")
        desk.house.tend_article_tasks()

        task = self.task(desk)
        assert (DISMISSED, "we keep it as a record", "Ada") == (task.state, task.outcome, task.closed_by)
        desk.knows(SALE.replace("Half", "Third"), "sale")
        desk.house.tend_article_tasks()
        assert OPEN == self.task(desk).state

    def test_done_and_still_there_it_is_open_again_the_next_night(self, desk):
        desk.knows(SALE, "sale")
        desk.house.tend_article_tasks()
        desk.house.close_article_task(desk.ada, self.task(desk).id, DONE, "new date")

        desk.house.tend_article_tasks()

        assert OPEN == self.task(desk).state

    def test_a_gap_that_was_filled_waits_for_somebody_who_asks_in_vain_after_that(self, desk, monkeypatch):
        for asked in ASKED:
            asks(desk, asked)
        desk.house.tend_article_tasks()
        desk.house.close_article_task(desk.ada, self.task(desk, "gap").id, DONE, "wrote an article")

        later(desk, monkeypatch, 15)
        desk.house.tend_article_tasks()

        assert DONE == self.task(desk, "gap").state

    def test_says_why_and_is_closed_once(self, desk):
        desk.knows(SALE, "sale")
        desk.house.tend_article_tasks()
        id = self.task(desk).id

        for state, why in ((DONE, "  "), ("maybe", "well"), (DONE, "x" * 501)):
            with pytest.raises(BadInput):
                desk.house.close_article_task(desk.ada, id, state, why)
        desk.house.close_article_task(desk.ada, id, DONE, "new date")
        with pytest.raises(Overtaken):
            desk.house.close_article_task(desk.ben, id, DONE, "me too")
        with pytest.raises(Refused):
            desk.house.close_article_task(desk.otto, id, DONE, "me too")


class TestReplies:
    def replied(self, desk: Desk, text: str, agreed: bool = True, asked: str = "How long does a refund take?"):
        who = desk.customer()
        desk.says(who, f"I want a person. {asked}")
        if agreed:
            desk.house.answer_purpose(who.conversation, who.id, "improve", True)
        desk.house.take_over(who.conversation, desk.ben)
        desk.house.reply(who.conversation, desk.ben, text, 99)
        return who

    def test_that_state_another_figure_are_a_task_for_the_articles_owner(self, desk):
        self.replied(desk, "Hello! A refund takes up to 12 working days after your parcel reaches us.")

        desk.house.tend_article_tasks()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        assert ("reply", "returns") == (task.finding.kind, task.finding.articles[0].id)
        assert ("1 reply of a colleague says otherwise than its 5 working days (workday)",) == task.finding.says
        assert [
            (
                "I want a person. How long does a refund take?",
                "A refund takes up to 12 working days after your parcel reaches us.",
            )
        ] == list(desk.house.replies_behind(desk.rio, task))
        assert () == desk.house.replies_behind(desk.ada, task), "words of customers are for reviewers"
        assert "12 work" not in str(rows("SELECT found FROM answers_task"))
        assert "Ben" not in str(rows("SELECT found FROM answers_task"))

    def test_that_agree_with_it_or_of_customers_who_did_not_agree_are_none(self, desk):
        self.replied(desk, "A refund takes up to 5 working days after your parcel reaches us.")
        self.replied(desk, "A refund takes up to 12 working days after your parcel reaches us.", agreed=False)
        self.replied(desk, "Your parcel 4711 has 3 labels, and I sent you 12 euros.")

        desk.house.tend_article_tasks()

        assert () == desk.house.all_article_tasks(desk.cleo)

    def test_close_when_the_article_says_the_same_and_show_nothing_of_who_took_a_yes_back(self, desk):
        who = self.replied(desk, "A refund takes up to 12 working days after your parcel reaches us.")
        desk.house.tend_article_tasks()
        (task,) = desk.house.all_article_tasks(desk.cleo)
        desk.house.answer_purpose(who.conversation, who.id, "improve", False)
        assert () == desk.house.replies_behind(desk.rio, task)
        desk.house.answer_purpose(who.conversation, who.id, "improve", True)
        desk.knows(
            "---\ntitle: Sending things back\n---\n\nA refund takes up to 12 working days after your parcel reaches us.\n"
        )

        desk.house.tend_article_tasks()

        (task,) = desk.house.all_article_tasks(desk.cleo)
        assert (DONE, "Sending things back was changed") == (task.state, task.outcome)
