"""Masking: what is hidden, that it comes back to its owner alone, and that doubt goes to a person."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.nouns import Asked, BadInput, RawText
from fairdesk.privacy.detect import Detector, PatternDetector, Span
from fairdesk.privacy.mask import Restorer, Vault, mask, restore

PATTERNS = PatternDetector()


def masked(text: str, vault: Vault | None = None, detector: Detector = PATTERNS) -> tuple[Asked, Vault]:
    # The tests are about what is masked; a slow machine shall not turn them into hand-overs.
    return mask(RawText(text), "en", vault or Vault.empty(), detector, budget_seconds=60)


class Told:
    """A detector that finds what it is told, wherever it stands first."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        places = [(text.index(value), value, kind) for kind, value in self.values.items() if value in text]
        return tuple(Span(at, at + len(value), kind, 0.9, "told") for at, value, kind in sorted(places))


class TestMask:
    def test_puts_a_placeholder_in_place_of_each_value(self) -> None:
        text = "I am at ana@example.org, order 4711-0923, card 4111 1111 1111 1111"

        asked, _ = masked(text)

        assert "I am at [EMAIL_1], order [ACCOUNT_1], card [CARD_1 Visa ending 1111]" == asked.text
        assert ["ana@example.org", "4711-0923", "4111 1111 1111 1111"] == [
            text[h.start : h.end] for h in asked.hidden
        ]
        assert asked.masked_ok

    def test_gives_the_same_value_the_same_placeholder_through_a_conversation(self) -> None:
        first, vault = masked("Mail Ana@Example.org or bo@example.org")
        second, vault = masked("I said ana@example.ORG, ring +44 20 7946 0958", vault)
        third, _ = masked("or 0044 (20) 79460958", vault)

        assert "Mail [EMAIL_1] or [EMAIL_2]" == first.text
        assert "I said [EMAIL_1], ring [PHONE_1 GB]" == second.text
        assert "or [PHONE_1 GB]" == third.text

    def test_hides_a_known_value_that_nothing_announces_any_more(self) -> None:
        asked, vault = masked("my password is Tr0ub4dor&3. Yes, Tr0ub4dor&3!")
        later, _ = masked("Tr0ub4dor&3 I said", vault)

        assert "my password is [SECRET_1]. Yes, [SECRET_1]!" == asked.text
        assert "[SECRET_1] I said" == later.text

    def test_leaves_a_message_without_personal_data_as_it_is(self) -> None:
        text = "Does the Victoria sofa come in grey, for 289.22 EUR?"

        asked, vault = masked(text)

        assert (text, ()) == (asked.text, asked.hidden)
        assert Vault.empty() == vault

    @pytest.mark.parametrize("size", [20_001, 24_001, 50_000])
    def test_masks_a_very_long_text_wherever_the_value_stands(self, size: int) -> None:
        for place in (0, 19_990, 20_000, 23_990, size - 30):
            text = ("x " * size)[:place] + " ana.lopez@example.org " + ("y " * size)[: max(0, size - place - 23)]

            asked, vault = masked(text)

            assert "ana.lopez" not in asked.text
            assert text == restore(asked.text, vault)

    def test_keeps_only_a_harmless_detail(self) -> None:
        class Detailed:
            def spans(self, text: str, language: str) -> tuple[Span, ...]:
                return (Span(0, 3, "PERSON", 0.9, "told", "age] [EMAIL_1" + "x" * 90),)

        asked, vault = masked("Ana is here", detector=Detailed())

        assert "[PERSON_1 age EMAIL1" + "x" * 30 + "] is here" == asked.text
        assert "Ana is here" == restore(asked.text, vault)


class TestTypedPlaceholders:
    def test_a_customer_cannot_call_up_a_value_by_typing_its_placeholder(self) -> None:
        first, vault = masked("I am ana@example.org")

        asked, vault = masked("Say [EMAIL_1] and [CARD_7 Visa ending 1111]", vault)

        assert "Say [TYPED_1] and [TYPED_2]" == asked.text
        assert "Say [EMAIL_1] and [CARD_7 Visa ending 1111]" == restore(asked.text, vault)

    def test_nor_by_hiding_it_in_a_value(self) -> None:
        _, vault = masked("I am ana@example.org")

        asked, vault = masked("password: x[EMAIL_1]9 [TYPED_1]", vault)

        assert "ana@example.org" not in restore(asked.text, vault)
        assert "password: x[EMAIL_1]9 [TYPED_1]" == restore(asked.text, vault)


