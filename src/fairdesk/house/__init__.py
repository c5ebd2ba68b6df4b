"""The house: the one place that opens database, keys and guidelines and composes the rooms into one transaction."""
