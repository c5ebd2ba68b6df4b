"""The records of fairness, a file a table."""
