"""Tells Django that this room has tables or pages."""

from django.apps import AppConfig


class Room(AppConfig):
    """The attachments room."""

    name = "fairdesk.attachments"
