"""Who writes is held against what is there for them, of a real desk; what to write next becomes one task, and is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from fairdesk.answers.article_tasks import DISMISSED, DONE
from fairdesk.answers.intent_file import MODEL
from fairdesk.cli import main
from fairdesk.database import execute, rows, writing
from fairdesk.fairness.representation_told import as_text
from fairdesk.house.shelving import add_articles
from fairdesk.identity.records import addresses
from fairdesk.nouns import NotFound, Refused
from fairdesk.web import doors
from tests.house.test_groups import QUESTION, asks, reviews
from tests.house.test_own_acts import world
from tests.house.test_vigilance import PARTS
from tests.people import RETURNS, Customer, Desk

REFUND = (
    "Ile trwa zwrot pieniędzy?", "Kiedy dostanę zwrot pieniędzy?", "Jak długo czekam na zwrot pieniędzy?",
    "Gdzie jest mój zwrot pieniędzy?", "Czy zwrot pieniędzy jest szybki?", "Zwrot pieniędzy, kiedy przyjdzie?",
)  # fmt: skip
CENSUS = "language,share,source,date\nen,0.6,Census of a made-up town,2025-05-15\npl,0.2,,\nuk,0.2,,\n"


def askers(desk: Desk) -> list[Customer]:
    """Six people ask in Polish for their money, and no article answers."""
    return [who for text in REFUND for who in asks(desk, text, "pl")]


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Eight people ask in English and are answered; six in Polish are not."""
    asks(desk, QUESTION, "en", 8)
    askers(desk)
    return desk


def group(report: dict[str, Any], name: str, by: str = "language") -> dict[str, Any]:
    (view,) = (view for view in report["represented"]["views"] if view["by"] == by)
    return next(each for each in view["groups"] if each["name"] == name)  # type: ignore[no-any-return]


def there(report: dict[str, Any], source: str) -> dict[str, int]:
    return {each["name"]: each["sources"][source]["n"] for each in report["represented"]["views"][0]["groups"]}


def of_plan(desk: Desk) -> list[tuple[str, tuple[str, ...], bool]]:
    told = desk.house.what_to_write(desk.ada)
    return [(row["language"], tuple(row["words"]), bool(row["task"])) for row in told["rows"]]


class TestPlanted:
    def test_a_fifth_of_who_writes_and_a_fiftieth_of_the_articles_is_found_and_ranked(self, desk: Desk) -> None:
        folder = desk.folder / "shelf"
        for number in range(48):
            (folder / "en").mkdir(parents=True, exist_ok=True)
            (folder / "en" / f"a{number}.md").write_text(
                f"---\ntitle: Matter {number}\n---\n\nAbout matter {number}.\n"
            )
        (folder / "pl").mkdir()
        (folder / "pl" / "sklep.md").write_text("---\ntitle: Sklep\n---\n\nSklep jest otwarty od dziewiątej.\n")
        add_articles(desk.house, folder)
        world(desk, {"en": 0.8}, 180)
        world(desk, {"pl": 0.2}, 45)
        askers(desk)
        report = desk.house.representation_now()

        polish = group(report, "pl")
        assert ("under", 1, 0.02) == tuple(polish["sources"]["articles"][key] for key in ("claim", "n", "share"))
        assert 0.2 == pytest.approx(polish["share"], abs=0.03)
        assert polish["sources"]["articles"]["ratio"]["high"] < 1
        assert ["pl"] == [row["language"] for row in report["to_write"]["rows"]]
        unanswered = {
            row["language"]: row["claim"] and row["difference"] > 0
            for row in report["unanswered"]["rows"]
            if not row["topic"]
        }
        assert {"en": False, "pl": True} == unanswered
        assert "Beyond chance: Polski has 2.0% of the articles" in "\n".join(as_text(report))


