"""fairness: who is treated otherwise, told with intervals that hold and claims that are more than chance.

Answers the concern that a machine treats groups of people differently and nobody can say so, or says so of what is luck.
Groups are what people told of themselves or what a table brings; none is ever guessed. Other storeys may use:

- `disclosed.py`: what customers may tell of themselves, and how it is kept; `records` hands it out sealed (the house only).
- `columns.py`: which columns of a table are read, and what their values mean. `from_csv.py`, `from_parquet.py`: a table counted.
- `cube.py`: the counts that all figures come from. `small_groups.py`, `suppression.py`: what is not told of them.
- `audit.py`: from counts to a report; `rates.py`, `many.py`, `shrinkage.py`, `strata.py`, `spread.py`, `disclosure.py`, `power.py`,
  `quantities.py` compute its parts, `looking.py` brings them together.
- `own_acts.py`: what may be asked of the desk's own acts, and their report; the house reads them.
- `representation.py`, `reference.py`, `to_write.py`: who writes beside what is there for them, beside a population, and what to write
  next; `representation_told.py` says it in words, as pieces of a page and as lines.
- `monitors.py`, `days.py`: a difference that may be looked at every day. `watching.py`, `nightly_look.py`: the watch over the
  desk's own acts.
- `pairs.py`: the same question with one thing otherwise, made of `dialects.py`, `typing_styles.py` and `probe_names.py`, which nothing
  else may import. `probes.py`: what both met, compared. `paired.py`, `probe_report.py`: what that proves.
- `sentences.py`, `as_html.py`, `as_table.py`, `as_text.py`: the report in words, as a page, as a table, as lines.
"""
