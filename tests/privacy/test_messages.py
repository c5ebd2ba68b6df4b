"""Whole messages in seven languages: every value found with its kind and place, and nothing else."""

import pytest

from fairdesk.privacy.detect import PatternDetector
from tests.privacy.messages import ALL, MESSAGES, NOTHING, marked

KINDS = {kind for _, _, spans in ALL for _, _, kind in spans} - {"ADDRESS", "PERSON"}
ADDRESSES_OF_THE_NET = {"EMAIL", "IP", "URL"}


@pytest.mark.parametrize(("language", "text", "spans"), ALL, ids=[text[:40] for _, text, _ in ALL])
def test_each_value_is_found_where_it_stands(language: str, text: str, spans: list[tuple[int, int, str]]) -> None:
    found = [(s.start, s.end, s.kind) for s in PatternDetector().spans(text, language)]

    assert [(text[a:b], kind) for a, b, kind in spans] == [(text[a:b], kind) for a, b, kind in found]
    assert spans == found


@pytest.mark.parametrize(("language", "text", "spans"), ALL, ids=[text[:40] for _, text, _ in ALL])
def test_a_customer_who_writes_without_capitals_is_as_safe(
    language: str, text: str, spans: list[tuple[int, int, str]]
) -> None:
    """Some forms live by their capitals: then another kind is said, or the value is cut, but half of all stay whole."""
    covered = {i for s in PatternDetector().spans(text.lower(), language) for i in range(s.start, s.end)}

    for start, end, kind in spans:
        if kind not in ("VEHICLE", "NATIONAL_ID", "HEALTH_ID", "ACCOUNT", "PERSON"):
            assert set(range(start, end)) <= covered, text[start:end]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_hidden_where_nothing_is_personal(text: str) -> None:
    assert [] == [(s.kind, s.found_by) for s in PatternDetector().spans(text, "en")]


def test_the_messages_show_every_kind_in_every_language() -> None:
    for language in ("en", "de", "es", "fr", "pt", "it", "nl"):
        here = {kind for one, _, spans in ALL if one == language for _, _, kind in spans}
        missing = KINDS - here - ADDRESSES_OF_THE_NET - {"HEALTH_ID"}
        assert missing == set(), language
    assert 13 == len(KINDS)
    assert set(MESSAGES) > {"en"}


def test_marks_are_taken_out_and_their_places_kept() -> None:
    assert ("a b c\nd", [(2, 3, "EMAIL"), (6, 7, "IP")]) == marked("a [EMAIL|b] c\\n[IP|d]")
