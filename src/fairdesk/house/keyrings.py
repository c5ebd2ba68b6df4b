"""Which keyring the settings name: the file in the data folder, or a Vault or OpenBao server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from fairdesk.nouns import BadInput
from fairdesk.privacy.keyring import FileKeyring, Keyring
from fairdesk.privacy.transit import TransitKeyring
from fairdesk.settings import Settings

TOKENS = ("BAO_TOKEN", "VAULT_TOKEN")
"""Variables that may hold the token, as the servers' own tools read it; a file (transit_token_file) wins."""


def keyring_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> Keyring:
    """Return the keyring that wraps the keys. Only "transit" ever uses the network. Raises BadInput saying what to set."""
    if settings.keyring == "file":
        return FileKeyring(settings.data / "root.key")
    if settings.keyring != "transit":
        raise BadInput(f"keyring is {settings.keyring!r}; it should be file or transit")
    return TransitKeyring(
        settings.transit_address, settings.transit_key, _token(settings, environment), settings.transit_mount
    )


def _token(settings: Settings, environment: Mapping[str, str]) -> Path | str:
    if settings.transit_token_file:
        return Path(settings.transit_token_file)
    token = next((environment[name] for name in TOKENS if environment.get(name)), "")
    if not token:
        raise BadInput(f"the keyring transit needs a token: set transit_token_file, or {TOKENS[0]}")
    return token
