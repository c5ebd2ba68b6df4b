"""The room's pages: audits of the desk's own acts, the watch, who is not answered, and where customers tell their groups."""

from __future__ import annotations

from django.urls import URLPattern

from fairdesk.fairness.pages import audits, representing, telling, watching

urls: list[URLPattern] = [*telling.urls, *audits.urls, *watching.urls, *representing.urls]
