"""Carriers of letters: a folder until a mail server is named, then SMTP with TLS.

    carrier = carrier_for(settings)         # mail = "folder", "smtp://user:word@mail.example.com", "smtps://..."

A letter carries Auto-Submitted (RFC 3834), so that machines do not answer it, and a Message-ID made of its id, so that
one that leaves twice is seen to be one. Off this machine nothing is sent without TLS (STARTTLS, RFC 3207, or TLS from
the first byte, RFC 8314), and the server's certificate is checked. Addresses and words are never logged.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from fairdesk.identity.letters import Carrier, Declined, Letter, Undeliverable
from fairdesk.nouns import BadInput, Unavailable
from fairdesk.settings import Settings

SECONDS = 10.0
"""How long one step of a mail server may take."""

FOLDER = "mail"


def carrier_for(settings: Settings) -> Carrier:
    """Return the carrier that the settings name. Raises BadInput saying what to write instead."""
    if settings.mail == "folder":
        return FolderCarrier(settings.data / FOLDER)
    return MailCarrier.named(settings.mail)


def message_of(letter: Letter) -> EmailMessage:
    """Return a letter as a mail: plain text first, HTML as the alternative. Raises Declined if it cannot be one."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(letter.sender_name, addr_spec=letter.sender)
        message["To"] = Address(addr_spec=_ascii_domain(letter.to))
    except (HeaderParseError, ValueError, IndexError) as wrong:
        raise Declined("an address of this letter cannot stand in a mail") from wrong
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{letter.sender.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.language
    return message


def _ascii_domain(address: str) -> str:
    """Return an address whose domain is written as mail servers know it (IDNA); the rest stays."""
    mailbox, _, domain = address.rpartition("@")
    return f"{mailbox}@{domain.encode('idna').decode('ascii')}"


class FolderCarrier:
    """Writes each letter as a file that mail programs open; nothing leaves the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def carry(self, letter: Letter) -> None:
        """Write the letter, readable by its owner alone; the same letter again is the same file."""
        target = self._file(letter.id)
        fresh = target.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message_of(letter).as_bytes())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        except OSError as fault:
            raise Unavailable(f"the folder {self.folder} cannot be written ({fault.strerror})") from fault

    def check(self) -> str:
        """Write a file into the folder and delete it."""
        probe = self.folder / "check.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as fault:
            raise Unavailable(f"the folder {self.folder} cannot be written ({fault.strerror})") from fault
        return f"Letters become files in {self.folder}; nobody gets them until `mail` names a server."

    def take_back(self, id: str) -> None:
        """Delete the file of a letter."""
        try:
            self._file(id).unlink(missing_ok=True)
        except OSError as fault:
            raise Unavailable(f"a letter in {self.folder} cannot be deleted ({fault.strerror})") from fault

    def _file(self, id: str) -> Path:
        return self.folder / f"{''.join(sign for sign in id if sign.isalnum() or sign == '-')}.eml"


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """Hands letters to a mail server. `tls`: from the first byte; otherwise STARTTLS, which only loopback may lack."""

    host: str
    port: int
    tls: bool
    user: str = ""
    word: str = field(default="", repr=False)
    authority: str = ""

    @classmethod
    def named(cls, address: str) -> MailCarrier:
        """Return the carrier of smtp://user:word@host:port or smtps://...; `?ca=FILE` trusts an authority of your own.

        Raises BadInput saying what is wrong.
        """
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1:
            raise BadInput('mail is "folder", smtp://user:password@host:587 or smtps://user:password@host:465')
        authority = parse_qs(parts.query).get("ca", [""])[0]
        if authority and not Path(authority).is_file():
            raise BadInput(f"mail names the authority {authority}, which is no file here")
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname, port or (465 if tls else 587), tls, unquote(parts.username or ""),
            unquote(parts.password or ""), authority,
        )  # fmt: skip

    def carry(self, letter: Letter) -> None:
        """Hand the letter over; what the server says decides whether another try makes sense."""
        message = message_of(letter)
        try:
            with self._connected() as server:
                server.send_message(message, from_addr=letter.sender)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(*next(iter(refused.recipients.values()))) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            if refused.smtp_code >= 500:
                raise Declined(f"the mail server will not take this letter ({refused.smtp_code})") from None
            raise Unavailable(f"the mail server cannot take it now ({refused.smtp_code})") from None
        except smtplib.SMTPNotSupportedError as fault:
            raise Declined("the mail server cannot write to an address with such letters") from fault

    def check(self) -> str:
        """Connect, with TLS and the password, and leave again."""
        with self._connected() as server:
            server.noop()
        return f"The mail server {self.host} port {self.port} lets us in."

    def take_back(self, id: str) -> None:
        """Do nothing: a letter that was sent cannot be called back."""

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a server that let us in. What fails on the way, or later and speaks of no letter, is Unavailable."""
        try:
            with self._session() as server:
                yield server
        except smtplib.SMTPAuthenticationError as fault:
            raise Unavailable("the mail server refuses user or password; correct `mail` in the settings") from fault
        except _OF_A_LETTER:
            raise
        except (smtplib.SMTPException, ssl.SSLError, OSError) as fault:
            raise Unavailable(f"the mail server cannot be used now ({type(fault).__name__})") from fault

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context(cafile=self.authority or None)
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if not self.tls:
                self._start_tls(server, context)
            if self.user:
                server.login(self.user, self.word)
            yield server
        finally:
            # The letter's fate is known by now: a server that says goodbye badly changes nothing.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _start_tls(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif not _is_here(self.host):
            raise Unavailable(f"the mail server {self.host} offers no TLS; nothing is sent to it without")


_OF_A_LETTER = (
    smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError
)  # fmt: skip


def _is_here(host: str) -> bool:
    """Whether a name is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(code: int, said: bytes) -> Undeliverable | Declined | Unavailable:
    """Return what a refused recipient means (RFC 5321, 4.2; RFC 3463: 5.1 address, 5.2 mailbox, 5.7 policy).

    Only what speaks of the mailbox itself makes the address undeliverable: a server that refuses to relay, or that
    dislikes us, says nothing about it.
    """
    if code < 500:
        return Unavailable(f"the mail server cannot take it now ({code})")
    detail = said.split(b" ", 1)[0].decode("ascii", "replace")
    of_mailbox = detail.startswith(("5.1.", "5.2.1")) if detail.startswith("5.") else code in (550, 551, 553)
    says = f"the mail server refuses the address for good ({code})"
    return Undeliverable(says) if of_mailbox else Declined(says)
