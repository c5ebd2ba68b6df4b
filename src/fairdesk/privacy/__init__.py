"""privacy: masking before anything reads, a key for each customer, forgetting.

The concern: what a customer writes should not be handed to models, indexes and logs, and must be forgettable. The
way: `mask` replaces what could lead to a person by placeholders that only the customer's own reply gives back; all that
is kept is sealed under a key of the customer's own, and destroying that key forgets it everywhere.

Other storeys may use:

- `mask`: `mask`, `restore`, `Vault`
- `detect`: `Detector`, `DeskDetector`, `PatternDetector`, `Span`, `check_detector`
- `keys`: `seal`, `unseal`, `new_key`, `opening`, `lookup_token`, `Keyring`, `FileKeyring`, `check_keyring`, `Tampered`
- `records` (pages and the house alone): `Keys`, `KeyDestroyed`, `read_vault`, `keep_vault`, `holdings`, `forget`

What patterns and tagger miss goes through unmasked; docs/privacy.md says how much.
"""
