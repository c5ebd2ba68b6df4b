"""Two sentences of two articles that cannot both be right are found; two things of one kind are told apart."""

from __future__ import annotations

import pytest

from fairdesk.answers.contradictions import Contradiction, contradictions, stated
from fairdesk.answers.search import Candidate

FILL = "Our shops open early and you can reach them by bus or on foot.\nParcels travel by train across the whole country."


def passage(
    article: str, text: str, title: str = "", language: str = "en", heading: tuple[str, ...] = ()
) -> Candidate:
    return Candidate(f"{article}#0", article, "v1", title or article.capitalize(), heading, "", language, text, "")


def found(*passages: Candidate, changed: set[tuple[str, str]] | None = None) -> tuple[Contradiction, ...]:
    fill = passage("fill", FILL, language=passages[0].language)
    return contradictions([one for each in (*passages, fill) for one in stated(each)], changed)


def said(one: str, other: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [
        tuple(each)
        for c in found(passage("aaa", one, "", language), passage("bbb", other, "", language))
        for each in c.differ
    ]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("You can return shoes within 30 days.", "Shoes: return within 14 days you can.", ("day", "30 days", "14 days")),
        ("You can return shoes within two weeks.", "You can return shoes within 30 days.", ("day", "two weeks", "30 days")),
        ("Express post inside the country costs $5.", "Express post inside the country costs $7.50.", ("dollar", "5", "7.50")),
        ("The winter sale ends on 3 March 2027.", "The winter sale ends on 9 March 2027.", ("date", "3 March 2027", "9 March 2027")),
        ("The telephone desk opens daily at 8 am.", "The telephone desk opens daily at 9 am.", ("time", "8 am.", "9 am.")),
        ("You get 4 free withdrawals on each account.", "You get 9 free withdrawals on each account.", ("number", "4", "9")),
        ("Complaints by post: write to help@shop.example first.", "Complaints by post: write to desk@store.example first.", ("address", "help@shop.example", "desk@store.example")),
    ],
)  # fmt: skip
def test_another_figure_for_the_same_thing_is_found_and_said(one, other, differs):
    assert [differs] == said(one, other)


def test_what_is_denied_in_one_and_said_in_the_other_is_found():
    (differ,) = said(
        "Opened boxes of tea cannot be returned to the shop.", "Opened boxes of tea can be returned to the shop."
    )

    assert "negation" == differ[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You can return shoes within two weeks.", "You can return shoes within 14 days."),
        ("Express post takes 3 to 5 days to arrive.", "Express post takes 4 days to arrive."),
        ("The winter sale ends on 3 March.", "The winter sale ends on 3 March 2027."),
        ("There is no monthly fee for the paper account.", "The monthly fee for the paper account: $0."),
        ("You can return shoes within 30 days.", "Shoes may be polished within 14 days of wearing them outside."),
        ("You can return shoes within 30 days.", "If they were on sale, you can return shoes within 14 days."),
        ("Post to Ireland takes 3 days by ship.", "Post to Iceland takes 9 days by ship."),
        ("3. Choose return in your account menu.", "5. Choose return in your account menu."),
        ("Can you return shoes within 30 days?", "You can return shoes within 14 days."),
        ("Type your address on https://shop.example/fr first.", "Type your address on shop.example first."),
    ],
)
def test_what_agrees_or_is_about_something_else_is_not(one, other):
    assert [] == said(one, other)


def test_headings_that_share_a_kind_and_name_two_things_tell_them_apart():
    gold = passage("gold", "The annual fee is $95 for each card.", "Gold card: fees")
    silver = passage("silver", "The annual fee is $20 for each card.", "Silver card: fees")

    assert () == found(gold, silver)
    assert 1 == len(found(gold, passage("again", "The annual fee is $20 for each card.", "Gold card")))


def test_three_values_of_one_form_are_of_three_things():
    texts = [passage(f"card{n}", f"The annual fee is ${n}5 for each card.", "Fees") for n in (1, 2, 3)]

    assert 1 == len(found(*texts[:2]))
    assert () == found(*texts)


def test_an_article_does_not_contradict_itself_nor_one_in_another_language():
    one = passage("returns", "You can return shoes within 30 days.\nYou can return shoes within 14 days.")
    other = passage("returns", "You can return shoes within 14 days.", language="de")

    assert () == found(one)
    assert () == found(passage("returns", "You can return shoes within 30 days."), other)


def test_of_articles_that_changed_alone_the_same_is_found_as_of_all():
    passages = [
        passage("aaa", "You can return shoes within 30 days."),
        passage("bbb", "You can return shoes within 14 days."),
        passage("ccc", "Express post inside the country costs $5."),
        passage("ddd", "Express post inside the country costs $7."),
    ]
    both = found(*passages)

    assert 2 == len(both)
    assert [("aaa", "bbb")] == [(c.one.article, c.other.article) for c in found(*passages, changed={("en", "bbb")})]
    assert [("aaa", "bbb")] == [(c.one.article, c.other.article) for c in found(*passages, changed={("en", "aaa")})]
    assert both == found(*passages, changed={("en", "aaa"), ("en", "ddd")})


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Sie können Schuhe innerhalb von 30 Tagen zurückgeben.", "Sie können Schuhe innerhalb von 14 Tagen zurückgeben."),
        ("fr", "Vous pouvez rendre les chaussures sous 30 jours.", "Vous pouvez rendre les chaussures sous 14 jours."),
        ("es", "Puede devolver los zapatos nuevos en 30 días.", "Puede devolver los zapatos nuevos en 14 días."),
        ("uk", "Взуття можна повернути до магазину протягом 30 днів.", "Взуття можна повернути до магазину протягом 14 днів."),
        ("zh", "您可以在30天内退回购买的鞋子。", "您可以在14天内退回购买的鞋子。"),
    ],
)  # fmt: skip
def test_in_other_languages_too(language, one, other):
    assert ["day"] == [measure for measure, _, _ in said(one, other, language)]
