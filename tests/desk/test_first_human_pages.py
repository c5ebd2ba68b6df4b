"""Through the real doors: what a sensitive matter shows to whom, and the pages on which a manager sees to it in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.desk import records
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.sensitive import records as sensitive
from tests.desk.test_first_human import promising
from tests.house.in_force import put_in_force
from tests.people import Customer
from tests.privacy.test_pages import at_desk, at_the_door, browser  # noqa: F401  a fixture

ABUSE = "My husband hits me and controls all my money."
REASON = "nobody certified is here and she writes now"


@pytest.fixture
def dana(desk) -> Customer:
    """Dana wrote of abuse; Ben holds no care certificate."""
    for held in desk.house.care_certificates(THE_HOUSE):
        if held.colleague == desk.ben:
            desk.house.end_care_certificate(THE_HOUSE, held.id)
    dana = desk.customer()
    desk.says(dana, ABUSE)
    return dana


def words_of(desk, who, *paths: str) -> str:
    client = at_desk(who)
    return " ".join(client.get(path, follow=True).content.decode() for path in paths)


class TestWithoutACertificate:
    def test_no_page_shows_a_word_of_it_or_the_matter(self, desk, dana):
        case, act = f"/desk/c/{dana.conversation}", desk.last_act(dana)
        seen = words_of(
            desk, desk.ben, case, f"{case}/entries?after=0", f"{case}/money", f"/desk/why/{act}", "/desk?view=all",
            "/desk/queue-fragment?view=sensitive",
        )  # fmt: skip

        assert "husband" not in seen
        assert "abuse" not in seen.lower()
        assert "sensitive" in seen.lower()
        waits = words_of(desk, desk.ben, "/desk/first-human")
        assert "<strong>A sensitive matter</strong>" in waits
        assert "<strong>Abuse</strong>" not in waits
        assert "<strong>Abuse</strong>" in words_of(desk, desk.ada, "/desk/first-human")

    def test_the_page_says_who_may_open_it_and_who_of_them_is_there(self, desk, dana):
        seen = words_of(desk, desk.ben, f"/desk/c/{dana.conversation}")

        assert "This is a sensitive matter" in seen
        for name in ("Ada", "Cleo", "Rio"):
            assert f"<bdi>{name}</bdi>" in seen
        assert 1 == seen.count("on duty"), "Ada alone is"

    def test_a_reason_opens_it_and_one_press_takes_it_over(self, desk, dana):
        client, case = at_desk(desk.ben), f"/desk/c/{dana.conversation}"

        assert 422 == client.post(f"{case}/glass", {"reason": "now"}).status_code
        client.post(f"{case}/glass", {"reason": REASON, "take": "1"})

        assert desk.ben == records.conversation(dana.conversation).assignee
        assert "husband" in client.get(case).content.decode()

    def test_a_restricted_one_asks_as_it_did(self, desk, dana):
        desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)

        assert "This conversation is restricted" in words_of(desk, desk.ada, f"/desk/c/{dana.conversation}")


class TestWithOne:
    def test_the_words_are_folded_away_until_somebody_opens_them(self, desk, dana):
        seen = words_of(desk, desk.ada, f"/desk/c/{dana.conversation}")

        assert '<details class="card"><summary>Show what was written. It may be hard to read.</summary>' in seen
        assert "<title>A sensitive matter" in seen
        assert "5 min left" in seen

    def test_they_are_open_where_the_conversation_is_theirs(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)

        assert '<details class="card" open><summary>Show what was written.' in words_of(
            desk, desk.ada, f"/desk/c/{dana.conversation}"
        )

    def test_an_ordinary_case_is_not_folded(self, desk):
        sam = desk.customer()
        desk.says(sam, "a person please")

        assert "Show what was written" not in words_of(desk, desk.ada, f"/desk/c/{sam.conversation}")


class TestAlarms:
    def test_managers_see_them_in_the_header_of_every_page_and_others_do_not(self, desk, dana, monkeypatch):
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(minutes=4))
        desk.house.raise_alarms()

        for path in ("/desk", "/desk/articles", f"/desk/c/{dana.conversation}", "/desk/queue-fragment?view=all"):
            assert "1 needs a person: " in words_of(desk, desk.cleo, path)
        assert "needs a person: " not in words_of(desk, desk.ada, "/desk")

    def test_the_list_and_the_page_say_what_is_left(self, desk, dana):
        assert "5 min left</span>" in (page := words_of(desk, desk.ada, "/desk"))
        assert "A person by" in page
        page = words_of(desk, desk.ada, "/desk/first-human")
        assert "5 min left" in page
        assert "promised" not in page
        assert "none yet" in page


class TestAManagersPages:
    def test_a_duty_is_entered_and_ended(self, desk):
        client = at_desk(desk.cleo)
        typed = {
            "user": str(int(desk.ben)),
            "since": "2026-01-01T10:00",
            "until": "2026-01-01T09:00",
            "reach": "b@c.example",
        }

        wrong = client.post("/desk/on-call", {"do": "put", **typed})
        assert 422 == wrong.status_code
        assert 'value="b@c.example"' in wrong.content.decode(), "nothing that was typed is lost"
        soon = f"{now() + timedelta(hours=9):%Y-%m-%dT%H:%M}"
        right = client.post(
            "/desk/on-call", {"do": "put", **typed, "since": f"{now():%Y-%m-%dT%H:%M}", "until": soon}
        )
        assert "on call now" in right.content.decode()
        (duty,) = desk.house.roster(desk.cleo)
        client.post("/desk/on-call", {"do": "end", "duty": duty.id})
        assert () == desk.house.roster(desk.cleo)

    def test_a_certificate_is_given_and_ended(self, desk, dana):
        client = at_desk(desk.cleo)
        given = {
            "do": "give",
            "user": str(int(desk.ben)),
            "topic": "abuse",
            "until": f"{now() + timedelta(days=9):%Y-%m-%d}",
        }

        assert "The care certificate is given." in client.post("/desk/care-certificates", given).content.decode()
        assert "husband" in words_of(desk, desk.ben, f"/desk/c/{dana.conversation}")
        (held,) = (each for each in desk.house.care_certificates(desk.cleo) if each.colleague == desk.ben)
        client.post("/desk/care-certificates", {"do": "end", "certificate": held.id})
        assert "husband" not in words_of(desk, desk.ben, f"/desk/c/{dana.conversation}")

    @pytest.mark.parametrize("path", ["/desk/on-call", "/desk/care-certificates"])
    def test_nobody_else_opens_them(self, desk, path):
        for who in (desk.ada, desk.rio, desk.pia, desk.otto):
            assert 403 == at_desk(who).get(path).status_code


def test_the_customers_page_tells_no_time(desk, dana):
    seen = browser(dana, "fr").get(f"/c/{dana.conversation}").content.decode()

    assert "Une personne vous répond ici" not in seen
    assert not sensitive.running_in(dana.conversation, now()).promised


def test_if_a_company_promises_one_it_is_said_in_the_language_it_is_read_in(desk):
    put_in_force("first_human", promising())
    sam = desk.customer()
    desk.says(sam, "I was scammed, they took all my savings.")

    seen = browser(sam, "fr").get(f"/c/{sam.conversation}").content.decode()

    assert "15 minutes" in seen
    assert "Une personne vous répond ici" in seen
    assert sensitive.running_in(sam.conversation, now()).promised
    assert '<span class="tag">promised</span>' in words_of(desk, desk.ada, "/desk/first-human")
