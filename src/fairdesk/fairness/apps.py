"""Tells Django that this room has pages and tables."""

from django.apps import AppConfig


class Room(AppConfig):
    """The fairness room."""

    name = "fairdesk.fairness"
