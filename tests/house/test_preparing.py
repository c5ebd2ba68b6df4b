"""Before the house: a data folder that can be made, logs that quote nobody, and no open door to strangers."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path

import pytest

from fairdesk.house.preparing import JsonLines, must_be_loopback, prepare, write_logs
from fairdesk.nouns import BadInput, Unavailable
from fairdesk.settings import Settings

SECRET = "my card is 4111 1111 1111 1111"


@pytest.fixture
def own_environment(monkeypatch):
    for name in ("FAIRDESK_DATA", "FAIRDESK_DATABASE", "FAIRDESK_BEHIND_PROXY"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.mark.usefixtures("own_environment")
class TestPrepare:
    def test_the_folder_is_made_and_named_for_what_comes_after(self, tmp_path: Path):
        prepare(Settings(data=tmp_path / "new" / "desk", database="sqlite"))

        assert (tmp_path / "new" / "desk").is_dir()
        assert str(tmp_path / "new" / "desk") == os.environ["FAIRDESK_DATA"]

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path):
        (tmp_path / "file").write_text("")

        with pytest.raises(Unavailable, match="file/desk"):
            prepare(Settings(data=tmp_path / "file" / "desk"))


def record(name: str, message: str, *given: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, given, None)
    made.__dict__.update(extra)
    return made


class TestLogs:
    def written(self, of: logging.LogRecord) -> dict[str, object]:
        line = JsonLines().format(of)
        assert "\n" not in line
        return json.loads(line)

    def test_a_line_says_when_where_what_and_whose(self):
        said = self.written(record("fairdesk.turn", "turn failed", act="a1", error="RuntimeError"))

        assert said.pop("at").endswith("+00:00")
        assert {
            "level": "error",
            "from": "fairdesk.turn",
            "says": "turn failed",
            "act": "a1",
            "error": "RuntimeError",
        } == said

    def test_of_an_exception_only_its_kind_is_written(self):
        try:
            raise ValueError(SECRET)
        except ValueError:
            failed = record("fairdesk.turn", "turn failed")
            failed.exc_info = sys.exc_info()

        assert "ValueError" == self.written(failed)["error"]
        assert SECRET not in JsonLines().format(failed)

    def test_what_libraries_say_is_not_written_nor_what_is_filled_in(self):
        """Their messages may hold an address or a text; of ours, the pattern is written, not what was put into it."""
        for one in (record("django.request", f"Bad request: {SECRET}"), record("fairdesk.x", "failed: %s", SECRET)):
            assert SECRET not in JsonLines().format(one)

    def test_a_field_nobody_named_is_left_out(self):
        assert "text" not in self.written(record("fairdesk.x", "failed", text=SECRET))

    def test_they_go_to_the_file(self, tmp_path: Path):
        root = logging.getLogger()
        handlers, level = root.handlers[:], root.level
        try:
            write_logs(tmp_path / "log")
            logging.getLogger("fairdesk.x").info("begun")
            logging.getLogger("fairdesk.x").debug("not written")
            for handler in root.handlers:
                handler.close()
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)

        assert ["begun"] == [json.loads(line)["says"] for line in (tmp_path / "log").read_text().splitlines()]


class TestWhoMayHear:
    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
    def test_this_machine(self, host):
        must_be_loopback(Settings(host=host))

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example.org", ""])
    def test_nobody_else_without_a_named_proxy(self, host):
        with pytest.raises(BadInput, match="TLS"):
            must_be_loopback(Settings(host=host))

        must_be_loopback(Settings(host=host, behind_proxy="desk.example.org"))
