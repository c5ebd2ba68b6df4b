"""The articles' pages: colleagues write and take down, customers read; nothing typed is lost, nothing expired is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import reverse

from fairdesk.answers import records
from fairdesk.answers.articles import Article, read_article
from fairdesk.answers.pages import (
    article_tasks,
    articles,
    consistency,
    content_gaps,
    edit_article,
    public_article,
    public_articles,
)
from fairdesk.database import execute, writing
from fairdesk.desk.keyboard import Keyboard
from fairdesk.nouns import Refused
from tests.house.test_article_tasks import shoes
from tests.house.test_content_gaps import ASKED, asks
from tests.house.test_probing import unsteady
from tests.people import Desk

pytestmark = pytest.mark.usefixtures("folder", "_addresses")


@pytest.fixture
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.answers.addresses"):
        yield


def publish(articles: list[Any], at: datetime) -> Any:
    with writing():
        return records.add(articles, at)


def take_down(article_id: str, language: str, at: datetime) -> Any:
    with writing():
        return records.retire(article_id, language, at)


class Visitor:
    """Somebody with a browser: a colleague if signed in, else a customer."""

    def __init__(self, at: datetime, signed_in: bool, language: str = "en", house: Any = None) -> None:
        self.at, self.language, self.house = at, language, house
        self.colleague = (
            SimpleNamespace(id=1, work_name="Ada", role="colleague", may=lambda deed: True) if signed_in else None
        )

    def _ask(self, request: Any, view: Any, *args: str) -> HttpResponse:
        request.house = self.house or SimpleNamespace(
            now=lambda: self.at,
            stops=lambda colleague: (),
            keyboard=lambda colleague: Keyboard(),
            alarms=lambda colleague: (),
            publish=lambda colleague, articles: publish(articles, self.at),
            take_down=lambda colleague, article_id, language: take_down(article_id, language, self.at),
        )
        request.colleague, request.language, request.customer = self.colleague, self.language, None
        request.company = SimpleNamespace(name="Shop", telephone="", relay="", email="", logo="")
        response: HttpResponse = view(request, *args)
        return response

    def opens(self, view: Any, *args: str, **query: str) -> HttpResponse:
        return self._ask(RequestFactory().get("/x", query), view, *args)

    def sends(self, view: Any, *args: str, **typed: str) -> HttpResponse:
        return self._ask(RequestFactory().post("/x", typed), view, *args)


@pytest.fixture
def colleague(at: datetime) -> Visitor:
    return Visitor(at, signed_in=True)


@pytest.fixture
def customer(at: datetime) -> Visitor:
    return Visitor(at, signed_in=False)


def text(response: HttpResponse) -> str:
    return response.content.decode()


class TestColleagues:
    def test_see_every_article_with_owner_date_and_version(
        self, colleague: Visitor, shop: list[Article], at: datetime
    ) -> None:
        old = read_article("---\ntitle: Old sale\nvalid_until: 2026-05-03\n---\nHalf price.", "old.md", "en")
        publish([*shop, old], at)

        listed = text(colleague.opens(articles))

        assert all(
            words in listed
            for words in ("Returns team", shop[0].version[:8], "past its date: not quoted", "nobody yet")
        )
        assert 4 == listed.count('scope="row"')

    def test_are_told_what_to_do_on_an_empty_shelf(self, colleague: Visitor) -> None:
        assert "Write the first one here" in text(colleague.opens(articles))

    def test_write_an_article_that_is_quoted_from_then_on(self, colleague: Visitor, at: datetime) -> None:
        response = colleague.sends(
            edit_article, language="fr", id="retours", text="# Retours\r\n\r\nSous 30 jours.", version=""
        )

        assert (302, f"{reverse('articles')}?done=saved") == (response.status_code, response["Location"])
        assert "# Retours\n\nSous 30 jours." == records.article("retours", "fr").markdown

    def test_change_an_article(self, colleague: Visitor, shop: list[Article], at: datetime) -> None:
        publish(shop, at)
        form = text(colleague.opens(edit_article, "en", "delivery"))
        assert "Islands take a week." in form

        colleague.at = at + timedelta(hours=1)
        colleague.sends(edit_article, "en", "delivery", text="# Delivery times\n\nOne day.", version=shop[1].version)

        assert "One day." in records.article("delivery", "en").markdown

    @pytest.mark.parametrize(
        ("typed", "field", "fault"),
        [
            ({"text": "---\ntitle: [A\n---\nMy words"}, "text", "Line 3"),
            ({"text": "---\nvalid_until: soon\n---\nMy words"}, "text", "Line 2: valid_until should be a date"),
            ({"text": ""}, "text", "there is no text"),
            ({"text": "---\nid: other\n---\nMy words"}, "text", "The text says id other in en"),
            ({"text": "My words", "id": ""}, "id", "Write a short name"),
            ({"text": "My words", "id": "../x"}, "id", "Write a short name"),
            ({"text": "My words", "id": "delivery"}, "id", "There is an article of this name already"),
            ({"text": "My words", "language": "xx"}, "language", "Choose one of the languages"),
        ],
    )
    def test_lose_nothing_when_something_is_wrong(
        self, typed: dict[str, str], field: str, fault: str, colleague: Visitor, shop: list[Article], at: datetime
    ) -> None:
        publish(shop, at)

        response = colleague.sends(edit_article, **{"language": "en", "id": "new", "version": "", **typed})

        page = text(response)
        assert 422 == response.status_code
        assert re.search(rf'<a href="#{field}">[^<]*{fault}', page)
        assert f'aria-describedby="{field}-hint {field}-fault"' in page or f'aria-describedby="{field}-fault"' in page
        assert page.count("My words") == typed["text"].count("My words")
        assert 3 == len(records.articles())

    def test_do_not_overwrite_each_other(self, colleague: Visitor, shop: list[Article], at: datetime) -> None:
        publish(shop, at)

        response = colleague.sends(edit_article, "en", "delivery", text="My careful words.", version="older")

        assert 422 == response.status_code
        assert "Somebody changed this article" in text(response)
        assert "My careful words." in text(response)

    def test_take_an_article_down(
        self, colleague: Visitor, customer: Visitor, shop: list[Article], at: datetime
    ) -> None:
        publish(shop, at)
        colleague.at = customer.at = at + timedelta(hours=1)

        colleague.sends(edit_article, "en", "delivery", act="retire")

        assert 404 == customer.opens(public_article, "en", "delivery").status_code
        assert 200 == customer.opens(public_article, "es", "returns").status_code


class TestCustomers:
    @pytest.mark.parametrize("view", [articles, edit_article])
    def test_are_sent_away_from_the_desk(self, view: Any, customer: Visitor) -> None:
        assert (302, 302) == (customer.opens(view).status_code, customer.sends(edit_article, text="x").status_code)
        assert [] == records.articles()

    def test_read_the_section_an_answer_cites(self, customer: Visitor, shop: list[Article], at: datetime) -> None:
        publish(shop, at)

        page = text(customer.opens(public_article, "en", "returns"))

        assert '<section id="when-the-money-arrives">\n<h2>When the money arrives</h2>\n<p>We refund you' in page
        assert "/articles/en/returns" == reverse("article", args=("en", "returns"))

    def test_read_an_article_in_its_own_language_and_direction(self, customer: Visitor, at: datetime) -> None:
        publish([read_article("# عنوان\n\nنص", "a.md", "ar")], at)

        assert '<article class="article" lang="ar" dir="rtl"><h1>عنوان</h1>' in text(
            customer.opens(public_article, "ar", "a")
        )

    @pytest.mark.parametrize("front", ["valid_until: 2026-05-03", "audience: colleagues"])
    def test_do_not_see_what_may_not_be_quoted(self, front: str, customer: Visitor, at: datetime) -> None:
        publish([read_article(f"---\ntitle: Inside\n{front}\n---\nSecret.", "in.md", "en")], at)

        response = customer.opens(public_article, "en", "in")

        assert 404 == response.status_code
        assert "Secret" not in text(response)
        assert "Inside" not in text(customer.opens(public_articles))

    def test_an_article_that_never_was_is_not_found(self, customer: Visitor) -> None:
        assert 404 == customer.opens(public_article, "en", "none").status_code

    def test_see_the_list_in_their_language_or_are_told(
        self, customer: Visitor, shop: list[Article], at: datetime
    ) -> None:
        publish(shop, at)

        assert "Devolver un pedido" not in text(customer.opens(public_articles))
        customer.language = "es"
        assert "Delivery times" not in text(customer.opens(public_articles))
        customer.language = "de"
        assert 3 == text(customer.opens(public_articles)).count('hreflang="e') - len(
            re.findall(r"\?lang=e", text(customer.opens(public_articles)))
        )

    def test_markup_in_a_title_is_shown_as_text(self, customer: Visitor, at: datetime) -> None:
        publish([read_article("---\ntitle: <script>x</script>\n---\nText.", "t.md", "en")], at)

        assert "<script>x" not in text(customer.opens(public_article, "en", "t"))


class TestContentGaps:
    def visitor(self, desk: Desk, who: int) -> Visitor:
        visitor = Visitor(desk.house.now(), signed_in=True, house=desk.house)
        assert visitor.colleague is not None
        visitor.colleague.id = who
        return visitor

    def test_shows_the_words_of_a_gap_its_customers_and_what_was_left_out(self, desk: Desk) -> None:
        for asked in (*ASKED, "Is the shop in Cork open on Sunday?"):
            asks(desk, asked)

        shown = text(self.visitor(desk, desk.ada).opens(content_gaps))

        assert "6 questions of 6 customers" in shown
        assert '<bdi lang="en">gift · card</bdi>' in shown
        assert "<td>5</td><td>5</td>" in shown
        assert "1 question left out: fewer than 5 customers asked something like it" in shown
        assert not any(word in shown for word in ("Cork", "Sunday", "kim@", "EMAIL"))

    def test_shows_what_is_to_mend_in_which_article(self, desk: Desk) -> None:
        with writing():
            execute("UPDATE answers_article SET added_at = 0")

        shown = text(self.visitor(desk, desk.ada).opens(content_gaps))

        assert f'<a href="{reverse("article-edit", args=("en", "returns"))}">' in shown
        assert "no answer was given from it since" in shown
        assert "No gap that 5 customers or more share." in shown

    def test_is_linked_from_the_articles_and_closed_to_an_auditor(self, desk: Desk) -> None:
        assert f'href="{reverse("content-gaps")}"' in text(self.visitor(desk, desk.ada).opens(articles))
        with pytest.raises(Refused):
            desk.house.content_gaps(desk.otto)


class TestConsistency:
    def visitor(self, desk: Desk, who: int) -> Visitor:
        return TestContentGaps().visitor(desk, who)

    def test_says_that_the_desk_has_not_asked_itself_yet(self, desk: Desk) -> None:
        assert "fairdesk answers probe" in text(self.visitor(desk, desk.ada).opens(consistency))

    def test_shows_both_wordings_and_what_each_was_given(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        unsteady(str.isupper, monkeypatch)
        desk.house.probe_answers()

        shown = text(self.visitor(desk, desk.ada).opens(consistency))

        assert "Sending things back: How long a refund takes" in shown
        assert 'capitals: <bdi lang="en">SENDING THINGS BACK: HOW LONG A REFUND TAKES</bdi>' in shown
        assert "<bdi>Sending things back</bdi>" in shown
        assert "a person" in shown

    def test_is_linked_from_the_articles(self, desk: Desk) -> None:
        assert f'href="{reverse("consistency")}"' in text(self.visitor(desk, desk.ada).opens(articles))


class TestArticleTasks:
    def visitor(self, desk: Desk, who: int) -> Visitor:
        return TestContentGaps().visitor(desk, who)

    @pytest.fixture
    def contradicted(self, desk: Desk) -> Desk:
        shoes(desk, "boots", 30, "Ada")
        shoes(desk, "sneakers", 14, "Ben")
        desk.house.compare_articles()
        return desk

    def test_shows_both_sentences_side_by_side_the_owners_the_day_and_the_way_to_mend_it(
        self, contradicted: Desk
    ) -> None:
        shown = text(self.visitor(contradicted, contradicted.ada).opens(article_tasks))

        assert '<td><bdi lang="en">You can return worn shoes within 30 days of delivery.</bdi></td>' in shown
        assert "You can return worn shoes within 14 days of delivery." in shown
        assert "What differs: day: 30 days or 14 days" in shown
        assert "for Ada and Ben" in shown
        assert f'href="{reverse("article-edit", args=("en", "boots"))}"' in shown
        assert "Other people" not in shown
        assert "Other people" in text(self.visitor(contradicted, contradicted.cleo).opens(article_tasks))

    def test_is_closed_with_a_reason_and_comes_back_with_what_was_typed_without_one(self, contradicted: Desk) -> None:
        (task,) = contradicted.house.all_article_tasks(contradicted.ada)
        visitor = self.visitor(contradicted, contradicted.ada)

        refused = visitor.sends(article_tasks, task=task.id, state="dismissed", why=" ")
        assert 422 == refused.status_code
        assert "Say in a few words what you changed" in text(refused)

        done = visitor.sends(article_tasks, task=task.id, state="dismissed", why="two kinds of shoe")
        assert f"{reverse('article-tasks')}?said=dismissed" == done["Location"]
        shown = text(visitor.opens(article_tasks))
        assert "Nothing waits for you." in shown
        assert "by <bdi>Ada</bdi>: <bdi>two kinds of shoe</bdi>" in shown

    def test_is_linked_from_the_articles_and_the_gaps(self, desk: Desk) -> None:
        for page_ in (articles, content_gaps):
            assert f'href="{reverse("article-tasks")}"' in text(self.visitor(desk, desk.ada).opens(page_))
