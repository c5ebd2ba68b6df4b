"""Print what the triage lexicons find and what they raise falsely, by category and source, with n and interval.

    python benchmarks/bench_triage.py --data FOLDER

FOLDER holds `assistant/triage/dev.jsonl`, `assistant/complaints/`, `assistant/intents/` and `care/crisis_dev.jsonl` (public data; sources and
licences in their own README files). The lexicons were tuned while looking at these development files, so the figures
say how well the lists fit them, not how they would do elsewhere; a held-out run is the one to quote. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fairdesk.intervals import wilson
from fairdesk.nouns import MaskedText
from fairdesk.oversight.wish import asks_for_a_person, load
from fairdesk.sensitive.triage import lexicons, triage

EXPECTED = {
    "crisis_self_harm": "crisis",
    "threat_of_violence": "crisis",
    "abuse_disclosure": "abuse",
    "bereavement": "bereavement",
    "mental_health": "illness",
    "financial_hardship": "hardship",
    "fraud_victim": "fraud",
    "legal_threat": "legal",
}
"""Which of our topics a category of the data should bring; the other categories have no counterpart here."""
ABOUT_PEOPLE = frozenset({"contact_human_agent", "contact_customer_service", "are_you_a_bot"})
"""Intents that are such a wish or close to one; they are no false alarms."""
ORDINARY = ("banking77_train", "clinc150_train", "bitext_support_dev", "hwu64_train")


def main() -> None:
    """Print all tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, required=True)
    data = options.parse_args().data
    print(f"lexicons {lexicons().version}: {len(lexicons().phrases)} phrases\n")
    print_recall(data)
    print_crisis(data)
    print_false_alarms(data)
    print_speed(data)


def lines(path: Path) -> Iterator[dict[str, object]]:
    """Return the records of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def found(text: object) -> str:
    """Return the topic that triage gives a text."""
    return triage(MaskedText(str(text)), "en").topic


def topics_of(text: object) -> set[str]:
    """Return every topic with a hit, deciding or not."""
    return {hit.topic for hit in lexicons().hits(str(text))}


def share(hits: int, n: int) -> str:
    """Return a share with its n and Wilson's 95 % interval."""
    if not n:
        return "n = 0"
    found = wilson(hits, n)
    small = "  (n too small for a claim)" if n < 30 else ""
    return f"{100 * found.value:6.1f} %  [{100 * found.low:5.1f}, {100 * found.high:5.1f}]  n = {n}{small}"


def print_recall(data: Path) -> None:
    """Print recall per category and source: any topic at all (a person comes), and the right one."""
    groups: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
    for record in lines(data / "assistant/triage/dev.jsonl"):
        source = f"{record['source']}{' ' + str(record['lang']) if record.get('lang') else ''}"
        groups[str(record["category"]), source].append(topics_of(record["text"]))
    print("category, source: any topic (a person comes) | the right topic among the hits")
    for (category, source), sets in sorted(groups.items()):
        if category in EXPECTED:
            right = sum(EXPECTED[category] in one for one in sets)
            print(
                f"  {category:19} {source:20} {share(sum(map(bool, sets)), len(sets))} | {100 * right / len(sets):5.1f} %"
            )
    print("\nfalse alarms (any topic) | crisis alone, on what is nobody's sensitive matter")
    for (category, source), sets in sorted(groups.items()):
        if category in ("none", "none_complaint"):
            crisis = sum("crisis" in one for one in sets)
            print(
                f"  {category:19} {source:20} {share(sum(map(bool, sets)), len(sets))} | {100 * crisis / len(sets):5.2f} %"
            )


def print_crisis(data: Path) -> None:
    """Print crisis recall by kind, and false alarms on neutral and look-alike texts."""
    groups: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for record in lines(data / "care/crisis_dev.jsonl"):
        groups[int(str(record["label"])), str(record["kind"]).split(":")[0]].append(
            "crisis" in topics_of(record["text"])
        )
    print("\ncrisis: recall (label 1) and false alarms (label 0)")
    for (label, kind), hits in sorted(groups.items(), reverse=True):
        print(f"  {label} {kind:28} {share(sum(hits), len(hits))}")


def print_false_alarms(data: Path) -> None:
    """Print false alarms on ordinary messages to a company, leaving out the intents that are matters of fraud."""
    sensitive = ("fraud", "stolen", "lost", "compromised", "not_recognised", "freeze", "oos", "unrecognised")
    print("\nordinary messages: crisis | abuse, minor, bereavement | any topic | asks for a person")
    for name in ORDINARY:
        records = list(lines(data / f"assistant/intents/{name}.jsonl"))
        texts = [record["text"] for record in records if not any(word in str(record["label"]) for word in sensitive)]
        sets, n = [topics_of(text) for text in texts], len(texts)
        crisis = sum("crisis" in one for one in sets)
        acute = sum(bool(one & {"abuse", "minor", "bereavement"}) for one in sets)
        others = [asks(record["text"]) for record in records if record["label"] not in ABOUT_PEOPLE]
        shares = [100 * crisis / n, 100 * acute / n, 100 * sum(map(bool, sets)) / n, 100 * sum(others) / len(others)]
        print(f"  {name:20} " + " | ".join(f"{one:5.2f} %" for one in shares) + f"  n = {n}")
        wishes = [asks(record["text"]) for record in records if record["label"] == "contact_human_agent"]
        if wishes:
            print(f"  {name:20} asks for a person, recall on its intent: {share(sum(wishes), len(wishes))}")


def asks(text: object) -> bool:
    """Whether a text is taken for a wish for a person."""
    return asks_for_a_person(MaskedText(str(text)), "en").code != "wish.none"


def print_speed(data: Path) -> None:
    """Print the time of one triage on short messages and on one of 20,000 characters."""
    texts = [str(r["text"]) for r in lines(data / "assistant/intents/banking77_train.jsonl")][:3000]
    for text in texts:
        found(text)
    begin = time.perf_counter()
    for text in texts:
        found(text)
    each = (time.perf_counter() - begin) / len(texts)
    long = " ".join(str(r["text"]) for r in lines(data / "assistant/triage/dev.jsonl"))[:20_000]
    begin = time.perf_counter()
    found(long)
    print(
        f"\ntime: {each * 1e3:.3f} ms a message ({len(texts)} messages); {1e3 * (time.perf_counter() - begin):.1f} ms for 20,000 characters"
    )
    complaints = [str(r["text"]) for r in lines(data / "assistant/complaints/cfpb_dev.jsonl")][:300]
    begin = time.process_time()
    load()  # as a new process does once
    print(f"the wish for a person: {1e3 * (time.process_time() - begin):.0f} ms of CPU to read its lists")
    for name, each in (("messages", texts), ("complaints", complaints)):
        print(f"  {cpu_of_wishes(each) * 1e6:.0f} us of CPU each of {len(each)} {name}")


def cpu_of_wishes(texts: list[str]) -> float:
    """Return the CPU of one text in seconds, in the best of five rounds after one in which the words become known."""
    rounds = []
    for _ in range(6):
        begin = time.process_time()
        for text in texts:
            asks(text)
        rounds.append((time.process_time() - begin) / len(texts))
    return min(rounds[1:])


if __name__ == "__main__":
    main()
