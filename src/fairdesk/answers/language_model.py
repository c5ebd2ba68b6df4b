"""Ask a language model over the OpenAI protocol: the one place of this room that uses the network, off until configured.

    model = LanguageModel(Access("https://models.example/v1", "some-model", key), seconds=19)
    model(messages)                      Told(text, tokens_in, tokens_out, tries, seconds), or raises ModelFault

Whatever the server does, a call ends within its seconds, and its thread with it: each read and write has what is left of
them, and a call that found no thread in time is not made later. What comes back is bounded in bytes, follows no redirect,
uses no proxy of the environment and is never compressed, so that a small answer cannot grow. It is text to judge:
cited.py and grounding.py do.

Second tries are for what may pass by itself (no connection, 429, 5xx, a cut stream), wait as long as Retry-After asks if
that fits, and have a budget (breaker.py). Logs and errors hold codes, never a word of the question or the answer.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fairdesk.answers.breaker import Breaker, Budget
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    import ssl

    import httpcore2
    import httpx2
    import openai

MOST_TRIES = 3
FIRST_PAUSE_SECONDS = 0.25
LONGEST_SILENCE_SECONDS = 8.0
"""The longest between two bytes."""
LARGEST_TEXT = 8_000
LARGEST_BODY = 2_000_000
MOST_TOKENS = 700
THREADS = 16
LOOPBACK = ("localhost", "127.0.0.1", "::1")

log = logging.getLogger("fairdesk.model")


class ModelFault(Exception):
    """The model gave no answer. `code` is one of CODES; `again` whether a second try makes sense; `after` its Retry-After."""

    def __init__(self, code: str, again: bool = False, after: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.again, self.after = code, again, after


CODES: Mapping[str, str] = {
    "resting": "it failed several times in a row and is left alone for a moment",
    "unreached": "no connection",
    "too_slow": "no whole answer in time",
    "busy": "it said that it is too busy (429)",
    "failing": "it said that it failed (5xx)",
    "refused": "it refused the request (4xx): address, key or model name may be wrong",
    "cut": "the answer broke off",
    "too_long": "the answer did not end",
    "odd": "what came back is not the protocol",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Where a model is: the address its protocol begins under, its name there, and the key."""

    address: str
    name: str
    key: str = field(default="", repr=False)

    def check(self) -> None:
        """Raises BadInput if the address would send words in the clear, no model is named, or the client is missing."""
        at = urlsplit(self.address)
        if at.scheme not in ("https", "http") or not at.hostname or at.username or at.query or at.fragment:
            raise BadInput(f"llm_url is {self.address!r}; it should be https://host/v1")
        if at.scheme == "http" and at.hostname not in LOOPBACK:
            raise BadInput(f"llm_url {self.address} would send customers' words without TLS; use https")
        if not self.name:
            raise BadInput("llm_model names the model at llm_url; set it in fairdesk.toml")
        if find_spec("openai") is None:
            raise BadInput('a language model needs its client: pip install "fairdesk[llm]"')


@dataclass(frozen=True, slots=True)
class Told:
    """What the model returned, with what it cost: tokens as its server counts them (None: it does not), tries, seconds."""

    text: str
    tokens_in: int | None
    tokens_out: int | None
    tries: int
    seconds: float


Grows = Callable[[str], None]
"""Takes what a model has written so far."""


