"""The company's synonyms: one file a language, checked by line, dated as articles are, never shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.answers import records
from fairdesk.answers.answer import answer
from fairdesk.answers.articles import Article, UnreadableArticle, read_article
from fairdesk.answers.load import read_folder
from fairdesk.answers.synonyms import read_synonyms, synonyms_of
from fairdesk.database import writing
from fairdesk.nouns import MaskedText
from tests.conftest import shared_data

AT = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
POST = read_article("# The post\n\nA parcel takes two days.", "post.md", "en")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("same = [", 1, "no TOML"),
        ("same = []\nx y\n", 2, "no TOML"),
        ("other = 1", 1, "`same`"),
        ('same = ["parcel"]', 1, "`same`"),
        ('same = [["parcel"]]', 1, "`same`"),
        ('same = [["parcel", 3]]', 1, "`same`"),
        ('same = [["parcel", "box"], ["the", "a"]]', 1, "line 2"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, line: int, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason) as found:
        read_synonyms(text, "synonyms.toml", "en")

    assert line == found.value.line


def test_case_accents_and_endings_do_not_matter() -> None:
    assert synonyms_of('same = [["COLIS", "paquet"]]', "fr") == synonyms_of('same = [["colis", "Paquets"]]', "fr")


def test_the_file_lies_in_the_folder_of_its_language(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "synonyms.toml").write_text('same = [["Paket", "Sendung"]]')
    (tmp_path / "pyproject.toml").write_text("[project]")

    ((_, found),) = read_folder(tmp_path)

    assert isinstance(found, Article)
    assert (".synonyms", "de", (), False) == (found.id, found.language, found.passages, found.for_customers)


@pytest.mark.usefixtures("folder")
class TestKept:
    def keep(self, at: datetime, *articles: Article) -> None:
        with writing():
            records.add(articles, at)

    def ask(self, question: str, at: datetime, language: str = "en") -> list[str]:
        draft = answer(MaskedText(question), language, (), at, records.find)
        return [found.article for found in draft.evidence]

    def test_a_question_finds_what_is_written_in_other_words(self) -> None:
        self.keep(AT, POST, read_synonyms('same = [["parcel", "shipment"]]', "synonyms.toml", "en"))

        assert ["post"] == self.ask("my shipment", AT)

    def test_they_hold_from_the_day_they_were_added(self) -> None:
        self.keep(AT, POST)
        self.keep(AT + DAY, read_synonyms('same = [["parcel", "shipment"]]', "synonyms.toml", "en"))
        self.keep(AT + 2 * DAY, read_synonyms('same = [["parcel", "packet"]]', "synonyms.toml", "en"))
        self.keep(AT + 3 * DAY, read_synonyms("same = []", "synonyms.toml", "en"))

        found = [[bool(self.ask(word, AT + n * DAY)) for n in range(4)] for word in ("shipment", "packet")]

        assert [[False, True, False, False], [False, False, True, False]] == found

    def test_they_are_no_article_that_anybody_is_shown(self) -> None:
        self.keep(AT, POST, read_synonyms('same = [["parcel", "shipment"]]', "synonyms.toml", "en"))

        assert ["post"] == [one.id for one in records.articles()]

    def test_a_real_help_centre_is_found_in_the_customer_s_words(self) -> None:
        """In French it says "modifier" where customers say "changer"."""
        right = "manage-your-account/change-your-phone-number"
        found = [one for _, one in read_folder(shared_data("assistant", "kb", "login_gov_help") / "fr")]
        self.keep(AT, *(one for one in found if isinstance(one, Article)))
        assert right != self.ask("Comment changer mon numéro de téléphone ?", AT, "fr")[0]

        self.keep(AT + DAY, read_synonyms('same = [["changer", "modifier"]]', "synonyms.toml", "fr"))

        assert right == self.ask("Comment changer mon numéro de téléphone ?", AT + DAY, "fr")[0]
