"""Articles on the shelf: only what changed is changed, what cannot be read is named, and the ledger knows the new state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fairdesk.answers import records as answers
from fairdesk.desk import records
from fairdesk.house.shelving import add_articles, list_articles, score_search
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


class TestScoring:
    PASSAGES = (
        {"id": "p1", "doc": "post", "title": "The post", "text": "Who pays?\nWe pay for the return label."},
        {"id": "p2", "doc": "post", "title": "The post", "text": "How long?\nA parcel takes two days."},
    )

    def score(self, desk: Desk, folder: Path, *cases: dict[str, object]) -> dict[str, Any]:
        (folder / "passages.jsonl").write_text("\n".join(map(json.dumps, self.PASSAGES)))
        add_articles(desk.house, folder / "passages.jsonl")
        (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, cases)))
        return score_search(desk.house, folder / "questions.jsonl")

    def test_counts_the_place_of_the_passage_that_is_named(self, desk: Desk, tmp_path: Path):
        told = self.score(
            desk,
            tmp_path,
            {"query": "Who pays for the label?", "gold_any": ["p1"]},
            {"query": "Who pays for the label?", "gold_any": ["p2"]},
            {"query": "and the label?", "history": [{"who": "customer", "text": "who pays"}], "gold_any": ["p1"]},
        )

        assert (3, 2 / 3, 0) == (told["n"], told["recall_at_1"], told["unknown"])
        assert 1.0 == told["follow_up"]["recall_at_1"]

    def test_says_how_often_the_desk_would_ask_which_article_is_meant(self, desk: Desk, tmp_path: Path):
        for name in ("card", "voucher"):
            desk.knows(f"---\ntitle: Your {name}\n---\n\n## Blocking\n\nTo block a {name} come by post.\n", name)
        asked = {"query": "How do I block it?", "gold_any": ["voucher#blocking"]}

        told = self.score(
            desk, tmp_path, asked, {**asked, "gold_any": ["p1"]}, {"query": "A zeppelin?", "gold_any": ["p1"]}
        )

        assert (3, 0) == (told["answered"]["n"], told["answered"]["answered"])
        assert (3, 2, 0.5) == tuple(told["asked_which"][name] for name in ("n", "asked", "right"))

    def test_says_how_many_ask_for_what_is_not_there(self, desk: Desk, tmp_path: Path):
        told = self.score(desk, tmp_path, {"query": "Who pays for the label?", "gold_any": ["nowhere"]})

        assert (1, 0.0) == (told["unknown"], told["recall_at_5"])

    def test_what_is_personal_in_a_question_is_hidden_from_the_search(
        self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        seen: list[str] = []
        found = answers.find
        monkeypatch.setattr(answers, "find", lambda text, *rest: seen.append(text) or found(text, *rest))

        self.score(desk, tmp_path, {"query": "Who pays? I am ana@example.org", "gold_any": ["p1"]})

        assert ["Who pays? I am [EMAIL_1]"] == seen

    def test_a_file_without_a_usable_line_is_refused_with_the_reason(self, desk: Desk, tmp_path: Path):
        with pytest.raises(BadInput, match=r"questions.jsonl:1: .*`gold_any`"):
            self.score(desk, tmp_path, {"query": "Who pays?"})

    def test_documents_of_a_bank_and_pages_of_a_shop_load_without_a_bad_line(self, desk: Desk):
        bank = add_articles(desk.house, shared_data("assistant", "kb", "tau2_bank", "documents.jsonl"))
        shop = add_articles(desk.house, shared_data("assistant", "kb", "abcd_guidelines"))

        assert [(698, []), (55, [])] == [(one["added"], one["unreadable"]) for one in (bank, shop)]
