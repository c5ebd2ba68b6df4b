"""The articles' tables, on the real database: what is kept, found, retired, and searched as of a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.answers import records
from fairdesk.answers.answer import answer
from fairdesk.answers.articles import Article, Changes, read_article
from fairdesk.answers.search import rank
from fairdesk.answers.shelf import Shelf
from fairdesk.database import row, writing
from fairdesk.nouns import Draft, Evidence, MaskedText, NotFound
from tests.answers.conftest import Version
from tests.meanwhile import Other

pytestmark = pytest.mark.usefixtures("folder")

DAY = timedelta(days=1)


def keep(articles: list[Article], at: datetime) -> Changes:
    with writing():
        return records.add(articles, at)


def take_down(article_id: str, language: str, at: datetime) -> Changes:
    with writing():
        return records.retire(article_id, language, at)


def ask(question: str, at: datetime, language: str = "en", history: tuple[str, ...] = ()) -> Draft:
    said = tuple(MaskedText(one) for one in history)
    return answer(MaskedText(question), language, said, at, records.find)


class TestAdd:
    def test_counts_what_is_new(self, shop: list[Article], at: datetime) -> None:
        assert Changes(added=3) == keep(shop, at)

    def test_adding_the_same_again_touches_nothing(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)
        version, first = records.knowledge_version(), records.article("delivery", "en")

        again = keep(shop, at + DAY)

        assert Changes(unchanged=3) == again
        assert version == records.knowledge_version()
        assert first == records.article("delivery", "en")

    def test_changes_only_what_changed(self, shop: list[Article], at: datetime, version_of_delivery: Version) -> None:
        keep(shop, at)
        newer = version_of_delivery("A parcel takes nine days.")

        changes = keep([shop[0], newer, shop[2]], at + DAY)

        assert Changes(changed=1, unchanged=2) == changes
        assert "nine days" in ask("how long does a parcel take", at + DAY).text

    def test_an_undone_edit_brings_the_old_passages_back(
        self, shop: list[Article], at: datetime, version_of_delivery: Version
    ) -> None:
        keep(shop, at)
        before = ask("how long does a parcel take", at).evidence[0].passage
        keep([version_of_delivery("A parcel takes nine days.")], at + DAY)

        keep([shop[1]], at + 2 * DAY)

        assert before == ask("how long does a parcel take", at + 2 * DAY).evidence[0].passage

    def test_nothing_remains_of_a_transaction_that_fails(self, shop: list[Article], at: datetime) -> None:
        def interrupted() -> None:
            with writing():
                records.add(shop, at)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            interrupted()

        assert [] == records.articles()
        assert "" == records.knowledge_version()

    def test_passage_ids_are_the_same_on_every_machine(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)

        found = ask("when does the money arrive", at).evidence[0]

        assert f"en/returns@{shop[0].version}#2" == found.passage


class TestFind:
    def test_quotes_the_passage_with_its_heading_path(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)

        draft = ask("When does the money for my return arrive?", at)

        assert "We refund you within 5 days of getting the parcel." == draft.text
        assert ("Returning what you bought", ("When the money arrives",), "when-the-money-arrives") == (
            draft.evidence[0].title,
            draft.evidence[0].heading,
            draft.evidence[0].anchor,
        )

    def test_answers_in_the_language_of_the_question_alone(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)

        draft = ask("¿Cómo puedo devolver mi pedido?", at, "es")

        assert {"es"} == {found.language for found in draft.evidence}
        assert "devolver tu pedido en 30 días" in draft.text

    def test_finds_nothing_in_a_language_without_articles(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)

        assert ("", 0.0, "answer.nothing") == _shape(ask("30 Tage", at, "de"))

    def test_finds_nothing_on_an_empty_shelf(self, at: datetime) -> None:
        assert ("", 0.0, "answer.nothing") == _shape(ask("How long does a parcel take?", at))

    @pytest.mark.parametrize(
        "hostile", ['" OR 1 NEAR("', "body:parcel*", "'; DROP TABLE answers_article; --", "a & b | !c"]
    )
    def test_reads_a_question_as_words_never_as_a_query(
        self, hostile: str, shop: list[Article], at: datetime
    ) -> None:
        keep(shop, at)

        ask(hostile, at)

        assert 3 == len(records.articles())

    def test_what_stands_before_the_first_heading_stands_under_the_title(self, at: datetime) -> None:
        article = "# Sending an umbrella back\n\nYou can send any umbrella back within 30 days.\n\n"
        article += "## What you cannot send back\n\nUmbrellas with a name of your own cannot be sent back."
        keep([read_article(article, "returns.md", "en")], at)

        assert "30 days" in ask("How long do I have to send an umbrella back?", at).text

    def test_a_long_message_is_searched_too(self, shop: list[Article], at: datetime) -> None:
        keep(shop, at)

        assert "parcel" in ask("parcel island " + "lorem ipsum dolor " * 1000, at).text

    def test_notices_a_change_with_the_next_question(
        self, shop: list[Article], at: datetime, version_of_delivery: Version
    ) -> None:
        keep(shop, at)
        ask("zeppelin", at)

        keep([version_of_delivery("By zeppelin it takes a day.")], at + DAY)

        assert "zeppelin" in ask("zeppelin", at + DAY).text

    def test_counts_the_statistics_over_live_passages_of_the_language(
        self, shop: list[Article], at: datetime
    ) -> None:
        keep(shop, at)

        _, statistics = records.find(MaskedText("parcel"), "en", (), at)

        assert 5 == statistics.passages
        assert 4 == statistics.frequency["parcel"]

    def test_candidates_hold_the_rarest_word_even_among_many(self, at: datetime) -> None:
        many = [read_article(f"# Note {n}\n\nThe parcel of day {n} is blue.", f"n{n}.md", "en") for n in range(300)]
        keep([*many, read_article("# Odd\n\nA parcel with a xylophone.", "odd.md", "en")], at)

        assert "odd" == ask("a blue parcel with a xylophone", at).evidence[0].article

    def test_the_real_help_centre_is_found_in_its_four_languages(
        self, help_centre: list[Article], at: datetime
    ) -> None:
        assert Changes(added=220) == keep(help_centre, at)
        asked = {
            "en": ("How do I change my phone number?", "manage-your-account/change-your-phone-number"),
            "es": ("¿Cómo puedo eliminar mi cuenta?", "manage-your-account/delete-your-account"),
            "fr": ("Comment modifier mon numéro de téléphone ?", "manage-your-account/change-your-phone-number"),
            "zh": ("怎么删除我的账户？", "manage-your-account/delete-your-account"),
        }

        found = {language: ask(question, at, language).evidence[0] for language, (question, _) in asked.items()}

        assert {language: article for language, (_, article) in asked.items()} == {
            language: one.article for language, one in found.items()
        }
        assert {language: language for language in asked} == {
            language: one.language for language, one in found.items()
        }


class TestWhatMayBeQuoted:
    def article(self, front: str) -> Article:
        return read_article(
            f"---\ntitle: Summer sale\n{front}\n---\nEverything costs half in summer.", "sale.md", "en"
        )

    def test_an_article_is_quoted_on_its_last_day_and_never_after(self, at: datetime) -> None:
        keep([self.article("valid_until: 2026-05-05")], at)

        last_minute = datetime(2026, 5, 5, 23, 59, tzinfo=UTC)

        assert ask("summer sale", last_minute).text
        assert ("", 0.0, "answer.nothing") == _shape(ask("summer sale", last_minute + timedelta(minutes=1)))

    @pytest.mark.parametrize(
        ("audience", "quoted"), [("", True), ("customers", True), ("Customers", True), ("colleagues", False)]
    )
    def test_only_what_is_for_customers_is_quoted(self, audience: str, quoted: bool, at: datetime) -> None:
        keep([self.article(f"audience: {audience}")], at)

        assert quoted is bool(ask("summer sale", at).text)

    def test_a_retired_article_is_not_quoted_but_still_explained(self, at: datetime) -> None:
        keep([self.article("owner: Shop")], at)
        evidence = ask("summer sale", at).evidence

        assert Changes(retired=1) == take_down("sale", "en", at + DAY)

        assert not ask("summer sale", at + DAY).evidence
        assert "Everything costs half in summer." == records.passage(evidence[0].passage).text
        assert "Shop" == records.article("sale", "en", evidence[0].article_version).owner
        with pytest.raises(NotFound):
            records.article("sale", "en")

    def test_the_shelf_can_be_searched_as_of_a_day(
        self, shop: list[Article], at: datetime, version_of_delivery: Version
    ) -> None:
        keep(shop, at)
        then = ask("how long does a parcel take", at + DAY)
        keep([version_of_delivery("A parcel takes nine days.")], at + 2 * DAY)
        take_down("returns", "en", at + 2 * DAY)

        assert then == ask("how long does a parcel take", at + DAY)
        assert then.text != ask("how long does a parcel take", at + 2 * DAY).text
        assert not ask("how long does a parcel take", at - DAY).evidence

    def test_between_an_edit_and_its_undoing_the_day_has_the_edit_alone(
        self, shop: list[Article], at: datetime, version_of_delivery: Version
    ) -> None:
        keep([shop[1]], at)
        keep([version_of_delivery("A parcel takes nine days.")], at + DAY)
        keep([shop[1]], at + 2 * DAY)

        told = [ask("how long does a parcel take", at + n * DAY).evidence for n in range(3)]

        assert ["nine" in one[0].quote for one in told] == [False, True, False]
        assert {one.article_version for one in told[1]} != {one.article_version for one in told[0]}
        assert len({one.article_version for one in told[1]}) == 1
        assert 1 == len(told[1]), "the passages of the old version are not found beside it"

    def test_still_valid_sees_a_change_after_the_draft(
        self, shop: list[Article], at: datetime, version_of_delivery: Version
    ) -> None:
        keep(shop, at)
        evidence = ask("how long does a parcel take", at).evidence
        assert records.still_valid(evidence, at)

        keep([version_of_delivery("A parcel takes nine days.")], at + DAY)

        assert not records.still_valid(evidence, at + DAY)
        assert records.still_valid((), at)

    def test_still_valid_sees_the_date(self, at: datetime) -> None:
        keep([self.article("valid_until: 2026-05-05")], at)
        evidence = ask("summer sale", at).evidence

        assert records.still_valid(evidence, at + DAY)
        assert not records.still_valid(evidence, at + 2 * DAY)

    def test_retiring_what_is_not_there_says_so(self, at: datetime) -> None:
        with pytest.raises(NotFound):
            take_down("sale", "en", at)


def test_the_knowledge_version_follows_every_change_and_the_moment(shop: list[Article], at: datetime) -> None:
    keep(shop[:1], at)
    first = records.knowledge_version()
    keep(shop, at + DAY)

    assert first != records.knowledge_version()
    assert first == records.knowledge_version(at)
    assert "" == records.knowledge_version(at - DAY)


def test_a_change_that_began_earlier_and_ends_later_is_found(
    shop: list[Article], at: datetime, version_of_delivery: Version
) -> None:
    """Whoever reads a long folder has looked at the clock before somebody else who is done sooner."""
    keep(shop, at)
    keep([read_article("# Odd\n\nA parcel with a xylophone.", "odd.md", "en")], at + 2 * DAY)
    ask("zeppelin", at + 3 * DAY)

    keep([version_of_delivery("By zeppelin it takes a day.")], at + DAY)

    assert "zeppelin" in ask("zeppelin", at + 3 * DAY).text
    assert "xylophone" in ask("xylophone", at + 3 * DAY).text
    assert records.knowledge_version() == records.knowledge_version(at + 3 * DAY)


@pytest.mark.parametrize("known", [True, False], ids=["edited", "new"])
def test_of_two_edits_at_once_one_version_stays_in_force(
    known: bool, shop: list[Article], at: datetime, version_of_delivery: Version
) -> None:
    keep(shop if known else [], at)
    other = Other(lambda: keep([version_of_delivery("A parcel takes nine days.")], at + DAY))

    with writing():
        records.add([version_of_delivery("By zeppelin it takes a day.")], at + DAY)
        other.goes_first()
    other.ends()

    assert ["delivery"] == [one.id for one in records.articles() if one.id == "delivery"]
    assert "nine days" in ask("how long does a parcel take", at + DAY).text
    assert not ask("zeppelin", at + DAY).text


def test_lists_the_articles_in_force(shop: list[Article], at: datetime) -> None:
    keep(shop, at)

    assert [("delivery", "en"), ("returns", "en"), ("returns", "es")] == [
        (one.id, one.language) for one in records.articles()
    ]


def test_an_unknown_passage_is_not_found() -> None:
    with pytest.raises(NotFound):
        records.passage("en/none@0#0")


def test_a_new_analysis_makes_all_terms_anew(
    shop: list[Article], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(shop, at)
    before = ask("how long does a parcel take", at)
    assert 0 == records.analyse_again()
    monkeypatch.setattr(records, "ANALYSIS", 99)

    with writing():
        assert 6 == records.analyse_again()

    assert before == ask("how long does a parcel take", at)
    counted = row("SELECT count(*) FROM answers_passage WHERE analysis = 99")
    assert counted is not None
    assert 6 == counted[0]


def test_candidates_are_those_a_full_scan_would_rank_first(help_centre: list[Article], at: datetime) -> None:
    """The index only saves work: the best three of all passages are the best three of its candidates."""
    keep(help_centre, at)
    question = MaskedText("I did not receive the one-time code on my phone")
    found, statistics = records.find(question, "en", (), at)
    ids = [
        f"en/{one.id}@{one.version}#{n}"
        for one in help_centre
        if one.language == "en"
        for n in range(len(one.passages))
    ]
    everything = [records.passage(passage_id) for passage_id in ids]

    assert _top(rank(question, everything, statistics)) == _top(rank(question, found, statistics))


def _top(ranked: tuple[Evidence, ...]) -> list[str]:
    return [found.passage for found in ranked[:3]]


def _shape(draft: Draft) -> tuple[str, float, str]:
    return draft.text, draft.confidence, draft.because.code


def test_the_folder_is_this_tests_own(folder: Path) -> None:
    assert [] == records.articles()


def test_every_database_finds_what_a_shelf_in_memory_finds(help_centre: list[Article], at: datetime) -> None:
    """The same passages in the same order, so a figure measured on one holds on the others."""
    keep(help_centre, at)
    shelf = Shelf(help_centre)
    asked = {
        "en": ("I lost my phone and cannot sign in", "which documents are accepted", "the code did not arrive"),
        "es": ("no me llega el código", "cómo borro mi cuenta"),
        "fr": ("je n'ai pas reçu le code", "quels documents sont acceptés"),
        "zh": ("我没有收到验证码",),
    }

    for language, questions in asked.items():
        for question in map(MaskedText, questions):
            kept, held = (
                [(one.passage, one.score) for one in rank(question, *find(question, language, (), at))]
                for find in (records.find, shelf.find)
            )
            assert len(kept) > 3
            assert [passage for passage, _ in kept] == [passage for passage, _ in held]
            assert pytest.approx([score for _, score in held]) == [score for _, score in kept]
