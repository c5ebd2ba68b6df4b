"""Tells Django that this room has pages and a table."""

from django.apps import AppConfig


class Room(AppConfig):
    """The fairness room."""

    name = "fairdesk.fairness"
