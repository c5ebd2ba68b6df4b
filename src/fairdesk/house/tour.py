"""The first two minutes: walks a newcomer through the promises on a desk of its own, and shows what tampering meets."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fairdesk.clock import random_id
from fairdesk.database import copy_sqlite
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import Timeline
from fairdesk.explainability.wording import for_customer
from fairdesk.house.books import Books
from fairdesk.house.setting_up import set_up_demo
from fairdesk.identity import records as identity
from fairdesk.nouns import ConversationId, CustomerId, NotFound, RawText, Voice
from fairdesk.settings import Settings

Say = Callable[[str], None]
SLOW_SECONDS = 1.5


def walk(house: Books, say: Say, pause: float) -> None:
    """Show the promises one after the other on an empty desk, with what really happened and how long it took."""
    set_up_demo(house)
    for step in (_answered, _nothing_known, _taken_over, _stopped):
        step(house, say)
        time.sleep(pause)


def _ask(house: Books, question: str) -> tuple[CustomerId, ConversationId, float]:
    customer, _ = house.add_customer("en")
    conversation = house.start(customer, "en")
    began = time.perf_counter()
    house.say(conversation, customer, RawText(question), random_id())
    house.answer_arrivals(conversation)  # a busy machine may still be at it
    return customer, conversation, (time.perf_counter() - began) * 1000


def _answered(house: Books, say: Say) -> None:
    question = "How long does the refund for order 4711-0923 take? My address is kim@example.org"
    customer, conversation, took = _ask(house, question)
    act = desk.turns_of(conversation)[-1]
    why = house.why(act, customer)
    say("1. A question, answered with its source")
    say(f"   Customer:  {question}")
    for entry in house.timeline(conversation, customer).entries[1:]:
        say(
            f"   {'Assistant (AI)' if entry.voice is Voice.ASSISTANT else 'Desk'}:  {_short(entry.text)}   [{took:.0f} ms]"
        )
    say("   Why this answer?")
    for sentence in for_customer(why.because, "en"):
        say(f"     - {sentence}")
    if why.evidence:
        say(f"     - From: {' › '.join([why.evidence[0].title, *why.evidence[0].heading])}")
    say(f"   What the assistant saw:  {why.seen}")


def _nothing_known(house: Books, say: Say) -> None:
    customer, conversation, took = _ask(house, "Do you sell canoes?")
    say("\n2. A question no article answers goes to people, with the honest wait")
    say(f"   Desk:  {_standing(house.timeline(conversation, customer))}   [{took:.0f} ms]")


def _taken_over(house: Books, say: Say) -> None:
    customer, conversation, _ = _ask(house, "How long does a refund take?")
    ada = identity.colleague_named("ada").id
    house.settings = replace(house.settings, slow_answer_seconds=SLOW_SECONDS)
    asked = threading.Thread(
        target=house.say, args=(conversation, customer, RawText("Who pays for the post?"), random_id())
    )
    asked.start()
    time.sleep(SLOW_SECONDS / 3)
    house.take_over(conversation, ada)
    asked.join()
    while house.timeline(conversation, customer).writing or desk.arrivals_of(conversation):
        time.sleep(0.05)
    house.settings = replace(house.settings, slow_answer_seconds=0.0)
    say("\n3. A person takes over while the answer is being made: the draft dies, visibly")
    for entry in house.timeline(conversation, customer).entries[-2:]:
        say(f"   {entry.code.replace('_', ' ')} {dict(entry.values) or ''} {entry.who}".rstrip())


def _stopped(house: Books, say: Say) -> None:
    ada, ben = (identity.colleague_named(name).id for name in ("ada", "ben"))
    began = time.perf_counter()
    stop = house.stop_ai(ada, "all", "a tour")
    took = (time.perf_counter() - began) * 1000
    customer, conversation, _ = _ask(house, "How long does a refund take?")
    say(f"\n4. One person stops the assistant: in force after {took:.1f} ms")
    say(f"   The next question:  {_standing(house.timeline(conversation, customer))}")
    house.start_ai(ada, stop)
    say("   Ada asks to start it again; alone she cannot.")
    house.start_ai(ben, stop)
    say("   Ben agrees: two people, and it runs again.")


def _standing(timeline: Timeline) -> str:
    told = [entry.code.replace("_", " ") for entry in timeline.entries if entry.code]
    return f"{', '.join(told)}. {timeline.wait_says}"


def _short(text: str) -> str:
    return text if len(text) <= 240 else text[:240].rsplit(" ", 1)[0] + " …"


def tampered_copy(settings: Settings) -> tuple[Path, str]:
    """Copy the data folder and change one decided act in the copy; return the copy and the act.

    Raises NotFound if no act was decided yet. Only for the embedded database: a copy of a server's is not ours to make.
    """
    original = settings.data / "fairdesk.db"
    if settings.database != "sqlite":
        raise NotFound("this shows tampering on a copy of the embedded database; this desk uses PostgreSQL")
    copy = Path(tempfile.mkdtemp(prefix="tampered-", dir=settings.data))
    copy_sqlite(original, copy / original.name)
    # The keys are lent, not copied: whoever is erased from now on cannot be read in the copy either.
    for name in ("keys.db", "root.key", "secret.key", "fairdesk.toml"):
        if (settings.data / name).exists():
            (copy / name).symlink_to(Path("..") / name)
    edited = sqlite3.connect(copy / original.name)
    with edited:
        found = edited.execute("SELECT act FROM desk_turn WHERE route = 'assistant' ORDER BY act DESC").fetchone()
        if found is None:
            raise NotFound("the assistant has not answered anything yet; run `fairdesk demo` first")
        edited.execute("UPDATE desk_turn SET handover = 'sensitive' WHERE act = ?", found)
    edited.close()
    return copy, str(found[0])
