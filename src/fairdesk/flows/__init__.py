"""Tasks with steps that the assistant walks with a customer: ask, look up, decide by a guideline, do, say, hand over.

- `flow.py`: what a flow is; `reading.py`: the file it is read from, with exact errors.
- `hearing.py`: what a masked message means where a flow waits: a value, yes, no, stop, something else.
- `walking.py`: `walk`, one message's way through a flow. Pure: what is asked outside comes through `Outside`.
- `shape.py`, `calling.py`: the declared shape of what goes out and comes back, and the HTTP call.
- `records.py`: the flows in force, where each customer's stands, and the errands that are still to be done.
"""
