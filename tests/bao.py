"""A stand-in for OpenBao's and Vault's transit engine, written from their documented HTTP API: a real HTTP server.

No package index at hand has the server itself, so this is what the transit keyring is tested against. What it answers
(paths, statuses, texts of errors) was compared with the documentation and with the source of OpenBao's transit engine;
whoever has a server can prove the keyring on it with `check_keyring`.
"""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "s.a-token"


class Bao:
    """The server's state: what it was asked, whether it is sealed, and which versions of its key still decrypt."""

    def __init__(self, key: str = "fairdesk", mount: str = "transit") -> None:
        self.path = f"/v1/{mount}"
        self.key, self.token, self.sealed = key, TOKEN, False
        self.versions, self.oldest = [AESGCM.generate_key(256)], 1
        self.asked: list[str] = []
        self.answer_with: tuple[int, bytes] | None = None
        self.address = ""

    def rotate(self) -> None:
        """As POST transit/keys/<name>/rotate: what was encrypted before still opens."""
        self.versions.append(AESGCM.generate_key(256))

    def answer(self, path: str, token: str | None, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON of an answer."""
        self.asked.append(path)
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if token != self.token:
            return 403, {"errors": ["permission denied"]}
        act, _, name = path.removeprefix(f"{self.path}/").partition("/")
        if not path.startswith(self.path) or act not in ("encrypt", "decrypt"):
            return 404, {"errors": [f"no handler for route {path!r}"]}
        if name != self.key:
            return 400, {"errors": ["encryption key not found"]}
        return self._encrypt(body) if act == "encrypt" else self._decrypt(body)

    def _encrypt(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        nonce, version = os.urandom(12), len(self.versions)
        sealed = nonce + AESGCM(self.versions[-1]).encrypt(nonce, base64.b64decode(body["plaintext"]), None)
        text = f"vault:v{version}:{base64.b64encode(sealed).decode()}"
        return 200, {"data": {"ciphertext": text, "key_version": version}, "warnings": None}

    def _decrypt(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not body["ciphertext"]:
            return 400, {"errors": ["missing ciphertext to decrypt"]}
        parts = re.fullmatch(r"vault:v(\d+):(.*)", body["ciphertext"])
        if parts is None:
            return 400, {"errors": ["invalid ciphertext: no prefix"]}
        version = int(parts[1])
        if version < self.oldest:
            return 400, {"errors": ["ciphertext or signature version is disallowed by policy (too old)"]}
        try:
            sealed = base64.b64decode(parts[2], validate=True)
            plain = AESGCM(self.versions[version - 1]).decrypt(sealed[:12], sealed[12:], None)
        except (ValueError, IndexError, InvalidTag):
            return 400, {"errors": ["invalid ciphertext: unable to decrypt"]}
        return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}


@contextmanager
def serving(bao: Bao) -> Iterator[Bao]:
    """Serve it on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = bao.answer(self.path, self.headers["X-Vault-Token"], body)
            raw = json.dumps(told).encode()
            if bao.answer_with:
                status, raw = bao.answer_with
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bao.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield bao
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
