"""Measure masking: messages a second on one core, p50 and p99, the worst 20 kB text, what is found; and peers beside it.

    python benchmarks/bench_mask.py [--data FOLDER] [--peers FOLDER]

FOLDER of --data holds JSON Lines of {"text", "spans": [[start, end, "TYPE"]], "source", "lang"}; without it the messages of
the tests are used. FOLDER of --peers holds a virtual environment for each peer (peers-requirements.txt says how to make
them); a peer that is not there is left out and said so. All mask the same texts, each in its own process with the
network refused, and one scorer compares them. Times are CPU time, so a busy machine changes them little.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.privacy.messages import ALL, NOTHING

from fairdesk.nouns import RawText
from fairdesk.privacy.detect import Detector, PatternDetector, default_detector
from fairdesk.privacy.mask import Vault, mask
from fairdesk.privacy.scoring import Scores, Tally
from figures import tell
from masking_peer import MASKERS

HERE = Path(__file__).resolve().parent
FOLDERS = {
    "presidio patterns": "presidio-analyzer",
    "presidio + spaCy blank": "presidio-analyzer",
    "scrubadub": "scrubadub",
    "datafog": "datafog",
    "stella": "stella-anonymize-core",
}
SAMPLE = 2000

PIECES = (
    "a.", "1 ", "www.a.", "@", "+1", "AB-12 ", "12 ", "1-", "0 ", "01 2", "a@a.", "@a.a", "1.1.", "::", "1:", "password ",
    "pin 1 ", "DE12 ", "#1", "http://", "order ", "order 12345 ", "(((", "+(", "[at]", "%40a", "sk-", "eyJ.", "AA 11 11 11 A",
    "4111 1111 ", "GB12 3456 1234 ", "né 1", "is 1 my ", "ab.ab/", "[CARD_1 ", "12345 ", "x at a. ", "booking ABCDEF ", "11 111 ",
    "plate 1A ", "plate ", "reg is is ", "user ", "user: a1 ", "login as ", "@abc ", "a,b,c,", "name,email\n", "a@b.cc,1-1,\n", "| ",
    "car AB12 ABC ", "http://a.b/?email=", "?user=a&", "NHS A1 ", "ID 1A ", "born 1 may ", "1 1 1999 born", "bearer a1",
    "sort code 11 11 ", "code is 1", "-----BEGIN PRIVATE KEY-----", " dot a at b dot ", "'a1'@'", "4111.1111.", "GB12.3456.",
    "zip 1", "passport A1 2B ", "a1 " * 9 + "\n", '"', "; ", "né le ", "passed 1",
)  # fmt: skip


def worst(detector: Detector, budget_seconds: float = 20.0) -> tuple[float, str]:
    """Return the slowest 20 kB text found by mixing nasty pieces, in seconds of CPU, and what it repeats."""
    chance, slowest, ends = random.Random(7), (0.0, ""), time.monotonic() + budget_seconds
    for number in range(10_000):
        piece = PIECES[number] if number < len(PIECES) else "".join(chance.choices(PIECES, k=chance.randint(2, 4)))
        text = (piece * 20_000)[:20_000]
        begun = time.process_time()
        detector.spans(text, "en")
        slowest = max(slowest, (time.process_time() - begun, piece))
        if time.monotonic() > ends:
            break
    return slowest


def speed(messages: list[tuple[str, str]], detector: Detector) -> tuple[float, float, float]:
    """Return messages a second, p50 and p99 in ms of `mask` with an empty vault."""
    taken = []
    for text, language in messages:
        begun = time.process_time()
        mask(RawText(text), language, Vault.empty(), detector, budget_seconds=60)
        taken.append(time.process_time() - begun)
    taken.sort()
    return len(taken) / sum(taken), taken[len(taken) // 2] * 1e3, taken[len(taken) * 99 // 100] * 1e3


def ours(rows: list[dict[str, Any]], seconds: float) -> None:
    """Tell our own figures: the whole detector, and its patterns alone."""
    messages = [(row["text"], row["lang"]) for row in rows]
    messages *= max(1, 4000 // len(messages))
    for name, detector, at_least, at_most in (
        ("mask, the desk's detector", default_detector(), 4000, 150),
        ("mask, patterns and checksums", PatternDetector(), 6000, 100),
    ):
        speed(messages[:500], detector)
        rate, p50, p99 = speed(messages, detector)
        n = len(messages)
        tell(name, rate, "messages/s", at_least=at_least, n=n)
        tell(f"{name}, p50", p50, "ms", n=n)
        tell(f"{name}, p99", p99, "ms", at_most=2.5, n=n)
        took, piece = worst(detector, seconds)
        tell(f"{name}, worst 20 kB text found", took * 1000, "ms", at_most=at_most, note=f"{piece!r} repeated")


def found(rows: list[dict[str, Any]]) -> None:
    """Tell what the desk's detector finds in all of *rows*."""
    scores, detector = Scores(), default_detector()
    for row in rows:
        asked, _ = mask(RawText(row["text"]), row["lang"], Vault.empty(), detector, budget_seconds=60)
        scores.add(row, [(one.start, one.end, one.kind) for one in asked.hidden])
    report = scores.report()
    tell("masking, F2 typed, mean over sources", report["macro"]["f2_typed"], at_least=0.87, n=report["spans"])
    tell(
        "masking, recall masked, mean over sources",
        report["macro"]["recall_masked"],
        at_least=0.90,
        n=report["spans"],
    )
    for kind, one in report["types"].items():
        tell(f"masked {kind}", one["masked"], n=one["n"])


