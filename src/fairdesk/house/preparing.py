"""What must happen before the house can be opened: the data folder, Django, logs, and who may hear."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.settings import Settings


def prepare(settings: Settings) -> None:
    """Make the data folder and set Django up for it. Must run before anything touches a table."""
    # What the desk writes (database, its log, keys, copies) is for its own account alone.
    os.umask(0o077)
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Unavailable(f"the data folder {settings.data} cannot be made: {fault.strerror}") from fault
    os.environ["FAIRDESK_DATA"] = str(settings.data)
    os.environ["FAIRDESK_DATABASE"] = settings.database
    os.environ["FAIRDESK_BEHIND_PROXY"] = settings.behind_proxy
    for name in ("oidc_server", "oidc_client", "oidc_secret_file", "oidc_name"):
        os.environ[f"FAIRDESK_{name.upper()}"] = getattr(settings, name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdesk.web.settings")
    # The prefix of addresses is the default one; setting it would load all of Django's pages and forms for each command.
    django.setup(set_prefix=False)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, where, what, and ids. Never a customer's words."""

    FIELDS = ("act", "conversation", "error", "status", "path", "method", "milliseconds", "letter")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. Of an exception only its type is written: its text may quote a customer."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.msg if record.name.startswith("fairdesk") else record.name,
        }
        line.update({name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def write_logs(to: Path | None) -> None:
    """Send logs as JSON lines to a file, or to standard error."""
    handler = logging.StreamHandler(sys.stderr) if to is None else logging.FileHandler(to)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Where the log cannot be written (a full disk), Python would print the record and a trace on the console.
    logging.raiseExceptions = False
    logging.getLogger("django.request").setLevel(logging.ERROR)


def must_be_loopback(settings: Settings) -> None:
    """Refuse to listen where strangers hear, unless a proxy that speaks TLS stands in front."""
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.behind_proxy:
        raise BadInput(
            f"{settings.host} is open to the network without TLS; listen on 127.0.0.1, or name the proxy in front"
            " with behind_proxy in fairdesk.toml"
        )
