"""fairness: who is treated otherwise, told with intervals that hold and claims that are more than chance.

Answers the concern that a machine treats groups of people differently and nobody can say so, or says so of what is luck.
Groups are what people told of themselves or what a table brings; none is ever guessed. Other storeys may use:

- `columns.py`: which columns of a table are read, and what their values mean. `from_csv.py`, `from_parquet.py`: a table counted.
- `cube.py`: the counts that all figures come from. `small_groups.py`, `suppression.py`: what is not told of them.
- `audit.py`: from counts to a report; `rates.py`, `many.py`, `shrinkage.py`, `strata.py`, `spread.py`, `disclosure.py`, `power.py`,
  `quantities.py` compute its parts, `looking.py` brings them together.
- `own_acts.py`: what may be asked of the desk's own acts, and their report; the house reads them.
- `monitors.py`, `days.py`: a difference that may be looked at every day.
- `pairs.py`: the same question with one thing otherwise, made of `dialects.py`, `typing_styles.py` and `probe_names.py`, which nothing
  else may import. `probes.py`: what both met, compared. `paired.py`, `probe_report.py`: what that proves. `records.py` keeps runs.
- `sentences.py`, `as_html.py`, `as_table.py`, `as_text.py`: the report in words, as a page, as a table, as lines.
"""
