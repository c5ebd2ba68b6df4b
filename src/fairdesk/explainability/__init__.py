"""explainability: reasons as a tree, told in plain words to customers and in full to colleagues.

Answers the concern that a machine's decision comes without its reason. Other storeys may use:

- `because.py`: `to_dict`, `from_dict`, `canonical_bytes`, `walk`, `find`, `without_words`.
- `act_record.py`: `record_of(act, turn, told)`, all that explains one act; `as_json(record)` for an auditor.
- `audiences.py`: `told(record, audience, language)`: the customer's, the colleague's, the auditor's part of it.
- `counterfactual.py`: `for_customer(otherwise, language)`, what would have led to another outcome.
- `wording.py`: `for_customer(because, language)`, `for_colleague(because)`, `handover_sentence(code, language)`,
  `unclear_sentence(language)`.
- `running.py`: `Running`, what runs here and its version, for the page *How our AI works*.
- `reading_ease.py`: `hardness(language)`, how hard our sentences are to read.
- `sentences.py`: the words themselves, a sentence for every reason code.
"""
