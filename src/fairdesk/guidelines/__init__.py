"""guidelines: rules of conduct as decision tables a compliance officer can read.

Answers the concern that nobody can say by which rule a machine decided. Other storeys may use:

- `table.py`: `shipped(name)` and `parse(text, name)`, the file and what stands in it.
- `compile.py`: `compile_table(table)`, whose `decide(facts)` gives the verdict with its reason; `why_not`.
- `checks.py`: `check(table)`, overlaps, gaps and rules never reached.
- `nearest.py`: `nearest(guideline, facts, wanted)`, the smallest change that gives another outcome; `another`. It rests on
  `spans.py`.
- `versions.py`: `in_force(history, at)`. `jdm.py`: `to_jdm(table)`.
- `records.py` (the house alone): every version ever kept.

`tables/` holds the two guidelines that come with the desk: routing (the step `route`) and release.
"""
