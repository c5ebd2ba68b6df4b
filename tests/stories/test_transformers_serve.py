"""A model server that others wrote (`transformers serve`), with a model of random weights: what it says is never sent.

Runs where `make test-llm` has installed it (torch and transformers, in .venv-llm); anywhere else it is skipped. The
stand-in of tests/model_server.py does what a test wants; this one does what such a server does.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fairdesk.answers.cited import Malformed, cited
from fairdesk.answers.grounding import check
from fairdesk.answers.language_model import Access, LanguageModel, ModelFault, Told
from fairdesk.explainability.because import find
from fairdesk.nouns import Turn
from tests.people import Desk
from tests.server import free_port
from tests.stories.test_model_writes import QUOTATION
from tests.stories.test_outside_model import QUESTION, approve_it, with_model

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-llm" / "bin"


def messages(question: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": question}]


READY_SECONDS, LOADED_SECONDS, PATIENT_SECONDS = 120, 60, 30.0

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (BIN / "transformers").exists(), reason="transformers serve is not installed: `make test-llm` installs it"
    ),
]


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and the names of its two models: one that ends, one that does not."""

    address: str
    brief: str
    endless: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    pytest.importorskip("openai", reason="the extra llm is not installed")
    home, port = tmp_path_factory.mktemp("llm"), free_port()
    environment = {**os.environ, "HF_HOME": str(home / "hub"), "HF_HUB_OFFLINE": "1"}
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        [str(BIN / "python"), str(ROOT / "tests" / "tiny_model.py"), str(home)], env=environment, check=True
    )
    command = [str(BIN / "transformers"), "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_it_is_there(f"http://127.0.0.1:{port}/health")
            running = Served(f"http://127.0.0.1:{port}/v1", str(home / "brief"), str(home / "endless"))
            for name in (running.brief, running.endless):
                _load(running, name)
            yield running
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_it_is_there(address: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            assert time.monotonic() < until, "transformers serve did not begin to answer"
            time.sleep(0.5)


def _load(served: Served, name: str) -> None:
    """Let the server load a model, which it does when it is first asked: on a busy machine longer than a call may take."""
    body = json.dumps({"model": name, "messages": messages("Hello"), "max_tokens": 1}).encode()
    wanted = urllib.request.Request(f"{served.address}/chat/completions", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(wanted, timeout=READY_SECONDS).close()


def told_by(served: Served, name: str, seconds: float = PATIENT_SECONDS, question: str = QUESTION) -> Told:
    model = LanguageModel(Access(served.address, name), seconds)
    try:
        return model(messages(question))
    finally:
        model.close()


class TestTheProtocol:
    def test_its_text_comes_whole_with_the_tokens_it_counted(self, served):
        told = told_by(served, served.brief)

        assert told.text
        assert told.tokens_in > 10
        assert told.tokens_out > 0
        assert 1 == told.tries

    def test_the_text_is_what_its_stream_says_piece_by_piece(self, served):
        import openai

        client, most = openai.OpenAI(base_url=served.address, api_key="none"), 0
        for question in (QUESTION, "Where is my parcel?", "Can I return a hat?", "Hello", "Who pays the customs?"):
            with client.chat.completions.create(
                model=served.brief, messages=messages(question), stream=True, temperature=0, max_tokens=700
            ) as stream:
                parts = [choice.delta.content for chunk in stream for choice in chunk.choices if choice.delta.content]
            most = max(most, len(parts))

            assert "".join(parts) == told_by(served, served.brief, question=question).text
        assert most > 1, "at least one came in pieces"

    def test_one_that_does_not_end_is_too_slow_or_too_long_and_in_time(self, served):
        for seconds, code in ((0.3, "too_slow"), (LOADED_SECONDS, "too_long")):
            began = time.monotonic()
            with pytest.raises(ModelFault, match=code):
                told_by(served, served.endless, seconds)
            assert time.monotonic() - began < seconds + 1

    def test_a_model_that_it_does_not_have_is_a_fault(self, served):
        with pytest.raises(ModelFault, match="refused|failing"):
            told_by(served, "nobody/has-this")


class TestTheDesk:
    def asks(self, desk: Desk, served: Served, name: str, **settings: object) -> tuple[Turn, list[str]]:
        with_model(desk, llm_url=served.address, llm_model=name, llm_price_in=2.0, llm_price_out=10.0, **settings)
        approve_it(desk)
        dana = desk.customer()
        turn = desk.says(dana, QUESTION)
        return turn, desk.answers(dana)

    def test_sends_the_quotation_and_not_what_it_said_and_counts_what_that_cost(self, desk, served):
        turn, answers = self.asks(desk, served, served.brief, model_seconds=PATIENT_SECONDS)
        facts = find(turn.because, "answer").facts

        assert [QUOTATION] == answers
        assert "malformed" == facts["model_fault"]
        assert served.brief == facts["language_model"]
        assert facts["tokens_in"] > 100, "rules, question and passages"
        assert facts["tokens_out"] > 0
        assert round((2.0 * facts["tokens_in"] + 10.0 * facts["tokens_out"]) / 1e6, 6) == facts["cost"]

    def test_has_its_answer_in_time_though_the_model_does_not_end(self, desk, served):
        began = time.monotonic()
        turn, answers = self.asks(desk, served, served.endless, model_seconds=3.0)

        assert [QUOTATION] == answers
        assert find(turn.because, "answer").facts["model_fault"] in ("too_slow", "too_long")
        assert time.monotonic() - began < 3.0 + 10

    def test_would_not_send_it_either_if_it_cited_a_passage(self, desk, served):
        said = told_by(served, served.brief).text
        turn, _ = self.asks(desk, served, served.brief, model_seconds=PATIENT_SECONDS)

        with pytest.raises(Malformed):
            cited(said, 5)
        assert not check(said, turn.draft.evidence).holds
