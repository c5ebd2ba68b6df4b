"""An entry has one spelling, holds no words, and its seal opens only for whoever has the opening."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability.ledger import LONGEST, Actor, Entry, agrees, commitment, entry_bytes, read_entry
from fairdesk.nouns import BadInput
from tests.accountability.examples import START, body_of, entry, exact, kept, opening_of

TOKEN = st.text(st.sampled_from("abcXYZ019._:/=-"), min_size=1, max_size=20)


class TestEntryBytes:
    def test_are_json_with_keys_in_order_and_no_spaces(self) -> None:
        expected = (
            b'{"act":"0190-act-00000003","actor":"assistant","at":1772357400003000,"case":"5d0b1f",'
            b'"code":"route.answerable","commitment":"' + commitment(opening_of(3), body_of(3)).hex().encode() + b'",'
            b'"guidelines":{"release":"9f2c","routing":"77aa"},"kind":"answered","v":1}'
        )

        assert expected == exact(3)

    def test_do_not_depend_on_the_order_of_guidelines(self) -> None:
        turned = {"routing": "77aa", "release": "9f2c"}

        assert exact(0) == entry_bytes(entry(guidelines=turned))

    def test_hold_the_moment_in_microseconds_whatever_the_zone(self) -> None:
        at = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
        elsewhere = at.astimezone(timezone(timedelta(hours=-7)))

        assert 123456 == json.loads(entry_bytes(entry(at=at)))["at"] % 1_000_000
        assert entry_bytes(entry(at=at)) == entry_bytes(entry(at=elsewhere))

    def test_of_a_house_act_need_no_case_and_no_code(self) -> None:
        bare = entry(actor=Actor.HOUSE, case="", code="", guidelines={})

        assert bare == read_entry(entry_bytes(bare))

    @pytest.mark.parametrize("field", ["act", "kind", "case", "code"])
    @pytest.mark.parametrize(
        "words",
        ["where is my parcel", "ana@example.org", "+49 30 1234", 'x","kind":"y', "é", "a" * 129, "a\n", "\x00"],
    )
    def test_have_no_room_for_words(self, field: str, words: str) -> None:
        with pytest.raises(BadInput, match=field) as refused:
            entry_bytes(entry(**{field: words}))

        assert words not in str(refused.value)

    @pytest.mark.parametrize("field", ["act", "kind"])
    def test_need_an_act_and_a_kind(self, field: str) -> None:
        with pytest.raises(BadInput, match=field):
            entry_bytes(entry(**{field: ""}))

    @pytest.mark.parametrize("guidelines", [{"two words": "1"}, {"routing": "two words"}, {"": "1"}, {"routing": ""}])
    def test_have_no_room_for_words_in_guidelines(self, guidelines: dict[str, str]) -> None:
        with pytest.raises(BadInput, match="guidelines"):
            entry_bytes(entry(guidelines=guidelines))

    @pytest.mark.parametrize("seal", ["", "ab", "G" * 64, "A" * 64, "a" * 63, "a" * 65])
    def test_need_a_whole_commitment(self, seal: str) -> None:
        with pytest.raises(BadInput, match="64 hex digits"):
            entry_bytes(entry(commitment=seal))

    def test_are_at_most_65535(self) -> None:
        def of(count: int) -> Entry:
            return entry(guidelines={f"g{n:05d}": "v" * 100 for n in range(count)})

        fits = (LONGEST - len(entry_bytes(of(0)))) // (len('"g00000":"",') + 100)
        assert len(entry_bytes(of(fits))) <= LONGEST
        with pytest.raises(BadInput, match="65535"):
            entry_bytes(of(fits + 1))


class TestReading:
    @given(
        act=TOKEN, kind=TOKEN, case=TOKEN, guidelines=st.dictionaries(TOKEN, TOKEN, max_size=4), millis=st.integers()
    )
    def test_gives_back_what_was_written(
        self, act: str, kind: str, case: str, guidelines: dict[str, str], millis: int
    ) -> None:
        at = START + timedelta(milliseconds=millis % 10**12)
        written = entry(act=act, kind=kind, case=case, guidelines=guidelines, at=at)

        assert written == read_entry(entry_bytes(written))

    @given(st.binary(max_size=300))
    def test_refuses_anything_else(self, raw: bytes) -> None:
        with pytest.raises(BadInput):
            read_entry(raw)

    @given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
    def test_refuses_other_json(self, value: object) -> None:
        with pytest.raises(BadInput):
            read_entry(json.dumps(value).encode())

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"v":1', b'"v":2'),
            (b'"v":1', b'"v": 1'),
            (b'"actor":"assistant"', b'"actor":"robot"'),
            (b'"case":"5d0b1f"', b'"case":null'),
            (b'"at":17', b'"at":17e4'),
            (b'"at":1', b'"at":9999999991'),
            (b'"kind"', b'"more":1,"kind"'),
            (b'"release":"9f2c"', b'"release":7'),
            (b'{"act"', b' {"act"'),
        ],
    )
    def test_refuses_another_spelling(self, old: bytes, new: bytes) -> None:
        changed = exact(0).replace(old, new, 1)

        assert changed != exact(0)
        with pytest.raises(BadInput):
            read_entry(changed)

    def test_deep_nesting_is_refused_not_a_crash(self) -> None:
        with pytest.raises(BadInput):
            read_entry(b"[" * 200_000)


class TestCommitment:
    def test_is_hmac_sha256(self) -> None:
        """RFC 4231, test case 1."""
        expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"

        assert expected == commitment(b"\x0b" * 20, b"Hi There").hex()
        assert hmac.new(b"k" * 32, b"words", hashlib.sha256).digest() == commitment(b"k" * 32, b"words")

    def test_differs_with_another_opening_or_body(self) -> None:
        seals = {commitment(opening_of(n), body_of(m)) for n in range(5) for m in range(5)}

        assert 25 == len(seals)


class TestAgreement:
    def test_of_sound_rows(self) -> None:
        assert all(agrees(kept(n, n)) for n in range(20))

    @given(act=TOKEN, kind=TOKEN)
    def test_holds_for_any_act_and_kind(self, act: str, kind: str) -> None:
        one = kept(0, 0)
        row = one._replace(act=act, kind=kind, entry=entry_bytes(entry(act=act, kind=kind)))

        assert agrees(row)
        assert not agrees(row._replace(act=act + "x"))
        assert not agrees(row._replace(kind="x" + kind))

    @pytest.mark.parametrize("change", [{"act": "other"}, {"kind": "other"}, {"at": 0}, {"act": ""}, {"kind": ""}])
    def test_fails_when_a_column_says_something_else(self, change: dict[str, object]) -> None:
        assert not agrees(kept(0, 0)._replace(**change))  # type: ignore[arg-type]

    def test_a_column_cannot_reach_into_the_next_field(self) -> None:
        assert not agrees(kept(0, 0)._replace(act='0190-act-00000000","actor":"assistant'))
        assert not agrees(kept(0, 0)._replace(kind='x","kind":"answered'))
