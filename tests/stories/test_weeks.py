"""A week's answers are accepted or rejected from a sample; a rejected topic drops to drafts until a later week is good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from fairdesk.cli import main
from fairdesk.clock import now
from fairdesk.consent.purposes import Purpose
from fairdesk.database import rows
from fairdesk.house import customers, weekly
from fairdesk.nouns import ActId, Refused
from fairdesk.oversight import records as oversight
from fairdesk.oversight.acceptance import Plan, Standing
from fairdesk.oversight.lots import THE_LOTS, week_begins
from fairdesk.oversight.records import lots
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"
WEEK = timedelta(days=7)


@pytest.fixture
def weekly_desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    made = Desk(folder)
    yield made
    made.house.close()


def asks(desk: Desk, times: int, agrees: bool = True) -> list[Customer]:
    people = []
    for _ in range(times):
        people.append(who := desk.customer())
        desk.says(who, QUESTION)
        if agrees:
            desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), True)
    return people


def at(desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(desk.house.knowing, "now", lambda: moment)


def next_week(desk: Desk, monkeypatch: pytest.MonkeyPatch, weeks: int = 1) -> None:
    at(desk, monkeypatch, week_begins(now(), "UTC") + weeks * WEEK + timedelta(hours=3))


def reviews(desk: Desk, verdicts: str) -> None:
    for verdict in verdicts:
        found = desk.house.answer_sample(desk.rio)
        assert found is not None
        desk.house.keep_answer_review(desk.rio, found.act, {"r": "right", "w": "wrong", "?": "unclear"}[verdict])


def lets_go(desk: Desk, act: ActId, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague says what they make of a draft, takes the time to read it, and sends it."""
    opened, now = desk.house.draft_to_look_at(act, desk.ada, own="right").opened, desk.house.now()
    at(desk, monkeypatch, now + timedelta(minutes=1))
    desk.house.accept_draft(act, desk.ada, opened)
    at(desk, monkeypatch, now)


def deeds() -> list[str]:
    return [kind for (kind,) in rows("SELECT kind FROM desk_deed ORDER BY act") if kind.startswith("lot_")]