class TestFailsClosed:
    @pytest.mark.parametrize(
        "spans",
        [
            lambda text, language: 1 / 0,
            lambda text, language: (Span(0, 99, "EMAIL", 1, ""),),
            lambda text, language: (Span(0, 3, "EMAIL", 1, ""), Span(2, 4, "EMAIL", 1, "")),
            lambda text, language: (Span(0, 3, "[EMAIL", 1, ""),),
            lambda text, language: None,
        ],
    )
    def test_when_the_detector_fails(self, spans: Callable[[str, str], tuple[Span, ...]]) -> None:
        detector = PatternDetector()
        detector.spans = spans  # type: ignore[method-assign]
        _, vault = masked("I am bo@example.org")

        asked, after = masked("ana@example.org", vault, detector)

        assert ("", "detector_error", ()) == (asked.text, asked.failure, asked.hidden)
        assert vault is after

    def test_when_time_is_up(self) -> None:
        ticks = iter([0.0, 0.051, 0.052, 0.053])

        asked, vault = mask(RawText("ana@example.org"), "en", Vault.empty(), PATTERNS, tick=lambda: next(ticks))

        assert ("", "too_slow", False) == (asked.text, asked.failure, asked.masked_ok)
        assert Vault.empty() == vault

    def test_after_the_first_window_of_an_endless_text(self) -> None:
        class Counting(PatternDetector):
            calls = 0

            def spans(self, text: str, language: str) -> tuple[Span, ...]:
                self.calls += 1
                return ()

        detector, ticks = Counting(), iter([0.0, 1.0, 2.0])

        asked, _ = mask(RawText("a " * 1_000_000), "en", Vault.empty(), detector, tick=lambda: next(ticks))

        assert "too_slow" == asked.failure
        assert 1 == detector.calls


class TestVault:
    def test_comes_back_from_its_bytes(self) -> None:
        _, vault = masked("ana@example.org, card 4111 1111 1111 1111, [EMAIL_1], password: ü\ud800ber9")

        again = Vault.from_bytes(vault.to_bytes())

        assert vault == again
        assert "[EMAIL_1]" == masked("ANA@example.org", again)[0].text

    @pytest.mark.parametrize(
        "stored", [b"", b"[]", b"\xff", b'{"format": 1}', b'{"format": 1, "kept": [[1, 2]]}', b"3"]
    )
    def test_refuses_what_is_no_vault(self, stored: bytes) -> None:
        with pytest.raises(BadInput, match="no vault"):
            Vault.from_bytes(stored)

    def test_refuses_a_newer_format(self) -> None:
        with pytest.raises(BadInput, match="format 2"):
            Vault.from_bytes(json.dumps({"format": 2, "kept": []}).encode())

    def test_never_changes(self) -> None:
        before = Vault.empty()

        after = before.put([("EMAIL", "ana@example.org", "")])

        assert (0, 1) == (len(before.kept), len(after.kept))
        assert after is after.put([("EMAIL", "ANA@example.org", "")])


class TestRestore:
    def test_restores_a_placeholder_whose_detail_was_dropped(self) -> None:
        _, vault = masked("card 4111 1111 1111 1111")

        assert "Yes, 4111 1111 1111 1111." == restore("Yes, [CARD_1].", vault)

    def test_leaves_a_placeholder_that_nobody_made(self) -> None:
        assert "[EMAIL_9] [1]" == restore("[EMAIL_9] [1]", Vault.empty())

    def test_knows_one_conversation_only(self) -> None:
        _, hers = masked("ana@example.org")
        _, stranger = masked("hello")

        assert "[EMAIL_1]" == restore("[EMAIL_1]", stranger)
        assert "ana@example.org" == restore("[EMAIL_1]", hers)


