"""A promise about answers: made from what people reviewed, kept by the rule, and taken back by the desk itself."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.clock import new_id
from fairdesk.consent.purposes import Purpose
from fairdesk.database import rows, writing
from fairdesk.desk import records, turn
from fairdesk.desk.timeline import State
from fairdesk.explainability.running import as_json
from fairdesk.guidelines import records as guidelines
from fairdesk.house import reviewed_answers
from fairdesk.house.background import Background
from fairdesk.nouns import NotFound, Refused
from fairdesk.oversight import records as oversight
from fairdesk.oversight.reviewing import AnswerReview
from tests.people import Customer, Desk, PulledPlug

QUESTION = "How long does a refund take?"
ENOUGH = 17
"""The first planned look: so many right answers prove that at most a fifth is wrong, with half of the doubt of 5 %."""

SECOND = 22
"""The second look after a break: so many right ones prove it with a sixth of the doubt."""


@pytest.fixture
def careful(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk where people answer until a promise is in force: at most a fifth of the answers is wrong."""
    from fairdesk.house import customers

    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    made = Desk(folder, answers_before_promise="people", promise_target=0.2)
    made.house.in_the_tenth = lambda act: False  # type: ignore[method-assign]  # whom a second look falls to is another story
    yield made
    made.house.close()


def asks(desk: Desk, times: int = 1) -> list[Customer]:
    """So many customers ask, and say yes to reviews of what they are answered."""
    people = []
    for _ in range(times):
        people.append(who := desk.customer())
        desk.says(who, QUESTION)
        desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), True)
    return people


def reviews(desk: Desk, verdict: str, times: int) -> None:
    for _ in range(times):
        found = desk.house.answer_sample(desk.rio)
        assert found is not None
        desk.house.keep_answer_review(desk.rio, found.act, verdict)


def counted(desk: Desk) -> list[AnswerReview]:
    return [each for found in desk.house.reviews_that_count(desk.house.now()).values() for each in found]


def promises(desk: Desk) -> Desk:
    asks(desk, ENOUGH)
    reviews(desk, "right", ENOUGH)
    assert ("all",) == two_make_promises(desk)
    return desk


def two_make_promises(desk: Desk) -> tuple[str, ...]:
    """Pia asks, Cleo agrees: what lets the assistant answer more alone takes two."""
    assert () == desk.house.make_promises(desk.pia)
    return desk.house.make_promises(desk.cleo)


def test_people_answer_until_enough_answers_were_reviewed(careful: Desk) -> None:
    (dana,) = asks(careful)

    assert [] == careful.answers(dana)
    assert "not_promised_yet" == careful.house.kept_turn(careful.last_act(dana))[1].handover
    assert {} == careful.house.promise_now().promises
    (told,) = careful.house.running().promises
    assert ("not_yet", 0, ENOUGH) == (told.state, told.reviewed, told.needed)


def test_once_promised_the_assistant_answers_what_is_sure_enough_and_people_the_rest(careful: Desk) -> None:
    promises(careful)
    (dana,) = asks(careful)
    sam = careful.customer()
    careful.says(sam, "And the post?")

    assert careful.answers(dana)
    assert "kept" == records.turn(careful.last_act(dana)).facts["promise"]
    (told,) = careful.house.running().promises
    assert ("kept", ENOUGH, ENOUGH, 0, 0.2) == (told.state, told.reviewed, told.answered, told.wrong, told.target)
    assert [] == careful.answers(sam)
    assert "below_promise" == careful.house.kept_turn(careful.last_act(sam))[1].handover
    record = careful.house.why_for_a_command(careful.last_act(dana))
    assert "at most 20% are wrong, with 95% confidence" in record.calibration
    assert f"people reviewed {ENOUGH} such answers" in record.calibration
    assert record.calibration.endswith(", 0 were wrong")
    assert ["differences between groups of customers"] == as_json(careful.house.running())["not_measured"]
    with writing():
        oversight.end_promise("all", careful.house.now())
    assert record == careful.house.why_for_a_command(careful.last_act(dana)), "it is told as it was then"


