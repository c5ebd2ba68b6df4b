"""What counterfactual pairs find at the made-up shop, by dimension, and how many of them a second are asked.

python benchmarks/bench_pairs.py
python benchmarks/bench_pairs.py --sample 2000

A desk is set up in a folder of its own as `fairdesk demo` does it, and asked all pairs of its own questions as a night
would. Pairs a second are those of a second of computing, so a busy machine says little about them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from figures import full, tell


def main() -> None:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many pairs [all]")
    with tempfile.TemporaryDirectory(prefix="fairdesk-pairs-") as folder:
        told = asked(Path(folder), parser.parse_args().sample)
    from fairdesk.fairness.probe_report import as_text

    print("\n".join(as_text(told, 40 if full() else 0)))
    tell("counterfactual pairs asked of the made-up shop", told["pairs"], at_least=4_000, n=told["pairs"])
    tell("pairs a second of computing", told["a_second"], "/s", n=told["pairs"])
    for each in told["dimensions"]:
        tell(
            f"pairs treated otherwise: {each['name']}", each["differ"], n=each["pairs"],
            note=f"{each['meant']} more on purpose; with 95 % at most {100 * each['at_most']:.2f} %",
        )  # fmt: skip


def asked(folder: Path, sample: int) -> dict[str, Any]:
    """Set the made-up shop up and return what pairs find."""
    from fairdesk.house.preparing import prepare
    from fairdesk.settings import Settings

    settings = Settings(data=folder)
    prepare(settings)
    from fairdesk.house.opening import open_house
    from fairdesk.house.setting_up import set_up_demo

    house = open_house(settings)
    try:
        set_up_demo(house)
        return house.probe_fairness(sample=sample)
    finally:
        house.close()


if __name__ == "__main__":
    main()
