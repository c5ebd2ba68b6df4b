"""The room's pages, a file for each part: audits, watch, pairs, who is not answered, mending, what customers tell of themselves."""

from __future__ import annotations

from django.urls import URLPattern

from fairdesk.fairness.pages import audits, mending, pairs, representing, telling, watching

urls: list[URLPattern] = [
    *telling.urls, *audits.urls, *watching.urls, *pairs.urls, *representing.urls, *mending.urls,
]  # fmt: skip
