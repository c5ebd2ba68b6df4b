"""What both sides of the house stand on: keys, memory, the threads that answer, the pulse, and whose a thing is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property

from fairdesk.answers import records as answers
from fairdesk.answers.language_model import Access, LanguageModel
from fairdesk.answers.written import Writer
from fairdesk.database import micros, on_sqlite, writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.house.guesses import Guesses
from fairdesk.house.knowing import Knowing
from fairdesk.house.memory import Memory
from fairdesk.house.pulse import Pulse
from fairdesk.house.resting import Resting
from fairdesk.house.understanding import Understanding
from fairdesk.identity import records as identity
from fairdesk.identity.codes import WRONG_TOKENS
from fairdesk.identity.letters import Carrier
from fairdesk.nouns import BadInput, ConversationId, CustomerId, DeskError, Fact, NotFound
from fairdesk.oversight import records as oversight
from fairdesk.oversight import wish
from fairdesk.oversight.first_look import Stands
from fairdesk.oversight.records import drafts
from fairdesk.privacy.addresses import normal_email
from fairdesk.privacy.detect import Detector
from fairdesk.privacy.keys import lookup_token
from fairdesk.privacy.records import Keys
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive import triage
from fairdesk.sensitive.care import careless
from fairdesk.settings import Settings

log = logging.getLogger("fairdesk.post")


BY_ADDRESS = "address:"
"""Begins the tokens made from addresses; random tokens hold no colon."""


class Foundation:
    """The shared parts of the house. `plug` is called with a name between steps, so that tests can pull it there."""

    def __init__(self, settings: Settings, keys: Keys, detector: Callable[[], Detector]) -> None:
        self.settings = settings
        self.keys = keys
        self._detector = detector
        self.memory = Memory(keys)
        self.intents = Understanding(settings.data, settings.encoder)
        self.resting = Resting(settings, answers.knowledge_version, self.intents.version)
        mails = settings.mail != "folder"
        models = (
            settings.llm_model if settings.llm_url else "",
            self.intents.version and f"intents@{self.intents.version}",
        )
        self.knowing = Knowing(
            self.resting.digest, settings.before_promise, settings.promise_topics, mails, tuple(filter(None, models))
        )
        self.pulse = Pulse()
        self.turns = ThreadPoolExecutor(settings.turn_threads, thread_name_prefix="turn")
        self.carrier: Carrier | None = None
        self.guesses = Guesses(WRONG_TOKENS)
        self.writer = writer_of(settings)
        self.plug: Callable[[str], None] = lambda _step: None
        self._locks = [threading.Lock() for _ in range(64)]

    @cached_property
    def detector(self) -> Detector:
        """What looks for personal data: loaded when it is first asked for, which is before a message's own time begins."""
        return self._detector()

    @property
    def claim_time(self) -> timedelta:
        """How long a process may keep a message to itself before another may take it for abandoned."""
        return timedelta(seconds=self.settings.model_seconds + 10)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.knowing.now()

    @contextmanager
    def one_at_a_time(self, conversation: ConversationId) -> Iterator[None]:
        """Let only one thread of this process answer in a conversation, so that answers keep their order."""
        with self._locks[hash(conversation) % len(self._locks)]:
            yield

    def begin(self) -> None:
        """Take up what a process that died left behind. Call it when a desk begins to serve, not when one is opened.

        On SQLite one process serves, so whoever claimed a message is gone, and it is answered now instead of when the
        claim runs out. Should a second one serve all the same, a message may be decided twice, but is kept once.
        """
        if on_sqlite():
            with writing():
                desk.let_go_of_claims()
        # What the first message needs is loaded now, so that it is answered as fast as the second.
        _ = self.detector, triage.lexicons(), triage.model()
        wish.load()

    def check(self) -> None:
        """Read the database and the keys once. Raises Unavailable if the desk cannot work now."""
        desk.waiting()
        self.keys.house_key("ledger")

    def desk_state(self) -> object:
        """Return a value that differs whenever anything on the desk changed."""
        return desk.latest_change(), _stops(), sensitive.alarm_state()

    def conversation_state(self, conversation: ConversationId) -> object:
        """Return a value that differs whenever this conversation changed, or the assistant was stopped or started."""
        return desk.watch(conversation), _stops()

    def own(self, conversation: ConversationId, customer: CustomerId, *, hold: bool = False) -> desk.ConversationRow:
        """Return a customer's conversation. A stranger's and a missing one are the same: NotFound."""
        row = desk.conversation(conversation, hold=hold)
        if row.customer != customer and row.customer not in identity.same_person(customer):
            raise NotFound("there is no such conversation, or it is not yours")
        return row

    # --- addresses: found without being stored ---
    def tokens_of(self, address: str) -> tuple[str, ...]:
        """Return what stands for an address: under the newest index key first, then as it may have been kept before."""
        written = dict.fromkeys((normal_email(address), address.strip().casefold()))
        return tuple(lookup_token(key, each).hex() for key in self.keys.index_keys() for each in written)

    def known_by_address(self, address: str) -> CustomerId | None:
        """Return who wrote from an address first, or None."""
        found = (identity.customer_by_token(BY_ADDRESS + token) for token in self.tokens_of(address))
        return next((customer for customer in found if customer is not None), None)

    def hand_over(
        self,
        row: desk.ConversationRow,
        key: bytes,
        code: str,
        *,
        reason: str,
        actor: str = "house",
        values: Mapping[str, Fact] | None = None,
    ) -> None:
        """Put a conversation into the queue of people, and say so in it. A draft that waits there is theirs now."""
        at = self.now()
        drafts.end(row.id, Stands.FOR_PEOPLE, reason, at)
        self.memory.add_event(row.id, key, at, code, actor=actor, values=values or {"reason": reason})
        desk.change(row.id, at, {"state": str(State.WAITING), "waiting_since": micros(at), "reason": reason})

    def take_back(self, ids: tuple[str, ...]) -> None:
        """Destroy what the carrier still has here of letters; called when a customer is forgotten."""
        for id in ids if self.carrier is not None else ():
            try:
                self.carrier.take_back(id)  # type: ignore[union-attr]
            except DeskError as fault:
                log.error("letter not taken back", extra={"letter": id, "error": type(fault).__name__})

    def close(self) -> None:
        """Finish the answers being made and stop the threads."""
        self.turns.shutdown(wait=True)
        asked = self.writer.ask if self.writer else None
        if isinstance(asked, LanguageModel):
            asked.close()


def writer_of(settings: Settings) -> Writer | None:
    """Return the language model that writes drafts; None if none is configured. Nothing is sent yet.

    Raises BadInput if it cannot be used, or if customers could not be told whose it is and where.
    """
    if not settings.llm_url:
        return None
    if not settings.model_recipient or not settings.model_country:
        raise BadInput(
            "llm_url is set: name in model_recipient who runs that model and in model_country where, because customers"
            " are told; if it is your own, name your company"
        )
    access = Access(settings.llm_url, settings.llm_model, settings.llm_key)
    model = LanguageModel(access, seconds_of_a_model(settings))
    return Writer(model, settings.llm_model, settings.llm_price_in, settings.llm_price_out, careless=careless)


def seconds_of_a_model(settings: Settings) -> float:
    """Return how long a call of a language model may take.

    A second is left for search and for the check of what it wrote; then its quotation still comes in time.
    """
    return max(settings.model_seconds - 1, settings.model_seconds / 2)


def _stops() -> tuple[tuple[str, str], ...]:
    """Return the stops in force and who asked to start again."""
    return tuple((stop.id, stop.start_asked_by_name) for stop in oversight.in_force())
