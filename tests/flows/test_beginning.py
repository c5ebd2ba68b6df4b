"""On real data: the demo's phrases begin the right flow for most who ask for it, and hardly ever a wrong one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from tests.conftest import shared_data

BENCH = Path(__file__).resolve().parents[2] / "benchmarks" / "bench_flows.py"


def test_most_begin_and_few_falsely() -> None:
    intents = shared_data("assistant", "intents")
    spec = importlib.util.spec_from_file_location("bench_flows", BENCH)
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)

    share = {figure: hits / n for figure, (hits, n) in bench.counted(intents).items()}

    assert share["begins the right one, together"] > 0.75
    assert share["begins another one of the ten"] < 0.01
    assert share["bitext, other intents: begins one falsely"] < 0.005
    assert share["clinc150_val: begins one falsely"] < 0.005
    assert share["banking77_train: begins one falsely"] < 0.03
