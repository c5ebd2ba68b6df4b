"""A governed turn over HTTP: 16 clients at once against a real server, by form as a browser and by the JSON API.

    python benchmarks/bench_http.py [--turns 480] [--clients 16]

By form: cookies, CSRF token, keep-alive, the post and the page it leads to (without JavaScript, the heavier way); a
conversation has four turns. CPU is the server's alone. Goal: 8 ms of CPU a turn.
"""

from __future__ import annotations

import argparse
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice

from figures import full, share, tell
from served import Client, Served, serving
from stand import PASSAGES, Texts, folder_of_our_own, open_folder, shelve

TURNS_A_CONVERSATION = 4


def by_form(port: int, texts: Texts) -> Iterator[float]:
    """Yield the seconds of each turn of a browser."""
    while True:
        browser = Client(port)
        browser.get("/")
        path = "/c/new"
        for _ in range(TURNS_A_CONVERSATION):
            text, began = texts.question(), time.perf_counter()
            came = browser.post(path, text=text, client_id=uuid.uuid4().hex)
            there = came.headers["location"].split("#")[0]
            browser.get(there)
            yield time.perf_counter() - began
            path = f"{there}/say"


def by_api(port: int, texts: Texts) -> Iterator[float]:
    """Yield the seconds of each turn of a program."""
    client = Client(port)
    while True:
        begun = client.post_json("/api/v1/conversations", {"language": "en"}).json()
        path = f"/api/v1/conversations/{begun['conversation']}/messages"
        for _ in range(TURNS_A_CONVERSATION):
            message = {"text": texts.question(), "client_message_id": uuid.uuid4().hex}
            began = time.perf_counter()
            client.post_json(path, message, begun["token"])
            yield time.perf_counter() - began


def run(turns_of: Callable[[int, Texts], Iterator[float]], desk: Served, texts: Texts, clients: int, turns: int) -> tuple[float, float, list[float]]:  # fmt: skip
    """Let *clients* take *turns* together; return the server's CPU ms a turn, turns a second, and each one's ms."""
    taken: list[float] = []

    def one() -> None:
        taken.extend(islice(turns_of(desk.port, texts), turns // clients))

    threads = [threading.Thread(target=one) for _ in range(clients)]
    cpu, began = desk.cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    return (desk.cpu() - cpu) / len(taken) * 1000, len(taken) / spent, [each * 1000 for each in taken]


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=1920 if full() else 480)
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--passages", type=int, default=PASSAGES)
    given = options.parse_args()
    texts = Texts(given.passages)
    with folder_of_our_own() as folder:
        house = open_folder(folder)
        shelve(texts)
        house.close()
        with serving(folder) as desk:
            for name, way in (("form", by_form), ("JSON API", by_api)):
                run(way, desk, texts, 4, 16)
                cpu, rate, walls = run(way, desk, texts, given.clients, given.turns)
                said = f"a turn over HTTP by {name}, {given.clients} clients"
                note = "the post and the page it leads to" if way is by_form else "one post"
                tell(f"{said}, CPU of the server", cpu, "ms", at_most=8, n=len(walls), note=note)
                tell(f"{said}, turns", rate, "/s", n=len(walls))
                tell(f"{said}, p50", share(walls, 0.5), "ms", n=len(walls))
                tell(f"{said}, p99", share(walls, 0.99), "ms", n=len(walls))


if __name__ == "__main__":
    main()
