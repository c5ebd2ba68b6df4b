"""The company's own model of what messages ask: found in the data folder when the desk opens, read at the first message.

Guidelines rest on it by its version, so a desk uses the one it opened with: a folder that changes meanwhile is refused,
and people answer until the desk starts again and two of them approved what rests on it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from fairdesk.answers.classify import IntentModel
from fairdesk.answers.intent_file import languages_of, read, version_of
from fairdesk.answers.understanding import understood
from fairdesk.nouns import Asked, Draft, Unavailable

FOLDER = "intents"
"""In the data folder."""


class Understanding:
    """Reads what messages ask, where the company has taught it. Safe to use from many threads."""

    def __init__(self, data: Path, encoder: str = "") -> None:
        self._folder = data / FOLDER
        self._encoder = Path(encoder) if encoder else None
        self.version = version_of(self._folder)
        """The version of the model in use; "" if there is none."""
        self._model: IntentModel | None = None
        self._loading = threading.Lock()

    def of(self, draft: Draft, asked: Asked) -> Draft:
        """Return a draft whose reason also says what was asked; the same draft where there is no model."""
        if not self.version or not asked.masked_ok:
            return draft
        return understood(draft, self._read().read(asked.text, asked.language), self.version)

    def learned_from(self) -> Mapping[str, int]:
        """Return how many examples of each language the model was learned from, "" for those nobody could tell; {} without one."""
        return languages_of(self._folder) if self.version else {}

    def _read(self) -> IntentModel:
        with self._loading:
            if self._model is None:
                model = read(self._folder, self._encoder)
                if model.version != self.version:
                    raise Unavailable(
                        f"the model in {self._folder} is not the one this desk opened with; start it again"
                    )
                self._model = model
            return self._model
