"""A small shop's labelled messages, made by pattern, for tests of the intent model."""

from __future__ import annotations

import json
from functools import cache
from itertools import product

from fairdesk.answers.classify import OUT_OF_SCOPE, Learned
from fairdesk.answers.intent_examples import Examples, read_examples
from fairdesk.answers.intent_training import train

OPENINGS = ("", "hello, ", "please help: ", "hi, ", "can you tell me ", "i want to know ")
TOPICS = {
    "track_parcel": (
        "where is my parcel",
        "when does my parcel arrive",
        "track my delivery",
        "my package has not come",
    ),
    "get_refund": (
        "how do i get a refund",
        "send my money back",
        "i want a refund for my shoes",
        "when is the refund paid",
    ),
    "reset_password": ("i forgot my password", "reset my password", "my password does not work", "i cannot sign in"),
    "change_address": (
        "change my address",
        "i moved to another street",
        "ship to a new address",
        "update the address",
    ),
}
FEW = {"close_account": ("delete my account for ever", "close my account", "erase the account")}
STRANGE = (
    "what is the weather like",
    "tell me a joke",
    "who won the match",
    "play some jazz",
    "how tall is that tower",
)


def lines(*, oos: bool = False) -> bytes:
    rows = [
        {"text": f"{opening}{said}", "label": label}
        for label, texts in TOPICS.items()
        for opening, said in product(OPENINGS, texts)
    ]
    rows += [{"text": said, "label": label} for label, texts in FEW.items() for said in texts]
    rows += [
        {"text": f"{opening}{said}", "label": OUT_OF_SCOPE} for opening, said in product(OPENINGS, STRANGE) if oos
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def examples(*, oos: bool = False) -> Examples:
    return read_examples(lines(oos=oos), "shop.jsonl")


@cache
def small_model(*, oos: bool = False) -> Learned:
    return train(examples(oos=oos))
