"""consent: what customers were told and what they chose: purposes, versioned notices, append-only choices."""
