"""guidelines: rules of conduct as decision tables a compliance officer can read."""
