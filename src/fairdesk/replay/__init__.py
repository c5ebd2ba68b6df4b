"""replay: past turns decided again, exactly, or under a proposed guideline."""
