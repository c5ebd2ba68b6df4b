"""What is promised holds: beside scipy's binomial, beside MAPIE, and over many draws from traffic whose error is known."""

from __future__ import annotations

import random
import warnings

import pytest

from fairdesk.answers.promise import (
    Case,
    certify,
    certify_topics,
    fewest,
    ladder,
    more_needed,
    reviews_for,
    risk_coverage,
    tuned,
)
from fairdesk.intervals import tail

RIGHT = [Case(0.9, True)]


def traffic(n: int, seed: int, topic: str = "all") -> list[Case]:
    """Answers whose confidence is spread evenly, and whose chance of being wrong is (1 - confidence)^2: from 0 to 1."""
    chance = random.Random(seed)
    sure = [chance.random() for _ in range(n)]
    return [Case(each, chance.random() >= (1 - each) ** 2, topic) for each in sure]


def true_error(threshold: float) -> float:
    """The share of wrong ones from a threshold on: the mean of (1 - c)^2 over c from there to 1."""
    return (1 - threshold) ** 2 / 3


def by_mapie(cases: list[Case], thresholds: list[float], doubt: float) -> list[float]:
    """Which of the thresholds, from strict to loose, MAPIE's fixed sequence certifies with this doubt."""
    np, risk_control = pytest.importorskip("numpy"), pytest.importorskip("mapie.risk_control")
    # "Was the answer right?" is the outcome; what reaches the threshold is answered: precision is 1 - error.
    control = risk_control.BinaryClassificationController(
        lambda x: np.column_stack([1 - x[:, 0], x[:, 0]]), risk="precision", target_level=0.95,
        confidence_level=1 - doubt, fwer_method="fixed_sequence", best_predict_param_choice="recall",
        list_predict_params=np.array(thresholds),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where nothing can be certified
        control.calibrate(np.array([[c.confidence] for c in cases]), np.array([int(c.correct) for c in cases]))
    return [float(each) for each in control.valid_predict_params]


class TestCertify:
    def test_fifty_nine_right_answers_prove_five_percent_and_fifty_eight_do_not(self):
        assert 59 == fewest(0.05, 0.05)
        assert 0.9 == certify(RIGHT * 59).threshold
        assert (None, 1) == (certify(RIGHT * 58).threshold, certify(RIGHT * 58).needed)

    def test_the_threshold_is_where_its_counts_prove_it(self):
        found = certify(traffic(2_000, seed=1))

        assert found.threshold is not None
        assert tail(found.wrong, found.answered, 0.05) <= 0.05
        assert found.answered == sum(case.confidence >= found.threshold for case in traffic(2_000, seed=1))

    def test_no_answer_at_all_is_nothing_to_promise(self):
        found = certify([])

        assert (None, 0, fewest(0.05, 0.05)) == (found.threshold, found.reviewed, pytest.approx(found.needed, abs=1))

    def test_wrong_everywhere_is_never_certifiable(self):
        found = certify([Case(0.9, n % 5 > 0) for n in range(500)])

        assert (None, None) == (found.threshold, found.needed)

    def test_an_error_among_the_surest_does_not_end_everything(self):
        cases = [Case(1 - n / 2_000, n not in (1, 2, 3, 4, 5, 6, 7, 8, 9)) for n in range(1_000)]

        found = certify(cases)

        assert found.threshold is not None
        assert 900 < found.answered

    def test_equal_confidences_are_answered_together_or_not_at_all(self):
        cases = [*[Case(0.9, True)] * 200, *[Case(0.5, n % 2 > 0) for n in range(200)]]

        assert (0.9, 200) == (certify(cases).threshold, certify(cases).answered)

    def test_all_the_doubt_is_laid_out_and_no_more(self):
        curve = risk_coverage(traffic(2_000, seed=1))

        steps = ladder(curve, 0.05, 0.05)
        assert 0.05 == pytest.approx(sum(brought for _, brought in steps))
        assert 3 == sum(brought > 0 for _, brought in steps)
        assert [p.threshold for p, _ in steps] == sorted((p.threshold for p, _ in steps), reverse=True)

    @pytest.mark.parametrize(("n", "found_in"), [(300, 25), (1_000, 125)])
    def test_is_broken_no_more_often_than_it_says_while_a_tuned_threshold_breaks_half_the_time(self, n, found_in):
        draws = [traffic(n, seed) for seed in range(150)]
        promised = [found.threshold for cases in draws if (found := certify(cases)).threshold is not None]
        chosen = [point.threshold for cases in draws if (point := tuned(risk_coverage(cases), 0.05))]

        # 150 draws of chance 0.05 or less: more than 14 broken ones have a chance of one in a hundred.
        assert 14 >= sum(true_error(each) > 0.05 for each in promised)
        assert 50 <= sum(true_error(each) > 0.05 for each in chosen)
        assert found_in <= len(promised)

    @pytest.mark.parametrize(("n", "starts"), [(100, 2), (280, 3), (900, 3)])
    def test_mapie_finds_the_same_thresholds(self, n, starts):
        """MAPIE knows a sequence with one start. Run from start to start with the doubt at hand, it is the procedure."""
        pytest.importorskip("mapie.risk_control", reason="MAPIE is not installed (pip install mapie)")
        found = []
        for seed in range(8):
            # MAPIE reads counts off shares, and may round one error up: equal confidences leave no close call to that.
            cases = [Case(round(c.confidence, 1), c.confidence > 0.3 or c.correct) for c in traffic(n, seed)]
            steps = ladder(risk_coverage(cases), 0.05, 0.05)
            assert starts >= sum(brought > 0 for _, brought in steps)
            theirs, doubt = None, 0.0
            while steps:
                doubt += steps[0][1]
                upto = next((place for place in range(1, len(steps)) if steps[place][1]), len(steps))
                row, steps = [point.threshold for point, _ in steps[:upto]], steps[upto:]
                valid = by_mapie(cases, row, doubt) if doubt else []
                theirs = min([*valid, *([theirs] if theirs is not None else [])], default=None)
                doubt = doubt if len(valid) == len(row) else 0.0
            found.append((certify(cases).threshold, theirs))

        assert [theirs for _, theirs in found] == [ours for ours, _ in found]
        assert 1 < len({ours for ours, _ in found})


class TestTopics:
    def test_the_promises_hold_together(self):
        """Nine topics wrong with exactly the target, where any threshold is a broken promise, and one that is better."""
        together = each_alone = by_tuning = good = 0
        for seed in range(100):
            chance = random.Random(seed)
            error = {f"t{n}": 0.05 if n else 0.002 for n in range(10)}
            cases = [Case(chance.random(), chance.random() >= error[t], t) for t in error for _ in range(400)]
            of = {t: [case for case in cases if case.topic == t] for t in error}
            found = certify_topics(cases)
            together += any(found[t].threshold is not None for t in error if t != "t0")
            each_alone += any(certify(of[t]).threshold is not None for t in error if t != "t0")
            by_tuning += any(tuned(risk_coverage(of[t]), 0.05) for t in error if t != "t0")
            good += found["t0"].threshold is not None

        # 100 draws of chance 0.05 or less: more than 11 have a chance of one in a hundred.
        assert 11 >= together
        assert 70 <= good
        assert (11 < each_alone, 100) == (True, by_tuning)

    def test_a_topic_without_doubt_leaves_its_part_to_the_others(self):
        cases = [*[Case(0.9, True, "sure")] * 500, *[Case(0.9, True, "new")] * 60]

        assert 0.9 == certify_topics(cases)["new"].threshold  # 60 right answers need the whole doubt

    def test_a_topic_with_too_few_says_how_many_more(self):
        found = certify_topics([*traffic(800, 1, "refunds"), *[Case(0.9, True, "parcels")] * 10])

        assert found["refunds"].threshold is not None
        assert (None, 49) == (found["parcels"].threshold, pytest.approx(found["parcels"].needed, abs=15))


class TestNeeded:
    @pytest.mark.parametrize(("error", "target", "many"), [(0.0, 0.05, 59), (0.04, 0.10, 117), (0.06, 0.10, 316)])
    def test_is_as_many_as_a_simulation_found(self, error, target, many):
        """Figures of the reference, from its own simulation with 80 % chance of success."""
        assert many == pytest.approx(reviews_for(error, target, 0.05), rel=0.15)

    def test_that_many_suffice_four_times_in_five(self):
        many = reviews_for(0.02, 0.05, 0.05)
        assert many is not None
        draws = 0
        for seed in range(400):
            chance = random.Random(seed)
            draws += tail(sum(chance.random() < 0.02 for _ in range(many)), many, 0.05) <= 0.05

        assert 0.8 == pytest.approx(draws / 400, abs=0.06)

    def test_none_where_the_error_is_above_the_target(self):
        assert reviews_for(0.05, 0.05, 0.05) is None

    def test_large_numbers_are_told_at_once(self):
        assert 250_000 == pytest.approx(reviews_for(0.049, 0.05, 0.05), rel=0.25)

    def test_reads_off_the_best_part_of_the_curve(self):
        """The surer half is right, the other half is not: what is needed is needed among the surer half."""
        cases = [*[Case(0.9, True)] * 30, *[Case(0.4, False)] * 30]

        assert 58 == more_needed(risk_coverage(cases), 0.05, 0.05)
