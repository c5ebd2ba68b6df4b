"""replay: past turns decided again, exactly, or under what is proposed: a guideline, lists, articles, an answerer.

Answers the concern that a new rule hurts somebody and nobody looked before. Other storeys may use:

- `replay.py`, `compare.py`: kept turns decided whole by the lines of the live desk.
- `job.py`, `engine.py`, `spark.py`: what is asked of many turns, and who does it: processes, or a cluster.
- `answerers.py`: several answerers over the same turns, side by side.
- `columns.py`, `harm.py`, `report.py`: typed facts decided by SQL, judged first by harm, told by group.
- `as_html.py`, `forest.py`, `checking.py`: a report as a page, as a picture, as a file that proves itself.
- `interchange.py`: the format of past conversations. `records.py` (the house alone): reports, imports, cases.
"""
