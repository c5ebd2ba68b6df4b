"""Two questions are parted where they surely are two, and nothing is lost or torn."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.questions import MOST, questions
from tests.conftest import shared_data


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Where is it?", ("Where is it?",)),
        ("I want to return my shoes.", ("I want to return my shoes.",)),
        ("My parcel is late. Where is it? And can I change the address?",
         ("My parcel is late. Where is it?", "And can I change the address?")),
        ("Where is it? Really?", ("Where is it? Really?",)),
        ("How long does it take? How much is it? I paid by card.",
         ("How long does it take?", "How much is it? I paid by card.")),
        ("I paid $3.50. Why was I charged? It says 2.99 on the page. What now do I do?",
         ("I paid $3.50. Why was I charged?", "It says 2.99 on the page. What now do I do?")),
        ("Hello,\n1. where is my order\n2. how do I return it", ("where is my order", "how do I return it")),
        ("- change my name\n- close my account\nThanks", ("change my name", "close my account")),
        ("我的包裹在哪里？我可以退货吗？", ("我的包裹在哪里？", "我可以退货吗？")),
        ("أين طردي؟ هل يمكنني إرجاعه؟", ("أين طردي؟", "هل يمكنني إرجاعه؟")),
    ],
)  # fmt: skip
def test_it_is_parted_where_it_asks_twice(text: str, parts: tuple[str, ...]) -> None:
    assert parts == questions(text)


def test_more_than_four_stay_one_message() -> None:
    text = " ".join(f"Is this number {n}?" for n in range(MOST + 1))

    assert (text,) == questions(text)


@given(st.text(alphabet="ab .?!\n？，1-", max_size=60))
def test_no_letter_is_lost_but_what_leads_in_or_out_of_a_list(text: str) -> None:
    parts = questions(text)
    letters = re.sub(r"[^ab]", "", text)

    assert 1 <= len(parts) <= MOST
    assert re.sub(r"[^ab]", "", "".join(parts)) in letters


def test_questions_that_ask_one_thing_stay_whole() -> None:
    with shared_data("assistant", "intents", "clinc150_val.jsonl").open() as file:
        texts = [json.loads(line)["text"] for line in file]

    assert all((text.strip(),) == questions(text) for text in texts)
