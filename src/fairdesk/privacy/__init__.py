"""privacy: masking before anything reads, a key for each customer, forgetting."""
