"""What the fairness room keeps, and nobody else reads."""
