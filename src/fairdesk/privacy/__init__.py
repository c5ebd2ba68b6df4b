"""privacy: masking before anything reads, a key for each customer, forgetting.

The concern: what a customer writes should not be handed to models, indexes and logs, and must be forgettable. The
way: `mask` replaces what could lead to a person by placeholders that only the customer's own reply gives back; all that
is kept is sealed under a key of the customer's own, and destroying that key forgets it everywhere.

Other storeys may use:

- `mask`: `mask`, `restore`, `Vault`
- `detect`: `Detector`, `PatternDetector`, `Span`, `check_detector`
- `keys`: `OwnedKey`, `seal`, `unseal`, `new_key`, `opening`, `lookup_token`, `Tampered`
- `keyring`: `Keyring`, `FileKeyring`, `check_keyring`; `transit`: `TransitKeyring`
- `addresses`: `normal_email`, `normal_phone`
- `archive`: `writing_archive`, `reading_archive`, `about_archive`, `About`
- `see`, `kinds`: what a customer sees of what is kept; `export`, `export_form`, `readable`: their copy of it
- `restriction`: looks, restrictions and the glass
- `records` (pages and the house alone): `Keys`, `KeyDestroyed`, `read_vault`, `keep_vault`, `holdings`, `forget`, `all_about`, looks, restrictions, glasses

What the patterns miss (names and addresses, before all) goes through unmasked; `benchmarks/bench_mask.py` prints how much.
"""
