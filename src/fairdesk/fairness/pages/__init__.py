"""The room's pages: audits, the watch, counterfactual pairs, who is not answered, and where customers tell their groups."""

from __future__ import annotations

from django.urls import URLPattern

from fairdesk.fairness.pages import audits, pairs, representing, telling, watching

urls: list[URLPattern] = [*telling.urls, *audits.urls, *watching.urls, *pairs.urls, *representing.urls]
