"""How soon, and who is in danger."""

from __future__ import annotations

import pytest

from fairdesk.nouns import MaskedText
from fairdesk.sensitive.danger import at_risk, immediacy
from fairdesk.sensitive.triage import triage


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("I want to kill myself", "self"),
        ("my son wants to kill himself", "other"),
        ("he said he will kill me", "self"),
        ("my husband hits me", "self"),
        ("I am 12 years old", "child"),
        ("my mother died last week", "self"),
        ("mein Bruder will sterben", "other"),
        ("ich will sterben", "self"),
    ],
)
def test_says_who_may_be_in_danger(text: str, who: str) -> None:
    assert who == triage(MaskedText(text), "en").at_risk


@pytest.mark.parametrize(
    ("text", "soon"),
    [
        ("I will kill myself tonight", "now"),
        ("I took all my pills just now", "now"),
        ("I won't need the account after Friday", "soon"),
        ("I don't want to live anymore", "unsaid"),
    ],
)
def test_says_how_soon(text: str, soon: str) -> None:
    assert soon == triage(MaskedText(text), "en").immediacy


def test_without_a_sign_nobody_is_named_and_no_time() -> None:
    assert "unclear" == at_risk("crisis", ())
    assert "other" == at_risk("violence", ())
    assert "unsaid" == immediacy(())


def test_a_time_in_another_sentence_is_not_now() -> None:
    assert "soon" == immediacy(("self", "die", ".", "now", "thing", "."))
