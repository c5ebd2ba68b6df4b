"""Letters leave as files or by a real mail server: with TLS or not at all, once where that can be had, never logged."""

from __future__ import annotations

import email
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from fairdesk.channels import mail
from fairdesk.channels.mail import FolderCarrier, MailCarrier, carrier_for, message_of
from fairdesk.identity.letters import Declined, Letter, Undeliverable, as_html
from fairdesk.nouns import BadInput, Unavailable
from fairdesk.settings import Settings
from tests.certificates import self_signed, speaks_tls
from tests.server import free_port

pytestmark = pytest.mark.once  # a letter's way to its server passes no database

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LINES = ("Your code is 123456.", "Grüße aus Łódź & <Köln>")
LETTER = Letter(
    "0190-letter", "dana@example.org", "Ünder & Söhne, Ltd", "help@company.example", "Your code: 123456",
    "\n\n".join(LINES) + "\n", as_html(LINES, "Your code", "de"), "de", AT,
)  # fmt: skip


class Inbox:
    """What a mail server took, and what it says to each recipient and to the words."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.to_recipient = "250 OK"
        self.to_words = "250 OK"
        self.was_tls: list[bool] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope) -> str:
        self.was_tls.append(session.ssl is not None)
        if self.to_words.startswith("250"):
            self.taken.append(envelope)
        return self.to_words


@contextmanager
def server(inbox: Inbox, **options: Any) -> Iterator[int]:
    """A real mail server on this machine."""
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls") / "mail.pem")


class TestAMail:
    def test_says_what_the_letter_says_in_text_and_in_html(self):
        read = email.message_from_bytes(message_of(LETTER).as_bytes(), policy=policy.default)

        assert ["text/plain", "text/html"] == [part.get_content_type() for part in read.iter_parts()]
        assert LETTER.text.splitlines() == read.get_body(("plain",)).get_content().splitlines()
        assert "&amp; &lt;Köln&gt;" in read.get_body(("html",)).get_content()
        assert ("Ünder & Söhne, Ltd", "help@company.example") == (
            read["From"].addresses[0].display_name,
            read["From"].addresses[0].addr_spec,
        )

    def test_tells_machines_not_to_answer_and_names_itself_by_its_letter(self):
        read = message_of(LETTER)

        assert ("auto-generated", "de") == (read["Auto-Submitted"], read["Content-Language"])
        assert "<0190-letter@company.example>" == read["Message-ID"] == message_of(LETTER)["Message-ID"]
        assert AT == read["Date"].datetime

    def test_loads_and_tracks_nothing(self):
        html = message_of(LETTER).get_body(("html",)).get_content()

        assert not [word for word in ("<img", "src=", "url(", "<script", "<link") if word in html]

    @pytest.mark.parametrize("to", ["a@b\nBcc: c@example.org", "no address", "a@b@c", "a@" + "ä" * 80 + ".example"])
    def test_an_address_that_would_break_out_of_its_line_is_declined(self, to):
        with pytest.raises(Declined):
            message_of(replace(LETTER, to=to))

    def test_a_domain_in_another_script_is_written_as_servers_know_it(self):
        assert "dana@xn--mnchen-3ya.example" == message_of(replace(LETTER, to="dana@münchen.example"))["To"]


class TestTheFolder:
    def test_keeps_a_letter_for_its_owner_alone(self, tmp_path):
        FolderCarrier(tmp_path / "mail").carry(LETTER)

        (file,) = (tmp_path / "mail").iterdir()
        assert ".eml" == file.suffix
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
        assert 0o700 == stat.S_IMODE(file.parent.stat().st_mode)
        assert "dana@example.org" == email.message_from_bytes(file.read_bytes(), policy=policy.default)["To"]

    def test_the_same_letter_twice_is_one_file(self, tmp_path):
        carrier = FolderCarrier(tmp_path)
        carrier.carry(LETTER)
        carrier.carry(replace(LETTER, at=AT + timedelta(minutes=2)))

        assert 1 == len(list(tmp_path.iterdir()))

    def test_takes_a_letter_back(self, tmp_path):
        carrier = FolderCarrier(tmp_path)
        carrier.carry(LETTER)
        carrier.take_back(LETTER.id)
        carrier.take_back("never-written")

        assert [] == list(tmp_path.iterdir())

    def test_no_id_leads_out_of_it(self, tmp_path):
        (tmp_path / "root.eml").write_text("stays")
        FolderCarrier(tmp_path / "mail").take_back("../root")

        assert (tmp_path / "root.eml").exists()

    def test_a_folder_that_cannot_be_written_is_tried_again(self, tmp_path):
        (tmp_path / "mail").write_text("a file stands here")

        with pytest.raises(Unavailable):
            FolderCarrier(tmp_path / "mail").carry(LETTER)


class TestAMailServer:
    def test_takes_a_letter(self, inbox):
        with server(inbox) as port:
            MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

        (taken,) = inbox.taken
        assert ("help@company.example", ["dana@example.org"]) == (taken.mail_from, taken.rcpt_tos)
        assert b"Auto-Submitted: auto-generated" in taken.content

    @pytest.mark.parametrize(
        ("says", "means"),
        [
            ("550 5.1.1 No such mailbox", Undeliverable),
            ("550 no such user here", Undeliverable),
            ("550 5.2.1 mailbox disabled", Undeliverable),
            ("550 5.7.1 we do not relay", Declined),
            ("554 5.7.1 we do not like you", Declined),
            ("552 5.2.2 mailbox full", Declined),
            ("450 4.2.1 greylisted", Unavailable),
            ("421 4.3.2 too busy", Unavailable),
        ],
    )
    def test_what_it_says_to_an_address_decides_whether_to_try_again(self, inbox, says, means):
        inbox.to_recipient = says
        with server(inbox) as port, pytest.raises((Undeliverable, Declined, Unavailable)) as told:
            MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

        assert means is told.type
        assert "dana" not in str(told.value)

    @pytest.mark.parametrize(("says", "means"), [("554 5.6.0 spam", Declined), ("451 4.3.0 later", Unavailable)])
    def test_what_it_says_to_the_words_never_speaks_of_the_address(self, inbox, says, means):
        inbox.to_words = says
        with server(inbox) as port, pytest.raises(means):
            MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

    def test_one_that_is_not_there_is_tried_again(self):
        with pytest.raises(Unavailable):
            MailCarrier("127.0.0.1", free_port(), tls=False).carry(LETTER)

    def test_one_that_falls_silent_is_left(self, inbox, monkeypatch):
        import socket

        monkeypatch.setattr(mail, "SECONDS", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(Unavailable):
            MailCarrier("127.0.0.1", deaf.getsockname()[1], tls=False).carry(LETTER)


@pytest.fixture
def waits_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a server that never says what the carrier waits for."""
    monkeypatch.setattr(mail, "SECONDS", 3.0)


