"""What to write next is ordered by whom it helps, told with what is not known, and no language waits for ever."""

from __future__ import annotations

import json

import numpy as np

from fairdesk.fairness.to_write import Gap, Unanswered, as_values, plan

ENGLISH, POLISH = Unanswered(300, 300, 900, 800), Unanswered(40, 20)


def english(many: int) -> list[Gap]:
    return [Gap("en", (f"matter{n}",), 30 - n) for n in range(many)]


class TestOrder:
    def test_those_who_may_not_be_read_count_by_those_who_may(self) -> None:
        """Half of the Polish writers may be read: ten seen are about twenty, and more than fifteen English ones."""
        gaps = [Gap("en", ("card",), 15), Gap("pl", ("zwrot",), 10)]
        first, second = plan(gaps, {"en": Unanswered(100, 100, 900, 900), "pl": POLISH}).rows

        assert ("pl", 2, "en", 1) == (first.gap.language, first.by_count, second.gap.language, second.by_count)
        assert 10 < first.expected < 21

    def test_a_language_behind_every_article_of_a_large_one_is_named_and_has_its_turn(self) -> None:
        found = plan([*english(12), Gap("pl", ("zwrot",), 5)], {"en": ENGLISH, "pl": POLISH})

        assert (("pl", 13),) == found.passed_over
        assert 10 > next(row.fair for row in found.rows if row.gap.language == "pl")

    def test_the_fair_order_is_sainte_lagues(self) -> None:
        """Seven seats of 53,000, 24,000 and 23,000 votes are three, two and two."""
        votes = {"en": 53_000, "de": 24_000, "fr": 23_000}
        gaps = [Gap(language, (f"{n}",), 9) for language in votes for n in range(7)]
        found = plan(gaps, {language: Unanswered(n, n) for language, n in votes.items()})
        seats = [row.gap.language for row in found.rows if row.fair <= 7]

        assert [3, 2, 2] == [seats.count(language) for language in votes]

    def test_a_language_of_which_nothing_can_be_named_is_said(self) -> None:
        found = plan(english(1), {"en": ENGLISH, "uk": Unanswered(9), "it": Unanswered(4)})

        assert (("uk", 9),) == found.unnamed, "and nothing of four people"

    def test_a_gap_of_few_is_left_out_and_words_only_for_who_may_read_them(self) -> None:
        found = plan([Gap("pl", ("zwrot",), 4), Gap("pl", ("faktura",), 6)], {"pl": POLISH})

        assert [("faktura",)] == [row.gap.words for row in found.rows]
        assert "faktura" not in json.dumps(as_values(found, with_words=False))


class TestWhatIsNotKnown:
    def test_where_no_article_ever_came_near_it_may_be_nobody_or_all(self) -> None:
        (row,) = plan([Gap("pl", ("zwrot",), 20)], {"pl": POLISH}).rows

        assert (0, 40) == (row.low, row.high)

    def test_from_the_lowest_to_the_highest_hold_the_truth_together(self) -> None:
        """People are looked at without putting back; what an article answers is a chance of its own in each language."""
        chance, worlds, held = np.random.default_rng(8), 100, 0
        asked = {"en": np.repeat([0, 1, 2], [60, 40, 100]), "pl": np.repeat([0, 2], [30, 30])}
        helps = {"en": 0.8, "pl": 0.6}
        for _ in range(worlds):
            gaps, languages = [], {}
            for language, people in asked.items():
                read = chance.permutation(people)[: len(people) // 2]
                near = 50
                languages[language] = Unanswered(
                    len(people), len(read), near, int(chance.binomial(near, helps[language]))
                )
                gaps += [
                    Gap(language, (f"{at}",), int((read == at).sum())) for at in (0, 1) if (read == at).sum() >= 5
                ]
            rows = plan(gaps, languages).rows
            truth = {
                row.gap: (asked[row.gap.language] == int(row.gap.words[0])).sum() * helps[row.gap.language]
                for row in rows
            }
            held += all(row.low <= truth[row.gap] <= row.high for row in rows)

        assert held / worlds >= 0.95
