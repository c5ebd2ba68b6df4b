"""`fairdesk serve` as a process: it starts or says why not, stops when told, and loses nothing when it is killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from tests.server import clean_environment, free_port, own_database, program, running_desk, serving
from tests.web.guests import Guest, Program

QUESTION = "How long do I have to send an umbrella back?"
UNAVAILABLE, BAD_INPUT = 6, 7


def tries_to_serve(folder: Path, *flags: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `fairdesk serve`, which must end by itself."""
    return subprocess.run(
        [program(), "serve", *flags],
        env=clean_environment(FAIRDESK_DATA=str(folder), **settings),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def says_why(ended: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """Check that a failed start is told in one line to whoever started it."""
    assert status == ended.returncode, ended.stderr
    assert ended.stderr.startswith("fairdesk: ")
    assert 1 == len(ended.stderr.strip().splitlines()), ended.stderr
    assert "Sign in" not in ended.stdout, "it looked as if it had started"
    for word in words:
        assert word in ended.stderr


@pytest.mark.once
class TestAStartThatFails:
    @pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
    def test_because_the_port_is_taken_names_it(self, tmp_path, host):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, 0), family=family) as taken:
            port = str(taken.getsockname()[1])

            says_why(tries_to_serve(tmp_path, "--host", host, "--port", port), UNAVAILABLE, port, "--port")

    def test_because_the_port_is_none_says_so(self, tmp_path):
        says_why(tries_to_serve(tmp_path, "--port", "99999"), UNAVAILABLE, "99999")

    def test_because_strangers_would_hear_names_the_way_out(self, tmp_path):
        says_why(tries_to_serve(tmp_path, "--host", "0.0.0.0"), BAD_INPUT, "behind_proxy")

    def test_because_the_data_folder_is_a_file(self, tmp_path):
        (tmp_path / "data").write_text("x")

        ended = tries_to_serve(tmp_path / "data" / "desk")

        says_why(ended, UNAVAILABLE, "data folder")

    @pytest.mark.parametrize("name", ["fairdesk.db", "keys.db"])
    def test_because_a_file_is_no_database(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"no database at all" * 1000)

        says_why(tries_to_serve(tmp_path, "--port", str(free_port())), UNAVAILABLE)

    def test_because_the_root_key_is_gone(self, tmp_path):
        with own_database() as database:
            with serving(tmp_path, FAIRDESK_DATABASE=database):
                pass
            (tmp_path / "data" / "root.key").unlink()

            ended = tries_to_serve(tmp_path / "data", "--port", str(free_port()), FAIRDESK_DATABASE=database)

        assert ended.returncode not in (0, 1)
        says_why(ended, ended.returncode, "key")

    def test_because_the_settings_are_wrong_names_the_key(self, tmp_path):
        (tmp_path / "fairdesk.toml").write_text("prot = 1\n")

        says_why(tries_to_serve(tmp_path), BAD_INPUT, "prot")

    def test_because_postgresql_is_not_there(self, tmp_path):
        address = f"postgresql://nobody@127.0.0.1:{free_port()}/none"

        says_why(tries_to_serve(tmp_path, FAIRDESK_DATABASE=address), UNAVAILABLE)


@pytest.mark.once
class TestStopping:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_finishes_the_answer_that_is_being_made(self, tmp_path, how):
        with own_database() as database:
            settings = {"FAIRDESK_DATABASE": database, "FAIRDESK_SLOW_ANSWER_SECONDS": "1.5"}
            with serving(tmp_path, **settings) as desk:
                talk = Program(desk.address)
                talk.sends(QUESTION)
                desk.process.send_signal(how)
                desk.process.wait(15)
            with serving(tmp_path, FAIRDESK_DATABASE=database) as desk:
                talk.http.base_url = f"{desk.address}/api/v1"
                talk.http.headers["Connection"] = "close"

                assert 1 == len(talk.said("assistant"))

    def test_ends_with_listeners_still_there(self, tmp_path):
        with running_desk(tmp_path) as desk:
            talk = Program(desk.address)
            with talk.listens() as events:
                next(events)
                desk.process.terminate()

                assert desk.process.wait(10) in (0, -signal.SIGTERM)


