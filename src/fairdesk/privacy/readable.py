"""The page of a customer's copy that a person reads: one file, no scripts, nothing loaded from anywhere.

Every line of the data stands in it, in the customer's language; what was kept as words is shown as words, and nothing
that came from outside is ever markup. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from fairdesk.language import OFFERED, direction, gettext_noop, say
from fairdesk.privacy.export_form import File
from fairdesk.privacy.kinds import CODES, LABELS

_LOOK = """:root{color-scheme:light dark;--ink:#1d2228;--paper:#fbfaf8;--link:#0a5f5b}
@media(prefers-color-scheme:dark){:root{--ink:#e9e7e2;--paper:#15181b;--link:#6cc7c0}}
html{color:var(--ink);background:var(--paper)}a{color:var(--link)}li>a{display:inline-block;padding-block:.25rem}
body{font:1rem/1.55 system-ui,sans-serif;max-width:46rem;margin:auto;padding:1rem;overflow-wrap:anywhere}
h1{line-height:1.2}h2{margin-top:2.5rem}ol{list-style:none;padding:0}
li.line{border-inline-start:3px solid;padding-inline-start:1rem;margin-block:1rem}
dl{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:.25rem .75rem;margin:0}dd{margin:0}
p{margin-block:.25rem;white-space:pre-wrap}"""

VOICES = {
    "customer": gettext_noop("You"),
    "assistant": gettext_noop("The assistant (AI)"),
    "person": gettext_noop("A person"),
    "prepared": gettext_noop("Fixed words, prepared by people"),
    "event": gettext_noop("What happened"),
    "note": gettext_noop("A note for colleagues"),
}
_IN_WORDS = {"messages": ("voice", "text", "at"), "decisions": ("at", "says"), "notices": ("at", "text")}
"""Fields that a line shows as text above its list of the others."""
_TOO_MUCH = frozenset(
    {
        "evidence",
        "because",
        "values",
        "more",
        "record",
        "digest",
        "id",
        "act",
        "number",
        "conversation",
        "released_at",
    }
)
"""What a program reads in the data files and nobody reads here."""


class Readable:
    """Writes the page piece by piece."""

    def __init__(self, language: str, company: str, at: datetime) -> None:
        self._language = language
        self._company = company
        self._at = at
        self._said: dict[str, str] = {}

    def head(self, counts: Mapping[str, int], files: tuple[File, ...]) -> bytes:
        """Return the beginning: whose copy of when, how to read it, and where each part stands."""
        title = self._say(gettext_noop("Your data at {company}"), company=self._company)
        parts = "".join(
            f'<li><a href="#{file.name}">{self._say(file.title)}</a> ({counts[file.name]})</li>'
            for file in files
            if counts.get(file.name)
        )
        return (
            f'<!doctype html><html lang="{self._language}" dir="{direction(self._language)}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{_LOOK}</style></head><body><main><h1>{title}</h1>"
            f"<p>{self._say(gettext_noop('This is all we keep about you. Made on {day}.'), day=_clock(self._at))}</p>"
            f"<p>{self._say(gettext_noop('Keep this file to yourself: it holds your own words.'))}</p>"
            f"<p>{self._say(gettext_noop('The folder “data” holds the same for programs, and more about each reason.'))}</p>"
            f"<p>{self._say(gettext_noop('The file manifest.json lists what is left out, and why.'))}</p><ul>{parts}</ul>"
        ).encode()

    def begin(self, file: File) -> bytes:
        """Return the beginning of a part."""
        return f'<section><h2 id="{file.name}">{self._say(file.title)}</h2><ol>'.encode()

    def line(self, file: File, record: Mapping[str, Any]) -> bytes:
        """Return one line of the data as it is read."""
        told = _IN_WORDS.get(file.name, ())
        rest = [(name, value) for name, value in record.items() if name not in told and name not in _TOO_MUCH]
        facts = "".join(self._fact(name, value) for name, value in rest if value not in ("", None, [], {}))
        return f'<li class="line">{"".join(self._words(record, told))}<dl>{facts}</dl></li>\n'.encode()

    def end(self) -> bytes:
        """Return the end of a part."""
        return b"</ol></section>"

    def foot(self) -> bytes:
        """Return the end of the page."""
        return b"</main></body></html>\n"

    def _words(self, record: Mapping[str, Any], told: tuple[str, ...]) -> Iterator[str]:
        if "voice" in told:
            who = self._say(VOICES.get(str(record["voice"]), str(record["voice"])))
            yield f"<p><strong>{who}</strong> {_time(record['at'])}</p>"
        elif "at" in told:
            yield f"<p>{_time(record['at'])}</p>"
        for name in ("text", "says"):
            value = record.get(name) if name in told else ""
            for text in [value] if isinstance(value, str) else value or ():
                if text:
                    yield f'<p dir="auto">{_safe(text)}</p>'

    def _fact(self, name: str, value: Any) -> str:
        label = self._say(LABELS[name]) if name in LABELS else _safe(name.replace("_", " "))
        return f"<dt>{label}</dt><dd>{self._value(name, value)}</dd>"

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, list):
            return "<br>".join(self._value("", each) for each in value)
        if isinstance(value, dict):
            return " · ".join(f'<bdi dir="auto">{_safe(str(each))}</bdi>' for each in value.values() if each != "")
        if name.endswith("_at") or name in ("at", "until", "waiting_since"):
            return _time(value)
        if name == "language":
            return f"<bdi>{_safe(OFFERED.get(str(value), str(value)))}</bdi>"
        key = f"{name}:{value}"
        return self._say(CODES[key]) if key in CODES else f'<bdi dir="auto">{_safe(str(value))}</bdi>'

    def _say(self, text: str, **values: object) -> str:
        if values:
            return _safe(say(self._language, text, **values))
        if text not in self._said:  # the same few labels stand on every line
            self._said[text] = _safe(say(self._language, text))
        return self._said[text]


_MARKUP = re.compile("[&<>\"']")


def _safe(text: str) -> str:
    """Return text as HTML; most of it has nothing to escape."""
    return escape(text) if _MARKUP.search(text) else text


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _time(written: str) -> str:
    return f'<time datetime="{_safe(written)}">{_safe(written[:10])} {_safe(written[11:16])} UTC</time>'
