"""accountability: the ledger that proves what the desk did, to an outsider, without anybody's words in it."""
