"""privacy: masking before anything reads, a key for each customer, forgetting.

The concern: what a customer writes should not be handed to models, indexes and logs, and must be forgettable. The
way: `mask` replaces what could lead to a person by placeholders that only the customer's own reply gives back; all that
is kept is sealed under a key of the customer's own, and destroying that key forgets it everywhere.

Other storeys may use:

- `mask`: `mask`, `restore`, `Vault`
- `detect`: `Detector`, `DeskDetector`, `PatternDetector`, `Span`, `check_detector`
- `sparing`: `Sparing`, a detector that leaves the company's and addressed colleagues' names readable
- `keys`: `OwnedKey`, `seal`, `unseal`, `new_key`, `opening`, `lookup_token`, `Tampered`
- `keyring`: `Keyring`, `FileKeyring`, `check_keyring`; `transit`: `TransitKeyring`
- `addresses`: `normal_email`, `normal_phone`
- `archive`: `writing_archive`, `reading_archive`, `about_archive`, `About`
- `see`, `kinds`: what a customer sees of what is kept; `export`, `export_form`, `readable`: their copy of it
- `restriction`: looks, restrictions and the glass
- `records` (pages and the house alone): `Keys`, `KeyDestroyed`, `read_vault`, `keep_vault`, `holdings`, `forget`, `all_about`, looks, restrictions, glasses

What patterns and tagger miss goes through unmasked; docs/privacy.md says how much.
"""
