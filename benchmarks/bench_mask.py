"""Measure masking: messages a second on one core, p50 and p99, the worst 20 kB text, and what is found.

    python benchmarks/bench_mask.py [--data FOLDER]

FOLDER holds JSON Lines of {"text", "spans": [[start, end, "TYPE"]], "source", "lang"}; without it the texts below are used.
Times are CPU time of this process, so a busy machine changes them little.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from fairdesk.nouns import RawText
from fairdesk.privacy.detect import PatternDetector
from fairdesk.privacy.mask import Vault, mask
from figures import tell

PEERS = """peers, measured earlier on messages of this kind, one core, not in this run (patterns only; with names in brackets)
  presidio-analyzer 2.2.366   480-550 (164) msg/s   p50 1.1 ms   p99 12-16 ms   worst 20 kB 19,900 ms
  scrubadub 2.0.1           5,700-5,850 msg/s                                    worst 20 kB    102 ms
  datafog 4.9.0             7,100-9,700 msg/s       p50 0.1 ms   p99 0.4 ms     worst 20 kB     10 ms"""

TEXTS = (
    "Where is my parcel? The order number is 4711-0923 and my mail is ana.lopez@example.org",
    "Hi, does the Victoria sofa come in grey? I saw it for 289.22 EUR incl. 19% VAT.",
    "My card 4111 1111 1111 1111 was charged twice, $12.50 and $30, please check.",
    "Bitte ändern Sie meine Bankverbindung: DE89 3704 0044 0532 0130 00, Kundennummer 8834712.",
    "Me pueden llamar al +34 912 345 678? Mi DNI es 12345678Z",
    "Je n'ai pas reçu la commande CMD-2025-66367, mon numéro est le 06 12 34 56 78.",
    "O meu CPF é 529.982.247-25 e o pedido 998877 não chegou.",
    "Il mio codice fiscale è RSSMRA85T10A562S, vorrei un rimborso.",
    "Can I speak to a human please",
    "error code 0x80070057 when I open the app, build 22631.4037",
    "The router shows 192.0.2.14 and 2001:db8::8a2e:370:7334, what are these?",
    "My date of birth is 12.04.1961 and the national id is 123-45-6788.",
    "password: Tr0ub4dor&3 does not work any more, see https://shop.example/account?id=77",
    "can i get 2 for 15.99 instead of 3 for 21.50? that's 25% more per 100 g",
    "我的订单号是88347123,电话 13912345678",
    "Thanks, that worked!",
)

PIECES = (
    "a.", "1 ", "www.a.", "@", "+1", "AB-12 ", "12 ", "1-", "0 ", "01 2", "a@a.", "@a.a", "1.1.", "::", "1:", "password ",
    "pin 1 ", "DE12 ", "#1", "http://", "order ", "order 12345 ", "(((", "+(", "[at]", "%40a", "sk-", "eyJ.", "AA 11 11 11 A",
    "4111 1111 ", "GB12 3456 1234 ", "né 1", "is 1 my ", "ab.ab/", "[CARD_1 ", "12345 ", "x at a. ", "booking ABCDEF ", "11 111 ",
    "plate 1A ", "plate ", "reg is is ", "user ", "user: a1 ", "login as ", "@abc ", "a,b,c,", "name,email\n", "a@b.cc,1-1,\n", "| ",
    "car AB12 ABC ", "http://a.b/?email=", "?user=a&", "NHS A1 ", "ID 1A ", "born 1 may ", "1 1 1999 born", "bearer a1", "sort code 11 11 ",
    "code is 1", "-----BEGIN PRIVATE KEY-----", " dot a at b dot ", "'a1'@'", "4111.1111.", "GB12.3456.", "zip 1", "passport A1 2B ",
    "a1 " * 9 + "\n", "\"", "; ", "né le ", "passed 1",
)  # fmt: skip


def worst(budget_seconds: float = 20.0) -> tuple[float, str]:
    """Return the slowest 20 kB text found by mixing nasty pieces, in seconds of CPU, and what it repeats."""
    chance, detector, slowest, ends = (
        random.Random(7),
        PatternDetector(),
        (0.0, ""),
        time.monotonic() + budget_seconds,
    )
    for number in range(10_000):
        piece = PIECES[number] if number < len(PIECES) else "".join(chance.choices(PIECES, k=chance.randint(2, 4)))
        text = (piece * 20_000)[:20_000]
        begun = time.process_time()
        detector.spans(text, "en")
        slowest = max(slowest, (time.process_time() - begun, piece))
        if time.monotonic() > ends:
            break
    return slowest


def speed(messages: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Return messages a second, p50 and p99 in ms of `mask` with an empty vault."""
    detector, taken = PatternDetector(), []
    for text, language in messages:
        begun = time.process_time()
        mask(RawText(text), language, Vault.empty(), detector, budget_seconds=60)
        taken.append(time.process_time() - begun)
    taken.sort()
    return len(taken) / sum(taken), taken[len(taken) // 2] * 1e3, taken[len(taken) * 99 // 100] * 1e3


def found(rows: list[dict[str, object]]) -> Iterable[str]:
    """Yield per type how many gold spans were covered to nine tenths by anything."""
    detector, gold, hidden = PatternDetector(), Counter[str](), Counter[str]()
    for row in rows:
        covered: set[int] = set()
        for span in detector.spans(str(row["text"]), str(row["lang"])):
            covered.update(range(span.start, span.end))
        for start, end, kind in row["spans"]:  # type: ignore[attr-defined]
            gold[kind] += 1
            hidden[kind] += len(covered.intersection(range(start, end))) >= 0.9 * (end - start)
    for kind in sorted(gold):
        yield f"  {kind:14} {hidden[kind] / gold[kind]:.3f} of {gold[kind]:,}"


def main() -> None:
    """Print the figures beside those of the peers."""
    ask = argparse.ArgumentParser(description="Measure masking.")
    ask.add_argument("--data", type=Path)
    ask.add_argument("--quick", action="store_true", help="look for the worst text for 5 s, not 20")
    given = ask.parse_args()
    files = sorted(given.data.glob("*.jsonl")) if given.data else []
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    messages = [(row["text"], row["lang"]) for row in rows] or [(text, "en") for text in TEXTS] * 500
    speed(messages[:500])
    rate, p50, p99 = speed(messages)
    n = len(messages)
    tell("mask, patterns and checksums", rate, "messages/s", at_least=4000, n=n, peer="Presidio patterns 480-550/s")
    tell("mask, p50", p50, "ms", n=n)
    tell("mask, p99", p99, "ms", n=n)
    seconds, piece = worst(5.0 if given.quick else 20.0)
    tell(
        "mask, worst 20 kB text found",
        seconds * 1000,
        "ms",
        at_most=150,
        note=f"{piece!r} repeated",
        peer="Presidio 19.9 s",
    )
    if rows:
        print("masked, share of gold spans (names, places and addresses need the tagger):")
        print("\n".join(found(rows)))
    print(PEERS)


if __name__ == "__main__":
    main()
