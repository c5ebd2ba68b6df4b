"""A job decides a kept turn with what is new, and with all else as it was."""

from __future__ import annotations

from dataclasses import replace

from fairdesk.desk.turn import decide, digest
from fairdesk.nouns import ActId, Turn
from fairdesk.replay.job import Job, Line, Work, said
from fairdesk.replay.replay import Kept
from tests.desk.test_turn import ASKED, KNOWN, NOTHING, RULES, SURE, drafts, fails, never, says
from tests.replay.tables import EVERYBODY_TO_PEOPLE, WISHES_TO_THE_ASSISTANT

ACT = ActId("a")
THEN = {RULES.routing.table.version: RULES.routing, RULES.release.table.version: RULES.release}
NAMED = replace(KNOWN, guidelines={"routing": RULES.routing.table.version, "release": RULES.release.table.version})


def as_kept(turn: Turn) -> Kept:
    return Kept(
        turn.asked, turn.situation, turn.facts, turn.route, turn.release, turn.draft, turn.handover, digest(turn)
    )


def opened(turn: Turn) -> tuple[ActId, Kept]:
    return ACT, as_kept(turn)


def line(job: Job, turn: Turn) -> Line:
    (found,) = Work(job, opened)([turn])
    return found


def test_without_anything_new_each_turn_is_the_same() -> None:
    for asked, answer in (
        (ASKED, drafts(SURE)),
        (ASKED, drafts(NOTHING)),
        (ASKED, fails(TimeoutError)),
        (says("human"), never),
    ):
        found = line(Job(THEN), decide(asked, NAMED, answer, RULES))
        assert (True, found.after) == (found.same, found.before)


def test_a_proposed_table_takes_the_place_of_the_one_of_its_name() -> None:
    job = Job(THEN, "routing.yaml", {"routing": EVERYBODY_TO_PEOPLE.routing})

    assert Line(ACT, "assistant: send", "person: language") == line(job, decide(ASKED, NAMED, drafts(SURE), RULES))


def test_what_must_be_searched_is_left_to_who_can() -> None:
    job = Job(THEN, "routing.yaml", {"routing": WISHES_TO_THE_ASSISTANT.routing})
    turn = decide(says("human"), NAMED, never, RULES)

    assert Line(ACT, "person: asked_for_person", "", True) == line(job, turn)
    (late,) = Work(job, opened, drafts(SURE))([turn])
    assert Line(ACT, "person: asked_for_person", "assistant: send", True) == late


def test_another_answerer_is_asked_even_where_there_was_a_draft() -> None:
    job = Job(THEN, "another", answer=drafts(NOTHING), answered_by="another 1")

    assert "person: no_article" == line(job, decide(ASKED, NAMED, drafts(SURE), RULES)).after


def test_the_id_is_that_of_what_is_new() -> None:
    tables = {"routing": EVERYBODY_TO_PEOPLE.routing}

    assert Job(THEN).id == Job({}).id
    assert 3 == len({Job(THEN).id, Job(THEN, "x", tables).id, Job(THEN, "x", answered_by="m 2").id})


def test_what_was_met_is_said_as_figures_name_it() -> None:
    assert "assistant: send" == said(decide(ASKED, KNOWN, drafts(SURE), RULES))
