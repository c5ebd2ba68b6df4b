"""Die with -9 while a message is on its way: a process that opens a desk's folder and is killed where it is told.

    python -m tests.killed FOLDER DATABASE      jobs come as JSON lines on standard input, exit statuses go out

A job {"at": STEP} pulls the plug at a named step of the way, {"at": N} before the Nth statement that is sent to the
database or to the key file. Each job runs in a fork of its own, so that thirty deaths cost one start of Python. A job
with a "customer" says something in their "conversation"; one without is somebody's first visit. A job with "erase" runs
the erasure of that request, one with "call" asks the house for that, with these arguments, one with "import" reads that
file of past conversations, one with "replay" reports on that guideline.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fairdesk.settings import Settings


def main(folder: str, database: str) -> None:
    """Run jobs until standard input ends; answer each with its exit status (-9: it was killed)."""
    settings = Settings(data=Path(folder), database=database)
    from fairdesk.house.preparing import prepare

    prepare(settings)
    import fairdesk.house.opening  # noqa: F401  once for all forks; it opens nothing
    from fairdesk.privacy.detect import default_detector

    default_detector()  # reads the tagger, which is half of what opening a desk costs; forks find it read

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(settings, json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(settings: Settings, job: dict[str, Any]) -> None:
    from fairdesk.house.opening import open_house
    from fairdesk.nouns import RawText

    house = open_house(settings, migrate=False)
    house.plug = _dies_at(job["at"])
    _count_statements(job["at"])
    if job.get("erase"):
        house.run_erasure(job["erase"])
        house.close()
        return
    if job.get("call"):
        name, given, named = job["call"]
        getattr(house, name)(*given, **named)
        house.close()
        return
    if job.get("import"):
        from fairdesk.house.importing import import_past

        import_past(house, Path(job["import"]).read_bytes().splitlines(keepends=True))
        house.close()
        return
    if job.get("replay"):
        from fairdesk.house.replay_reports import compared, make_report

        make_report(house, compared(house, Path(job["replay"])))
        house.close()
        return
    customer, conversation = job.get("customer"), job.get("conversation")
    if customer is None:
        customer, _ = house.add_customer("en")
        conversation = house.start(customer, "en")
    house.say(conversation, customer, RawText(job["text"]), job["client_id"])
    house.close()


def _dies_at(wanted: object) -> Callable[[str], None]:
    def plug(step: str) -> None:
        if step == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return plug


def _count_statements(wanted: object) -> None:
    """Die before statement number *wanted* (from 1), counted from now over all threads."""
    import fairdesk.database as database

    sent, run, keys_run = [0], database._run, database.KeyFile.execute

    def counted() -> None:
        sent[0] += 1
        if sent[0] == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    def first_count(sql: str, values: tuple[object, ...]) -> Any:
        counted()
        return run(sql, values)

    def first_count_key(self: Any, sql: str, *values: object) -> int:
        counted()
        return keys_run(self, sql, *values)

    database._run = first_count
    database.KeyFile.execute = first_count_key  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:3])