def test_wrong_answers_close_the_gate_by_themselves_and_it_opens_only_after_new_reviews_and_two_people(
    careful: Desk,
) -> None:
    promises(careful)
    asks(careful, 8)
    reviews(careful, "wrong", 8)

    Background(careful.house).round()

    (stop,) = careful.house.stops(careful.ada)
    assert "topic:all" == stop.scope
    assert "8 of 8 reviewed answers were wrong: more than the 20 % promised." == stop.reason
    (dana,) = asks(careful)
    assert [] == careful.answers(dana)
    assert State.WAITING is careful.sees(dana).state
    assert "gate_closed" == careful.house.kept_turn(careful.last_act(dana))[1].handover
    assert "promise_broken" in {kind for (kind,) in rows("SELECT kind FROM desk_deed")}
    assert ["closed"] == [each.state for each in careful.house.running().promises]
    with pytest.raises(Refused, match="review enough answers given since"):
        careful.house.start_ai(careful.ada, stop.id)

    asks(careful, SECOND)
    reviews(careful, "right", SECOND)
    assert ("all",) == two_make_promises(careful)
    (sam,) = asks(careful)
    assert [] == careful.answers(sam), "two people open it, no figure alone"
    assert not careful.house.start_ai(careful.ada, stop.id)
    assert careful.house.start_ai(careful.ben, stop.id)

    (kim,) = asks(careful)
    assert careful.answers(kim)
    assert () == careful.house.watch_promises(), "what was looked into does not close it again"
    assert not careful.house.verify().problems


def test_a_yes_taken_back_takes_the_reviews_along(careful: Desk) -> None:
    (dana,) = asks(careful)
    reviews(careful, "right", 1)
    assert 1 == len(counted(careful))

    careful.house.answer_purpose(dana.conversation, dana.id, str(Purpose.IMPROVE), False)

    assert [] == counted(careful)


