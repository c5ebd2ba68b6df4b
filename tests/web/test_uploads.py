"""Files over real HTTP, as a browser without scripts sends them, and as somebody with bad intentions does."""

from __future__ import annotations

import re
import socket

import pytest

from fairdesk.attachments.allowed import MOST_BYTES
from tests.attachments.pictures import SECRET, TEXT, jpeg
from tests.server import RunningDesk
from tests.web.guests import Guest


@pytest.fixture
def dana(served: RunningDesk) -> Guest:
    """Somebody with a conversation, on the page for files."""
    guest = Guest(served.address)
    guest.opens("/")
    guest.says("How long do I have to send an umbrella back?")
    guest.opens(f"{guest.conversation}/files")
    return guest


def sends(guest: Guest, do: str, name: str = "", content: bytes = b"", **typed: str) -> None:
    """Press a button of the form, with a file chosen or none."""
    form = next(form for form in guest.page.forms if form.action.endswith("/files"))
    chosen = {"file": (name, content, "application/x-anything")} if name else {"file": ("", b"")}
    guest._arrive(guest.http.post(form.action, data={**form.fields, **typed, "do": do}, files=chosen))


def links(guest: Guest) -> list[str]:
    return [address for _, address in guest.page.links if re.search(r"/files/[0-9a-f-]+$", address)]


class TestThePage:
    def test_says_what_may_come_before_anything_is_chosen(self, dana):
        page = dana.page

        assert page.text.index("at most 5 files of 5 MB each") < page.text.index("Choose a file")
        assert {"file", "words", "text"} <= page.labelled

    def test_words_that_were_typed_before_come_along(self, dana):
        dana.posts(f"{dana.conversation}/files", text="My cup is broken")

        assert "My cup is broken" in dana.page.html
        assert 200 == dana.status

    def test_adds_describes_removes_and_sends(self, dana):
        sends(dana, "add", "cup.jpg", jpeg(), words="A cup without a handle", text="Look at this")
        sends(dana, "add", "list.txt", TEXT, text="Look at this")
        assert ["Remove cup.jpg", "Remove list.txt"] == [name for name in dana.page.buttons if "Remove" in name]
        assert "A cup without a handle" in dana.page.text
        remove = re.search(r'value="(remove:[^"]+)"[^>]*>[^<]*<span class="unseen"> list', dana.page.html)
        assert remove

        sends(dana, remove[1], text="Look at this")
        assert "list.txt" not in dana.page.html
        sends(dana, "send", text="Look at this")

        assert re.fullmatch(r"/c/[^/]+", dana.at)
        assert "Look at this" == dana.words()[2]
        assert 1 == len(links(dana))
        assert "You sent a file. A person will look at it." in dana.page.text

    def test_a_file_that_is_chosen_and_not_added_goes_along_too(self, dana):
        sends(dana, "send", "list.txt", TEXT, text="Here")

        assert 1 == len(links(dana))

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.jpg", b"", "The file is empty."),
            ("a.exe", b"MZ\x90\x00", "We cannot take files of this type."),
            ("a.jpg", jpeg()[:200], "The file is damaged, or not what it seems to be."),
            ("a.txt", b"a" * (MOST_BYTES + 1), "The file is too large. At most 5 MB can be sent."),
            ("", b"", "Choose a file or write something first."),
        ],
        ids=["empty", "program", "cut", "large", "none"],
    )
    def test_a_fault_is_named_at_the_field_in_the_summary_and_in_the_title(self, dana, name, content, says):
        sends(dana, "add", name, content, text="My words")

        assert 422 == dana.status
        assert "<title>Error:" in dana.page.html
        assert (says, "#file") in dana.page.links
        assert 'aria-invalid="true"' in dana.page.html
        assert "My words" in dana.page.html

    def test_a_strangers_is_not_there(self, served, dana):
        sam = Guest(served.address)
        sam.opens("/")
        sam.says("Hello")
        sam.opens(f"{dana.conversation}/files")

        assert 404 == sam.status


class TestADownload:
    @pytest.fixture
    def path(self, dana) -> str:
        sends(dana, "send", '../../e\u202evil".html', TEXT, text="Here")
        return links(dana)[0]

    def test_can_do_nothing_in_a_browser(self, dana, path):
        answer = dana.http.get(path)

        assert (200, TEXT) == (answer.status_code, answer.content)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert ".html" not in answer.headers["Content-Disposition"]
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert "default-src 'none'; frame-ancestors 'none'; sandbox" == answer.headers["Content-Security-Policy"]
        assert "no-store" == answer.headers["Cache-Control"]

    def test_is_a_colleagues_too_and_no_strangers(self, served, dana, colleagues, path):
        at_desk, ada = f"/desk{path}", colleagues["Ada"]
        sam = Guest(served.address)

        assert TEXT == ada.http.get(at_desk).content
        assert "attachment" in ada.http.get(at_desk).headers["Content-Disposition"]
        assert 404 == sam.http.get(path).status_code
        assert "/desk/sign-in" in str(sam.http.get(at_desk).url)
        assert 404 == ada.http.get(at_desk[:-4] + "beef").status_code

    def test_of_a_picture_has_nothing_hidden_left(self, dana):
        dana.opens(f"{dana.conversation}/files")
        sends(dana, "send", "cup.jpg", jpeg(), text="Here")

        assert SECRET not in dana.http.get(links(dana)[-1]).content


class TestTooMuch:
    def test_what_says_that_it_is_too_long_is_not_read(self, served, dana):
        """A gigabyte is announced, a few bytes are sent, and the answer is there."""
        host, port = served.address.removeprefix("http://").split(":")
        cookies = "; ".join(f"{name}={value}" for name, value in dana.http.cookies.items())
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            head = (
                f"POST {dana.conversation}/files HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\n"
                "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000000\r\n\r\n"
                '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\naaaa'
            )
            connection.sendall(head.encode())
            answer = connection.recv(200)

        assert answer.startswith(b"HTTP/1.1 413")

    def test_what_does_not_say_how_long_it_is_is_not_taken(self, dana):
        answer = dana.http.post(
            f"{dana.conversation}/files",
            content=iter(
                [b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\naaaa\r\n--b--\r\n']
            ),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )

        assert 403 == answer.status_code
