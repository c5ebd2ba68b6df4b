"""The web door: the Django project that hangs the rooms' pages, and the server."""
