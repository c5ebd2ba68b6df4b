"""Masking as a tool of its own: `from fairdesk import mask`."""

import json
import subprocess
import sys
import time
from datetime import date
from itertools import pairwise

import pytest

import fairdesk
from fairdesk import Masked, mask
from fairdesk.nouns import BadInput, RawText, Unavailable
from fairdesk.privacy import mask as masking
from fairdesk.privacy.detect import DeskDetector, Span
from fairdesk.privacy.mask import Vault
from fairdesk.settings import Settings
from tests.conftest import shared_data

pytestmark = pytest.mark.once  # masking alone opens no desk

TODAY = date(2026, 11, 22)


def test_masks_a_text_and_says_where() -> None:
    text = "I am ana@example.org, card 4111 1111 1111 1111"

    masked = mask(text)

    assert "I am [EMAIL_1], card [CARD_1 Visa ending 1111]" == masked.text
    assert [("ana@example.org", "EMAIL"), ("4111 1111 1111 1111", "CARD")] == [
        (text[place.start : place.end], place.kind) for place in masked.spans
    ]


def test_gives_the_values_back_to_their_owner() -> None:
    masked = mask("I am ana@example.org")

    assert "We wrote to ana@example.org." == masked.restore("We wrote to [EMAIL_1].")
    assert "We wrote to [EMAIL_2]." == masked.restore("We wrote to [EMAIL_2].")


def test_two_texts_have_nothing_to_do_with_each_other() -> None:
    assert "[EMAIL_1]" == mask("bo@example.org").text
    assert "[EMAIL_1]" == mask("ana@example.org").text


def test_what_was_hidden_is_not_shown_where_a_result_is_printed() -> None:
    assert "ana@" not in repr(mask("I am ana@example.org"))


def test_says_whether_a_birth_is_a_minors_on_a_day() -> None:
    assert "[DATE_OF_BIRTH_1 minor]" in mask("my date of birth is 3 May 2015", today=TODAY).text
    assert "[DATE_OF_BIRTH_1]" in mask("my date of birth is 3 May 2015").text


def test_every_real_text_comes_back_masked() -> None:
    """A detector whose finds overlap on one text in four thousand would send that one to a person every time."""
    texts = [
        json.loads(line)["text"]
        for file in sorted(shared_data("pii").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]

    assert len(texts) > 10_000
    for text in texts:
        masked = mask(text)
        assert all(before.end <= after.start for before, after in pairwise(masked.spans))


def test_a_slow_machine_does_not_give_a_text_up_where_nobody_waits() -> None:
    class Slow(DeskDetector):
        def spans(self, text: str, language: str) -> tuple[Span, ...]:
            time.sleep(2 * Settings().mask_seconds)
            return super().spans(text, language)

    asked, _ = masking.mask(RawText("ana@example.org"), "en", Vault.empty(), Slow(), Settings().mask_seconds)

    assert "[EMAIL_1]" == mask("ana@example.org", detector=Slow()).text
    assert "too_slow" == asked.failure, "within the limit of a desk it is given up"
    assert 0.05 == Settings().mask_seconds


def test_a_detector_that_fails_gives_no_text_at_all() -> None:
    class Broken:
        def spans(self, text: str, language: str) -> tuple[Span, ...]:
            raise ValueError(text)

    with pytest.raises(Unavailable, match="detector_error"):
        mask("ana@example.org", detector=Broken())


@pytest.mark.parametrize("thing", [None, 3, b"ana@example.org"])
def test_only_text_can_be_masked(thing: object) -> None:
    with pytest.raises(BadInput, match="only text"):
        mask(thing)  # type: ignore[arg-type]


def test_the_public_names_are_pinned() -> None:
    assert ["Masked", "mask"] == fairdesk.__all__
    assert isinstance(mask("x"), Masked)
    assert {"mask", "Masked", "__version__"} <= set(dir(fairdesk))
    with pytest.raises(AttributeError, match="nothing"):
        fairdesk.nothing  # noqa: B018


def test_importing_the_package_imports_no_room_and_masking_no_framework_and_calls_nobody() -> None:
    asked = """
import sys, fairdesk
before = [name for name in sys.modules if name.startswith("fairdesk.")]
def called(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(event)
sys.addaudithook(called)
from fairdesk import mask
mask("ana@example.org, https://example.org/?a=ana@example.org")
print(before, [name for name in sys.modules if name.split(".")[0] in ("django", "sqlite3", "click")])
"""

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout

    assert "[] []" == said.strip()
