"""oversight: people stay in charge: asking for a person, taking over, stopping the assistant."""