class TestTls:
    def test_starttls_with_a_certificate_we_trust(self, inbox, certificate):
        with server(inbox, tls_context=speaks_tls(certificate), require_starttls=True) as port:
            MailCarrier("127.0.0.1", port, tls=False, authority=str(certificate)).carry(LETTER)

        assert [True] == inbox.was_tls

    def test_tls_from_the_first_byte(self, inbox, certificate, waits_briefly):
        with server(inbox, ssl_context=speaks_tls(certificate)) as port:
            carrier = MailCarrier.named(f"smtps://127.0.0.1:{port}?ca={certificate}")
            carrier.carry(LETTER)
            with pytest.raises(Unavailable):
                MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)  # this server speaks nothing else

        assert 1 == len(inbox.taken)

    def test_a_certificate_that_nobody_vouches_for_gets_nothing(self, inbox, certificate):
        with server(inbox, tls_context=speaks_tls(certificate)) as port, pytest.raises(Unavailable):
            MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

        assert [] == inbox.taken

    def test_off_this_machine_nothing_is_sent_without(self, inbox, monkeypatch):
        monkeypatch.setattr(mail, "_is_here", lambda _host: False)
        with server(inbox) as port, pytest.raises(Unavailable, match="offers no TLS"):
            MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

        assert [] == inbox.taken

    @pytest.mark.parametrize(("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True),
                                                ("mail.example.com", False), ("192.0.2.1", False)])  # fmt: skip
    def test_which_is_this_machine(self, host, here):
        assert here == mail._is_here(host)

    def test_user_and_password_go_over_tls(self, inbox, certificate, waits_briefly):
        asked = []

        def judge(server, session, envelope, mechanism, data):
            asked.append((data.login, data.password, session.ssl is not None))
            return AuthResult(success=data.password == b"a word/with@signs")

        context = speaks_tls(certificate)
        with server(inbox, tls_context=context, authenticator=judge, auth_required=True) as port:
            named = f"smtp://desk:{{}}@127.0.0.1:{port}?ca={certificate}"
            MailCarrier.named(named.format("a%20word%2Fwith%40signs")).carry(LETTER)
            with pytest.raises(Unavailable):
                MailCarrier.named(named.format("wrong")).carry(LETTER)

        assert (b"desk", b"a word/with@signs", True) == asked[0]
        assert 1 == len(inbox.taken)


class TestTheCheck:
    def test_a_server_that_lets_us_in_and_sends_nothing(self, inbox):
        with server(inbox) as port:
            assert f"port {port} lets us in" in MailCarrier("127.0.0.1", port, tls=False).check()

        assert [] == inbox.taken

    def test_one_that_does_not(self, certificate, inbox):
        with pytest.raises(Unavailable):
            MailCarrier("127.0.0.1", free_port(), tls=False).check()
        with server(inbox, tls_context=speaks_tls(certificate)) as port, pytest.raises(Unavailable, match="SSL"):
            MailCarrier("127.0.0.1", port, tls=False).check()

    def test_a_folder(self, tmp_path):
        assert "become files" in FolderCarrier(tmp_path / "mail").check()
        assert [] == list((tmp_path / "mail").iterdir())
        (tmp_path / "file").write_text("")
        with pytest.raises(Unavailable):
            FolderCarrier(tmp_path / "file").check()


class TestTheSetting:
    def test_without_one_letters_stay_in_a_folder(self, tmp_path):
        carrier = carrier_for(Settings(data=tmp_path))

        assert isinstance(carrier, FolderCarrier)
        assert tmp_path / "mail" == carrier.folder

    @pytest.mark.parametrize(
        ("written", "port", "tls"),
        [("smtp://mail.example.com", 587, False), ("smtps://mail.example.com", 465, True),
         ("smtp://mail.example.com:25", 25, False)],
    )  # fmt: skip
    def test_names_a_server(self, written, port, tls):
        carrier = carrier_for(Settings(mail=written))

        assert MailCarrier("mail.example.com", port, tls) == carrier

    @pytest.mark.parametrize(
        "written",
        ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:x", "smtp://h?ca=/no/file"],
    )
    def test_says_what_to_write_instead(self, written):
        with pytest.raises(BadInput):
            carrier_for(Settings(mail=written))

    def test_the_password_is_shown_nowhere(self):
        assert "geheim" not in repr(MailCarrier.named("smtp://desk:geheim@mail.example.com"))


def test_the_server_of_these_tests_would_tell_a_letter_without_tls(inbox):
    """The oracle of TestTls can say no."""
    with server(inbox) as port:
        MailCarrier("127.0.0.1", port, tls=False).carry(LETTER)

    assert [False] == inbox.was_tls
