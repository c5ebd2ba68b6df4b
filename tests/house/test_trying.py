"""A proposal is tried on the kept turns: by columns where the text differs, whole where a part does; the report is signed."""

from __future__ import annotations

import json

import pytest

from fairdesk.accountability.notes import verify_note
from fairdesk.clock import now
from fairdesk.database import writing
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house.approving import kept_version
from fairdesk.house.trying import figures_of, report_seen, tried
from fairdesk.nouns import BadInput, NotFound
from fairdesk.replay import records as replay
from fairdesk.sensitive.phrases import Lexicons
from tests.house.test_approving import QUESTION, STRICT
from tests.people import RETURNS

SHIPPED = version_of(shipped("release"))


def kept(text: str) -> guidelines.Kept:
    with writing():
        guidelines.add_version("release", version_of(text), text, now(), now(), "cleo", "why")
    return kept_version(version_of(text))


def test_another_text_is_compared_with_the_one_in_force(desk):
    desk.says(desk.customer(), QUESTION)
    made = tried(desk.house, "release", kept_version(SHIPPED), kept(STRICT), "cleo")

    assert made == report_seen(made.id)
    assert (version_of(STRICT), SHIPPED) == (made.proposed, made.current)
    figures = figures_of(made.id)
    assert (1, 1, "cleo") == (figures["turns"], figures["changed"], figures["by"])
    whole = replay.report(made.id)
    assert made.hash in verify_note(whole.note, desk.house.signer.verifier_key)


def test_the_same_text_is_tried_whole_and_reported_in_the_same_form(desk):
    desk.says(desk.customer(), QUESTION)
    other = tried(desk.house, "release", kept_version(SHIPPED), kept(STRICT), "cleo")
    made = tried(desk.house, "release", kept_version(SHIPPED), kept_version(SHIPPED), "cleo")

    figures = figures_of(made.id)
    assert (1, 0, []) == (figures["decided_again"], figures["changed"], figures["moves"])
    assert set(figures_of(other.id)) | {"decided_again", "other_words"} == set(figures)
    assert figures == json.loads(json.dumps(desk.house.replay_report(desk.cleo, made.id)[0]))
    assert made.hash in verify_note(replay.report(made.id).note, desk.house.signer.verifier_key)


def test_the_same_text_with_other_articles_shows_what_they_change(desk):
    desk.says(desk.customer(), QUESTION)
    desk.says(desk.customer(), QUESTION)
    desk.knows(RETURNS.replace("up to 5 working days", "up to 30 working days"))
    made = tried(desk.house, "release", kept_version(SHIPPED), kept_version(SHIPPED), "cleo")
    figures = figures_of(made.id)
    assert (2, 0, 2) == (figures["decided_again"], figures["changed"], figures["other_words"])

    desk.knows("---\ntitle: Boats\n---\n\nWe sell boats.\n")
    made = tried(desk.house, "release", kept_version(SHIPPED), kept_version(SHIPPED), "cleo")
    (move,) = figures_of(made.id)["moves"]
    assert ("assistant: send", "person: no_article", 2) == (move["from"], move["to"], move["turns"])


def test_the_same_text_with_other_lists_shows_what_they_change(desk, monkeypatch):
    desk.says(desk.customer(), QUESTION)
    lists = desk.folder / "lists"
    lists.mkdir()
    (lists / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - refund\n")
    monkeypatch.setattr("fairdesk.sensitive.triage.lexicons", lambda: Lexicons.read(lists))
    now_in_force = kept_version(version_of(shipped("routing")))
    made = tried(desk.house, "routing", now_in_force, now_in_force, "cleo")

    (move,) = figures_of(made.id)["moves"]
    assert ("assistant: send", "person: sensitive", 1) == (move["from"], move["to"], move["turns"])


def test_what_cannot_be_compared_is_refused(desk):
    text = shipped("release").replace("hit: first", "hit: collect")
    with pytest.raises(BadInput, match="collecting"):
        tried(desk.house, "release", kept_version(SHIPPED), kept(text), "cleo")


@pytest.mark.parametrize("read", [report_seen, figures_of])
def test_a_report_that_was_never_kept_is_not_found(desk, read):
    with pytest.raises(NotFound):
        read("nothing")