def beside(rows: list[dict[str, Any]], folder: Path | None) -> None:
    """Mask the same texts with ourselves and with each peer, and print a line for each."""
    step = max(1, len(rows) // SAMPLE)
    sample = rows[::step]
    print(f"\nthe same {len(sample):,} texts, one scorer; over-masked: texts without gold spans that were altered")
    print(f"{'':24}{'msg/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'20 kB ms':>10}{'start s':>9}{'MB':>6}{'calls':>7}"
          f"{'F2 typed':>10}{'masked':>8}{'precise':>9}{'over':>7}")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        texts, out = Path(place) / "texts.jsonl", Path(place) / "found.jsonl"
        texts.write_text("\n".join(json.dumps({"text": row["text"]}) for row in sample))
        for name in MASKERS:
            _peer(name, sample, texts, out, folder)


def _peer(name: str, sample: list[dict[str, Any]], texts: Path, out: Path, folder: Path | None) -> None:
    python = sys.executable
    if name in FOLDERS:
        python = str(folder / FOLDERS[name] / "bin" / "python") if folder else sys.executable
    if not Path(python).exists():
        print(f"{name:24}not installed: {python} is missing; see benchmarks/peers-requirements.txt")
        return
    ran = subprocess.run(
        [python, str(HERE / "masking_peer.py"), name, str(texts), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(ran.stdout.splitlines()[-1]) if ran.stdout.strip() else {"missing": ran.stderr.strip()[-300:]}
    if "missing" in said:
        print(f"{name:24}not measured: {said['missing']}")
        return
    tally = Tally()
    for row, line in zip(sample, out.read_text().splitlines(), strict=True):
        tally.add(row, json.loads(line))
    report = tally.report()
    clean = sum(one["n"] for one in report["over_masked_counts"].values())
    altered = sum(report["over_masked"][s] * one["n"] for s, one in report["over_masked_counts"].items())
    print(f"{name:24}{said['rate']:>8,.0f}{said['p50']:>8.2f}{said['p99']:>8.2f}{said['worst']:>10,.0f}{said['ready']:>9.2f}"
          f"{said['memory']:>6.0f}{said['calls']:>7}{report['f2_typed']:>10.3f}{report['recall_masked']:>8.3f}"
          f"{report['precision_any']:>9.3f}{altered / max(1, clean):>7.3f}")  # fmt: skip


def own_rows() -> list[dict[str, Any]]:
    """Return the messages of the tests as rows with gold spans."""
    rows = [
        {"text": t, "spans": [list(s) for s in spans], "source": "cs-synth", "lang": lang} for lang, t, spans in ALL
    ]
    return rows + [{"text": text, "spans": [], "source": "cs-synth", "lang": "en"} for text in NOTHING]


def main() -> None:
    """Print the figures beside those of the peers."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path)
    ask.add_argument("--peers", type=Path, help="folder with a virtual environment for each peer")
    ask.add_argument("--quick", action="store_true", help="look for the worst text for 5 s, not 20")
    given = ask.parse_args()
    files = sorted(given.data.glob("*.jsonl")) if given.data else []
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()] or own_rows()
    ours(rows, 5.0 if given.quick else 20.0)
    found(rows)
    beside(rows, given.peers)


if __name__ == "__main__":
    main()