class TestKilled:
    def test_while_an_answer_is_made_the_next_start_gives_it_once(self, tmp_path):
        """-9 between received and kept; the browser sends the same form again, and it counts once."""
        with own_database() as database:
            # On SQLite the next start takes the dead process's claim away; on PostgreSQL the claim must run out.
            settings = {
                "FAIRDESK_DATABASE": database,
                "FAIRDESK_MODEL_SECONDS": "600" if database == "sqlite" else "6",
            }
            with serving(tmp_path, **settings, FAIRDESK_SLOW_ANSWER_SECONDS="5") as desk:
                talk = Program(desk.address)
                talk.sends(QUESTION, "the-same-form")
                desk.process.kill()
                desk.process.wait()

            with serving(tmp_path, **settings) as desk:
                talk.http.base_url = f"{desk.address}/api/v1"
                talk.sends(QUESTION, "the-same-form")
                _wait_for_answers(talk)

                assert [QUESTION] == talk.said("customer")
                assert 1 == len(talk.said("assistant"))
                assert 0 == desk.command("ledger", "verify").returncode

    def test_with_sixteen_people_writing_nothing_that_was_acknowledged_is_lost(self, tmp_path):
        with own_database() as database:
            kept: list[tuple[Program, str]] = []
            with serving(tmp_path, FAIRDESK_DATABASE=database) as desk:
                talks = [Program(desk.address) for _ in range(16)]
                writers = [threading.Thread(target=_writes_until_it_dies, args=(talk, kept)) for talk in talks]
                for writer in writers:
                    writer.start()
                while len(kept) < 60:
                    threading.Event().wait(0.01)
                desk.process.kill()
                for writer in writers:
                    writer.join()

            with serving(tmp_path, FAIRDESK_DATABASE=database, FAIRDESK_MODEL_SECONDS="1") as desk:
                for talk in talks:
                    talk.http.base_url = f"{desk.address}/api/v1"
                    _wait_for_answers(talk)
                for talk in talks:
                    mine = [text for whose, text in kept if whose is talk]
                    said = talk.said("customer")
                    assert mine == said[: len(mine)], "an acknowledged message is lost or out of order"
                    assert len(said) - len(mine) in (0, 1), "one may have been kept without its acknowledgement"
                    assert len(set(said)) == len(said)
                    assert len(said) == len(talk.said("assistant"))
                assert 0 == desk.command("ledger", "verify").returncode
                assert 0 == desk.command("replay").returncode


def marked(n: int) -> str:
    """Return the question with a mark that the answer does not depend on."""
    return QUESTION + "!" * n


def _writes_until_it_dies(talk: Program, kept: list[tuple[Program, str]]) -> None:
    for n in range(1000):
        text = marked(n)
        try:
            if talk.sends(text).status_code == 201:
                kept.append((talk, text))
        except httpx.TransportError:
            return


def _wait_for_answers(talk: Program) -> None:
    for _ in range(300):
        shown = talk.reads()
        if not shown["writing"] and not any(entry["pending"] for entry in shown["entries"]):
            return
        threading.Event().wait(0.1)
    raise AssertionError("a message has no answer after 30 seconds")


class TestLoad:
    def test_200_messages_from_16_threads_are_each_answered_once_and_in_order(self, served):
        talks = [Program(served.address) for _ in range(16)]
        statuses: set[int] = set()

        def writes(n: int) -> None:
            for each in range(13):
                statuses.add(talks[n].sends(marked(each), f"message-{each:03}").status_code)
                if each % 4 == 0:
                    talks[n].sends(marked(each), f"message-{each:03}")

        threads = [threading.Thread(target=writes, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {201} == statuses
        for talk in talks:
            _wait_for_answers(talk)
            entries = talk.reads()["entries"]
            assert [marked(each) for each in range(13)] == talk.said("customer")
            assert 13 == len(talk.said("assistant"))
            assert list(range(1, 27)) == [entry["number"] for entry in entries]
        assert 0 == served.command("ledger", "verify").returncode

    def test_many_at_once_in_one_conversation_are_each_answered_once(self, served):
        dana = Guest(served.address)
        dana.opens("/")
        dana.says(QUESTION)
        form = {"csrfmiddlewaretoken": dana.token()}
        path, cookies = dana.conversation, dict(dana.http.cookies)

        def writes(n: int) -> None:
            with httpx.Client(base_url=served.address, cookies=cookies, trust_env=False, timeout=60) as http:
                http.post(f"{path}/say", data={**form, "text": marked(n), "client_id": f"message-{n:03}"})

        threads = [threading.Thread(target=writes, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        for _ in range(100):
            dana.opens(f"{path}/entries?after=0")
            if dana.response.text.count('class="said ai"') == 17:
                break
            threading.Event().wait(0.1)
        assert 17 == dana.response.text.count('class="said customer"')
        assert 17 == dana.response.text.count('class="said ai"')
