"""The figures of masking: the same as an independent scorer's, with intervals that hold what they promise."""

import importlib.util
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy.detect import PatternDetector
from fairdesk.privacy.scoring import Scores, Tally, between
from tests.conftest import shared_data

SHARED_KEYS = (
    "spans",
    "f2_typed",
    "recall_typed",
    "precision_typed",
    "recall_masked",
    "precision_any",
    "origin",
    "origin_gap",
    "over_masked",
)


def oracle() -> Any:
    file = shared_data("pii").parent.parent / "score_pii.py"
    if not file.exists():
        pytest.skip("the independent scorer is not here")
    spec = importlib.util.spec_from_file_location("score_pii", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def agree(rows: list[dict[str, Any]], predicted: list[list[list[Any]]]) -> None:
    theirs = oracle().score(list(zip(rows, predicted, strict=True)))
    tally = Tally()
    for row, spans in zip(rows, predicted, strict=True):
        tally.add(row, spans)
    ours = tally.report()

    assert {key: theirs[key] for key in SHARED_KEYS} == {key: ours[key] for key in SHARED_KEYS}
    assert theirs["types"] == {
        kind: {key: one[key] for key in ("n", "typed", "masked", "precision")} for kind, one in ours["types"].items()
    }


def test_agrees_with_the_independent_scorer_on_real_texts_to_the_last_digit() -> None:
    rows = [
        json.loads(line)
        for name in ("cs-synth", "pii-anon", "presidio-research", "wnut17")
        for line in shared_data("pii", f"{name}.jsonl").read_text("utf-8").splitlines()[:400]
    ]
    detector = PatternDetector()
    predicted = [[[s.start, s.end, s.kind] for s in detector.spans(row["text"], "en")] for row in rows]
    # The patterns find few names; these stand for what a tagger says, right and wrong.
    for row, spans in zip(rows[::3], predicted[::3], strict=True):
        spans += [[start, end + 1, "PERSON"] for start, end, kind in row["spans"] if kind in ("PERSON", "LOCATION")]

    agree(rows, predicted)


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12), st.sampled_from(["PERSON", "EMAIL", "PHONE", "VEHICLE"])),
    max_size=5,
).map(lambda drawn: [[start, start + size, kind] for start, size, kind in drawn])
ROWS = st.fixed_dictionaries(
    {
        "text": st.text(st.sampled_from("ab 1-@"), min_size=42, max_size=42),
        "spans": SPANS.map(lambda spans: [span for span in spans if span[1] > span[0]]),
        "source": st.sampled_from(["cs-synth", "pii-anon", "sgd", "presidio-research", "wnut17", "own"]),
    },
    optional={"ignore": SPANS, "origin": st.sampled_from(["de_DE", "en_IN"])},
)


@given(st.lists(st.tuples(ROWS, SPANS), max_size=40))
def test_agrees_with_the_independent_scorer_on_any_spans(drawn: list[tuple[dict[str, Any], list[list[Any]]]]) -> None:
    agree([row for row, _ in drawn], [spans for _, spans in drawn])


def test_tells_each_source_and_language_apart_and_their_plain_mean() -> None:
    scores = Scores()
    scores.add(
        {"text": "ana@x.org", "spans": [[0, 9, "EMAIL"]], "source": "cs-synth", "lang": "en"}, [[0, 9, "EMAIL"]]
    )
    for _ in range(9):
        scores.add({"text": "bo@x.org", "spans": [[0, 8, "EMAIL"]], "source": "pii-anon", "lang": "de"}, [])

    report = scores.report()

    assert 0.1 == report["recall_masked"]
    assert (1.0, 0.0) == tuple(report["sources"][name]["recall_masked"] for name in ("cs-synth", "pii-anon"))
    assert (1.0, 0.0) == tuple(report["languages"][name]["recall_typed"] for name in ("en", "de"))
    assert 0.5 == report["macro"]["recall_masked"]


def test_a_source_without_any_gold_is_no_part_of_the_mean() -> None:
    scores = Scores()
    scores.add({"text": "ana@x.org", "spans": [[0, 9, "EMAIL"]], "source": "cs-synth"}, [[0, 9, "EMAIL"]])
    scores.add({"text": "no thing", "spans": [], "source": "sgd"}, [])

    assert 1.0 == scores.report()["macro"]["f2_typed"]


class TestWilson:
    @pytest.mark.parametrize(
        ("hits", "n", "low", "high"),
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
    )
    def test_is_the_interval_of_the_books(self, hits: int, n: int, low: float, high: float) -> None:
        assert (low, high) == pytest.approx(between(hits, n), abs=5e-5)

    def test_nothing_counted_has_none(self) -> None:
        assert between(0, 0) is None
