"""Uploads stay in memory, never in a folder for temporary files, and are not read at all if they say they are too large.

WSGI reads as many bytes as a request says it has (PEP 3333), so none can bring more than it was judged by.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from fairdesk.attachments.allowed import MOST_BYTES

LARGEST_REQUEST = MOST_BYTES + 500_000
"""A file, and what stands around it. What says beforehand that it is longer is not read at all."""


class InMemory(FileUploadHandler):
    """Keeps an upload in memory."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002  the shape is the framework's
        META: Any,  # noqa: ARG002
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse a request that says it is too long, before a byte of it is read."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("the upload is larger than any file may be")

    def new_file(self, *given: Any, **named: Any) -> None:
        """Begin with nothing."""
        super().new_file(*given, **named)
        self._pieces: list[bytes] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Keep a piece."""
        self._pieces.append(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:  # noqa: ARG002
        """Return the file."""
        return SimpleUploadedFile(self.file_name or "file", b"".join(self._pieces), self.content_type or "")
