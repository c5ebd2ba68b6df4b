"""What stays readable: the company's own name, and a colleague who is addressed; never a customer of the same name."""

import pytest

from fairdesk.privacy.detect import Span, check_detector, default_detector
from fairdesk.privacy.sparing import Sparing


class Names:
    """Takes every word with a capital for somebody's name."""

    def spans(self, text: str, language: str) -> tuple[Span, ...]:  # noqa: ARG002
        import re

        return tuple(
            Span(m.start(), m.end(), "PERSON", 0.9, "test") for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", text)
        )


SPARING = Sparing(Names(), "Harbour Lights", ("Sam", "Ana Maria"))


def hidden(text: str, by: Sparing = SPARING) -> list[str]:
    return [text[span.start : span.end] for span in by.spans(text, "en")]


@pytest.mark.parametrize(
    "text",
    [
        "is Harbour Lights open?",
        "hello Harbour Lights",
        "HARBOUR LIGHTS is shut",
        "hello Sam, it works",
        "hi, Sam",
        "thanks Sam, it works",
        "thanks Sam! it works",
        "hi Ana Maria",
    ],
)
def test_the_company_and_a_colleague_who_is_addressed_stay(text: str) -> None:
    assert [] == hidden(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Sam", "Sam"),
        ("hello, i am Sam", "Sam"),
        ("hello Sam Okafor", "Sam Okafor"),
        ("i live in Harbour", "Harbour"),
        ("please call Ana", "Ana"),
        ("hello Kim", "Kim"),
        ("it still does not work. thanks, Sam", "Sam"),
        ("please send it again.\nmany thanks Sam\n", "Sam"),
        ("danke, Sam", "Sam"),
        ("hello, Sam here", "Sam"),
        ("i live in Harbour and wrote to the company", "Harbour"),
        ("my name is Harbour Lights", "Harbour Lights"),
        ("it is late.\nHarbour Lights\n", "Harbour Lights"),
    ],
)
def test_a_customer_of_the_same_name_is_hidden(text: str, name: str) -> None:
    assert [name] == hidden(text)


def test_a_part_of_the_company_s_name_is_hidden_also_beside_the_whole_name() -> None:
    assert ["Harbour"] == hidden("i live in Harbour, and Harbour Lights is around the corner")
    assert ["Harbour", "Lights"] == hidden("i am in Harbour. Lights are broken at Harbour Lights")
    assert ["Weber"] == hidden("i bought it from Weber; my name is Weber", Sparing(Names(), "Weber"))


@pytest.mark.parametrize("written", ["Smith & Sons", "SMITH & SONS", "Smith  &  Sons", "Smith-Sons"])
def test_marks_in_the_company_s_name_may_be_written_as_people_do(written: str) -> None:
    assert [] == hidden(f"open at {written} today", Sparing(Names(), "Smith & Sons"))


def test_without_names_nothing_is_spared() -> None:
    assert ["Sam"] == hidden("hello Sam", Sparing(Names()))
    assert ["Sam"] == hidden("hello Sam", Sparing(Names(), "", ("",)))


def test_what_is_no_name_is_never_spared() -> None:
    by = Sparing(default_detector(), "sam@example.org", ("4111 1111 1111 1111",))

    assert ["sam@example.org", "4111 1111 1111 1111"] == hidden("hello sam@example.org, card 4111 1111 1111 1111", by)


def test_keeps_the_contract_of_detectors() -> None:
    check_detector(Sparing(default_detector(), "Harbour Lights", ("Sam",)))
