"""explainability: reasons as a tree, told in plain words to customers and in full to colleagues."""
