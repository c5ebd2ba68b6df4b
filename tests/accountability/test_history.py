"""Each head must be signed by the key of its time; a handover by both, so that one leads to the other."""

from __future__ import annotations

import pytest

from fairdesk.accountability.history import (
    SigningKey,
    as_text,
    from_text,
    gaps,
    keys_at,
    next_key,
    of_one,
    read_head,
    verify_any,
)
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer, checkpoint_text, joined
from fairdesk.nouns import BadInput
from tests.accountability.examples import SIGNER as OLD

NEW = Signer(OLD.name, bytes(range(1, 33)))
HISTORY = (SigningKey(OLD.verifier_key, 0), SigningKey(NEW.verifier_key, 50))
LOST = (SigningKey(OLD.verifier_key, 0), SigningKey(NEW.verifier_key, 50, lost=True))


TAKES_OVER = next_key(NEW.verifier_key)


def head(size: int, *signers: Signer) -> str:
    text = checkpoint_text(OLD.name, size, bytes(32), *([TAKES_OVER] if size == 50 else []))
    return joined(*(signer.sign(text) for signer in signers))


@pytest.mark.parametrize(("size", "signers"), [(49, [OLD]), (50, [NEW, OLD]), (51, [NEW]), (51, [OLD, NEW])])
def test_a_head_by_the_key_of_its_time_holds(size: int, signers: list[Signer]) -> None:
    assert size == read_head(head(size, *signers), HISTORY).size


@pytest.mark.parametrize(("size", "signers"), [(49, [NEW]), (50, [NEW]), (50, [OLD]), (51, [OLD])])
def test_a_head_by_another_key_does_not(size: int, signers: list[Signer]) -> None:
    """A stolen old key signs nothing new, and a new one nothing old."""
    with pytest.raises(Tampered, match="not signed by"):
        read_head(head(size, *signers), HISTORY)


def test_a_handover_names_the_next_key() -> None:
    """Anybody can sign what was published; that the key before signed the same words hands nothing over."""
    for more in ("", next_key(OLD.verifier_key), TAKES_OVER[:-1]):
        text = checkpoint_text(OLD.name, 50, bytes(32), *([more] if more else []))
        with pytest.raises(Tampered, match="takes over"):
            read_head(joined(OLD.sign(text), NEW.sign(text)), HISTORY)


def test_where_a_key_was_lost_the_new_one_signs_alone_and_that_is_said() -> None:
    assert 50 == read_head(head(50, NEW), LOST).size
    assert [] == gaps(HISTORY)
    assert "index 50" in gaps(LOST)[0]


def test_as_published_it_reads_back() -> None:
    assert HISTORY == from_text(as_text(HISTORY))
    assert LOST == from_text(as_text(LOST))
    assert of_one(OLD.verifier_key) == from_text(f"{OLD.verifier_key}\n")
    assert [] == keys_at(LOST[1:], 3)


@pytest.mark.parametrize("text", ["", "\n", f"5 {OLD.verifier_key}", f"0 {OLD.verifier_key}\n0 {NEW.verifier_key}"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        from_text(text)


def test_a_note_by_any_of_the_keys_is_opened() -> None:
    keys = as_text(HISTORY)

    assert "words\n" == verify_any(OLD.sign("words\n"), keys) == verify_any(NEW.sign("words\n"), keys)
    with pytest.raises(Tampered):
        verify_any(Signer(OLD.name, bytes(32)).sign("words\n"), keys)
