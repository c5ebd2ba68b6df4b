"""sensitive: matters that a person must answer: found, routed, met first with words people wrote."""
