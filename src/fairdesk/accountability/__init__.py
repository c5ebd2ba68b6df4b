"""accountability: the ledger that proves what the desk did, to an outsider, without anybody's words in it.

Concern it answers: "who is responsible, and how would anybody know?" Every act of the assistant, of people and of the
house leaves one entry, kept in the same transaction as the act. Entries grow a Merkle tree whose head is signed, so a
changed, removed or inserted entry is found by anybody who holds the verifier key or an old receipt.

For other storeys: `ledger` (entries and sealed commitments), `tree` (the hashes), `notes` (signed checkpoints),
`proofs` (a customer's receipt), `verify` (the whole ledger). The house alone calls `records`.
The tables hold no customer: an entry names an act and a random case id, and the act's own row knows whose it was.
"""
