"""The languages the desk offers, and how a fixed text of ours is said in them.

Catalogues are gettext files in `fairdesk/locale`; the standard library reads them, so deciding rooms can speak
without a framework. A text that has no translation is said in English.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

OFFERED: dict[str, str] = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "ar": "العربية",
    "uk": "Українська",
    "zh": "中文",
}
"""Each language's code and its own name; the order is the order of choice menus."""

DEFAULT = "en"
RIGHT_TO_LEFT = frozenset({"ar"})
LOCALE = Path(__file__).parent / "locale"


def offered(wanted: str) -> str:
    """Return the offered language nearest to a tag such as "pt-BR", or the default."""
    code = wanted.replace("_", "-").split("-")[0].lower()
    return code if code in OFFERED else DEFAULT


def direction(language: str) -> str:
    """Return "rtl" or "ltr"."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = {"zh": "zh_Hans"}.get(language, language)
    return gettext.translation("django", LOCALE, languages=[folder], fallback=True)


def gettext_noop(text: str) -> str:
    """Mark *text*, a literal, for translation and return it as it is; say() is called with it later."""
    return text


def say(language: str, text: str, **values: object) -> str:
    """Return *text* in *language*, with `{name}` parts filled from *values*."""
    return _catalogue(language).gettext(text).format(**values) if values else _catalogue(language).gettext(text)


def say_count(language: str, one: str, many: str, count: int, **values: object) -> str:
    """Return the form of *one* / *many* that *language* uses for *count*; both may hold `{count}`."""
    return _catalogue(language).ngettext(one, many, count).format(count=count, **values)
