"""Keys, passwords and names people log in by, each beside talk about them."""

import pytest

from fairdesk.privacy.context import Reading
from fairdesk.privacy.credentials import secrets, usernames


def found(finder: object, text: str) -> list[str]:
    return [text[start:end] for start, end, *_ in finder(Reading(text))]  # type: ignore[operator]


@pytest.mark.parametrize(
    "key",
    [
        "sk-c943HHCgiAhGy5axzzHD", "rk_live_51HqLyjWDarjtT1z", "whsec_4eC39HqLyjWDarjtT1", "ghp_kp5k4uAzwhDkedCHhzpnt3rGxE57",
        "AKIAIOSFODNN7EXAMPLE", "npm_4eC39HqLyjWDarjtT1zdp7dc", "glpat-4eC39HqLyjWDarjtT1", "hf_4eC39HqLyjWDarjtT1",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    ],
)  # fmt: skip
def test_keys_are_known_by_how_they_begin(key: str) -> None:
    assert [key] == found(secrets, f"it says {key} here")


def test_a_private_key_is_hidden_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----"

    assert [key] == found(secrets, f"see\n{key}\nthanks")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my username is fbell and I can't log in", "fbell"), ("Username @dawson, password x", "@dawson"), ("user name: kim-b", "kim-b"),
        ('"db_user": "janet377",', "janet377"), ("CREATE USER 'mgr_2013'", "mgr_2013"), ("TO 'dev_7'@'192.0.2.1'", "dev_7"),
        ("nom d'utilisateur : kim", "kim"), ("I am @kim_b on your forum", "@kim_b"), ("my discord is kim#1".replace("#1", "_1"), "kim_1"),
    ],
)  # fmt: skip
def test_names_are_found_by_the_word_before_them(text: str, name: str) -> None:
    assert {name} == set(found(usernames, text))


@pytest.mark.parametrize(
    "text",
    [
        "my username is wrong", "username is required", "what is a username?", "the user guide says", "login page is down",
        "my user name and password", "username: please change it", "Mi usuario está bloqueado", "meet @ 5", "a@b.example",
    ],
)  # fmt: skip
def test_talk_about_names_is_none(text: str) -> None:
    assert [] == found(usernames, text)
