"""Say in one sentence what is missing before a virtual environment is made.

Runs under whatever `python3` is found, so it is written for old ones too: no syntax newer than Python 3.6. Without
it an old Python fails minutes later, inside pip, and a missing python3-venv leaves half an environment behind.
"""

# ruff: noqa: UP032, UP036
import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "fairdesk needs Python 3.11 or later; {} is {}.{}. Name another one: make PYTHON=python3.11 ...".format(
            sys.executable, sys.version_info[0], sys.version_info[1]
        )
    )
if importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is incomplete here. On Debian: apt-get install python3-venv")
