"""The keyring in a key server: it keeps the contract, says what is wrong in words, and stops soon after it may not ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy.keyring import check_keyring
from fairdesk.privacy.keys import Tampered, new_key
from fairdesk.privacy.transit import FRESH_SECONDS, GRACE_SECONDS, RETRY_SECONDS, TransitKeyring
from tests.bao import TOKEN, Bao, serving


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def bao() -> Iterator[Bao]:
    with serving(Bao()) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(bao: Bao, clock: Clock) -> TransitKeyring:
    return TransitKeyring(bao.address, "fairdesk", TOKEN, clock=clock)


def asked(bao: Bao, act: str) -> int:
    return sum(f"/{act}/" in path for path in bao.asked)


class TestContract:
    def test_is_kept(self, ring: TransitKeyring) -> None:
        check_keyring(ring)

    def test_speaks_to_the_engine_at_its_mount_alone(self, clock: Clock) -> None:
        with serving(Bao("desk key", "keys/transit")) as bao:
            key = new_key()
            # A name with a space, to see that it is written into the address as HTTP wants it.
            bao.key = "desk%20key"
            ring = TransitKeyring(bao.address, "desk key", TOKEN, "keys/transit", clock)

            assert key == ring.unwrap(ring.wrap(key))
            assert {"/v1/keys/transit/encrypt/desk%20key", "/v1/keys/transit/decrypt/desk%20key"} == set(bao.asked)

    def test_what_was_wrapped_before_the_server_s_own_rotation_still_opens(self, bao: Bao, ring: TransitKeyring):
        key = new_key()
        before = ring.wrap(key)
        bao.rotate()

        assert ring.wrap(key).startswith(b"vault:v2:")
        assert key == ring.unwrap(before)

    def test_another_server_opens_nothing(self, ring: TransitKeyring) -> None:
        wrapped = ring.wrap(new_key())

        with serving(Bao()) as other, pytest.raises(Tampered, match="did not wrap"):
            TransitKeyring(other.address, "fairdesk", TOKEN).unwrap(wrapped)

    def test_what_a_file_wrapped_is_told_apart(self, ring: TransitKeyring) -> None:
        with pytest.raises(Tampered, match='keyring = "file"'):
            ring.unwrap(b"\xff" * 40)

    def test_a_version_the_server_no_longer_opens_is_gone(self, bao: Bao, ring: TransitKeyring) -> None:
        wrapped = ring.wrap(new_key())
        bao.rotate()
        bao.oldest = 2

        with pytest.raises(Tampered):
            ring.unwrap(wrapped)


class TestMemory:
    def test_an_opened_key_is_not_asked_for_again_for_a_minute(self, bao: Bao, clock: Clock, ring: TransitKeyring):
        wrapped = ring.wrap(new_key())
        for _ in range(100):
            ring.unwrap(wrapped)
        assert 1 == asked(bao, "decrypt")

        clock.seconds += FRESH_SECONDS
        ring.unwrap(wrapped)

        assert 2 == asked(bao, "decrypt")

    def test_a_revoked_token_stops_it_within_a_minute(self, bao: Bao, clock: Clock, ring: TransitKeyring) -> None:
        wrapped = ring.wrap(new_key())
        ring.unwrap(wrapped)
        bao.token = "s.another"
        clock.seconds += FRESH_SECONDS

        for _ in range(2):
            with pytest.raises(Unavailable, match="renew the token"):
                ring.unwrap(wrapped)

    def test_a_sealed_server_is_borne_for_ten_minutes_and_no_longer(
        self, bao: Bao, clock: Clock, ring: TransitKeyring
    ):
        key = new_key()
        wrapped = ring.wrap(key)
        ring.unwrap(wrapped)
        bao.sealed = True
        clock.seconds += GRACE_SECONDS - 1

        assert key == ring.unwrap(wrapped)
        clock.seconds += 1
        with pytest.raises(Unavailable, match="unseal it"):
            ring.unwrap(wrapped)

    def test_a_server_that_is_away_is_not_asked_for_each_message(self, bao: Bao, clock: Clock, ring: TransitKeyring):
        wrapped = ring.wrap(new_key())
        ring.unwrap(wrapped)
        bao.sealed = True
        clock.seconds += FRESH_SECONDS
        for _ in range(50):
            ring.unwrap(wrapped)
        assert 2 == asked(bao, "decrypt")

        bao.sealed = False
        clock.seconds += RETRY_SECONDS
        ring.unwrap(wrapped)

        assert 3 == asked(bao, "decrypt")


class TestFaults:
    def test_nobody_there(self) -> None:
        with serving(Bao()) as bao:
            gone = bao.address

        with pytest.raises(Unavailable, match="does not answer"):
            TransitKeyring(gone, "fairdesk", TOKEN).wrap(new_key())

    def test_no_such_key(self, bao: Bao) -> None:
        ring = TransitKeyring(bao.address, "other", TOKEN)

        for act in (lambda: ring.wrap(new_key()), lambda: ring.unwrap(b"vault:v1:AAAA")):
            with pytest.raises(Unavailable, match="key name"):
                act()

    @pytest.mark.parametrize(
        "answer",
        [b"", b"hello", b"[]", b'{"data": 1}', b'{"data": {}}', b'{"data": {"ciphertext": ""}}', b'{"data": {"ciphertext": "\xc3\xa9"}}'],
    )  # fmt: skip
    def test_something_else_answers(self, bao: Bao, ring: TransitKeyring, answer: bytes) -> None:
        bao.answer_with = 200, answer

        with pytest.raises(Unavailable, match="no key server gives"):
            ring.wrap(new_key())

    @pytest.mark.parametrize("plain", ["", "AAAA", "?", "A" * 88])
    def test_a_key_of_another_size_is_none(self, bao: Bao, ring: TransitKeyring, plain: str) -> None:
        bao.answer_with = 200, f'{{"data": {{"plaintext": "{plain}"}}}}'.encode()

        with pytest.raises(Tampered):
            ring.unwrap(b"vault:v1:AAAA")

    def test_no_fault_tells_the_token_or_a_key(self, bao: Bao, ring: TransitKeyring) -> None:
        bao.token = "s.another"

        with pytest.raises(Unavailable) as told:
            ring.wrap(new_key())
        assert TOKEN not in f"{told.value} {ring!r}"


class TestToken:
    def test_is_read_from_its_file_each_time(self, bao: Bao, tmp_path: Path) -> None:
        file = tmp_path / "token"
        file.write_text(f"{TOKEN}\n")
        ring = TransitKeyring(bao.address, "fairdesk", file)
        ring.wrap(new_key())
        bao.token = "s.renewed"
        file.write_text("s.renewed\n")

        assert ring.wrap(new_key())

    def test_a_missing_file_is_said(self, bao: Bao, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="put it back"):
            TransitKeyring(bao.address, "fairdesk", tmp_path / "token").wrap(new_key())


class TestAddress:
    @pytest.mark.parametrize("address", ["", "bao:8200", "ftp://bao", "https://", "https://bao:8200/v1/transit"])
    def test_must_be_one(self, address: str) -> None:
        with pytest.raises(BadInput, match="transit_address"):
            TransitKeyring(address, "fairdesk", TOKEN)

    def test_must_not_send_keys_in_the_open(self) -> None:
        with pytest.raises(BadInput, match="without TLS"):
            TransitKeyring("http://bao.company.example:8200", "fairdesk", TOKEN)

    def test_wants_the_name_of_a_key(self) -> None:
        with pytest.raises(BadInput, match="transit_key"):
            TransitKeyring("https://bao.company.example:8200", "", TOKEN)
