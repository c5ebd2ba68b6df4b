"""Dana takes a copy of everything that is kept about her; Sam, who has her link, gets nothing; a link grows old."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from fairdesk.accountability.copies import check_copy
from fairdesk.database import rows
from fairdesk.nouns import NotFound
from fairdesk.privacy.export import LINK_LASTS
from fairdesk.web import doors
from tests.people import Customer

QUESTION = "How long does a refund take? I am dana@example.org"


@pytest.fixture
def dana(desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.case(dana.conversation, desk.ada)
    desk.house.reply(dana.conversation, desk.ada, "It takes five working days.", 99)
    return dana


@pytest.fixture(autouse=True)
def at_the_door(desk):
    before = list(doors._open)
    doors.open_door(desk.house)
    yield
    doors._open[:] = before


def opens(path: str, who: Customer | None):
    client = Client(HTTP_HOST="localhost")
    if who is not None:
        client.cookies[doors.CUSTOMER_COOKIE] = who.token
    return client.get(path)


def exported() -> int:
    return len(rows("SELECT 1 FROM desk_deed WHERE kind = 'exported'"))


def test_her_link_opens_for_her(desk, dana):
    answer = opens(desk.house.export_link(dana.id), dana)

    whole = b"".join(answer.streaming_content)
    assert (200, "no-store") == (answer.status_code, answer["Cache-Control"])
    with zipfile.ZipFile(io.BytesIO(whole)) as copy:
        said = [json.loads(line)["text"] for line in copy.read("data/messages.jsonl").decode().splitlines()]
        looks = [json.loads(line)["work_name"] for line in copy.read("data/looks.jsonl").decode().splitlines()]
    assert {QUESTION, "It takes five working days."} <= set(said)
    assert ["Ada"] == looks
    assert check_copy(whole, desk.house.signer.verifier_key)
    assert 1 == exported()


def test_the_stranger_and_whoever_is_not_known_get_what_a_missing_page_gives(desk, dana):
    sam = desk.customer()
    link, missing = desk.house.export_link(dana.id), "/privacy/export/never-made"

    answers = [opens(link, sam), opens(link, None), opens(missing, sam), opens(missing, dana)]

    assert [404] * 4 == [answer.status_code for answer in answers]
    assert 1 == len({re.sub(rb'value="[^"]{64}"', b"", answer.content) for answer in (answers[0], answers[2])})
    assert 0 == exported()


def test_a_link_grows_old(desk, dana, monkeypatch):
    link, before = desk.house.export_link(dana.id), desk.house.knowing.now

    monkeypatch.setattr(desk.house.knowing, "now", lambda: before() + LINK_LASTS + timedelta(seconds=1))

    assert 404 == opens(link, dana).status_code


def test_after_she_is_forgotten_her_link_opens_nothing(desk, dana):
    from fairdesk.house.forgetting import forget

    link = desk.house.export_link(dana.id)
    forget(desk.house, dana.id, "asked")

    assert 404 == opens(link, dana).status_code
    with pytest.raises(NotFound):
        desk.house.export_by_link(link.rpartition("/")[2], dana.id, "en")


def test_a_copy_made_by_the_office_is_told_to_her(desk, dana):
    desk.house.look_of_the_house(dana.id, "export")
    desk.house.export(dana.id, "en", by="house")

    (told, _) = desk.house.see(dana.id, "en").looks
    assert ("The office, by a command on the server", "", "Made a copy of everything") == (
        told.role,
        told.work_name,
        told.what,
    )
