"""Template tags and filters of our pages; every template has them without loading.

Filters that return HTML escape what they are given first: words of customers and articles are data, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from fairdesk import clock
from fairdesk.answers.readings import label
from fairdesk.desk.brief import BEFORE, EDITABLE, SLOTS
from fairdesk.desk.first_human import in_words
from fairdesk.desk.later import Window, window_in_words
from fairdesk.explainability.wording import handover_sentence, unclear_sentence
from fairdesk.identity.roles import may
from fairdesk.language import OFFERED
from fairdesk.nouns import Evidence
from fairdesk.oversight.override import REASONS

register = template.Library()

_BLANK = re.compile(r"\n[ \t]*\n+")
_OWN_PAGE = re.compile(r"\[([^\[\]<>]+)\]\((/[a-z/-]*)\)")
_BULLET = re.compile(r"^[ \t]*[-*•][ \t]+")
_QUOTED = re.compile(r"^>[ \t]+(?=\S)")
_NUMBERED = re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+")
_MAY_LINK = re.compile(r"://|@|www\.|\.(?:com|edu|gov|int|mil|net|org)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{1,30}_[1-9]\d{0,5}(?: [^\[\]\n]{1,60})?\]")


@register.filter
def prose(text: str) -> SafeString:
    """Lay out plain text: blank lines part paragraphs, lines that begin with "-" or "1." are lists, addresses link.

    A paragraph that begins with ">" is the question that what follows answers.
    """
    return _safe(_block(part) for part in _BLANK.split(text.strip()) if part.strip())


@register.filter
def step_words(text: str) -> SafeString:
    """Lay out the words of a flow's file as prose; [words](/path) leads to a page of the desk's own, and nowhere else."""
    return _safe([_OWN_PAGE.sub(r'<a href="\2">\1</a>', prose(text))])


@register.filter
def verbatim_words(text: str) -> SafeString:
    """Lay out a customer's words as they stand: line ends kept, nothing linked, nothing read as a list."""
    parts = (escape(part).replace("\n", "<br>") for part in _BLANK.split(text.strip("\n")))
    return _safe(f'<p dir="auto">{part}</p>' for part in parts)


@register.filter
def masked(text: str) -> SafeString:
    """Lay out masked words with each placeholder marked."""
    return _safe([_PLACEHOLDER.sub(r'<mark class="mask">\g<0></mark>', verbatim_words(text))])


def _safe(escaped: Iterable[str]) -> SafeString:
    """Join pieces that were escaped where they were made: the one place that says so."""
    return mark_safe("".join(escaped))  # noqa: S308


def _block(part: str) -> str:
    """One paragraph or list; a paragraph may lead into a list on its next line."""
    out: list[str] = []
    lines: list[str] = []
    for line in part.split("\n"):
        if lines and _kind(line) != _kind(lines[-1]):
            out.append(_laid_out(lines))
            lines = []
        lines.append(line)
    out.append(_laid_out(lines))
    return "".join(out)


def _laid_out(lines: list[str]) -> str:
    kind = _kind(lines[0])
    if not kind:
        return f'<p dir="auto">{"<br>".join(_linked(line) for line in lines)}</p>'
    if kind == "asked":
        words = "<br>".join(escape(_QUOTED.sub("", line)) for line in lines)
        return f'<blockquote><p dir="auto">{words}</p></blockquote>'
    bare = _BULLET if kind == "ul" else _NUMBERED
    items = "".join(f"<li>{_linked(bare.sub('', line))}</li>" for line in lines)
    return f'<{kind} dir="auto">{items}</{kind}>'


def _kind(line: str) -> str:
    if _BULLET.match(line):
        return "ul"
    if _QUOTED.match(line):
        return "asked"
    return "ol" if _NUMBERED.match(line) else ""


def _linked(line: str) -> str:
    # Django's way tries each word, a tenth of a conversation's page; most lines hold nothing that it would link.
    return str(urlize(line, autoescape=True)) if _MAY_LINK.search(line) else escape(line)


@register.filter
def spoken(code: str) -> str:
    """Return a code such as "asked_for_person" as words, for colleagues."""
    return " ".join("AI" if word == "ai" else word for word in code.split("_"))


@register.filter
def as_percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent: "5 %", "4.1 %"."""
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


@register.filter
def leads_to(found: Evidence) -> str:
    """Return the address of an article's section."""
    anchor = f"#{quote(found.anchor)}" if found.anchor else ""
    return f"/articles/{quote(found.language)}/{quote(found.article)}{anchor}"


@register.filter
def named(found: Evidence) -> str:
    """Return a passage's place as plain text: what a button sends for the customer who chooses it."""
    return label(found)


@register.filter
def lead(text: str) -> str:
    """Return a text up to its first blank line."""
    return _BLANK.split(text.strip(), 1)[0]


@register.filter
def place(found: Evidence) -> SafeString:
    """Return where a passage stands, as "Title › Heading › Part", each part in its own direction."""
    path = [found.title, *(part for part in found.heading if part and part != found.title)]
    return format_html_join(" › ", "<bdi>{}</bdi>", ((part,) for part in path))


@register.filter
def day_month(day: date) -> str:
    """Return a day without its year as the reader's language writes it: "3 November", "3. November", "3 listopada"."""
    # Ours where the framework's form is American, or leaves the month of a date in the wrong case.
    form = {"en": "j F", "uk": "j E"}.get(get_language() or "")
    return date_format(day, form or "MONTH_DAY_FORMAT")


