"""What is due: one thread that asks the rooms' own tables and does it. Every step can be repeated without harm.

There is no second store of jobs: texts that have not left are in the outbox, messages nobody answered are arrivals,
entries that are not in the tree have no position. Any number of processes may ask at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from fairdesk.answers import records as answers
from fairdesk.database import close, writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import unsent
from fairdesk.flows import records as flows
from fairdesk.house.opening import House
from fairdesk.house.retaining import delete_what_is_due
from fairdesk.house.sweeping import sweep
from fairdesk.house.witnessing import Post, ask_witnesses
from fairdesk.nouns import ConversationId, DeskError

SECONDS = 1.0
TRIED_AGAIN_AFTER = timedelta(seconds=3)
"""How soon a message is taken again that could not be answered."""
BETWEEN_SWEEPS = timedelta(hours=1)
BETWEEN_WATCHES = timedelta(minutes=1)
"""How often what became of the assistant's answers is counted: an error may cost this much time."""
BETWEEN_WITNESSES = timedelta(minutes=1)
BETWEEN_COMPARISONS = timedelta(minutes=1)
BETWEEN_NIGHTS = timedelta(hours=1)
"""How soon the night's work is begun again if it was not done: also how long it may take."""
BETWEEN_PROPOSALS = timedelta(seconds=5)
BETWEEN_SEARCHES = timedelta(seconds=10)
log = logging.getLogger("fairdesk.background")


