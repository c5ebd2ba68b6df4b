"""The report: what is claimed, watched and not told, and that its words say no more than its figures."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import Any

import pytest

from fairdesk.fairness.as_html import as_html
from fairdesk.fairness.as_table import as_csv
from fairdesk.fairness.as_text import as_text
from fairdesk.fairness.audit import audit
from fairdesk.fairness.columns import Columns
from fairdesk.fairness.small_groups import TOGETHER
from fairdesk.nouns import BadInput
from tests.fairness.test_rates import cube_of

# ProPublica, How We Analyzed the COMPAS Recidivism Algorithm (2016): the same two rows of its table, of two years; a score of
# medium or high is the decision, another offence the label. Not offended: low, high; offended: low, high.
COMPAS = {"African-American": (990, 805, 532, 1369), "Caucasian": (1139, 349, 461, 505)}


def compas() -> dict[str, Any]:
    rows = ["race,again,high"]
    for race, counts in COMPAS.items():
        for (again, high), n in zip(((0, 0), (0, 1), (1, 0), (1, 1)), counts, strict=True):
            rows += [f"{race},{again},{high}"] * n
    return audit(cube_of(rows, Columns(("race",), "high", label="again")))


def drawn(n: int, chance_of_answer: dict[str, float], seed: int = 1, extra: tuple[str, ...] = ()) -> list[str]:
    chance = random.Random(seed)
    rows = ["language,age,topic,said,right,wait"]
    for _ in range(n):
        language, age, topic = (
            chance.choice(list(chance_of_answer)),
            chance.choice(["18-39", "40+"]),
            chance.choice(["bill", "parcel"]),
        )
        said = chance.random() < chance_of_answer[language]
        right = chance.random() < (0.8 if said else 0.3)
        rows.append(f"{language},{age},{topic},{int(said)},{int(right)},{chance.expovariate(1 / 30):.2f}")
    return rows + list(extra)


ALL = Columns(("language", "age"), "said", label="right", strata="topic", quantities=("wait",))
ALIKE = {"en": 0.6, "de": 0.6, "tr": 0.6}


class TestCompas:
    def test_its_known_result_is_found(self):
        """ProPublica: 44.9 and 23.5 of 100 who did not offend again were scored high, 28.0 and 47.7 who did were scored low."""
        told = {group["name"]: group["rates"] for group in compas()["views"][0]["groups"]}
        of = {
            code: [round(100 * told[race][code]["share"], 1) for race in COMPAS]
            for code in ("false_positive_rate", "true_positive_rate", "positive_predictive_value")
        }

        assert [44.8, 23.5] == of["false_positive_rate"]
        assert [72.0, 52.3] == of["true_positive_rate"]
        assert [63.0, 59.1] == of["positive_predictive_value"]
        claimed = {code for code, rate in told["African-American"].items() if rate["claim"]}
        assert {"selection_rate", "false_positive_rate", "true_positive_rate"} <= claimed
        assert "positive_predictive_value" not in claimed

    def test_two_groups_are_one_test_each(self):
        report = compas()

        assert 5 == report["tests"]
        one, other = (group["rates"]["accuracy"] for group in report["views"][0]["groups"])
        assert one["p_holm"] == other["p_holm"]
        assert one["difference"]["share"] == -other["difference"]["share"]


class TestClaims:
    def test_a_language_that_is_served_worse_is_named_first(self):
        report = audit(cube_of(drawn(6_000, {**ALIKE, "tr": 0.45}), ALL))
        first, second, *_ = as_text(report)

        assert "beyond chance" in first
        assert second.startswith("tr: selection rate 1")
        assert "below everybody else" in second

    def test_where_none_is_no_claim_is_made_and_it_is_said_what_could_have_been_seen(self):
        report = audit(cube_of(drawn(6_000, ALIKE), ALL))
        told = list(as_text(report))

        assert told[0].startswith("No difference is shown beyond chance")
        assert "no audit can show that a system is fair" in told[0]
        assert "This audit could have seen a gap of " in told[1]
        assert any("this gap is no sign of anything" in line for line in told)

    def test_without_labels_only_what_needs_none_is_told_and_said_so(self):
        report = audit(cube_of(drawn(2_000, ALIKE), Columns(("language",), "said")))

        assert {"selection_rate"} == {code for group in report["views"][0]["groups"] for code in group["rates"]}
        assert any("There are no labels" in line for line in as_text(report))

    def test_a_gap_that_the_topic_explains_is_said_to_be(self):
        chance, rows = random.Random(2), ["language,topic,said"]
        for language, refunds in (("en", 0.2), ("tr", 0.8)):
            for _ in range(2_000):
                topic = "refund" if chance.random() < refunds else "parcel"
                rows.append(f"{language},{topic},{int(chance.random() < (0.3 if topic == 'refund' else 0.8))}")
        report = audit(cube_of(rows, Columns(("language",), "said", strata="topic")))

        assert {"explained"} == {row["warning"] for row in report["views"][0]["strata"]}
        assert any("is not found where like is compared with like" in line for line in as_text(report))

    def test_a_longer_wait_is_found_by_ranks(self):
        rows = drawn(3_000, ALIKE)
        slow = [
            rows[0],
            *(
                f"{row.rpartition(',')[0]},{float(row.rpartition(',')[2]) * 1.5}" if row[:2] == "tr" else row
                for row in rows[1:]
            ),
        ]
        report = audit(cube_of(slow, ALL))

        waits = {group["name"]: group["quantities"]["wait"] for group in report["views"][0]["groups"]}
        assert [("tr", True)] == [(name, wait["claim"]) for name, wait in waits.items() if wait["more_often"] > 0.5]
        assert any("wait is higher than another's in" in line for line in as_text(report))


class TestSmallGroups:
    def test_one_row_of_a_group_of_its_own_counts_nowhere_and_hides_nobody(self):
        report = audit(cube_of(drawn(2_000, ALIKE, extra=("xx,40+,bill,1,1,3",)), ALL))

        assert (2_000, ["language"]) == (report["rows"], report["left_out"])
        assert ["de", "en", "tr"] == [group["name"] for group in report["views"][0]["groups"]]
        assert "xx" not in json.dumps(report)

    def test_several_small_groups_stand_together(self):
        extra = tuple(f"{name},40+,bill,{n % 2},1,3" for n, name in enumerate(("xx", "yy", "zz") * 4))
        report = audit(cube_of(drawn(2_000, ALIKE, extra=extra), ALL))

        assert {"language": 3} == report["together"]
        assert TOGETHER in [group["name"] for group in report["views"][0]["groups"]]
        assert not {"xx", "yy", "zz"} & set(json.dumps(report).split('"'))

    def test_a_small_intersection_is_named_nowhere_and_others_are_hidden_with_it(self):
        rows = [row for row in drawn(3_000, {**ALIKE, "pl": 0.6}) if not row.startswith("pl,40+")]
        report = audit(cube_of([*rows, *["pl,40+,bill,1,1,3", "pl,40+,bill,0,1,3"]], ALL))
        *_, both = report["views"]

        assert both["hidden"] >= 4
        assert "pl · 40+" not in json.dumps(report, ensure_ascii=False) + as_html(report, "") + as_csv(report)
        assert "pl" in [group["name"] for group in report["views"][0]["groups"]]

    def test_weights_widen_and_leave_out_what_has_no_theory_for_them(self):
        rows = drawn(3_000, ALIKE)
        heavy = [rows[0] + ",w", *(f"{row},{1 + 4 * (n % 5 == 0)}" for n, row in enumerate(rows[1:]))]
        plain, weighted = (
            audit(cube_of(heavy, Columns(("language",), "said", strata="topic", quantities=("wait",), weight=weight)))
            for weight in ("", "w")
        )
        widths = [
            rate["high"] - rate["low"]
            for report in (plain, weighted)
            for rate in [report["views"][0]["groups"][0]["rates"]["selection_rate"]]
        ]

        assert 1.1 * widths[0] < widths[1] < 1.6 * widths[0]
        assert [] == weighted["views"][0]["strata"]
        assert any("Kish" in line for line in as_text(weighted))

    def test_of_one_large_group_alone_nothing_is_said(self):
        with pytest.raises(BadInput, match="column language has fewer than two groups of at least 5 rows"):
            audit(cube_of(["language,said", *["en,1", "en,0"] * 50, "de,1", "tr,0"], Columns(("language",), "said")))

    def test_who_told_no_group_widens_what_can_be_said(self):
        rows = ["language,said", *["en,1"] * 70, *["en,0"] * 30, *["tr,1"] * 60, *["tr,0"] * 40, *[",1", ",0"] * 40]
        (view,) = audit(cube_of(rows, Columns(("language",), "said")))["views"]
        untold = view["untold"]

        assert (80, 80 / 280) == (untold["rows"], untold["share"])
        assert [False, False] == [group["sign_is_known"] for group in untold["groups"]]
        told = {group["name"]: group for group in view["groups"]}
        assert told["not told"]["rates"]["selection_rate"]["difference"] is None

    def test_ten_thousand_groups_are_told_in_time(self):
        chance = random.Random(5)
        rows = ["group,said", *(f"g{n % 10_000},{int(chance.random() < 0.5)}" for n in range(60_000))]
        report = audit(cube_of(rows, Columns(("group",), "said")))

        assert 10_000 == len(report["views"][0]["groups"])
        assert "has the first 400 of 10,000" in as_html(report, "a table")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    rows = drawn(4_000, {**ALIKE, "tr": 0.45, "=<b>&": 0.6, "": 0.6})
    return audit(cube_of(rows, ALL))


class TestForms:
    def test_the_page_needs_nothing_and_escapes_what_a_table_brings(self, report: dict[str, Any]):
        page = as_html(report, "acts.csv")

        assert "<script" not in page
        assert "http" not in page
        assert "<b>" not in page
        assert "=&lt;b&gt;&amp;" in page
        assert page.count("<svg") == page.count('aria-hidden="true"')
        assert "rule of thumb of United States employment law" in " ".join(page.split())
        assert "@media print" in page
        assert "prefers-color-scheme: dark" in page

    def test_each_picture_has_its_sentence_before_and_its_table_behind(self, report: dict[str, Any]):
        for part in as_html(report, "acts.csv").split("<svg")[1:]:
            assert "<table " in part.split("<h3>")[0]
        for part in as_html(report, "acts.csv").split("<svg")[:-1]:
            assert part.rsplit("<h3>", 1)[1].count("<p>") == 1

    def test_the_table_of_commas_has_each_figure_and_no_formula(self, report: dict[str, Any]):
        rows = list(csv.DictReader(io.StringIO(as_csv(report))))
        tr = next(
            row for row in rows if (row["by"], row["group"], row["figure"]) == ("language", "tr", "selection_rate")
        )

        rate = next(group for group in report["views"][0]["groups"] if group["name"] == "tr")["rates"][
            "selection_rate"
        ]
        assert (repr(rate["share"]), "True") == (tr["value"], tr["beyond_chance"])
        assert not [row for row in rows if row["group"].startswith("=")]
        assert sum(
            len(group["rates"]) + 3 * len(group["quantities"]) for view in report["views"] for group in view["groups"]
        ) == len(rows)

    def test_json_has_no_nan(self, report: dict[str, Any]):
        assert json.loads(json.dumps(report, allow_nan=False))["format"] == 1

    def test_the_text_names_what_is_beyond_chance(self, report: dict[str, Any]):
        assert any(line.endswith("  tr  beyond chance") for line in as_text(report))
