"""A cosignature is checked byte by byte as the specification says, of either kind; others' lines are passed over."""

from __future__ import annotations

import pytest

from fairdesk.accountability.cosignatures import (
    ED25519,
    ML_DSA_44,
    cosigned,
    key_of_witness,
    read_policy,
    signed_words,
    witness_of,
)
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import checkpoint_text, open_note
from fairdesk.nouns import BadInput
from tests.accountability.examples import SIGNER
from tests.witness import Witness

TEXT = checkpoint_text(SIGNER.name, 7, bytes(range(32)))
NOTE = SIGNER.sign(TEXT)
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""


@pytest.fixture(params=[ED25519, ML_DSA_44], ids=["Ed25519", "ML-DSA-44"])
def witness(request: pytest.FixtureRequest) -> Witness:
    return Witness("witness.example/w1", SIGNER.verifier_key, request.param)


def test_the_words_are_those_of_the_specification() -> None:
    """The example of c2sp.org/tlog-cosignature for Ed25519; for ML-DSA-44 the structure written out by hand."""
    assert f"cosignature/v1\ntime 1679315147\n{EXAMPLE}".encode() == signed_words(EXAMPLE, ED25519, "w", 1679315147)
    root = bytes.fromhex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
    assert (
        b"subtree/v1\n\0" b"\x01w" + (5).to_bytes(8, "big") + b"\x1bexample.com/behind-the-sofa"
        + bytes(8) + (20852163).to_bytes(8, "big") + root
    ) == signed_words(EXAMPLE, ML_DSA_44, "w", 5)  # fmt: skip


def test_a_line_of_a_known_witness_holds(witness: Witness) -> None:
    line = witness.line(TEXT)

    (found,) = cosigned(NOTE + line, [witness_of(witness.key)])

    assert ("witness.example/w1", witness.at) == (found.witness.split("+")[0], found.at)
    assert line == found.line + "\n"


def test_a_line_under_another_head_does_not(witness: Witness) -> None:
    other = checkpoint_text(SIGNER.name, 8, bytes(32))

    with pytest.raises(Tampered, match="cosignature of witness.example"):
        cosigned(NOTE + witness.line(other), [witness_of(witness.key)])


def test_an_unknown_witness_is_passed_over(witness: Witness) -> None:
    stranger = Witness("witness.example/w1", SIGNER.verifier_key, witness.kind)

    assert () == cosigned(NOTE + stranger.line(TEXT), [witness_of(witness.key)])
    assert 2 == len(open_note(NOTE + stranger.line(TEXT))[1])


@pytest.mark.parametrize("key", ["", "w", "w+00000000+BAAA", SIGNER.verifier_key])
def test_what_is_no_witness_key_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        witness_of(key)


class TestPolicy:
    def test_a_quorum_of_groups(self) -> None:
        one, two, three = (Witness(f"w.example/{n}", SIGNER.verifier_key, ED25519) for n in range(3))
        policy = read_policy(
            f"# who watches\nlog {SIGNER.verifier_key}\n\nwitness a {one.key}\nwitness b {two.key} https://b.example\n"
            f"witness c {three.key}\ngroup ab 2 a b\ngroup enough any ab c\nquorum enough\n"
        )

        assert ["", "https://b.example", ""] == [one.url for one in policy.witnesses]
        signed_by = lambda *some: NOTE + "".join(each.line(TEXT) for each in some)  # noqa: E731
        assert [False, False, True, True] == [
            policy.met(note) for note in (NOTE, signed_by(one), signed_by(one, two), signed_by(three))
        ]

    def test_none_is_enough_where_none_is_asked(self) -> None:
        assert read_policy("quorum none\n").met(NOTE)

    @pytest.mark.parametrize("line", ["witness a b", "quorum x", "group g 1 nobody", "hello", "witness a"])
    def test_a_line_that_is_wrong_is_named(self, line: str) -> None:
        with pytest.raises(BadInput, match="line 2"):
            read_policy(f"\n{line}\n")

    @pytest.mark.parametrize("text", ["", "# nothing\n", "log x\n"])
    def test_without_a_quorum_line_nothing_is_met(self, text: str) -> None:
        """c2sp.org/tlog-policy: a policy file must include exactly one quorum line."""
        with pytest.raises(BadInput, match="no quorum line"):
            read_policy(text)

    @pytest.mark.parametrize(
        "line",
        [
            "group g 0 a b",
            "group g -1 a b",
            "group g 3 a b",
            "group g 1_0 a b",
            "group g 01 a b",
            "group g \N{ARABIC-INDIC DIGIT ONE} a b",
            "group g 2 a a",
            "group g any",
            "group g any none",
            "group a any b",
            "group h any c",
            "group ab any b",
            "quorum a\nquorum a",
            "quorum none\nquorum none",
        ],
    )
    def test_a_group_or_quorum_that_would_count_wrongly_is_refused(self, line: str) -> None:
        three = [Witness(f"w.example/{n}", SIGNER.verifier_key, ED25519).key for n in range(3)]
        above = (
            "".join(f"witness {name} {key}\n" for name, key in zip("abc", three, strict=True)) + "group ab all c\n"
        )

        with pytest.raises(BadInput, match="line [56]"):
            read_policy(f"{above}{line}\n")

    def test_a_witness_under_two_names_counts_once(self) -> None:
        """The same key, or another under the same name and id: cosignatures are told apart by these."""
        one = Witness("w.example/1", SIGNER.verifier_key, ED25519)
        renamed = key_of_witness("w.example/2", ED25519, one.public)

        for key in (one.key, renamed):
            with pytest.raises(BadInput, match="line 2 .* counts once"):
                read_policy(f"witness a {one.key}\nwitness b {key}\nquorum a\n")