def test_nobody_picks_the_answers_that_a_promise_is_made_of(careful: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking again shows the same answer; one that was not drawn is not taken, whatever the form says."""
    (dana, *_) = asks(careful, 6)
    shown = {found.act for _ in range(5) if (found := careful.house.answer_sample(careful.rio))}
    assert 1 == len(shown)

    monkeypatch.setattr(reviewed_answers, "drawn", lambda act, *_: act != careful.last_act(dana))
    with pytest.raises(NotFound):
        careful.house.keep_answer_review(careful.rio, careful.last_act(dana), "right")
    assert [] == counted(careful)


def test_who_reviewed_everything_alone_does_not_promise_alone(careful: Desk) -> None:
    asks(careful, ENOUGH)
    for _ in range(ENOUGH):
        found = careful.house.answer_sample(careful.cleo)
        assert found is not None
        careful.house.keep_answer_review(careful.cleo, found.act, "right")

    assert () == careful.house.make_promises(careful.cleo)
    assert "Cleo" == careful.house.board(careful.pia).topics[0].asked_by
    with pytest.raises(Refused, match="somebody else must put the promise in force"):
        careful.house.make_promises(careful.cleo)
    with pytest.raises(Refused):
        careful.house.make_promises(careful.rio)
    assert () == careful.house.knowing.promises()
    assert ("all",) == careful.house.make_promises(careful.pia)


def test_in_shadow_mode_colleagues_see_no_draft_and_reviewers_see_it_beside_the_reply(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fairdesk.house import customers

    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    shadow = Desk(folder, answers_before_promise="shadow")
    for dana in asks(shadow, 5):
        shadow.house.take_over(dana.conversation, shadow.ada)
        assert () == shadow.house.case(dana.conversation, shadow.ada).suggestions
        version = shadow.house.case(dana.conversation, shadow.ada).version
        shadow.house.reply(dana.conversation, shadow.ada, "A refund takes 5 working days, kim@example.org", version)

    found = shadow.house.answer_sample(shadow.rio)
    assert found is not None
    assert ("A refund takes 5 working days, [EMAIL_1]", False) == (found.replied, found.sent)
    beside = shadow.house.board(shadow.rio).compared
    assert beside is not None
    assert 5 == beside.n
    assert 0.3 < beside.middle < 1
    shadow.house.keep_answer_review(shadow.rio, found.act, "right")
    assert 1 == len(counted(shadow))
    shadow.house.close()


def test_an_answer_on_its_way_out_is_held_back_when_its_gate_closes(careful: Desk) -> None:
    promises(careful)
    asks(careful, 8)
    reviews(careful, "wrong", 8)
    careful.pull_the_plug("before deliver")
    dana = careful.customer()
    with contextlib.suppress(PulledPlug):
        careful.says(dana, QUESTION)
    careful.house.plug = lambda _step: None
    assert ("all",) == careful.house.watch_promises()

    careful.house.deliver(careful.last_act(dana))

    assert [] == careful.answers(dana)
    assert "answer_held_back" in careful.events(dana)


def test_other_traffic_closes_the_gate_before_anybody_reviewed_a_wrong_answer(careful: Desk) -> None:
    promises(careful)
    for _ in range(60):
        careful.says(careful.customer(), "refund and the post and anything else")

    assert ("all",) == careful.house.watch_promises()
    (stop,) = careful.house.stops(careful.ada)
    assert "not like those that were reviewed" in stop.reason


def test_a_desk_that_promises_nothing_answers_as_its_guideline_says_and_still_stops_what_is_mostly_wrong(
    desk: Desk,
) -> None:
    (dana,) = asks(desk)
    assert desk.answers(dana)
    asks(desk, 5)
    reviews(desk, "wrong", 6)

    assert ("all",) == desk.house.watch_promises()
    (sam,) = asks(desk)
    assert [] == desk.answers(sam)


def test_what_another_assistant_was_reviewed_for_promises_nothing_of_this_one(careful: Desk) -> None:
    """Somebody exchanges what finds the answers, say for a language model, and two people approve that."""
    promises(careful)
    after = careful.house.now()
    with writing():
        for life in guidelines.lives("release")[:1]:
            again = replace(life.proposal, id=new_id(), at=after, begins=after)
            guidelines.add(replace(life, proposal=again, rests_on={**(life.rests_on or {}), "answerer": "another"}))

    assert () == careful.house.knowing.promises()
    assert {} == careful.house.promise_now().promises, "no review of then counts"
    assert ["not_yet"] == [each.state for each in careful.house.running().promises]
    assert {} == careful.house.knowing.promised().thresholds

    with writing():  # back to what answered before, and approved again: from now on, not as if nothing had been
        back = replace(life.proposal, id=new_id(), at=careful.house.now(), begins=careful.house.now())
        guidelines.add(replace(life, proposal=back))
    assert () == careful.house.knowing.promises()


def test_a_change_of_the_table_alone_leaves_the_promise(careful: Desk) -> None:
    promises(careful)
    (life, *_) = guidelines.lives("release")
    at = careful.house.now()
    with writing():
        guidelines.add(replace(life, proposal=replace(life.proposal, id=new_id(), at=at, begins=at)))

    assert ["all"] == [each.topic for each in careful.house.knowing.promises()]


def test_a_look_that_was_taken_is_not_taken_again_when_its_wrong_answer_goes(careful: Desk) -> None:
    """Seventeen with a wrong one prove nothing. Its customer leaves, another comes: that is no seventeen right ones."""
    dana, *_ = asks(careful, ENOUGH)
    careful.house.keep_answer_review(careful.rio, careful.last_act(dana), "wrong")
    reviews(careful, "right", ENOUGH - 1)

    careful.house.answer_purpose(dana.conversation, dana.id, str(Purpose.IMPROVE), False)
    asks(careful)
    reviews(careful, "right", 1)

    assert ENOUGH == len(counted(careful))
    assert () == careful.house.make_promises(careful.cleo)
    assert 1 < (careful.house.promise_now().promises["all"].needed or 0)


def test_what_was_certified_stays_when_its_reviews_go(careful: Desk) -> None:
    people = asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH)
    for dana in people[:9]:
        careful.house.answer_purpose(dana.conversation, dana.id, str(Purpose.IMPROVE), False)

    assert ("all",) == two_make_promises(careful)
    (made,) = careful.house.knowing.promises()
    assert (ENOUGH, 0) == (made.reviewed, made.wrong)
    assert "answers_looked_at" in {kind for (kind,) in rows("SELECT kind FROM desk_deed")}


def test_putting_the_same_in_force_again_changes_nothing_and_the_watch_goes_on(careful: Desk) -> None:
    promises(careful)
    (made,) = careful.house.knowing.promises()
    people = asks(careful, 6)
    reviews(careful, "wrong", 2)

    assert ("all",) == careful.house.make_promises(careful.cleo)
    assert (made,) == careful.house.knowing.promises()
    reviews(careful, "wrong", 4)
    for dana in people:  # the evidence was seen; that its reviews go does not undo it
        careful.house.answer_purpose(dana.conversation, dana.id, str(Purpose.IMPROVE), False)

    assert ("all",) == careful.house.watch_promises()
    (stop,) = careful.house.stops(careful.ada)
    assert stop.reason.startswith("6 of 6 reviewed answers were wrong")


def test_what_was_reviewed_between_the_look_and_the_promise_is_watched(careful: Desk) -> None:
    asks(careful, ENOUGH + 6)
    reviews(careful, "right", ENOUGH)
    reviews(careful, "wrong", 6)
    two_make_promises(careful)

    assert ("all",) == careful.house.watch_promises()


def test_drafts_of_before_a_break_are_not_drawn_after_it(careful: Desk) -> None:
    promises(careful)
    asks(careful, 9)
    reviews(careful, "wrong", 8)
    assert ("all",) == careful.house.watch_promises()

    assert careful.house.answer_sample(careful.rio) is None
    dana, *_ = asks(careful)
    found = careful.house.answer_sample(careful.rio)
    assert found is not None
    assert careful.last_act(dana) == found.act


def test_a_draft_that_could_not_be_sent_however_sure_it_is_is_not_reviewed(
    careful: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says is not in its passages: that holds it back, not doubt, so it tells nothing of what is sent."""
    monkeypatch.setattr(turn, "sources", lambda _draft: ())
    (dana,) = asks(careful)

    assert "not_grounded" == careful.house.kept_turn(careful.last_act(dana))[1].handover
    assert careful.house.answer_sample(careful.rio) is None
    with pytest.raises(NotFound):
        careful.house.keep_answer_review(careful.rio, careful.last_act(dana), "wrong")


def test_when_other_topics_get_promises_of_their_own_the_old_promise_is_over(careful: Desk) -> None:
    promises(careful)
    other = careful
    other.settings = replace(other.settings, promise_topics="article")
    other.restart()

    assert () == other.house.knowing.promises()
    assert ["not_yet"] == [each.state for each in other.house.running().promises]
    assert {} == other.house.promise_now().promises
    assert () == other.house.watch_promises()
    assert [(1,)] == rows("SELECT count(*) FROM desk_deed WHERE kind = 'promise_ended'")


def test_who_gave_most_of_the_verdicts_does_not_promise_also_where_others_gave_some(careful: Desk) -> None:
    asks(careful, ENOUGH)
    for number in range(ENOUGH):
        who = careful.rio if number < 8 else careful.cleo
        found = careful.house.answer_sample(who)
        assert found is not None
        careful.house.keep_answer_review(who, found.act, "right")

    assert () == careful.house.make_promises(careful.cleo)
    with pytest.raises(Refused, match="more than half of the verdicts"):
        careful.house.make_promises(careful.cleo)
    assert careful.house.board(careful.cleo).topics[0].another
    assert not careful.house.board(careful.pia).topics[0].another
    assert ("all",) == careful.house.make_promises(careful.pia)


def test_a_break_is_remembered_however_many_stops_came_after_it(careful: Desk) -> None:
    promises(careful)
    asks(careful, 8)
    reviews(careful, "wrong", 8)
    assert ("all",) == careful.house.watch_promises()
    for _ in range(201):
        careful.house.stop_ai(careful.ada, "channel:email", "a drill")

    assert [] == counted(careful)
    assert {} == careful.house.promise_now().promises


def test_two_who_put_it_in_force_at_once_make_one_promise(careful: Desk) -> None:
    asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH)
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(careful.house.make_promises, (careful.cleo, careful.pia)))

    assert [(), ("all",)] == sorted(made), "one of them asked, the other agreed"
    assert [(1,)] == rows("SELECT count(*) FROM oversight_promise")