class TestWhoCounts:
    def test_each_person_once_and_what_may_only_be_stored_never(self, asked: Desk) -> None:
        dana, sam, alone = asks(asked, QUESTION, times=3)
        asked.says(dana, "And the post?")
        with writing():
            addresses.join((dana.id, sam.id), "a-person", asked.house.now())
        asked.house.restrict(alone.id, True, asked.house.now())
        report = asked.house.representation_now()

        assert (9, 6) == (group(report, "en")["people"], group(report, "pl")["people"])
        assert {"en": 9, "pl": 6} == {row["language"]: row["n"] for row in report["unanswered"]["rows"]}

    def test_who_restricted_the_use_of_their_data_waits_for_no_article(self, asked: Desk) -> None:
        before = asked.house.what_to_write(asked.ada)["rows"][0]
        polish = rows("SELECT customer_id FROM desk_conversation WHERE language = 'pl' ORDER BY id LIMIT 2")
        for (who,) in polish:
            asked.house.restrict(who, True, asked.house.now())
        after = asked.house.what_to_write(asked.ada)

        assert (5, 5) == (before["customers"], before["high"])
        assert ([], []) == (after["rows"], after["unnamed"]), "four are left: fewer than five"

    def test_a_conversation_in_a_sensitive_matter_is_left_out_whole(self, asked: Desk) -> None:
        before = asked.house.representation_now()
        (dana,) = asks(asked, REFUND[0], "pl")
        asked.says(dana, "My father died last week, please close his contract.")

        assert before == asked.house.representation_now()

    def test_the_reviewed_are_counted_by_people_and_the_set_of_the_promise_too(self, asked: Desk) -> None:
        (dana,) = asks(asked, QUESTION)
        asked.says(dana, QUESTION)
        reviews(asked, "right")
        report = asked.house.representation_now()

        assert {"en": 9, "pl": 0} == there(report, "reviewed") == there(report, "calibration")
        assert 10 == rows("SELECT count(*) FROM oversight_answer_review")[0][0]

    def test_examples_are_those_the_model_of_intents_says_it_learned_from(
        self, asked: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = asked.folder / "intents"
        folder.mkdir()
        (folder / MODEL).write_text(json.dumps({"card": {"languages": {"en": 40, "pl": 2, "": 5}}}))
        monkeypatch.setattr(asked.house.intents, "version", "a-version")

        assert {"en": 40, "pl": 2} == there(asked.house.representation_now(), "examples")

    def test_people_of_a_group_too_small_to_tell_count_in_no_kind(self, asked: Desk) -> None:
        asks(asked, "Wie lange dauert eine Erstattung?", "de", 3)
        world(asked, {"en": 1.0}, 12)
        asked.knows(RETURNS, "returns", "uk")
        asks(asked, QUESTION, "uk", 1)
        reviews(asked, "right")
        by = {view["by"]: view for view in asked.house.representation_now()["represented"]["views"]}

        told = {
            name: [
                (one["n"], one["outside"]) for one in view["sources"] if one["code"] in ("reviewed", "calibration")
            ]
            for name, view in by.items()
        }
        assert [(9,)] == rows("SELECT count(*) FROM oversight_answer_review")
        assert 26 == by["language"]["people"] == by["channel"]["people"]
        assert by["language"]["left_out"]
        assert [(8, 0)] * 2 == told["language"] == told["channel"], "the ninth wrote in a language of few"


class TestReviewers:
    def test_nothing_is_told_before_people_were_asked_and_never_of_fewer_than_five(self, asked: Desk) -> None:
        reviews(asked, "right")
        assert {"told": False, "languages": []} == asked.house.representation_now()["reviewers"]
        asked.house.keep_consultation(asked.cleo, PARTS, "2026-11-01")
        for colleague in (101, 102, 103, 104):
            with writing():
                execute(
                    "UPDATE oversight_answer_review SET by_id = %s WHERE act = (SELECT max(act) FROM oversight_answer_review WHERE by_id = %s)",
                    colleague, int(asked.rio),
                )  # fmt: skip
            found = asked.house.representation_now()["reviewers"]
            assert (["en"] if colleague == 104 else []) == found["languages"]


class TestReference:
    def test_the_settings_and_the_command_name_a_population(self, asked: Desk, tmp_path: Path) -> None:
        (tmp_path / "census.csv").write_text(CENSUS)
        ran = CliRunner().invoke(
            main,
            ["--data", str(asked.folder), "representation", "--reference", str(tmp_path / "census.csv"), "--json"],
        )

        told = json.loads(ran.output)["reference"]
        assert ("Census of a made-up town", "2025-05-15", 14) == (told["source"], told["date"], told["people"])
        assert [("en", 8), ("pl", 6), ("uk", None)] == [(one["name"], one["people"]) for one in told["groups"]]

    def test_one_that_cannot_be_used_is_said_by_row_and_column_and_loses_nothing(
        self, asked: Desk, tmp_path: Path
    ) -> None:
        (tmp_path / "census.csv").write_text(CENSUS.replace("pl,0.2", "pl,a fifth"))
        ran = CliRunner().invoke(
            main, ["--data", str(asked.folder), "representation", "--reference", str(tmp_path / "census.csv")]
        )
        asked.settings = asked.house.settings = asked.house.settings.__class__(
            data=asked.folder, reference_population=str(tmp_path / "census.csv")
        )
        page = self.page(asked)

        assert 7 == ran.exit_code
        for said in (ran.output, page):
            assert "row 3, column share: holds" in said
        assert "What is there, by language" in page

    def page(self, desk: Desk) -> str:
        return arrives(desk, desk.cleo, "/desk/fairness/representation").content.decode().replace("&#x27;", "'")


def arrives(desk: Desk, who: int, address: str, **typed: str) -> HttpResponse:
    doors.open_door(desk.house)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return client.post(address, typed) if typed else client.get(address)  # type: ignore[return-value]


PAGE, JSON = "/desk/fairness/representation", "/desk/fairness/representation.json"


class TestDoors:
    def test_json_and_command_say_the_same(self, asked: Desk) -> None:
        told = json.loads(arrives(asked, asked.cleo, JSON).content)
        ran = CliRunner().invoke(main, ["--data", str(asked.folder), "representation", "--json"])

        assert "" == told.pop("reference_fault")
        assert told == json.loads(ran.output)

    def test_editors_see_what_to_write_and_readers_of_the_books_the_rest(self, asked: Desk) -> None:
        pages = {name: arrives(asked, getattr(asked, name), PAGE) for name in ("ada", "rio", "otto", "pia", "cleo")}
        seen = {
            name: (
                "pieniędzy" in (html := page.content.decode()),
                "What is there, by language" in html,
                "Make it a task" in html,
            )
            for name, page in pages.items()
        }

        assert {
            "ada": (True, False, True), "rio": (True, True, True), "cleo": (True, True, True),
            "otto": (False, True, False), "pia": (False, True, False),
        } == seen  # fmt: skip
        assert {"to_write"} == json.loads(arrives(asked, asked.ada, JSON).content).keys()
        assert "pieni" not in arrives(asked, asked.otto, JSON).content.decode()

    def test_where_too_few_wrote_the_page_says_so(self, desk: Desk) -> None:
        page = arrives(desk, desk.cleo, PAGE)

        assert (200, True) == (page.status_code, "Nothing can be told" in page.content.decode())
        assert 422 == arrives(desk, desk.cleo, f"{JSON}?since=soon").status_code


class TestTasks:
    @pytest.fixture
    def matter(self, asked: Desk) -> str:
        return str(asked.house.what_to_write(asked.ada)["rows"][0]["matter"])

    def opened(self) -> int:
        return len(rows("SELECT 1 FROM desk_deed WHERE kind = 'article_task_opened'"))

    def test_one_press_makes_one_and_the_night_no_second(self, asked: Desk, matter: str) -> None:
        first = asked.house.ask_to_write(asked.ada, matter)
        assert first == asked.house.ask_to_write(asked.ben, matter)
        asked.house.tend_article_tasks()

        assert [first] == [task.id for task in asked.house.open_article_tasks()]
        assert 1 == self.opened()
        assert [True] == [task for _, _, task in of_plan(asked)]

    def test_what_somebody_dismissed_is_taken_up_again_by_hand(self, asked: Desk, matter: str) -> None:
        id = asked.house.ask_to_write(asked.ada, matter)
        asked.house.close_article_task(asked.ada, id, DISMISSED, "we do not sell that")
        assert [False] == [task for _, _, task in of_plan(asked)]

        assert id == asked.house.ask_to_write(asked.ada, matter)
        assert [id] == [task.id for task in asked.house.open_article_tasks()]

    def test_what_was_written_about_is_off_the_list_until_somebody_new_asks(self, asked: Desk, matter: str) -> None:
        asked.house.close_article_task(asked.ada, asked.house.ask_to_write(asked.ada, matter), DONE, "wrote it")
        told = asked.house.what_to_write(asked.ada)
        assert ([], 1) == (told["rows"], told["written"])

        asks(asked, "Zwrot pieniędzy?", "pl")

        assert ["pl"] == [language for language, _, _ in of_plan(asked)]

    def test_nobody_makes_one_of_what_no_customer_asked_or_without_the_right(self, asked: Desk, matter: str) -> None:
        with pytest.raises(NotFound):
            asked.house.ask_to_write(asked.ada, "gap|pl|mine")
        with pytest.raises(Refused):
            asked.house.ask_to_write(asked.otto, matter)
        assert 403 == arrives(asked, asked.otto, PAGE, matter=matter).status_code
        assert 0 == self.opened()

        assert f"{PAGE}?said=task#what-to-write" == arrives(asked, asked.ada, PAGE, matter=matter)["Location"]
        assert 1 == self.opened()
