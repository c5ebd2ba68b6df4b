"""Files that customers send: which may come, what is taken out of them, and where they lie.

- `allowed.py`: the list of types and sizes, and what a file's own bytes say it is. Names are made harmless.
- `stripping.py`: a picture without the hidden details in it (where, when, with which device), never decoded.
- `records.py`: the files, sealed under their customer's key, in the desk's own database and in no folder.
"""
