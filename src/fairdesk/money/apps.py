"""Tells Django that this room has pages."""

from django.apps import AppConfig


class Room(AppConfig):
    """The money room."""

    name = "fairdesk.money"
