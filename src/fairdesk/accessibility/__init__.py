"""accessibility: everybody can use the desk and learns what the assistant is."""
