"""What both sides stand on: whose a thing is, one answer at a time, and states that differ whenever something changed."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import execute, on_sqlite, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.nouns import ConversationId, NotFound, Unavailable


class TestOwn:
    def test_a_stranger_and_an_unknown_id_are_told_the_same(self, desk):
        dana, sam = desk.customer(), desk.customer()
        assert dana.id == desk.house.own(dana.conversation, dana.id).customer

        told = set()
        for conversation in (dana.conversation, ConversationId("unknown")):
            with pytest.raises(NotFound) as refused:
                desk.house.own(conversation, sam.id)
            told.add(str(refused.value))

        assert 1 == len(told)


class TestOneAtATime:
    def test_of_one_conversation(self, desk):
        together, most = [0], [0]

        def work() -> None:
            with desk.house.one_at_a_time(ConversationId("c")):
                together[0] += 1
                most[0] = max(most[0], together[0])
                threading.Event().wait(0.01)
                together[0] -= 1

        threads = [threading.Thread(target=work) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert 1 == most[0]

    def test_it_lets_go_when_the_work_fails(self, desk):
        with pytest.raises(RuntimeError), desk.house.one_at_a_time(ConversationId("c")):
            raise RuntimeError

        with desk.house.one_at_a_time(ConversationId("c")):
            pass


class TestStates:
    """Live pages compare these values; a change that leaves them equal is never shown."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda d, c: d.says(c, "Who pays for the post?"),
            lambda d, c: d.house.ask_for_person(c.conversation, c.id, "button"),
            lambda d, c: d.house.take_over(c.conversation, d.ada),
            lambda d, c: d.house.note(c.conversation, d.ada, "a note"),
            lambda d, c: d.house.refuse_ai(c.conversation, c.id),
            lambda d, c: d.house.allow_ai(c.conversation, c.id),
            lambda d, c: d.house.stop_ai(d.ada, "all", "drill"),
        ],
        ids=["says", "asks", "taken over", "note", "refuses", "allows", "stop"],
    )
    def test_each_change_changes_both(self, desk, change):
        dana = desk.customer()
        before = desk.house.desk_state(), desk.house.conversation_state(dana.conversation)

        change(desk, dana)

        after = desk.house.desk_state(), desk.house.conversation_state(dana.conversation)
        assert before[0] != after[0]
        assert before[1] != after[1]

    def test_nothing_leaves_them_as_they_are(self, desk):
        dana = desk.customer()
        before = desk.house.desk_state(), desk.house.conversation_state(dana.conversation)
        desk.sees(dana)

        assert before == (desk.house.desk_state(), desk.house.conversation_state(dana.conversation))

    def test_another_conversation_changes_the_desk_alone(self, desk):
        dana, sam = desk.customer(), desk.customer()
        before = desk.house.desk_state(), desk.house.conversation_state(dana.conversation)

        desk.says(sam, "human")

        assert before[0] != desk.house.desk_state()
        assert before[1] == desk.house.conversation_state(dana.conversation)

    @pytest.mark.parametrize("overtakes", [True, False])
    @pytest.mark.parametrize("behind", [1, 1000, 20_000_000])
    def test_a_change_that_bears_an_earlier_time_is_seen(self, desk, behind, overtakes):
        """Whoever took the moment first and waited for a lock commits last: the newest time alone would not tell."""
        early, late, at = desk.customer(), desk.customer(), now() + timedelta(seconds=60)
        with writing():
            records.change(late.conversation, at)
            records.change(early.conversation, at - timedelta(seconds=25))
        before = desk.house.desk_state()

        with writing():
            records.change(early.conversation, at - timedelta(microseconds=behind), overtakes=overtakes)

        assert before != desk.house.desk_state()

    def test_an_empty_desk_has_a_state_too(self, desk):
        with writing():
            execute("DELETE FROM desk_conversation")

        assert desk.house.desk_state() == desk.house.desk_state()


class TestBegin:
    def test_on_sqlite_a_message_left_by_a_dead_process_is_free_at_once(self, desk):
        from fairdesk.database import on_sqlite

        dana = desk.customer()
        with writing():
            records.add_arrival(dana.conversation, 1, "act", now() + timedelta(hours=1))

        desk.house.begin()

        assert ([dana.conversation] if on_sqlite() else []) == records.abandoned(now())


class TestCheck:
    def test_a_desk_that_works_passes(self, desk):
        desk.house.check()

    def test_without_its_root_key_it_does_not(self, desk):
        (desk.folder / "root.key").rename(desk.folder / "elsewhere")

        with pytest.raises(Unavailable):
            desk.house.check()


def test_handing_over_says_so_and_queues(desk):
    dana = desk.customer()
    with writing():
        row = desk.house.own(dana.conversation, dana.id, hold=True)
        desk.house.hand_over(row, desk.house.keys.of(dana.id), "handed_over", reason="error")

    assert ["handed_over"] == desk.events(dana)
    assert State.WAITING is desk.sees(dana).state
    assert "error" == records.conversation(dana.conversation).reason


class TestLoading:
    def test_a_desk_that_begins_to_serve_has_loaded_what_the_first_message_needs(self, desk):
        vars(desk.house).pop("detector", None)

        desk.house.begin()

        assert "detector" in vars(desk.house)

    def test_a_command_that_reads_no_message_loads_no_model_and_no_driver_of_another_database(self, desk):
        heavy = {"numpy", "pydantic_core", "markdown_it", *({"psycopg"} if on_sqlite() else ())}
        run = (
            "import sys; from fairdesk.cli import main;"
            f" main(['--data', {str(desk.house.settings.data)!r}, 'month'], standalone_mode=False);"
            f" print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
        )

        told = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)  # noqa: S603

        assert told.stderr == "[]\n"
