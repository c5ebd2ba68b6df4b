"""guidelines: rules of conduct as decision tables a compliance officer can read.

Answers the concern that nobody can say by which rule a machine decided. Other storeys may use:

- `table.py`: `shipped(name)` and `parse(text, name)`, the file and what stands in it.
- `compile.py`: `compile_table(table)`, whose `decide(facts)` gives the verdict with its reason; `why_not`.
- `checks.py`: `check(table)`, overlaps, gaps and rules never reached.
- `versions.py`: `in_force(history, at)`. `jdm.py`: `to_jdm(table)`.
- `significant.py`: `check_may_take_effect`, what a rule may not decide alone (GDPR Article 22).
- `scorer.py`: `read_scorer(text, file)`, `scored_facts`, `nearest_change`; `training.py`: `train` (extra `train`).
- `records.py` (the house alone): every version ever kept.

`tables/` holds the guidelines that come with the desk: routing (the step `route`), release, and those of its other
decisions.
"""
