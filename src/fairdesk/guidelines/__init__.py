"""guidelines: rules of conduct as decision tables a compliance officer can read.

Answers the concern that nobody can say by which rule a machine decided. Other storeys may use:

- `table.py`: `shipped(name)` and `parse(text, name)`, the file and what stands in it.
- `compile.py`: `compile_table(table)`, whose `decide(facts)` gives the verdict with its reason; `why_not`.
- `significant.py`: `check_may_take_effect`, what a rule may not decide alone (GDPR Article 22).
- `scorer.py`: `read_scorer(text, file)`, `scored_facts`; `training.py`: `train` (extra `train`).
- `sql.py`: `hit_expression(table)`, the same decision as SQL, for many rows at once.
- `checks.py`: `check(table)`, overlaps, gaps and rules never reached; `floor.py`: `below(table)`, the promises it would
  break. Both ask about all cases of a table (`boxes.py`).
- `nearest.py`: `nearest(guideline, facts, wanted)`, the smallest change that gives another outcome; `another`. It rests on
  `spans.py`.
- `life.py`: the stages of a proposal, and what an approval wants. `parts.py`: what a guideline rests on.
- `reviews.py`, `diff.py`, `counting.py`, `shown.py`: what somebody reads who must answer for a guideline.
- `versions.py`: `in_force(history, at)`. `jdm.py`: `to_jdm(table)`; `jdm_reading.py`: `from_jdm`.
- `records.py` (the house and pages alone): every version ever kept, and the life of each proposal.

`tables/` holds the guidelines that come with the desk: routing (the step `route`), release, and those of its other
decisions.
"""