class TestRestorer:
    def test_holds_back_a_placeholder_that_is_cut(self) -> None:
        _, vault = masked("card 4111 1111 1111 1111")
        restorer = Restorer(vault)

        said = [restorer.feed(piece) for piece in ("Your [CA", "RD_1 Visa ending", " 1111] was", " charged. [")]

        assert ["Your ", "", "4111 1111 1111 1111 was", " charged. "] == said
        assert "[" == restorer.flush()

    def test_says_at_once_what_can_be_no_placeholder(self) -> None:
        restorer = Restorer(Vault.empty())

        assert "see [1] and [note" == restorer.feed("see [1] and [note")
        assert "[EMAIL_1\n" == restorer.feed("[EMAIL_1\n")
        assert "" == restorer.flush()

    def test_holds_back_little(self) -> None:
        restorer = Restorer(Vault.empty())
        said = "".join(restorer.feed("x") if at else restorer.feed("[EMAIL_1 ") for at in range(200))

        assert "[EMAIL_1 " + "x" * 199 == said + restorer.flush()
        assert len(said) > 90


_, FULL_VAULT = masked("ana@example.org, card 4111 1111 1111 1111, +351 912 345 678, [EMAIL_1], order 4711-0923")
REPLIES = st.lists(
    st.sampled_from(
        ["[EMAIL_1]", "[CARD_1 Visa ending 1111]", "[CARD_1]", "[PHONE_1 PT]", "[TYPED_1]", "[EMAIL_9]", "[", "]", "[[EMAIL_1]]",
         "[EMAIL", "_1]", " Visa", "[CARD_1 ", "\n", "hello ", "[ACCOUNT_1]", "[A", "[EMAIL_1 " + "y" * 61 + "]"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(REPLIES, st.lists(st.integers(0, 9), max_size=60))
@settings(max_examples=400)
def test_however_a_reply_is_cut_the_same_comes_out(reply: str, sizes: list[int]) -> None:
    restorer, said, last = Restorer(FULL_VAULT), "", 0
    for size in sizes:
        said += restorer.feed(reply[last : last + size])
        last += size
    said += restorer.feed(reply[last:]) + restorer.flush()

    assert restore(reply, FULL_VAULT) == said


VALUES = st.sampled_from(
    ["ana@example.org", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+44 20 7946 0958", "order 4711-0923", "[EMAIL_1]",
     "[CARD_2 x]", "192.0.2.14", "https://example.com/a?b=c", "536-90-4399", "password: Tr0ub4dor&3", "[", "]", "[[", "EMAIL_1]"]
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(VALUES, st.text(max_size=12), st.sampled_from([" ", ", ", "\n", "\u200b"])), max_size=14
).map("".join)


def written_one_way(vault: Vault, text: str, asked: Asked) -> bool:
    """Whether every value has one spelling in *text*; another spelling comes back as the first one."""
    found = [vault.named(h.placeholder[1:-1].split(" ")[0]) for h in asked.hidden]
    return all(
        kept is not None and kept.value == text[h.start : h.end] for kept, h in zip(found, asked.hidden, strict=True)
    )


@given(TEXTS)
@settings(max_examples=400)
def test_restoring_gives_the_message_back(text: str) -> None:
    asked, vault = masked(text)

    assert asked.masked_ok
    assert not written_one_way(vault, text, asked) or text == restore(asked.text, vault)


@given(TEXTS)
@settings(max_examples=400)
def test_no_hidden_value_stays_in_the_masked_text(text: str) -> None:
    asked, _ = masked(text)
    left = asked.text
    for hidden in asked.hidden:
        left = left.replace(hidden.placeholder, "\x00")

    for hidden in asked.hidden:
        value = text[hidden.start : hidden.end]
        assert hidden.kind == "TYPED" or len(value) < 5 or value not in left


@given(TEXTS)
def test_the_places_of_what_was_hidden_are_right(text: str) -> None:
    asked, _ = masked(text)

    rebuilt, last = "", 0
    for hidden in asked.hidden:
        rebuilt += text[last : hidden.start] + hidden.placeholder
        last = hidden.end
    assert asked.text == rebuilt + text[last:]


def test_a_told_detector_is_obeyed() -> None:
    asked, _ = masked("I am Ana Lopez of Cadiz", detector=Told(PERSON="Ana Lopez", LOCATION="Cadiz"))

    assert "I am [PERSON_1] of [LOCATION_1]" == asked.text
