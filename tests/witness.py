"""A witness to test against: a real HTTP server that cosigns heads as c2sp.org/tlog-witness says, and nothing else."""

from __future__ import annotations

import base64
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from fairdesk.accountability.cosignatures import ED25519, ML_DSA_44, key_of_witness, signed_words
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import encoded, open_note, read_checkpoint
from fairdesk.accountability.tree import verify_consistency


class Witness:
    """Keeps the newest head of one ledger, whose key it trusts, and signs those that go on from it."""

    def __init__(self, name: str, trusts: str, kind: int = ML_DSA_44, at: int = 1_795_000_000) -> None:
        self.name, self.trusts, self.kind, self.at = name, trusts, kind, at
        self.private = Ed25519PrivateKey.generate() if kind == ED25519 else MLDSA44PrivateKey.generate()
        self.public = self.private.public_key().public_bytes_raw()
        self.key = key_of_witness(name, kind, self.public)
        self.size, self.root = 0, b""
        self.url = ""

    def line(self, text: str) -> str:
        """The line for a checkpoint's text."""
        key_id = bytes.fromhex(self.key.split("+")[1])
        signature = struct.pack(">Q", self.at) + self.private.sign(signed_words(text, self.kind, self.name, self.at))
        return f"— {self.name} {encoded(key_id + signature)}\n"

    def add_checkpoint(self, body: str) -> tuple[int, str]:
        """Answer a request: HTTP status and body."""
        above, _, note = body.partition("\n\n")
        old, *proof = above.split("\n")
        try:
            head = read_checkpoint(note, self.trusts)
        except Tampered:
            return 403, ""
        if (was := int(old.removeprefix("old "))) != self.size:
            return 409, f"{self.size}\n"
        hashes = [base64.b64decode(line) for line in proof]
        if was and not verify_consistency(was, head.size, self.root, head.root, hashes):
            return 422, ""
        self.size, self.root = head.size, head.root
        return 200, self.line(open_note(note)[0])


@contextmanager
def serving(witness: Witness) -> Iterator[Witness]:
    """Serve a witness on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = witness.add_checkpoint(body) if self.path == "/w/add-checkpoint" else (404, "")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    witness.url = f"http://127.0.0.1:{server.server_port}/w"
    try:
        yield witness
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
