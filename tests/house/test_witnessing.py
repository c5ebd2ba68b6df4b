"""A witness over real HTTP signs what goes on from what it saw, and says so when the ledger was rolled back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fairdesk.accountability.cosignatures import ED25519, ML_DSA_44, read_policy
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import checkpoint_text
from fairdesk.accountability.proofs import check_receipt
from fairdesk.channels.witness import post
from fairdesk.database import execute, rows, writing
from fairdesk.house.witnessing import ask_witnesses, take_cosigned
from fairdesk.nouns import BadInput, Unavailable
from tests.people import Desk
from tests.witness import Witness, serving


@pytest.fixture(params=[ED25519, ML_DSA_44], ids=["Ed25519", "ML-DSA-44"])
def witness(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Witness]:
    desk.house.close_the_day()
    with serving(Witness("witness.example/w1", desk.house.signer.verifier_key, request.param)) as made:
        name(desk, f"witness north {made.key} {made.url}\nquorum north\n")
        yield made


def name(desk: Desk, policy: str) -> None:
    (Path(desk.house.settings.data) / "witnesses").write_text(policy)
    desk.house.settings = replace(desk.house.settings, ledger_witnesses="witnesses")


def more(desk: Desk) -> None:
    desk.says(desk.customer(), "How long does a refund take?")
    desk.house.close_the_day()


def test_signs_each_head_once_and_the_next_from_where_it_was(desk, witness):
    size = desk.house.head()[0]

    assert [(size, "")] == [(one.size, one.problem) for one in ask_witnesses(desk.house, post)]
    assert [] == ask_witnesses(desk.house, post)
    more(desk)
    assert [""] == [one.problem for one in ask_witnesses(desk.house, post)]
    assert desk.house.head()[0] == witness.size > size


def test_a_witness_that_remembers_more_than_we_do_is_told_from_there(desk, witness):
    ask_witnesses(desk.house, post)
    with writing():
        execute("DELETE FROM accountability_cosignature")
    more(desk)

    assert [""] == [one.problem for one in ask_witnesses(desk.house, post)]


def test_a_receipt_carries_what_the_witness_signed(desk, witness):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    desk.house.close_the_day()
    ask_witnesses(desk.house, post)
    more(desk)

    receipt = desk.house.receipt(desk.last_act(dana), dana.id)

    note = check_receipt(receipt, desk.house.ledger_keys_text()).note
    assert read_policy(f"witness north {witness.key}\nquorum north\n").met(note)


def test_a_restored_old_backup_is_named_by_the_witness(desk, witness):
    more(desk)
    ask_witnesses(desk.house, post)
    size = desk.house.head()[0]
    witness.size += 5

    (asked,) = ask_witnesses(desk.house, post) or [None]
    assert asked is None  # this head is signed already
    with writing():
        execute("DELETE FROM accountability_cosignature")

    (asked,) = ask_witnesses(desk.house, post)
    assert "rolled back" in asked.problem
    assert str(size) in asked.problem


def test_a_forked_ledger_gets_no_signature(desk, witness):
    ask_witnesses(desk.house, post)
    witness.root = bytes(32)
    more(desk)

    (asked,) = ask_witnesses(desk.house, post)

    assert "another history" in asked.problem


def test_a_witness_that_does_not_answer_is_named(desk):
    desk.house.close_the_day()
    stranger = Witness("witness.example/w1", desk.house.signer.verifier_key, ED25519)
    name(desk, f"witness gone {stranger.key} http://127.0.0.1:9\nquorum gone\n")

    (asked,) = ask_witnesses(desk.house, post)

    assert "does not answer" in asked.problem


def lines_of(desk: Desk) -> list[object]:
    return rows("SELECT size, line FROM accountability_cosignature")


def test_what_a_witness_signed_under_another_text_is_not_kept(desk, witness):
    """It answers with an empty line, words of its own and a true signature over all of that."""
    if witness.kind != ED25519:
        pytest.skip("a cosignature by ML-DSA-44 signs size and root alone")
    size, note = desk.house.head()
    line = witness.line(f"{note}\nmore\n")

    (asked,) = ask_witnesses(desk.house, lambda *_: (200, f"\nmore\n\n{line}"))

    assert (0, []) == (asked.size, lines_of(desk))
    assert "more than lines under the head" in asked.problem
    assert (size, note) == desk.house.head()


@pytest.mark.parametrize(
    "said", ["", "7 8", "-1", "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 30, "01"]
)
def test_a_size_that_is_none_is_a_problem_and_no_crash(desk, witness, said):
    (asked,) = ask_witnesses(desk.house, lambda *_: (409, said + "\n"))

    assert "the size that a witness says it knows" in asked.problem


class TestLinesThatAreKept:
    """Whoever edits the table must not be able to break customers' receipts unseen."""

    def found(self, desk: Desk) -> str:
        return " ".join(problem.sentence for problem in desk.house.verify().problems)

    def test_hold(self, desk, witness):
        ask_witnesses(desk.house, post)

        assert ("", 1) == (self.found(desk), len(lines_of(desk)))

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE accountability_cosignature SET line = 'x'",
            "UPDATE accountability_cosignature SET line = replace(line, ' witness', ' witless')",
            "UPDATE accountability_cosignature SET size = 1",
        ],
    )
    def test_edited_they_are_named(self, desk, witness, sql):
        more(desk)
        ask_witnesses(desk.house, post)
        with writing():
            assert execute(sql)

        assert f"the line of the witness {witness.name}" in self.found(desk)


def test_no_head_leaves_without_tls():
    with pytest.raises(Unavailable, match="https"):
        post("http://witness.example/w", b"")


def test_the_background_asks_by_itself(desk, witness):
    from fairdesk.house.background import Background

    desk.house.post = post
    Background(desk.house).round()
    for _ in range(200):
        if witness.size:
            break
        time.sleep(0.02)

    assert desk.house.head()[0] >= witness.size > 0


class TestByHand:
    def test_a_cosigned_head_is_taken(self, desk, witness):
        size, note = desk.house.head()
        line = witness.line(note.split("\n\n")[0] + "\n")

        (found,) = take_cosigned(desk.house, note + line)

        assert witness.at == found.at
        assert desk.house.head() == (size, note + line)

    def test_a_head_of_another_history_is_refused(self, desk, witness):
        forged = desk.house.signer.sign(checkpoint_text(desk.house.signer.name, desk.house.head()[0], bytes(32)))

        with pytest.raises(Tampered, match="forked or rolled back"):
            take_cosigned(desk.house, forged)

    def test_a_head_that_nobody_known_signed_is_refused(self, desk, witness):
        with pytest.raises(BadInput, match="no witness"):
            take_cosigned(desk.house, desk.house.head()[1])
