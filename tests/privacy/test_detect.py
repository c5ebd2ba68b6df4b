"""The contract of detectors, the default one, and its time on the nastiest texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.privacy.detect import NASTY, PatternDetector, Span, check_detector, default_detector, fault_of, settled


class Fixed:
    """A detector that answers as it is told."""

    def __init__(self, *spans: Span) -> None:
        self.told = spans

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        return self.told


def span(start: int, end: int, score: float = 0.5, kind: str = "EMAIL", detail: str = "") -> Span:
    return Span(start, end, kind, score, "test", detail)


def test_the_default_detector_keeps_the_contract() -> None:
    check_detector(PatternDetector())


@pytest.mark.parametrize(
    ("detector", "fault"),
    [
        (Fixed(span(0, 99_999)), "outside"),
        (Fixed(span(3, 3)), "outside"),
        (Fixed(span(0, 1, kind="e-mail")), "kind"),
        (Fixed(span(0, 1, score=2)), "score"),
    ],
)
def test_a_detector_that_breaks_it_is_told_how(detector: Fixed, fault: str) -> None:
    with pytest.raises(AssertionError, match="outside|kind|score") as told:
        check_detector(detector)

    assert "outside" in str(told.value) or fault in str(told.value)


def test_an_overlap_is_a_fault() -> None:
    assert "overlaps" in fault_of((span(0, 4), span(3, 6)), 10)
    assert "kind" in fault_of((span(0, 4, kind="e-mail"),), 10)
    assert "score" in fault_of((span(0, 4, score=2),), 10)
    assert "tuple" in fault_of([span(0, 4)], 10)
    assert fault_of((span(0, 4), span(4, 6)), 10) == ""


def test_a_detector_that_raises_or_wavers_is_told_so() -> None:
    class Raises(Fixed):
        def spans(self, text: str, language: str) -> tuple[Span, ...]:
            raise KeyError(text)

    class Wavers(Fixed):
        count = 0

        def spans(self, text: str, language: str) -> tuple[Span, ...]:
            self.count += 1
            return (span(0, 1, score=1 / self.count),) if text else ()

    with pytest.raises(AssertionError, match="raised KeyError"):
        check_detector(Raises())
    with pytest.raises(AssertionError, match="two different answers"):
        check_detector(Wavers())


class TestSettled:
    def test_the_surer_find_names_an_overlap(self) -> None:
        assert (span(0, 5, 0.9, "CARD"),) == settled([span(1, 4, 0.5), span(0, 5, 0.9, "CARD")])

    def test_nothing_found_is_given_up(self) -> None:
        assert (span(0, 8, 0.9, "CARD"),) == settled([span(3, 8, 0.5), span(0, 5, 0.9, "CARD", "Visa ending 1111")])

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.floats(0, 1)), max_size=12))
    def test_covers_all_once_and_in_order(self, drawn: list[tuple[int, int, float]]) -> None:
        given_spans = [span(start, start + size, score) for start, size, score in drawn]

        kept = settled(given_spans)

        assert {i for s in given_spans for i in range(s.start, s.end)} == {
            i for s in kept for i in range(s.start, s.end)
        }
        assert fault_of(kept, 60) == ""


PIECES = [
    "a.",
    "1 ",
    "@",
    "+1",
    "4111 1111 ",
    "AB-12 ",
    "::",
    "password: ",
    "x@y.z ",
    "é",
    "\u200b",
    "٣",
    "DE89 3704 ",
    "(",
    "\n",
    "[EMAIL_1]",
    "name,email\n",
    "a@b.cc,1-1,\n",
    "|",
    '"',
    "plate 1A ",
    "user: a1 ",
    "İ",
    "https://a.b/?email=",
    "&token=x",
    "NHS A1 ",
    "born 1 may 99 ",
    "zip 1012 AB ",
    "'a1'@'",
    " dot a at b dot cc",
    "car AB12 ABC ",
    "code is 482 913 ",
    "passport AB 12 34 C ",
    "订单",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
@settings(max_examples=300)
def test_any_text_gives_proper_spans(text: str) -> None:
    assert fault_of(PatternDetector().spans(text, "en"), len(text)) == ""


def test_digits_of_other_scripts_and_unseen_marks_hide_nothing_from_it() -> None:
    for card in (
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111111111111111",
    ):
        text = f"Zahl: {card}!"
        (only,) = PatternDetector().spans(text, "de")

        assert ("CARD", card) == (only.kind, text[only.start : only.end])


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "1 ",
        "www.a.",
        "@",
        "+1",
        "AB-12 ",
        "11 111 ",
        "01 2",
        "GB12 3456 1234 ",
        "a@a.",
        "password ",
        "né 1",
        "a,b,c,",
        "name,email\n",
        "plate ",
        "plate 1A ",
        "user: a1 ",
        "https://a.b/?email=",
        "?user=a&",
        "born 1 may ",
        "car AB12 ABC ",
        "| ",
        "reg is is ",
        "passport A1 2B ",
        "-----BEGIN PRIVATE KEY-----",
    ],
)
def test_time_grows_with_length_and_not_faster(piece: str) -> None:
    """Eight times the text takes far less than the 64 times of a quadratic scan (CPU time, generous)."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        took = []
        for _ in range(3):
            begun = time.process_time()
            PatternDetector().spans(text, "en")
            took.append(time.process_time() - begun)
        return min(took)

    assert seconds(40_000) < 30 * max(seconds(5_000), 0.0005)


def test_the_nasty_texts_are_many() -> None:
    assert len(NASTY) >= 15


@pytest.mark.parametrize(
    "question",
    [
        "كيف أعيد المظلة التي اشتريتها في شارع النيل؟",
        "我叫王小明,住在北京市海淀区中关村大街",
        "Wer zahlt das Porto für die Rücksendung?",
        "How long does a refund take? I am a Jew.",
    ],
)
def test_an_everyday_question_in_a_script_it_never_learned_stays_readable(question):
    """A whole sentence hidden as one address could be answered by nobody but a person."""
    assert () == default_detector().spans(question, "en")
