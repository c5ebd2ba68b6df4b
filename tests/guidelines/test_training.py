"""What is learned is what scikit-learn learned, as numbers in a file; what teaches nothing is refused."""

from __future__ import annotations

import random
from datetime import date

import pytest

from fairdesk.guidelines.scorer import read_scorer
from fairdesk.guidelines.scorer_file import write_file
from fairdesk.guidelines.training import Wanted, one_hot, read_cases, train
from fairdesk.nouns import BadInput

pytest.importorskip("sklearn", reason="the extra `train` is not installed")
WANTED = Wanted("paid_score", "paid", "Head of customer service", date(2027, 6, 30), ("amount",))


def cases(number: int = 400) -> str:
    """Made-up cases: small amounts and broken things were paid more often."""
    dice, lines = random.Random(7), ["amount,days,trouble,known,paid"]
    for _ in range(number):
        amount, trouble = round(dice.uniform(1, 300), 2), dice.choice(["late", "broken", "other"])
        chance = 0.9 - amount / 400 + (0.2 if trouble == "broken" else 0)
        paid = "yes" if dice.random() < chance else "no"
        lines.append(f"{amount},{dice.randint(0, 700)},{trouble},{dice.choice(['true', 'false'])},{paid}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def learned():
    read = read_cases(cases(), "paid")
    return read, train(read, WANTED, date(2026, 3, 2))


def test_the_file_says_what_the_other_library_says(learned):
    from sklearn.linear_model import LogisticRegression

    read, file = learned
    axes = tuple(term.axes[0] for term in file.terms)
    taught = [n for n in range(len(read.facts)) if n % 5]
    model = LogisticRegression(max_iter=5000, tol=1e-8)
    model.fit(one_hot(axes, [read.facts[n] for n in taught]), [read.outcomes[n] for n in taught])
    scorer = read_scorer(write_file(file), "s.json")

    theirs = model.decision_function(one_hot(axes, read.facts))
    ours = [scorer.score(facts).score for facts in read.facts]

    assert max(abs(our - float(their)) for our, their in zip(ours, theirs, strict=True)) <= 1e-9


def test_it_learned_what_was_there(learned):
    _, file = learned
    amount = next(term for term in file.terms if term.label == "amount")

    assert amount.scores[0] > amount.scores[-1]
    assert file.card["metrics"]["held_out_auc"] > 0.6
    assert (320, 80) == (file.card["n"], file.card["metrics"]["held_out_n"])


def test_the_same_cases_give_the_same_bytes(learned):
    _, file = learned

    assert write_file(file) == write_file(train(read_cases(cases(), "paid"), WANTED, date(2026, 3, 2)))


def test_a_case_outside_what_was_seen_is_a_person_s(learned):
    scorer = read_scorer(write_file(learned[1]), "s.json")

    assert "amount: not_allowed" == scorer.score({**learned[0].facts[0], "amount": 5000.0}).refused


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: "\n".join(text.split("\n")[:20]), "too few"),
        (lambda text: text.replace("paid", "gone", 1), "no column 'paid'"),
        (lambda text: text.replace("yes", "maybe"), "line .*true or false"),
        (lambda text: text.replace("yes", "no"), "the same in every case"),
        (lambda text: text.replace("late", "", 1), "line .*trouble is empty"),
        (lambda text: text + "1,2,late,true,no,9\n", "a cell too many"),
        (lambda text: text.replace("\n", "\ninf,3,late,true,no\n", 1).replace("inf", "1e999"), "not finite"),
    ],
)
def test_what_teaches_nothing_is_named(change, says):
    with pytest.raises(BadInput, match=says):
        read_cases(change(cases(80)), "paid")


def test_a_name_for_every_customer_is_no_level():
    lines = cases(120).strip().split("\n")
    named = [lines[0] + ",who", *(f"{line},customer {n}" for n, line in enumerate(lines[1:]))]

    with pytest.raises(BadInput, match="who has 120 different texts"):
        read_cases("\n".join(named), "who".replace("who", "paid"))
