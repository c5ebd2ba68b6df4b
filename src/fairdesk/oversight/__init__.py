"""oversight: people stay in charge: asking for a person, stopping the assistant.

Concern it answers: "I cannot get past the machine, and nobody can stop it". One request reaches a person, in any of the
languages offered; one person stops the assistant, two start it again.

Other storeys may use: `wish.asks_for_a_person` (the step), `pause.Pause`, `scopes_that_stop`, `start_again`,
`may_second`, `checked_scope`, `appeal.appeals`, `named` and `Outcome` (a customer disputes an act), `appeal_figures.figures`, `override.Reason` and `repeated` (a colleague corrects an answer); the house alone calls `records`. `wishes/` holds how people ask, a file a language, and what weighs.
The tables hold no customer but in a stop's scope ("customer:<id>").
"""