class Background:
    """The worker. `round` does everything that is due once; `start` repeats it every second until `stop`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ended = threading.Event()
        self._forgot: datetime | None = None
        self._watched: datetime | None = None
        self._not_before: dict[str, datetime] = {}
        self._began = house.now()
        self._pairs: threading.Thread | None = None
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round and end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def round(self) -> None:
        """Do what is due. What fails keeps nothing else from being done; the next round tries it again."""
        for act in desk.all_outgoing():
            self._attempt(lambda act=act: self._house.deliver(act), act=act)  # type: ignore[misc]
        for reply in unsent.due(self._house.now()):
            self._attempt(lambda reply=reply: self._house.let_leave(reply), reply=reply)  # type: ignore[misc]
        self._attempt(self._house.forget_who_left)
        for act in flows.due(self._house.now()):
            self._attempt(lambda act=act: self._house.run_errand(act), act=act)  # type: ignore[misc]
        self._attempt(self._house.tend_drafts)
        for conversation in desk.abandoned(self._house.now()):
            self._attempt(lambda c=conversation: self._answer_abandoned(c), conversation=conversation)  # type: ignore[misc]
        for conversation in self._house.calls_overdue():
            self._attempt(lambda c=conversation: self._house.tend_call(c), conversation=conversation)  # type: ignore[misc]
        self._attempt(self._house.raise_alarms)
        self._attempt(self._house.post_letters)
        self._attempt(self._house.close_the_day)
        self._ask_witnesses()
        self._attempt(self._house.keep_shown)
        self._attempt(self._house.ask_others_again)
        for request in self._house.erasures_due():
            self._erase(request)
        self._attempt(self._house.tell_what_is_late)
        self._attempt(self._house.begin_what_is_due)
        self._attempt(self._house.tend_lists)
        self._attempt(lambda: answers.get_ready(self._house.now()))
        self._attempt(self._watch)
        self._attempt(self._forget)
        self._attempt(self._compare)
        self._at_night()
        self._drill()
        self._ask_pairs()

    def _attempt(self, step: Callable[[], object], **about: str) -> None:
        try:
            step()
        except DeskError as fault:
            log.error("background step failed", extra={"error": type(fault).__name__, **about})

    def _ask_witnesses(self) -> None:
        """Ask the ledger's witnesses once a minute, in a thread of its own: a slow one must hold up nobody's letter."""
        at = self._house.now()
        if self._house.post is None or at < self._not_before.get("witnesses", at):
            return
        self._not_before["witnesses"] = at + BETWEEN_WITNESSES
        threading.Thread(target=self._asked, args=(self._house.post,), name="witnesses", daemon=True).start()

    def _asked(self, post: Post) -> None:
        try:
            for one in ask_witnesses(self._house, post):
                if one.problem:
                    log.error("witness did not sign", extra={"witness": one.witness, "problem": one.problem})
        except DeskError as fault:
            log.error("witnesses not asked", extra={"error": type(fault).__name__})
        finally:
            close()

    def _erase(self, request: str) -> None:
        """Run an erasure; one that could not be proven is searched again ten seconds later, not every second."""
        at = self._house.now()
        if at < self._not_before.get(request, at):
            return
        self._not_before[request] = at + BETWEEN_SEARCHES
        self._attempt(lambda: self._house.run_erasure(request), request=request)

    def _answer_abandoned(self, conversation: ConversationId) -> None:
        house, at = self._house, self._house.now()
        with writing():
            mine = [
                number
                for number, _ in desk.arrivals_of(conversation)
                if desk.claim(conversation, number, at, at + house.claim_time)
            ]
        if mine:
            house.turns.submit(self._answer, conversation, mine, at + house.claim_time)

    def _answer(self, conversation: ConversationId, mine: list[int], claimed_until: datetime) -> None:
        """Answer what was left. A fault of a moment must not cost the customer the whole time of the claim."""
        try:
            self._house.answer_arrivals(conversation)
        except Exception as fault:  # noqa: BLE001  whatever broke, the message must be taken again
            log.error("message not answered yet", extra={"conversation": conversation, "error": type(fault).__name__})
            soon = self._house.now() + TRIED_AGAIN_AFTER
            with writing():
                for number in mine:
                    desk.claim(conversation, number, claimed_until + TRIED_AGAIN_AFTER, soon)

    def _watch(self) -> None:
        """Let the guideline `automation` stop the assistant if its answers say so, and open incidents for what went wrong."""
        at = self._house.now()
        if self._watched is not None and at - self._watched < BETWEEN_WATCHES:
            return
        self._watched = at
        for scope in self._house.watch_automation():
            log.warning("the assistant was stopped by its guideline", extra={"scope": scope})
        for topic in self._house.watch_promises():
            log.warning("a promise about answers was broken; people answer this topic", extra={"topic": topic})
        for act in self._house.tell_late_appeals():
            log.error("an appeal was not decided in time", extra={"act": act})
        for number in self._house.watch_incidents():
            log.warning("an incident was opened", extra={"incident": number})
        for number in self._house.tell_late_incidents():
            log.error("the clock of an incident ran out", extra={"incident": number})

    def _at_night(self) -> None:
        """Begin the night's work once a night, in a thread of its own: it may take a minute, and nobody shall wait for it."""
        at = self._house.now()
        # A desk that was just opened has other things to do.
        if at < self._not_before.get("night", self._began + BETWEEN_NIGHTS):
            return
        due = self._house.night_is_due(self._began)
        self._not_before["night"] = at + (BETWEEN_NIGHTS if due else BETWEEN_WATCHES)
        if due and self._thread.is_alive():
            threading.Thread(target=self._night, name="night", daemon=True).start()
        elif due:
            self._night()  # a single round, which somebody asked for, ends when its work has

    def _drill(self) -> None:
        """Try the stop once a week, in a thread of its own: its conversations take a second."""
        at = self._house.now()
        if at < self._not_before.get("drill", at) or not self._thread.is_alive():
            return
        self._not_before["drill"] = at + BETWEEN_NIGHTS
        if self._house.drill_is_due(self._began):
            threading.Thread(target=self._drilled, name="drill", daemon=True).start()

    def _drilled(self) -> None:
        try:
            held = self._house.hold_drill()
            log.info("drill of the stop", extra={"milliseconds": held.milliseconds, "passed": held.passed})
        except DeskError as fault:
            log.error("the drill failed", extra={"error": type(fault).__name__})
        finally:
            close()

    def _ask_pairs(self) -> None:
        """Try what was replayed on counterfactual pairs, in a thread of its own: one proposal takes seconds."""
        at = self._house.now()
        if at < self._not_before.get("pairs", at) or not self._thread.is_alive():
            return
        self._not_before["pairs"] = at + BETWEEN_PROPOSALS
        if self._house.proposals_without_pairs() and not (self._pairs and self._pairs.is_alive()):
            self._pairs = threading.Thread(target=self._pairs_asked, name="pairs", daemon=True)
            self._pairs.start()

    def _pairs_asked(self) -> None:
        try:
            for id in self._house.proposals_without_pairs():
                self._attempt(lambda id=id: self._house.ask_pairs_of(id), proposal=id)  # type: ignore[misc]
        except Exception as fault:  # noqa: BLE001  a bad proposal must not end the worker; it is tried again
            log.error("pairs not asked", extra={"error": type(fault).__name__})
        finally:
            close()

    def _compare(self) -> None:
        """Hold articles that changed against the others, at most once a minute: of many articles it takes a second."""
        at = self._house.now()
        if at >= self._not_before.get("compare", at) and self._house.articles_are_news():
            self._not_before["compare"] = at + BETWEEN_COMPARISONS
            self._house.compare_articles()

    def _night(self) -> None:
        try:
            self._attempt(self._house.work_at_night)
        except Exception as fault:  # noqa: BLE001  a bad night must not end the worker; it is tried again
            log.error("the night's work failed", extra={"error": type(fault).__name__})
        finally:
            if threading.current_thread().name == "night":
                close()

    def _forget(self) -> None:
        """Delete what was kept as long as promised, once an hour: it looks at every conversation."""
        at = self._house.now()
        if self._forgot is not None and at - self._forgot < BETWEEN_SWEEPS:
            return
        self._attempt(self._house.tell_what_guidelines_need)
        delete_what_is_due(self._house, at)
        sweep(self._house, at)
        self._forgot = at

    def _run(self) -> None:
        while not self._ended.wait(SECONDS):
            try:
                self.round()
            except DeskError as fault:
                log.error("background round failed", extra={"error": type(fault).__name__})
            except Exception as fault:  # noqa: BLE001  one bad round must not end the worker; the next one tries again
                log.error("background round failed", extra={"error": type(fault).__name__})
        close()
