"""`fairdesk letters`: what became of them, whether they can leave, carrying them now; run as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.channels.test_mail import Inbox, server
from tests.server import free_port
from tests.test_cli import refused, run, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A desk on which nothing happened yet."""
    folder: Path = tmp_path_factory.mktemp("letters")
    told(folder, "letters")
    return folder


def test_without_letters_says_so(data):
    assert "No letters in the last 30 days.\n" == told(data, "letters")
    assert [] == json.loads(told(data, "letters", "--json"))
    assert "0 left.\n" == told(data, "letters", "send")


def test_the_check_says_where_letters_go(data):
    assert f"Letters become files in {data / 'mail'}" in told(data, "letters", "check")


def test_the_check_tells_a_server_that_is_there_from_one_that_is_not(data):
    inbox = Inbox()
    with server(inbox) as port:
        ran = run(data, "letters", "check", FAIRDESK_MAIL=f"smtp://127.0.0.1:{port}")
        assert (0, f"The mail server 127.0.0.1 port {port} lets us in.\n") == (ran.returncode, ran.stdout)

    refused(data, 6, "letters", "check", FAIRDESK_MAIL=f"smtp://127.0.0.1:{free_port()}")
    assert [] == inbox.taken


def test_a_setting_that_cannot_be_used_stops_every_command_before_it_begins(data):
    for words in (("letters", "check"), ("letters", "send"), ("letters",)):
        assert "smtp://user:password@host" in refused(data, 7, *words, FAIRDESK_MAIL="mail.example.com")
