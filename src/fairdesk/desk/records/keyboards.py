"""Reads and writes which keys a colleague chose."""

from __future__ import annotations

import json

from fairdesk.database import execute, row
from fairdesk.desk.keyboard import Keyboard
from fairdesk.nouns import ColleagueId


def keyboard(colleague: ColleagueId) -> Keyboard:
    """Return a colleague's choice; the usual keys if they never chose."""
    found = row("SELECT single_keys, changed FROM desk_keyboard WHERE colleague = %s", colleague)
    return Keyboard(bool(found[0]), json.loads(found[1])) if found else Keyboard()


def keep_keyboard(colleague: ColleagueId, chosen: Keyboard) -> None:
    """Keep a colleague's choice."""
    execute(
        "INSERT INTO desk_keyboard (colleague, single_keys, changed) VALUES (%s, %s, %s) ON CONFLICT (colleague)"
        " DO UPDATE SET single_keys = excluded.single_keys, changed = excluded.changed",
        colleague, chosen.on, json.dumps(dict(chosen.changed), sort_keys=True),
    )  # fmt: skip
