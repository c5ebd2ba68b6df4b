"""sensitive: matters that a person must answer: found, routed, met first with words people wrote.

Concern it answers: "somebody tells a machine that they cannot go on, and it sells them something". A hit of the lexicons
or of the model brings a person; in an acute matter the first words are fixed, with local help that was confirmed and has
not expired.

Other storeys may use: `triage.triage` (the step), `topics` (codes, urgency, times), `first_response.first_words`,
`care.check` (what a reply should not say), `tone.reads` (how a draft reads, to whoever writes it),
`helplines.lines_for`; the house alone calls `records` (a concern is kept apart from the conversation, for 30 days).
Lexicons, signs, words and weights are data: `lexicon/<language>.yaml`, `signs/<language>.toml`,
`care_words/<language>.yaml`, `words/<language>.toml`, `helplines.csv`, `model/`, `tone/`.
"""