class LanguageModel:
    """A model behind an address. Safe to call from many threads; each call ends within its seconds."""

    def __init__(self, access: Access, seconds: float) -> None:
        """Raises BadInput as `Access.check` does. Nothing is sent before the first call."""
        access.check()
        self.name = access.name
        self._seconds = seconds
        self._breaker, self._budget = Breaker(), Budget()
        self._client = _client(access, seconds)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="model")

    def __call__(self, messages: Sequence[Mapping[str, str]], grows: Grows | None = None) -> Told:
        """Return the model's text; *grows* is told what came so far, in another thread, each time more came.

        Raises ModelFault within the seconds of this model, whatever the server does.
        """
        began = time.monotonic()
        if not self._breaker.allows(began):
            raise ModelFault("resting")
        stop = threading.Event()
        work = self._threads.submit(self._tried, messages, began + self._seconds, stop, grows)
        try:
            told = work.result(timeout=self._seconds)
        except (NotYet, CancelledError):
            told = ModelFault("too_slow")
        finally:
            stop.set()
            work.cancel()
        if isinstance(told, ModelFault):
            log.warning("no answer of the model", extra={"code": told.code})
            self._breaker.failed(time.monotonic())
            raise told
        self._breaker.succeeded()
        return told

    def close(self) -> None:
        """Let go of connections and threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def _tried(
        self, messages: Sequence[Mapping[str, str]], until: float, stop: threading.Event, grows: Grows | None
    ) -> Told | ModelFault:
        """Try, and again where that makes sense and time and budget allow. Returns what went wrong instead of raising it."""
        self._budget.earn()
        began, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        _call.until, _call.stop = until, stop
        for tries in range(1, MOST_TRIES + 1):
            if stop.is_set():
                return ModelFault("too_slow")
            try:
                text, tokens_in, tokens_out = self._once(messages, stop, grows)
                return Told(text, tokens_in, tokens_out, tries, round(time.monotonic() - began, 3))
            except ModelFault as fault:
                wait = max(fault.after, pause)
                last = tries == MOST_TRIES or not fault.again or time.monotonic() + wait >= until
                if last or not self._budget.spend() or stop.wait(wait):
                    return fault
                pause *= 4
            except Exception as wrong:  # noqa: BLE001  a client that stumbles over what a server sends is that server's fault
                log.warning("the model's answer could not be read", extra={"error": type(wrong).__name__})
                return ModelFault("odd")
        raise AssertionError("the last try returns")

    def _once(
        self, messages: Sequence[Mapping[str, str]], stop: threading.Event, grows: Grows | None
    ) -> tuple[str, int | None, int | None]:
        import httpx2
        import openai

        try:
            stream = self._client.chat.completions.create(
                model=self.name, messages=list(messages), stream=True, stream_options={"include_usage": True},  # type: ignore[call-overload]
                temperature=0, max_tokens=MOST_TOKENS,
            )  # fmt: skip
            with contextlib.closing(stream):
                return _read(stream, stop, grows)
        except openai.APIStatusError as wrong:
            raise _of_status(wrong.status_code, wrong.response.headers) from None
        except (openai.APITimeoutError, httpx2.TimeoutException):
            raise ModelFault("too_slow") from None
        except openai.APIConnectionError:
            raise ModelFault("unreached", again=True) from None
        except (httpx2.HTTPError, openai.APIError):
            raise ModelFault("cut", again=True) from None


def _read(
    stream: openai.Stream[Any], stop: threading.Event, grows: Grows | None
) -> tuple[str, int | None, int | None]:
    """Return the whole text of a stream and the tokens it counts. Raises ModelFault if it has no end, or never ends."""
    parts: list[str] = []
    size, ended, usage = 0, False, None
    for chunk in stream:
        if stop.is_set():
            raise ModelFault("too_slow")
        usage = getattr(chunk, "usage", None) or usage
        for choice in getattr(chunk, "choices", None) or ():
            said = getattr(choice.delta, "content", None) or ""
            parts.append(str(said))
            size += len(said)
            ended = ended or bool(choice.finish_reason)
            if size > LARGEST_TEXT or choice.finish_reason == "length":
                raise ModelFault("too_long")
            if said and grows:
                grows("".join(parts))
    if not ended:
        raise ModelFault("cut", again=True)
    return "".join(parts), _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")


def _count(usage: object, name: str) -> int | None:
    found = getattr(usage, name, None)
    return found if type(found) is int and 0 <= found < 10_000_000 else None


def _of_status(status: int, headers: Mapping[str, str]) -> ModelFault:
    after = _seconds_of(headers.get("retry-after", ""))
    if status == 429:
        return ModelFault("busy", again=True, after=after)
    if status >= 500:
        return ModelFault("failing", again=True, after=after)
    return ModelFault("refused")


def _seconds_of(text: str) -> float:
    """Return a Retry-After in seconds; a date, or anything else, counts as none."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


# --- the connection -----------------------------------------------------------------------------------------------------
class _Call(threading.local):
    """The call that a thread is in: the moment at which it ends, and whether it was stopped before."""

    until: float
    stop: threading.Event


_call = _Call()


def _client(access: Access, seconds: float) -> openai.OpenAI:
    import httpcore2
    import httpx2
    import openai

    class Bounded(httpx2.SyncByteStream):
        """The bytes of an answer, no more than may come."""

        def __init__(self, inner: httpx2.SyncByteStream) -> None:
            self._inner = inner

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for part in self._inner:
                size += len(part)
                if size > LARGEST_BODY:
                    raise httpx2.ReadError("more than may come")
                yield part

        def close(self) -> None:
            self._inner.close()

    class Direct(httpx2.HTTPTransport):
        """One request to the address that was named."""

        def __init__(self) -> None:
            super().__init__(verify=(trusted := httpx2.create_ssl_context()))
            # httpx2 has no parameter for the backend, so the pool is made here; that it is used is tested.
            self._pool = httpcore2.ConnectionPool(ssl_context=trusted, network_backend=_until_the_end())

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            told = super().handle_request(request)
            if told.headers.get("content-encoding", "identity") != "identity":
                told.close()
                raise httpx2.ReadError("compressed though it was not asked for")
            told.stream = Bounded(told.stream)  # type: ignore[arg-type]
            return told

    for name in ("httpx2", "httpcore2", "openai"):  # at lower levels they tell of requests, and of what is in them
        logging.getLogger(name).setLevel(logging.WARNING)
    silence = min(LONGEST_SILENCE_SECONDS, seconds)
    return openai.OpenAI(
        base_url=access.address,
        api_key=access.key or "none",
        max_retries=0,
        http_client=httpx2.Client(
            transport=Direct(),
            timeout=httpx2.Timeout(silence, connect=min(3.0, seconds)),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        ),
    )


def _until_the_end() -> httpcore2.NetworkBackend:
    """Return connections that end with the call they are used for, however slowly bytes come: headers have no other limit."""
    import httpcore2

    def left(timeout: float | None) -> float:
        rest = _call.until - time.monotonic()
        if rest <= 0 or _call.stop.is_set():
            raise httpcore2.ReadTimeout("the call is over")
        return rest if timeout is None else min(rest, timeout)

    class Timed(httpcore2.NetworkStream):
        def __init__(self, inner: httpcore2.NetworkStream) -> None:
            self._inner = inner
            self.close, self.get_extra_info = inner.close, inner.get_extra_info  # type: ignore[method-assign]

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, left(timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, left(timeout))

        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore2.NetworkStream:
            return Timed(self._inner.start_tls(ssl_context, server_hostname, left(timeout)))

    class Backend(httpcore2.SyncBackend):
        def connect_tcp(
            self, host: str, port: int, timeout: float | None = None, *more: Any, **named: Any
        ) -> httpcore2.NetworkStream:
            return Timed(super().connect_tcp(host, port, left(timeout), *more, **named))

    return Backend()
