"""explainability: reasons as a tree, told in plain words to customers and in full to colleagues.

Answers the concern that a machine's decision comes without its reason. Other storeys may use:

- `because.py`: `to_dict`, `from_dict`, `canonical_bytes`, `walk`, `find`, `without_words`.
- `wording.py`: `for_customer(because, language)`, `for_colleague(because)`, `handover_sentence(code, language)`,
  `unclear_sentence(language)`.
- `sentences.py`: the words themselves, a sentence for every reason code.
"""