@pytest.fixture
def week(weekly_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Twenty-two answers of a week that is over, two of them of customers who did not let them be looked at."""
    asks(weekly_desk, 20)
    asks(weekly_desk, 2, agrees=False)
    next_week(weekly_desk, monkeypatch)
    return weekly_desk


def test_a_week_is_drawn_once_and_only_what_may_be_looked_at_is(week: Desk) -> None:
    (lot,) = week.house.draw_lots()

    assert (22, 20, Plan(20, 1)) == (lot.answers, lot.readable, lot.plan)
    assert () == week.house.draw_lots()
    assert ["lot_drawn"] == deeds()


def test_too_few_answers_count_with_the_next_week(weekly_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(weekly_desk, 19)
    next_week(weekly_desk, monkeypatch)

    assert () == weekly_desk.house.draw_lots()


def test_a_good_week_is_accepted_and_says_how_much_was_wrong(week: Desk) -> None:
    week.house.draw_lots()
    reviews(week, "r" * 10 + "w" + "r" * 8 + "r")

    (row,) = week.house.lots(week.ada)
    assert (Standing.ACCEPTED, "20 of 20", "1, at most 1") == (row.standing, row.looked_at, row.wrong)
    assert "5.0 % (5.0 % to 5.0 %)" == row.error, "all that may be looked at was: nothing is uncertain of it"
    assert ["lot_drawn", "lot_judged"] == deeds()


def test_a_bad_week_drops_the_topic_to_drafts_at_once(week: Desk) -> None:
    week.house.draw_lots()
    reviews(week, "rww")

    (stop,) = oversight.in_force()
    assert ("topic:all", THE_LOTS) == (stop.scope, stop.by)
    assert "2 of 3 answers that were looked at are wrong; at most 1 may be." == stop.reason
    dana = week.customer()
    week.says(dana, QUESTION)
    assert [] == week.answers(dana)
    assert week.sees(dana).draft_waits, "a person looks at every answer before it is sent"


def test_a_rejected_topic_opens_after_a_later_week_was_accepted_and_two_people_agree(
    week: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    week.house.draw_lots()
    reviews(week, "ww")
    (stop,) = oversight.in_force()
    with pytest.raises(Refused, match="look at the drafts until a later week"):
        week.house.start_ai(week.cleo, stop.id)

    asks(week, 21)  # by the patched clock, in the week that begins now
    for waiting in week.house.drafts(week.ada):
        lets_go(week, waiting.act, monkeypatch)
    next_week(week, monkeypatch, 2)
    (lot,) = week.house.draw_lots()
    assert (21, lots.stopped_by(stop.id).end) == (lot.answers, lot.start)
    with pytest.raises(Refused):
        week.house.start_ai(week.cleo, stop.id)
    week.house.judge_lots()  # by what people made of each draft before it was sent
    assert Standing.ACCEPTED is week.house.lots(week.ada)[0].standing

    assert not week.house.start_ai(week.cleo, stop.id)
    assert week.house.start_ai(week.ada, stop.id)


def test_what_cannot_be_told_and_what_is_gone_counts_neither_way(week: Desk) -> None:
    week.house.draw_lots()
    reviews(week, "?" + "w" + "r" * 17)
    last = week.house.answer_sample(week.rio)
    assert last is not None
    (who,) = rows(
        "SELECT customer_id, c.id FROM desk_conversation c JOIN desk_turn t ON t.conversation_id = c.id WHERE t.act = %s",
        last.act,
    )
    assert Standing.OPEN is week.house.lots(week.ada)[0].standing
    week.house.answer_purpose(who[1], who[0], str(Purpose.IMPROVE), False)
    week.house.judge_lots(look_again=True)
    assert Standing.ACCEPTED is week.house.lots(week.ada)[0].standing


def test_a_week_nobody_looked_at_lapses(week: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    week.house.draw_lots()
    at(week, monkeypatch, week.house.now() + timedelta(days=31))
    week.house.judge_lots(look_again=True)

    assert Standing.LAPSED is week.house.lots(week.ada)[0].standing
    assert ["lot_drawn", "lot_judged"] == deeds()


def test_an_answer_picked_for_its_risk_promises_nothing(weekly_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lot is judged by five answers; the others are looked at for the estimate alone, and stay in the draw."""
    desk = weekly_desk
    unhappy = asks(desk, 24)[3]
    desk.house.did_not_help(unhappy.conversation, unhappy.id, desk.last_act(unhappy))
    monkeypatch.setitem(weekly.SAMPLES, "all", 5)
    next_week(desk, monkeypatch)
    desk.house.draw_lots()
    reviews(desk, "r" * 4)  # the fifth could be wrong and change nothing
    counted = len(desk.house.reviews_that_count(desk.house.now())["all"])
    assert 4 == counted

    (row,) = desk.house.lots(desk.ada)
    assert Standing.ACCEPTED is row.standing
    seen = sum(part.reviewed for part in row.strata)

    reviews(desk, "w")

    (row,) = desk.house.lots(desk.ada)
    assert (seen + 1, 1) == (sum(part.reviewed for part in row.strata), sum(part.wrong for part in row.strata))
    assert Standing.ACCEPTED is row.standing, "what is looked at for its risk judges nothing"
    assert counted == len(desk.house.reviews_that_count(desk.house.now())["all"]), "and promises nothing"
    assert "lot_answer_reviewed" in deeds()


def test_the_command_tells_the_same_and_says_by_its_status_that_a_topic_is_stopped(week: Desk) -> None:
    assert "No week has had enough answers yet.\n" == _weeks(week).output
    week.house.draw_lots()
    reviews(week, "ww")

    shown, found = _weeks(week), json.loads(_weeks(week, "--json").output)

    assert 3 == shown.exit_code
    assert "all: rejected; 2 of 20 looked at, wrong 2, at most 1;" in shown.output
    assert (22, 20, 2, "rejected") == tuple(found[0][name] for name in ("answers", "readable", "wrong", "standing"))
    assert found[0]["error"]["low"] <= found[0]["error"]["share"] <= found[0]["error"]["high"]


def _weeks(desk: Desk, *words: str) -> Result:
    with patch("fairdesk.cli.certifying.open_existing", lambda _: desk.house), patch.object(desk.house, "close"):
        return CliRunner().invoke(main, ["--data", str(desk.folder), "answers", "weeks", *words])


def test_of_an_answer_that_was_looked_at_no_word_no_customer_and_no_reviewer_is_kept() -> None:
    from fairdesk.oversight.models import LotLook

    assert {"token", "lot_id", "stratum", "judges", "risky", "verdict"} == {f.name for f in LotLook._meta.fields}
