"""E-mail, web and network addresses, secrets and births, each with what only looks like one."""

import pytest

from fairdesk.privacy.detect import PatternDetector


def found(text: str, kind: str) -> list[str]:
    return [text[s.start : s.end] for s in PatternDetector().spans(text, "en") if s.kind == kind]


@pytest.mark.parametrize(
    "mail",
    [
        "ana@example.org",
        "ana.lopez+shop@mail.example.co.uk",
        "o'neill@example.org",
        "jürgen@exämple.de",
        "a_b-c%d@example.museum",
        "anna%40example.org",
        "ana(at)example.org",
        "ana [at] example.org",
        "ana.l at example.org",
        "ana at example dot org",
    ],
)
@pytest.mark.parametrize("around", ["{}", "mail: {}, thanks", "<{}>", "({})", "mailto:{}.", "我的邮箱是{}"])
def test_e_mail_addresses(mail: str, around: str) -> None:
    assert [mail] == found(around.format(mail), "EMAIL")


@pytest.mark.parametrize(
    "text", ["@home", "look at example.com", "a@b", "@@@", "2 @ 3.50 each", "meet at 5.30", "ana@"]
)
def test_what_only_looks_like_an_e_mail_address(text: str) -> None:
    assert found(text, "EMAIL") == []


@pytest.mark.parametrize(
    "url", ["https://example.com/user?id=12345", "http://example.com", "www.example.com/a", "example.org/users/ana"]
)
@pytest.mark.parametrize("around", ["{}", "see {}.", "({})", "{}, please"])
def test_web_addresses(url: str, around: str) -> None:
    assert [url] == found(around.format(url), "URL")


def test_a_link_is_hidden_and_what_its_words_name_has_its_own_kind() -> None:
    text = "see https://example.com/login?user=kimb&mail=ana@example.org&id=77&token=ab12 please"

    assert ["https://example.com/login?user=", "&id=77&token="] == found(text, "URL")
    assert ["kimb"] == found(text, "USERNAME")
    assert ["ana@example.org"] == found(text, "EMAIL")
    assert ["ab12"] == found(text, "SECRET")


def test_a_link_to_a_record_hides_its_number_as_one() -> None:
    text = "https://api.example.com/records/MRN-1024119"

    assert (["https://api.example.com/records/"], ["MRN-1024119"]) == (found(text, "URL"), found(text, "ACCOUNT"))


@pytest.mark.parametrize("text", ["and/or", "z.B./d.h.", "3.5/5", "bought at example.com", "24/7"])
def test_what_only_looks_like_a_web_address(text: str) -> None:
    assert found(text, "URL") == []


@pytest.mark.parametrize("ip", ["192.0.2.14", "2001:db8::8a2e:370:7334", "fe80::1", "2001:DB8:0:0:0:0:0:1"])
def test_internet_addresses(ip: str) -> None:
    assert [ip] == found(f"the router shows {ip}, why?", "IP")


@pytest.mark.parametrize(
    "text", ["d3:d1:b4:d2:47:f6", "at 10:42:30", "version 5.12.1.3", "v1.2.3.4", "999.1.1.1", "std::abs"]
)
def test_what_only_looks_like_an_internet_address(text: str) -> None:
    assert found(text, "IP") == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password: hunter", "hunter"),
        ("my password is Tr0ub4dor&3.", "Tr0ub4dor&3"),
        ("Passwort: geheim99", "geheim99"),
        ("IDENTIFIED BY 'visFBPay'", "visFBPay"),
        ("api key sk-c943HHCgiAhGy5axzzHD leaked", "sk-c943HHCgiAhGy5axzzHD"),
        ("it says ghp_kp5k4uAzwhDkedCHhzpnt3rGxE57 here", "ghp_kp5k4uAzwhDkedCHhzpnt3rGxE57"),
        ("the pin is 4821", "4821"),
        ("verification code 482913", "482913"),
        ("contraseña: luna-77", "luna-77"),
    ],
)
def test_secrets(text: str, secret: str) -> None:
    assert [secret] == found(text, "SECRET")


@pytest.mark.parametrize(
    "text",
    [
        "password reset does not work",
        "my password is wrong",
        "Password: how do I reset it?",
        "error code 4821",
        "passwords",
    ],
)
def test_talk_about_passwords_is_no_password(text: str) -> None:
    assert found(text, "SECRET") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("DOB: 1987-01-13.", "1987-01-13"),
        ("I was born on April 30, 1966", "April 30, 1966"),
        ("geboren am 12.04.1961", "12.04.1961"),
        ("née le 3 août 1990", "3 août 1990"),
        ("fecha de nacimiento: 3 de mayo de 1990", "3 de mayo de 1990"),
        ("birthday 5/6/02", "5/6/02"),
        ("1985-03-01 is my date of birth", "1985-03-01"),
        ("出生日期1990年3月5日", "1990年3月5日"),
    ],
)
def test_dates_of_birth(text: str, date: str) -> None:
    assert [date] == found(text, "DATE_OF_BIRTH")


def test_any_other_date_stays() -> None:
    assert found("Open on 24/12? I bought it on 2024-11-21, order of 3 May 2024", "DATE_OF_BIRTH") == []
    assert found("DOB 1987-01-13, admitted on 2025-02-14", "DATE_OF_BIRTH") == ["1987-01-13"]
