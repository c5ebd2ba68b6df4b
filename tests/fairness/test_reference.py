"""A population that a company brings is read or refused by row and column, and says who does not reach it, by scipy's tests."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.reference import Reference, against, read_reference
from fairdesk.nouns import BadInput

CSV = "language,share,source,date\nde,0.7,Census of a made-up town,2025-05-15\npl,0.2,,\nuk,0.1,,\n"
TOML = 'source = "Census of a made-up town"\ndate = 2025-05-15\n[language]\nde = 0.7\npl = 0.2\nuk = 0.1\n'
HEAD = "language,share,source,date\n"


def census(text: str = CSV, name: str = "town.csv") -> Reference:
    return read_reference(text.encode(), name)


class TestReading:
    def test_both_forms_say_the_same(self) -> None:
        one, other = census(), census(TOML, "town.toml")
        assert (one.by, one.source, one.day) == (other.by, other.source, other.day)
        assert dict(one.shares) == pytest.approx(dict(other.shares))
        assert ("language", "2025-05-15", 0.2) == (one.by, f"{one.day}", round(one.shares["pl"], 12))

    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            ("de,0.8,Town,2025-05-15\npl,much,,\n", "row 3, column share: holds 'much', which is no number"),
            ("de,0.8,Town,2025-05-15\npl,,,\n", "row 3, column share: is empty"),
            ("de,80,Town,2025-05-15\npl,20,,\n", "row 2, column share: is 80"),
            ("de,0.8,Town,2025-05-15\npl,0,,\n", "row 3, column share: is 0"),
            ("de,0.8,Town,2025-05-15\n,0.2,,\n", "row 3, column language: is empty"),
            ("de,0.8,Town,2025-05-15\nde,0.2,,\n", "row 3, column language: 'de' stands in a row above"),
            ("de,0.8,Town,2025-05-15\npl,0.2\n", "row 3: has 2 cells"),
            ("de,0.8,Town,2025-05-15\npl,0.2,City,\n", "row 3, column source: says another"),
            ("de,0.8,,2025-05-15\npl,0.2,,\n", "column source: is empty"),
            ("de,0.8,Town,\npl,0.2,,\n", "column date: is empty"),
            ("de,0.8,Town,spring\npl,0.2,,\n", "column date: holds 'spring', which is no day"),
            ("de,0.5,Town,2025-05-15\npl,0.2,,\n", "add up to 0.7, not to 1"),
            ("de,1,Town,2025-05-15\n", "names 1 groups"),
            ('de,"0.8,Town,2025-05-15\n', "cannot be read as a row"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_used_is_named_by_row_and_column(self, rows: str, says: str) -> None:
        with pytest.raises(BadInput) as refused:
            census(HEAD + rows)
        assert says in str(refused.value)
        assert "town.csv" in str(refused.value)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("gender,share,source,date\nf,1,a,2025-01-01\n", "row 1: should name the columns language or channel"),
            ("", "row 1: should name"),
        ],
    )
    def test_a_head_that_names_no_kind_of_group_is_refused(self, text: str, says: str) -> None:
        with pytest.raises(BadInput, match=says):
            census(text)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (TOML.replace("0.2", '"a fifth"'), "key 'pl': should be a number"),
            (TOML.replace('source = "Census of a made-up town"\n', ""), "source is missing"),
            (TOML.replace("[language]", "[gender]"), "should hold source, date and one table"),
            ("de = [", "is no TOML"),
        ],
    )
    def test_nor_a_toml_of_another_form(self, text: str, says: str) -> None:
        with pytest.raises(BadInput, match=says):
            census(text, "town.toml")

    def test_rounded_shares_are_made_to_add_up(self) -> None:
        thirds = "".join(f"{code},0.333,Town,2025-05-15\n" for code in ("de", "pl", "uk"))

        assert [1 / 3] * 3 == pytest.approx(list(census(HEAD + thirds).shares.values()), abs=1e-12)


class TestComparing:
    def test_the_whole_is_pearsons_test_and_each_group_the_exact_one(self) -> None:
        people = {"de": 390, "pl": 70, "uk": 40}
        found = against(census(), people)
        expected = stats.chisquare([390, 70, 40], [350, 100, 50])

        assert (expected.statistic, expected.pvalue) == pytest.approx(
            (found["chi_square"]["value"], found["chi_square"]["p"]), abs=1e-12
        )
        raw = {
            name: min(1, 2 * min(stats.binom.cdf(n, 500, p), stats.binom.sf(n - 1, 500, p)))
            for (name, n), p in zip(people.items(), (0.7, 0.2, 0.1), strict=True)
        }
        smallest = min(raw, key=raw.__getitem__)
        told = {group["name"]: group for group in found["groups"]}
        assert 3 * raw[smallest] == pytest.approx(told[smallest]["p_holm"], rel=1e-9)
        assert {"de": "over", "pl": "under", "uk": ""} == {name: group["claim"] for name, group in told.items()}

    def test_who_hardly_writes_at_all_is_found_and_not_counted_out(self) -> None:
        reports = [against(census(), {"de": 300, "uk": 60, "pl": few}) for few in (0, 1, 4)]
        polish = reports[0]["groups"][1]

        assert ("pl", None, "under") == (polish["name"], polish["people"], polish["claim"])
        assert reports[0] == reports[1] == reports[2], "nothing depends on how few they are"

    def test_expected_counts_below_five_are_joined_first(self) -> None:
        found = against(census(), {"de": 22, "pl": 6, "uk": 5})

        assert 1 == found["chi_square"]["joined"]
        assert stats.chisquare([22, 11], [33 * 0.7, 33 * 0.3]).pvalue == pytest.approx(found["chi_square"]["p"])

    def test_who_is_not_named_is_among_others_or_left_out(self) -> None:
        people = {"de": 60, "pl": 20, "uk": 10, "fr": 10}
        other = census(CSV.replace("uk,0.1", "other,0.1"))

        assert 10 == against(census(), people)["not_named"]
        assert {"other": 20} == {
            one["name"]: one["people"] for one in against(other, people)["groups"] if one["name"] == "other"
        }
        assert '"fr"' not in json.dumps(against(other, people))

    def test_a_desk_like_its_population_is_hardly_ever_called_unlike(self) -> None:
        chance, called, worlds = np.random.default_rng(7), 0, 200
        for _ in range(worlds):
            people = dict(zip(("de", "pl", "uk"), map(int, chance.multinomial(250, [0.7, 0.2, 0.1])), strict=True))
            called += any(one["claim"] for one in against(census(), people)["groups"])

        assert called <= stats.binom.ppf(0.999, worlds, 0.05)
