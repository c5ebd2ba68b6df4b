"""A model over the network, asked of a real server that behaves well or badly: it gives a text or a fault, in time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fairdesk.answers import language_model
from fairdesk.answers.language_model import Access, LanguageModel, ModelFault
from fairdesk.nouns import BadInput
from tests import model_server as ms
from tests.certificates import self_signed, speaks_tls

pytest.importorskip("openai", reason="the extra llm is not installed")
MESSAGES = [{"role": "system", "content": "rules"}, {"role": "user", "content": "{}"}]
SECONDS = 2.0
SPARE = 1.0
"""What a busy machine may add to the seconds of a model before a test fails."""


@contextmanager
def model(behave: ms.Behaviour, seconds: float = SECONDS) -> Iterator[tuple[LanguageModel, ms.Seen]]:
    with ms.model_server(behave) as server:
        asked = LanguageModel(Access(server.address, "a-model", "a-key"), seconds)
        try:
            yield asked, server
        finally:
            asked.close()


def fault_of(asked: LanguageModel) -> str:
    with pytest.raises(ModelFault) as found:
        asked(MESSAGES)
    return found.value.code


def test_the_text_its_tokens_and_what_was_sent():
    with model(ms.says("Ten days.")) as (asked, server):
        told = asked(MESSAGES)

    assert ("Ten days.", 120, 30, 1) == (told.text, told.tokens_in, told.tokens_out, told.tries)
    assert ("a-model", MESSAGES, True) == tuple(server.asked[0][name] for name in ("model", "messages", "stream"))
    assert "Bearer a-key" == server.headers[0]["authorization"]


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (ms.late(30, ms.says("late")), "too_slow"),
        (ms.dripping, "too_slow"),
        (ms.slow_to_begin, "too_slow"),
        (ms.babbling, "too_long"),
        (ms.flooding, "cut unreached too_slow"),
        (ms.packed, "unreached"),
        (ms.cut("Ten"), "cut"),
        (ms.raw("data: {not json\n\n"), "odd"),
        (ms.raw("data: [1, 2]\n\n"), "cut odd"),
        (ms.raw('{"choices": []}'), "cut"),
        (ms.raw(""), "cut"),
        (ms.status(400), "refused"),
        (ms.status(401), "refused"),
        (ms.status(404), "refused"),
        (ms.status(429, **{"Retry-After": "3600"}), "busy"),
        (ms.status(429, **{"Retry-After": "\u00b2"}), "busy"),
        (ms.status(500), "failing"),
        (ms.status(503), "failing"),
        (ms.status(307, Location="http://192.0.2.1/v1/chat/completions"), "refused"),
    ],
)
def test_whatever_it_does_there_is_a_fault_in_time(behave, code):
    with model(behave) as (asked, _):
        began = time.monotonic()

        assert fault_of(asked) in code.split()
        assert time.monotonic() - began < SECONDS + SPARE


class TestNothingIsLeftBehind:
    """A thread is free again when its call is over, so that a server cannot take them all."""

    @pytest.mark.parametrize("behave", [ms.dripping, ms.slow_to_begin])
    def test_the_connection_of_a_call_that_is_over_is_let_go(self, behave):
        with model(behave, seconds=0.5) as (asked, server):
            fault_of(asked)

            assert server.hung_up.wait(SPARE)

    def test_a_call_that_waited_in_vain_for_a_thread_is_not_made_later(self, monkeypatch):
        monkeypatch.setattr(language_model, "THREADS", 1)
        busy = threading.Event()
        with model(ms.says("late"), seconds=0.3) as (asked, server):
            asked._threads.submit(busy.wait)
            assert "too_slow" == fault_of(asked)
            busy.set()
            asked._threads.submit(lambda: None).result()

            assert [] == server.asked

    def test_a_call_that_was_stopped_is_not_made(self):
        over = threading.Event()
        over.set()
        with model(ms.says("late")) as (asked, server):
            told = asked._tried(MESSAGES, time.monotonic() + SECONDS, over, None)

            assert ("too_slow", []) == (told.code, server.asked)


def test_what_nobody_thought_of_is_a_fault_too(monkeypatch):
    def stumbles(*_: object) -> None:
        raise RuntimeError("secret answer")

    monkeypatch.setattr(language_model, "_of_status", stumbles)
    with model(ms.status(500)) as (asked, _):
        assert "odd" == fault_of(asked)


@pytest.mark.parametrize(("behave", "code"), [(ms.says("Ten days."), ""), (ms.slow_to_begin, "too_slow")])
def test_over_tls_it_is_the_same(tmp_path, monkeypatch, behave, code):
    certificate = self_signed(tmp_path / "model.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with ms.model_server(behave, speaks_tls(certificate)) as server:
        asked = LanguageModel(Access(server.address, "m"), SECONDS)
        if code:
            assert code == fault_of(asked)
            assert server.hung_up.wait(SPARE)
        else:
            assert "Ten days." == asked(MESSAGES).text
        asked.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    with ms.model_server(ms.says("Ten days."), speaks_tls(self_signed(tmp_path / "model.pem"))) as server:
        asked = LanguageModel(Access(server.address, "m"), SECONDS)

        assert "unreached" == fault_of(asked)
        assert [] == server.asked
        asked.close()


def test_a_server_that_is_not_there():
    asked = LanguageModel(Access("http://127.0.0.1:9/v1", "a-model"), SECONDS)

    assert "unreached" == fault_of(asked)


class TestSecondTries:
    @pytest.mark.parametrize(
        "first",
        [ms.status(429, **{"Retry-After": "1"}), ms.status(502), ms.cut("Te")],
        ids=["busy", "failing", "cut"],
    )
    def test_what_may_pass_by_itself_is_tried_again(self, first):
        with model(ms.one_after_another(first, ms.says("Ten days."))) as (asked, server):
            told = asked(MESSAGES)

        assert ("Ten days.", 2, 2) == (told.text, told.tries, len(server.asked))

    def test_retry_after_is_kept(self):
        with model(ms.one_after_another(ms.status(429, **{"Retry-After": "1"}), ms.says("x"))) as (asked, _):
            began = time.monotonic()
            asked(MESSAGES)

        assert time.monotonic() - began >= 1

    def test_what_will_not_pass_is_not(self):
        with model(ms.status(401)) as (asked, server):
            fault_of(asked)

        assert 1 == len(server.asked)

    def test_no_more_than_the_budget_allows(self, monkeypatch):
        monkeypatch.setattr(language_model, "FIRST_PAUSE_SECONDS", 0.0)
        monkeypatch.setattr("fairdesk.answers.breaker.FAILURES", 1000)
        with model(ms.status(503)) as (asked, server):
            for _ in range(10):
                fault_of(asked)

        assert len(server.asked) <= 10 + 3 + 1


class TestBreaker:
    def test_after_three_failures_it_is_left_alone_and_then_tried_again(self, monkeypatch):
        monkeypatch.setattr("fairdesk.answers.breaker.REST_SECONDS", 0.3)
        with model(ms.one_after_another(*[ms.status(400)] * 3, ms.says("Ten days."))) as (asked, server):
            assert ["refused"] * 3 + ["resting"] == [fault_of(asked) for _ in range(4)]
            assert 3 == len(server.asked)
            time.sleep(0.35)

            assert "Ten days." == asked(MESSAGES).text


class TestAccess:
    @pytest.mark.parametrize(
        ("address", "name", "says"),
        [
            ("http://models.example/v1", "m", "without TLS"),
            ("ftp://models.example", "m", "should be https"),
            ("models.example", "m", "should be https"),
            ("https://user:secret@models.example/v1", "m", "should be https"),
            ("https://models.example/v1", "", "llm_model"),
        ],
    )
    def test_what_cannot_be_used_is_refused_with_what_to_do(self, address, name, says):
        with pytest.raises(BadInput, match=says):
            LanguageModel(Access(address, name), 1)

    def test_without_its_client_the_command_is_named(self, monkeypatch):
        monkeypatch.setattr(language_model, "find_spec", lambda _: None)
        with pytest.raises(BadInput, match=r"pip install .fairdesk\[llm\]"):
            LanguageModel(Access("https://models.example/v1", "m"), 1)

    def test_the_key_is_not_shown(self):
        assert "secret" not in repr(Access("https://models.example/v1", "m", "secret"))


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with model(ms.says("Ten days.")) as (asked, _):
        assert "Ten days." == asked(MESSAGES).text


def test_logs_hold_codes_and_no_words(caplog):
    broken = ms.raw("data: {secret answer\n\n")
    with caplog.at_level(logging.DEBUG), model(broken) as (asked, _), pytest.raises(ModelFault):
        asked([{"role": "user", "content": "secret question"}])

    assert "secret" not in caplog.text
    assert any(getattr(record, "code", "") == "odd" for record in caplog.records)