@register.filter
def day_told(written: str) -> str:
    """Return a day that stands in an event (2026-12-04) as the reader's language writes it; "" for none."""
    return day_month(date.fromisoformat(written)) if written else ""


@register.filter
def whole_day(day: date) -> str:
    """Return a day with its year as the reader's language writes it: "3 November 2026", "2026年11月3日"."""
    form = {"en": "j F Y", "uk": "j E Y р."}.get(get_language() or "")
    return date_format(day, form or "DATE_FORMAT")


@register.filter
def handed_over(reason: str, language: str) -> str:
    """Return, for the customer, why a person takes the conversation."""
    return handover_sentence(reason, language)


@register.filter
def override_reason(code: str) -> str:
    """Return why a person did not let something go, as colleagues read it."""
    return {str(reason): label for reason, label in REASONS.items()}.get(code, code)


@register.simple_tag
def unclear(language: str) -> str:
    """Return what the assistant says in place of an answer it is not sure of."""
    return unclear_sentence(language)


@register.simple_tag
def clock_time(at: datetime, style: str = "time") -> SafeString:
    """Return a <time> that reads right without scripts (UTC is said) and is put into the reader's own zone with them."""
    shown = f"{at:%H:%M}" if style == "time" else f"{at:%d.%m.%Y %H:%M} UTC"
    return format_html('<time datetime="{}" data-show="{}">{}</time>', at.isoformat(timespec="seconds"), style, shown)


@register.simple_tag
def call_window(begins: datetime | str, ends: datetime | str, language: str, zone: str) -> str:
    """Return in words when people call, from two moments or as an event holds them."""
    both = (datetime.fromisoformat(each) if isinstance(each, str) else each for each in (begins, ends))
    return window_in_words(Window(*both), language, zone)


@register.filter
def dialled(number: str) -> str:
    """Return a telephone number as a link dials it: digits, and a plus before them."""
    return ("+" if number.startswith("+") else "") + "".join(each for each in number if each.isdecimal())


@register.filter
def scopes(stops: Iterable[Any]) -> list[str]:
    """Return what each stop in force covers."""
    return [stop.scope for stop in stops]


@register.filter
def may_do(role: str, deed: str) -> bool:
    """Return whether somebody of *role* may do *deed*: no page leads where its reader is refused."""
    return may(role, deed)


@register.filter
def covers(scope: str) -> str:
    """Return what a stop covers, in words for colleagues."""
    kind, _, name = scope.partition(":")
    topic = "all topics" if name == "all" else f"the topic {name}"
    known = {"all": "everything", "channel": f"the channel {name}", "customer": f"customer {name}", "topic": topic,
             "model": f"the model {name}", "guideline": f"the guideline version {name}",
             "conversation": f"conversation {name}",
             "group": f"every answer to customers with the {' '.join(name.split(':', 1))}"}  # fmt: skip
    return known.get(kind, scope)


@register.filter
def offered_now(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the passages to show as nearest articles: one for each place, in order, at most three."""
    seen: dict[tuple[str, str], Evidence] = {}
    for found in evidence:
        seen.setdefault((found.article, found.anchor), found)
    return list(seen.values())[:3]


_VIEWS = {
    "assistant": "With the assistant",
    "customer": "Waiting for customers",
    "team": "Your teams",
    "snoozed": "Put aside",
}


@register.filter
def view_name(view: str) -> str:
    """Return the name of a desk list."""
    return _VIEWS.get(view, view.capitalize())


@register.filter
def own_language(found: Evidence) -> str:
    """Return the own name of the language that an article is in."""
    return language_name(found.language)


@register.filter
def language_name(code: str) -> str:
    """Return a language's own name, or its code."""
    return OFFERED.get(code, code)


@register.filter
def timesince_short(since: datetime) -> str:
    """Return how long ago something was, in the one unit that matters: "under 1 min", "12 min", "2 h", "3 d"."""
    passed = max(0, int((clock.now() - since).total_seconds()) // 60)
    if passed < 1:
        return "under 1 min"
    if passed < 60:
        return f"{passed} min"
    return f"{passed // 60} h" if passed < 2880 else f"{passed // 1440} d"


@register.filter
def seconds_short(seconds: float) -> str:
    """Return a time in the one unit that matters: "45 s", "12 min", "3.5 h"."""
    return in_words(seconds)


@register.filter
def time_left(due: datetime) -> str:
    """Return how much of a promised time is left, in words: "12 min left", "late by 3 h"; whole units, rounded down."""
    seconds = int((due - clock.now()).total_seconds())
    passed = abs(seconds) // 60
    many = f"{passed} min" if passed < 120 else f"{passed // 60} h" if passed < 2880 else f"{passed // 1440} d"
    return f"{many} left" if seconds >= 0 else f"late by {many}"


@register.filter
def spoken_if_code(text: str) -> str:
    """Return a bare code as words; anything that is more than a code stays as it is."""
    return spoken(text) if re.fullmatch(r"[a-z]+(_[a-z]+)+", text) else text


@register.filter
def slot_name(slot: str) -> str:
    """Return what a slot of a brief is called, for colleagues."""
    return SLOTS.get(slot, spoken(slot))


@register.filter
def versions(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a version of a brief changed: each part's name with its words before and after."""
    return [
        {"name": name, "was": values.get(name + BEFORE, ""), "now": values[name]}
        for name in EDITABLE
        if name in values
    ]
