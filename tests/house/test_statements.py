"""The hot path asks the database no more than is told of it: benchmarks/statements.py counts one whole turn."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = Path(__file__).parents[2] / "benchmarks" / "statements.py"


@pytest.mark.once
def test_a_turn_is_no_more_statements_and_transactions_than_docs_figures_md_says(tmp_path: Path):
    told = re.search(
        r"is (\d+) statements and (\w+) transactions", (COUNT.parents[1] / "docs" / "figures.md").read_text()
    )
    ran = subprocess.run([sys.executable, str(COUNT)], cwd=tmp_path, capture_output=True, text=True, check=True)

    counted = re.search(r"statements of one turn \| (\d+) .* (\d+) transactions that write", ran.stdout)
    assert told
    assert counted, ran.stdout
    assert int(counted[1]) <= int(told[1]), ran.stdout
    assert {"three": 3, "four": 4}[told[2]] == int(counted[2])
