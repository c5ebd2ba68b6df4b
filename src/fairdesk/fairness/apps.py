"""Tells Django that this room has tables and pages."""

from django.apps import AppConfig


class Room(AppConfig):
    """The fairness room."""

    name = "fairdesk.fairness"
