"""Articles on the shelf: only what changed is changed, what cannot be read is named, and the ledger knows the new state."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.answers import records as answers
from fairdesk.desk import records
from fairdesk.house.shelving import add_articles, list_articles
from fairdesk.nouns import BadInput
from tests.conftest import shared_data
from tests.people import Desk


def folder_of(at: Path, **articles: str) -> Path:
    help_ = at / "help" / "en"
    help_.mkdir(parents=True, exist_ok=True)
    for name, body in articles.items():
        (help_ / f"{name}.md").write_text(f"---\ntitle: {name.title()}\n---\n\n{body}\n")
    return at / "help"


def deeds() -> list[str]:
    return [kind for _, kind, _ in records.deeds() if kind == "articles_changed"]


class TestAdding:
    def test_only_what_changed_is_changed(self, desk: Desk, tmp_path: Path):
        folder = folder_of(tmp_path, parcels="Parcels leave at noon.", repairs="We repair it.")
        assert (2, 0, 0) == counts(add_articles(desk.house, folder))

        folder_of(tmp_path, repairs="We repair it for free.")

        assert (0, 1, 1) == counts(add_articles(desk.house, folder))

    def test_what_did_not_change_writes_nothing_into_the_ledger(self, desk: Desk, tmp_path: Path):
        folder = folder_of(tmp_path, parcels="Parcels leave at noon.")
        add_articles(desk.house, folder)
        before, version = deeds(), answers.knowledge_version()

        assert (0, 0, 1) == counts(add_articles(desk.house, folder))

        assert before == deeds()
        assert version == answers.knowledge_version()

    def test_the_bad_file_is_named_with_its_line_and_the_rest_is_there(self, desk: Desk, tmp_path: Path):
        folder = folder_of(tmp_path, parcels="Parcels leave at noon.")
        (folder / "en" / "bad.md").write_text("---\ntitle: Bad\nvalid_until: someday\n---\n\nText.\n")

        report = add_articles(desk.house, folder)

        assert (1, 0, 0) == counts(report)
        (bad,) = report["unreadable"]
        assert bad.startswith("en/bad.md:3:")
        assert "leave at noon" in desk.says(desk.customer(), "When do parcels leave?").draft.evidence[0].quote

    def test_nothing_there_is_said(self, desk: Desk, tmp_path: Path):
        (tmp_path / "nothing").mkdir()

        with pytest.raises(BadInput, match="no article"):
            add_articles(desk.house, tmp_path / "nothing")


def counts(report: dict) -> tuple[int, int, int]:
    return report["added"], report["changed"], report["unchanged"]


def test_the_list_names_language_version_and_title(desk: Desk):
    (line,) = list_articles()

    assert line.startswith("en ")
    assert "Sending things back" in line


def test_a_real_help_centre_in_four_languages(desk: Desk):
    """login.gov's public help centre (see the data's own notes): 220 pages, none of them unreadable."""
    help_centre = shared_data("assistant", "kb", "login_gov_help")

    report = add_articles(desk.house, help_centre)

    assert (220, []) == (report["added"], report["unreadable"])
    assert {"en", "es", "fr", "zh"} <= {line.split()[0] for line in list_articles()}
    assert (0, 0, 220) == counts(add_articles(desk.house, help_centre))
