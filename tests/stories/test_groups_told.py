"""A company asks which groups people belong to; some tell it; an audit counts them, bounds what it cannot know, and is noted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.cli import main
from fairdesk.consent.purposes import Purpose
from fairdesk.database import writing
from fairdesk.desk import records as desk_records
from fairdesk.fairness import sentences
from fairdesk.fairness.own_acts import about
from fairdesk.house.forgetting import forget
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput
from fairdesk.privacy.keys import unseal
from fairdesk.web import doors
from tests.house.test_groups import QUESTION, asks
from tests.people import Customer, Desk

UNANSWERED = "Wie lange dauert eine Erstattung?"


class Asked:
    """Forty people wrote: twelve women, who were answered; twelve men, who were not; sixteen tell nothing, and were."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.women, self.men = asks(desk, QUESTION, "en", 12), asks(desk, UNANSWERED, "de", 12)
        self.untold = asks(desk, QUESTION, "en", 16)
        for gender, people in (("woman", self.women), ("man", self.men)):
            for n, each in enumerate(people):
                desk.house.tell(each.id, {"gender": gender, "age_band": ("30-44", "45-59")[n % 2]}, language="en")

    def by_gender(self) -> dict[str, tuple[int, float]]:
        """Return of each group how many people, and the share that was answered; "": who told none."""
        (view,) = self.audit()["views"]
        told = {
            each["group"]["gender"] if each["told"] else "": each["rates"]["selection_rate"]
            for each in view["groups"]
        }
        return {name: (rate["n"], round(rate["share"], 3)) for name, rate in told.items()}

    def audit(self, groups: str = "gender", **more: str) -> dict:  # type: ignore[type-arg]
        return self.desk.house.fairness(self.desk.otto, self.desk.house.audit_asked(groups, "answered", **more))


@pytest.fixture
def asked(desk: Desk) -> Asked:
    return Asked(desk)


def looks(desk: Desk) -> list[dict[str, object]]:
    """Return what the ledger's deeds say of audits by groups that people told."""
    key = desk.house.keys.house_key(HOUSE_KEY)
    return [
        json.loads(unseal(key, sealed, place_of_deed(act)))
        for act, kind, sealed in desk_records.deeds()
        if kind == "groups_audited"
    ]


def test_that_nothing_can_be_compared_is_noted_too(desk: Desk) -> None:
    """It tells something of who told it: so whoever asked is in the ledger."""
    with pytest.raises(BadInput, match="nobody yet of whom"):
        desk.house.fairness(desk.otto, desk.house.audit_asked("gender", "upheld"))

    assert [(int(desk.otto), "gender", "upheld")] == [
        (each["by"], each["groups"], each["outcome"]) for each in looks(desk)
    ]


def test_from_asking_to_taking_it_back(asked: Asked) -> None:
    desk, (dana, kim, lena, *_) = asked.desk, asked.women
    assert {"woman": (12, 1.0), "man": (12, 0.0), "": (16, 1.0)} == asked.by_gender()

    (view,) = (report := asked.audit())["views"]
    bounds = {each["name"]: (each["low"], each["high"]) for each in view["untold"]["groups"]}
    assert bounds["woman"] == pytest.approx((1 - 16 / 28, 1)), "whoever the sixteen are"
    assert "16 rows (40.0%) do not tell gender." in sentences.of_untold(view)
    assert "known only of those who told it" in about(report)

    desk.house.withdraw(dana.id, Purpose.DISCLOSE)
    assert {"woman": (11, 1.0), "man": (12, 0.0), "": (17, 1.0)} == asked.by_gender(), (
        "she counts as who told nothing"
    )

    forget(desk.house, kim.id, "asked")
    assert {"woman": (10, 1.0), "man": (12, 0.0), "": (17, 1.0)} == asked.by_gender()

    elsewhere = desk.customer()
    desk.house.tell(elsewhere.id, {"gender": "man"}, language="en")
    with writing():
        addresses.join((lena.id, elsewhere.id), "a-person", desk.house.now())
    assert {"woman": (9, 1.0), "man": (13, 0.077), "": (17, 1.0)} == asked.by_gender(), "one person, as last told"


def test_who_looked_is_noted_and_nobody_of_whom_was_looked_at(asked: Asked) -> None:
    desk = asked.desk
    asked.audit("language")
    assert [] == looks(desk), "of no special category"

    asked.audit("language,gender,age_band")
    since = asked.audit("gender")["own"]["since"]
    assert [
        {"groups": "gender age_band", "outcome": "answered", "since": since, "by": int(desk.otto)},
        {"groups": "gender", "outcome": "answered", "since": since, "by": int(desk.otto)},
    ] == looks(desk)
    ran = CliRunner().invoke(main, ["--data", str(desk.folder), "audit", "--own", "--groups", "gender", "--json"])
    assert asked.audit("gender") == json.loads(ran.output)
    assert [int(desk.otto), int(desk.otto), 0, int(desk.otto)] == [each["by"] for each in looks(desk)]


def test_it_begins_with_a_month_so_that_two_cannot_be_subtracted_day_by_day(asked: Asked) -> None:
    now = asked.desk.house.now()
    day = now.replace(day=1).date()
    said = f"{now.date()}"

    assert said == asked.audit("language", since=said)["own"]["since"]
    assert f"{day}" == asked.audit("gender", since=said)["own"]["since"]
    assert 1 == int(asked.desk.house.audit_asked("gender", "answered", "2026-02-17").since.day)


def test_fewer_than_five_are_told_nowhere(asked: Asked) -> None:
    asks_and_tells(asked.desk, "another", 4)
    report = asked.audit()

    assert "another" not in json.dumps(report["views"])
    assert (24 + 16, ["gender"]) == (report["rows"], report["left_out"])


def asks_and_tells(desk: Desk, gender: str, times: int) -> list[Customer]:
    people = asks(desk, QUESTION, "en", times)
    for each in people:
        desk.house.tell(each.id, {"gender": gender}, language="en")
    return people


def test_only_what_the_company_asks_can_be_audited(desk: Desk) -> None:
    desk.house.settings = replace(desk.house.settings, groups_asked="gender")
    doors.open_door(desk.house)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(pk=desk.otto), backend="django.contrib.auth.backends.ModelBackend")

    for name in ("age_band", "origin", "region"):
        with pytest.raises(BadInput, match=name):
            desk.house.audit_asked(name, "answered")
    assert ("gender",) == desk.house.audit_asked("gender", "answered").told
    page = client.get("/desk/fairness?outcome=upheld").content.decode()
    assert 'value="gender"' in page
    assert 'value="age_band"' not in page
    desk.house.settings = replace(desk.house.settings, groups_asked="")
    assert {"language", "channel"} == desk.house.groups_to_audit().keys()
    assert 404 == client.get("/privacy/groups").status_code
