"""Articles in memory answer as those of a database do, and can be sent to another process."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairdesk.answers.answer import answer
from fairdesk.answers.articles import read_article
from fairdesk.answers.search import rank
from fairdesk.answers.shelf import Shelf, shelf_of
from fairdesk.nouns import Asked, BadInput, MaskedText
from tests.desk.test_turn import KNOWN

AT = datetime(2026, 1, 2, tzinfo=UTC)
REFUNDS = read_article("---\ntitle: Refunds\n---\n\nA refund takes five days.\n", "refunds.md", "en")
PARCELS = read_article("---\ntitle: Parcels\n---\n\nA parcel takes two days.\n", "parcels.md", "en")
SECRET = read_article("---\ntitle: Refunds\naudience: staff\n---\n\nA refund is rare.\n", "inside.md", "en")
OLD = read_article("---\ntitle: Refunds\nvalid_until: 2025-01-01\n---\n\nA refund took a year.\n", "old.md", "en")
QUESTION = MaskedText("How long does a refund take?")


def says(*articles: object, language: str = "en") -> str:
    shelf = Shelf(articles)  # type: ignore[arg-type]
    return answer(QUESTION, language, (), AT, shelf.find).text


def test_the_passage_that_answers_is_quoted() -> None:
    assert "A refund takes five days." == says(REFUNDS, PARCELS)


def test_what_is_not_for_customers_or_no_longer_valid_is_not() -> None:
    assert "" == says(SECRET, OLD)
    assert "A parcel takes two days." == says(SECRET, OLD, PARCELS)


def test_another_language_has_articles_of_its_own() -> None:
    assert "" == says(REFUNDS, language="de")


def test_what_is_found_is_ranked_as_everywhere() -> None:
    shelf = Shelf([REFUNDS, PARCELS])
    candidates, statistics = shelf.find(QUESTION, "en", (), AT)

    assert [REFUNDS.id, PARCELS.id] == [found.article for found in rank(QUESTION, candidates, statistics)]


def test_it_answers_a_masked_message_in_another_process_too() -> None:
    shelf, asked = Shelf([REFUNDS, PARCELS]), Asked(QUESTION, "en")
    sent = pickle.loads(pickle.dumps(shelf))

    assert shelf.version == sent.version
    assert shelf(asked, replace(KNOWN, at=AT)) == sent(asked, replace(KNOWN, at=AT))


def test_the_version_is_that_of_its_articles() -> None:
    assert Shelf([REFUNDS, PARCELS]).version == Shelf([PARCELS, REFUNDS]).version != Shelf([REFUNDS]).version


def test_a_folder_is_read_whole_or_refused(tmp_path: Path) -> None:
    (tmp_path / "refunds.md").write_text("---\ntitle: Refunds\nvalid_until: soon\n---\n\nFive days.\n")
    with pytest.raises(BadInput, match="refunds.md:3"):
        shelf_of(tmp_path)

    (tmp_path / "refunds.md").write_text("---\ntitle: Refunds\n---\n\nA refund takes five days.\n")
    assert "A refund takes five days." == answer(QUESTION, "en", (), AT, shelf_of(tmp_path).find).text