def test_what_was_closed_for_all_opens_where_topics_have_promises_of_their_own(careful: Desk) -> None:
    promises(careful)
    asks(careful, 8)
    reviews(careful, "wrong", 8)
    assert ("all",) == careful.house.watch_promises()
    careful.settings = replace(careful.settings, promise_topics="article")
    careful.restart()
    (stop,) = careful.house.stops(careful.ada)
    with pytest.raises(Refused):
        careful.house.start_ai(careful.ada, stop.id)

    asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH)
    (article,) = two_make_promises(careful)
    assert "all" != article
    careful.house.start_ai(careful.ada, stop.id)
    assert careful.house.start_ai(careful.ben, stop.id)
    (dana,) = asks(careful)
    assert careful.answers(dana)


def test_who_is_alone_agrees_a_day_later(careful: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in (careful.pia, careful.otto):
        careful.house.let_go(careful.cleo, who)
    asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH)

    assert () == careful.house.make_promises(careful.cleo)
    with pytest.raises(Refused):
        careful.house.make_promises(careful.cleo)
    tomorrow = careful.house.now() + timedelta(hours=24)
    monkeypatch.setattr(careful.house, "now", lambda: tomorrow)

    assert ("all",) == careful.house.make_promises(careful.cleo)


def test_what_was_asked_of_an_older_look_is_not_granted_for_a_newer_one(careful: Desk) -> None:
    """Who agrees, agrees to the figures they see."""
    asks(careful, ENOUGH)
    reviews(careful, "right", ENOUGH)
    assert () == careful.house.make_promises(careful.pia)
    asks(careful, 40)
    reviews(careful, "right", 40)
    looks, _ = careful.house.latest_looks()

    first = careful.house.make_promises(careful.cleo)

    assert looks["all"].reviewed > ENOUGH
    assert () == first, "Pia asked for other figures: now Cleo asks"
    assert ("all",) == careful.house.make_promises(careful.pia)
