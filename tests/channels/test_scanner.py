"""A scanner is asked in clamd's own protocol over a real socket; what is not a clear yes is no yes."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairdesk.channels.scanner import PIECE, scanner_at
from fairdesk.nouns import BadInput, Unavailable

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon:
    """Stands in for clamd: reads INSTREAM as the manual says, answers, and remembers what it was sent."""

    def __init__(self, listens: socket.socket, answer: Callable[[bytes], bytes]) -> None:
        self.got: list[bytes] = []
        self._listens, self._answer = listens, answer
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listens.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                whole = b""
                while length := struct.unpack(">I", stream.read(4))[0]:
                    assert length <= PIECE
                    whole += stream.read(length)
                self.got.append(whole)
                connection.sendall(self._answer(whole))


def says(whole: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND\0" if EICAR in whole else b"stream: OK\0"


@pytest.fixture
def over_tcp() -> Iterator[tuple[str, Daemon]]:
    with socket.create_server(("127.0.0.1", 0)) as listens:
        yield f"tcp://127.0.0.1:{listens.getsockname()[1]}", Daemon(listens, says)


def test_a_clean_file_is_clean_and_arrives_whole(over_tcp):
    address, daemon = over_tcp
    content = bytes(range(256)) * 1000

    assert "" == scanner_at(address)(content)
    assert [content] == daemon.got


def test_what_is_found_is_named(over_tcp):
    assert "Eicar-Signature" == scanner_at(over_tcp[0])(b"before " + EICAR)


def test_over_a_socket_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # a socket's name has at most 107 bytes, and the folder's own may have more
    with socket.socket(socket.AF_UNIX) as listens:
        listens.bind("clamd.ctl")
        listens.listen()
        Daemon(listens, says)

        assert "Eicar-Signature" == scanner_at("unix:./clamd.ctl")(EICAR)


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK and more\0", b"\xff\xfe"]
)
def test_what_is_no_clear_answer_is_none(answer: bytes):
    with socket.create_server(("127.0.0.1", 0)) as listens:
        Daemon(listens, lambda _: answer)

        with pytest.raises(Unavailable):
            scanner_at(f"tcp://127.0.0.1:{listens.getsockname()[1]}")(b"anything")


def test_nobody_there(tmp_path: Path):
    for address in (f"unix:{tmp_path}/none", "tcp://127.0.0.1:1"):
        with pytest.raises(Unavailable, match="does not answer"):
            scanner_at(address)(b"anything")


@pytest.mark.parametrize("address", ["clamd", "http://127.0.0.1:3310", "tcp://127.0.0.1", "unix:", "tcp://:3310"])
def test_an_address_that_cannot_be_used_is_named(address: str):
    with pytest.raises(BadInput, match="unix:/run/clamav"):
        scanner_at(address)
