"""How soon a person is promised and a stop is in force, with the assistant well and with it broken.

    python benchmarks/bench_promptness.py [--tries 60]

Hand-over: from the message ("human", in words, or the button) until the customer can read that a person will come.
Stop: from the act until the first message after it is decided, which must go to a person. Goals: 1 s in every try.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from figures import full, tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House


def wished(house: House, tries: int, how: str) -> list[float]:
    """Return the seconds until the hand-over could be read, one a try; infinity where it could not."""
    from fairdesk.nouns import RawText, Voice

    taken = []
    for number in range(tries):
        customer, _ = house.add_customer("en")
        conversation = house.start(customer, "en")
        began = time.perf_counter()
        if how == "words":
            house.say(conversation, customer, RawText("I want to talk to a human"), f"wish-{number}")
        else:
            house.ask_for_person(conversation, customer, "button")
        seen = house.timeline(conversation, customer)
        told = any(e.voice is Voice.EVENT and e.code == "asked_for_person" for e in seen.entries)
        taken.append(time.perf_counter() - began if told and seen.position else float("inf"))
    return taken


def stopped(house: House, texts: Texts, tries: int, ada: int, ben: int) -> list[float]:
    """Return the seconds from a stop until the next message has gone to a person because of it."""
    from fairdesk.desk import records as desk
    from fairdesk.nouns import ColleagueId, RawText

    taken = []
    for number in range(tries):
        customer, _ = house.add_customer("en")
        conversation = house.start(customer, "en")
        began = time.perf_counter()
        pause = house.stop_ai(ColleagueId(ada), "all", "a measurement")
        house.say(conversation, customer, RawText(texts.question()), f"stop-{number}")
        kept = desk.turn(desk.turns_of(conversation)[-1])
        taken.append(time.perf_counter() - began if kept.handover == "paused" else float("inf"))
        house.start_ai(ColleagueId(ada), pause)
        house.start_ai(ColleagueId(ben), pause)
    return taken


def broken(*_: Any) -> Any:
    """Stand in for an assistant that is down."""
    raise ConnectionError("down")


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tries", type=int, default=300 if full() else 60)
    given = options.parse_args()
    texts = Texts(500)
    with open_stand(texts) as house:
        from fairdesk.database import row, writing
        from fairdesk.identity import records as identity

        found = row("SELECT id FROM auth_user WHERE username = 'ada'")
        with writing():
            ben = identity.add_colleague("ben", "Ben", "manager")
        taken = {"well": wished(house, given.tries, "words") + wished(house, given.tries, "button")}
        stops = stopped(house, texts, given.tries // 2, int(found[0]) if found else 0, int(ben))
        house.answer = broken  # type: ignore[method-assign]
        taken["down"] = wished(house, given.tries, "words") + wished(house, given.tries, "button")
    for state, times in taken.items():
        tell(f"hand-over acknowledged, assistant {state}, slowest", max(times), "s", at_most=1, n=len(times))
    tell("stop in force, slowest", max(stops), "s", at_most=1, n=len(stops))


if __name__ == "__main__":
    main()
