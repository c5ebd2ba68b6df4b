"""What may be asked and answered: only what is offered, nothing where nothing was said, and no words of anybody's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.fairness.disclosed import QUESTIONS, asked, read, told, written
from fairdesk.nouns import BadInput

ANSWERS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(["", *each.answers]) for name, each in QUESTIONS.items()}
)


def test_origin_is_asked_only_where_a_company_names_it() -> None:
    from fairdesk.settings import Settings

    assert ("age_band", "gender", "disability", "first_language") == asked(Settings().groups_asked)
    assert ("gender", "origin") == asked("origin gender origin"), "in one order, each once"
    assert () == asked("")
    with pytest.raises(BadInput, match="groups_asked names 'religion'; there are age_band"):
        asked("gender religion")


@given(said=ANSWERS)
def test_what_was_left_out_is_nothing_and_the_rest_comes_back(said: dict[str, str]) -> None:
    kept = told(said, tuple(QUESTIONS))

    assert {name: answer for name, answer in said.items() if answer} == kept
    assert kept == read(written(kept))


def test_only_what_is_asked_and_offered_is_taken() -> None:
    assert {"gender": "man"} == told({"gender": "man", "origin": "europe_north_america", "salary": "9"}, ("gender",))
    for wrong in ("a person of few words", "woman ", "yes"):
        with pytest.raises(BadInput, match="no answer to gender; there are woman, man, another"):
            told({"gender": wrong}, ("gender",))


def test_an_answer_that_is_offered_no_more_is_left_out() -> None:
    assert {"gender": "woman"} == read(b'{"v": 1, "gender": "woman", "age_band": "under 30", "height": "tall"}')
