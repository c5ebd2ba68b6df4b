"""Whether explanations are true, and how hard they are to read: figures of every release.

    python benchmarks/bench_reasons.py

Random complete cases of every guideline that comes with the desk: is the change that is named smaller than any other and
does it flip the decision? Questions to the made-up company's articles: does deleting words in the explanation's order
hurt more than in a random one? Then the LIX of what customers read, a language at a time.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from statistics import fmean

from fairdesk.explainability.reading_ease import WITHOUT_SPACES, hardness
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.nearest import another, nearest
from fairdesk.guidelines.table import parse, shipped
from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText
from figures import full, tell
from stand import open_folder

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.explainability.deletion import QUESTIONS, deletion  # noqa: E402
from tests.guidelines.tables import random_facts  # noqa: E402

CASES = 10_000 if full() else 1_000
PEER = "DiCE gives changes that do not flip the decision (interpretml/DiCE issue 294)"


def flipped() -> None:
    """Explain random cases, and try each change that is named."""
    for file in sorted((files("fairdesk.guidelines") / "tables").iterdir(), key=lambda each: each.name):
        guideline = compile_table(parse(shipped(file.name.removesuffix(".yaml")), file.name))
        dice, explained, right = random.Random(1), 0, 0
        began = time.process_time()
        for _ in range(CASES):
            facts = random_facts(guideline.table, dice)
            wanted = another(guideline, facts)
            found = nearest(guideline, facts, wanted)
            if found is not None:
                explained += 1
                right += wanted(
                    guideline.decide({**facts, **{each.input: each.to for each in found.changes}}).outputs
                )
        took = (time.process_time() - began) / CASES
        name = f"named change flips the decision, {guideline.table.name}"
        if not explained:
            tell(name, None, note="the table calls no input changeable, so no change is named")
            continue
        tell(name, 100 * right / explained, "%", at_least=100, n=explained, peer=PEER)
        tell(f"finding it, {guideline.table.name}", 1000 * took, "ms CPU", n=CASES)


def deleted() -> None:
    """Delete the words of questions in the order of the explanation, and at random."""
    with tempfile.TemporaryDirectory() as folder:
        house = open_folder(Path(folder))
        from fairdesk.answers import records as answers
        from fairdesk.clock import now
        from fairdesk.house.shelving import add_articles

        add_articles(house, Path(str(files("fairdesk.house") / "demo_articles" / "en")))
        dice = random.Random(3)
        areas = [
            deletion(question, *answers.find(question, "en", (), now()), dice)
            for question in map(MaskedText, QUESTIONS)
        ]
        house.close()
    ours, at_random = (fmean(each) for each in zip(*areas, strict=True))
    note = f"area {ours:.2f} against {at_random:.2f}"
    tell(
        "deletion in the explanation's order, against random",
        ours / at_random,
        "x",
        at_least=1.3,
        n=len(areas),
        note=note,
    )


def read() -> None:
    """Measure what customers read."""
    for language in OFFERED:
        unit = "characters a sentence" if language in WITHOUT_SPACES else "LIX"
        tell(f"reasons for customers, {language}", hardness(language), unit)


if __name__ == "__main__":
    flipped()
    deleted()
    read()
