"""How often a changed figure is stopped, how many true statements pass, and how long one takes.

    python benchmarks/bench_grounding.py --data FOLDER [--misses]

FOLDER holds retrieval/doc2dial_passages.jsonl with doc2dial_queries_*.jsonl, and kb with folders of help pages.
True statements: what people at a desk said in doc2dial (no questions, five words or more), against their document; and
every sentence of the help pages, against its page. Changed ones: each figure, unit, date, time or negation of a true
statement that passes is changed once or more, by code of this file that shares nothing with what is measured. Intervals
are Wilson's at 95 %; one statement changed in several ways is several cases, so read those of changed ones as narrow.
Asked is `check` alone, which a model's words are held to. The peer, asked of the same statements in the same run, is the
rule that each number must occur in some passage.
Last, how many passages of all that FOLDER holds are taken for orders to a machine: each of them is read by nobody.
Without --data only the time is told, on invented statements.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fairdesk.answers.articles import Article
from fairdesk.answers.grounding import check
from fairdesk.answers.load import read_folder
from fairdesk.answers.orders import gives_orders
from fairdesk.intervals import wilson
from fairdesk.nouns import Evidence
from figures import share, tell

FIGURES = ("number", "word", "unit", "date", "time")


class Case(NamedTuple):
    """A statement with the passages it should stand in."""

    text: str
    evidence: tuple[Evidence, ...]


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure grounding.")
    wanted.add_argument("--data", type=Path)
    wanted.add_argument(
        "--misses", action="store_true", help="print what passed though it was changed, and the reverse"
    )
    given = wanted.parse_args()
    _time("passages not read before", list(_invented()))
    if not given.data:
        return
    people = list(_of_people(given.data / "retrieval"))
    _measure("doc2dial, said by people", people, given.misses, goals=True)
    for name, folder in _folders(given.data / "kb"):
        _measure(name, list(_of_pages(folder)), given.misses, goals=False)
    _time("passages read before", people)
    _orders(given.data)


# --- true statements ----------------------------------------------------------------------------------------------------
def _of_people(folder: Path) -> Iterator[Case]:
    documents: dict[str, list[Evidence]] = {}
    for line in (folder / "doc2dial_passages.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        found = _evidence(one["id"], one["doc"], one["title"], (), "en", one["text"])
        documents.setdefault(one["doc"], []).append(found)
    said: dict[tuple[str, str], Case] = {}
    for file in sorted(folder.glob("doc2dial_queries_*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            one = json.loads(line)
            for turn in one["history"]:
                if turn["who"] == "agent":
                    case = Case(turn["text"], tuple(documents[one["gold_doc"]]))
                    said.setdefault((one["dialogue"], turn["text"]), case)
    for case in said.values():
        if not case.text.rstrip().endswith("?") and len(case.text.split()) >= 5:
            yield case


def _folders(folder: Path) -> Iterator[tuple[str, Path]]:
    if (folder / "abcd_guidelines").is_dir():
        yield "ABCD pages", folder / "abcd_guidelines"
    for language in sorted(folder.glob("login_gov_help/*")):
        yield f"Login.gov pages, {language.name}", language


def _of_pages(folder: Path) -> Iterator[Case]:
    for _, page in read_folder(folder):
        if not isinstance(page, Article):
            continue
        evidence = tuple(
            _evidence(str(part.ordinal), page.id, page.title, part.heading, page.language, part.text)
            for part in page.passages
        )
        for part in page.passages:
            for text in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n", part.text):
                if len(text) > 12:
                    yield Case(text.strip(), evidence)


def _evidence(passage: str, article: str, title: str, heading: tuple[str, ...], language: str, text: str) -> Evidence:
    return Evidence(passage, article, "1", title, heading, "", language, text, 1.0)


def _invented() -> Iterator[Case]:
    for days in range(200):
        text = (
            f"We refund {days} dollars within {days + 1} working days after your parcel number {days} has reached us."
        )
        evidence = (
            _evidence("1", "1", "Refunds", (), "en", text + " The label is free. Islands take a week longer."),
        )
        yield Case(text, evidence * 3)


# --- changed ones -------------------------------------------------------------------------------------------------------
_DIGITS = re.compile(r"(?<![\w.,/-])(?<!\[)(?<!\[ )\d+(?:[.,]\d+)*(?![\w\]/-])")
_WORDS = {
    "en": ("two three four five six seven eight nine ten twelve fifteen twenty thirty sixty ninety",),
    "es": ("dos tres cuatro cinco seis siete ocho nueve diez doce quince veinte treinta sesenta noventa",),
    "fr": ("deux trois quatre cinq six sept huit neuf dix douze quinze vingt trente soixante",),
}
_UNITS = {
    "en": ("hour day week month year", "hours days weeks months years", "cents dollars euros", "miles feet inches", "am pm", "a.m. p.m."),
    "es": ("hora día semana mes año", "horas días semanas meses años", "minutos segundos"),
    "fr": ("heure jour semaine an", "heures jours semaines ans", "minutes secondes"),
    "zh": ("小时 天 周 年", "分钟 秒"),
}  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def changed(text: str, language: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) with one figure, unit, month or negation changed."""
    for found in _DIGITS.finditer(text):
        for other in _other_numbers(found.group(), chance):
            yield "number", text[: found.start()] + other + text[found.end() :]
    for listed in _WORDS.get(language, ()):
        yield from _swapped("word", text, listed.split(), chance, after=_unit_follows(language))
    for listed in _UNITS.get(language, ()):
        yield from _swapped(
            "time" if "m" in listed.split()[0][-2:] else "unit",
            text,
            listed.split(),
            chance,
            before=r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|thirty|sixty|ninety|one)\b)[\s-]*",
            apart=language != "zh",
        )
    yield from _swapped(
        "date",
        text,
        _MONTHS.get(language, "").split(),
        chance,
        before=r"(?:\d\s*(?:de )?)?",
        after=r"(?=\s*\d|\b)",
        case=True,
    )
    if language == "en":
        yield from _negations(text)


def _other_numbers(digits: str, chance: random.Random) -> set[str]:
    last = int(digits[-1])
    others = {
        digits[:-1] + str((last + 1) % 10),
        digits[:-1] + str((last - 1) % 10),
        digits + "0",
        str(chance.randint(2, 99)),
    }
    others.add("".join(str(chance.randint(1, 9)) if sign.isdigit() else sign for sign in digits))
    as_number = digits.replace(",", "")
    return {other for other in others if other.strip("0.,") and _differs(other.replace(",", ""), as_number)}


def _differs(one: str, other: str) -> bool:
    # 137.500 is no other number than 137.50.
    return one.count(".") > 1 or other.count(".") > 1 or float(one) != float(other)


def _unit_follows(language: str) -> str:
    listed = "|".join(word for line in _UNITS.get(language, ()) for word in line.split() if word.isalpha())
    return rf"(?=[\s-]+(?:{listed})\b)"


def _swapped(
    kind: str, text: str, forms: list[str], chance: random.Random, *, before: str = "", after: str = "", case: bool = False, apart: bool = True
) -> Iterator[tuple[str, str]]:  # fmt: skip
    if not forms:
        return
    inside = "|".join(re.escape(form) for form in forms)
    edge = r"(?!\w)" if apart else ""
    for found in re.finditer(rf"({before})({inside}){edge}{after}", text, 0 if case else re.I):
        if apart and found.start(2) and text[found.start(2) - 1].isalpha():
            continue
        if (
            case
            and found.group(2) in ("May", "March")
            and not re.search(r"\d", text[max(0, found.start() - 4) : found.end() + 5])
        ):
            continue  # "May use it" is no date
        other = chance.choice([form for form in forms if form != found.group(2).lower() and form != found.group(2)])
        yield kind, text[: found.start(2)] + other + text[found.end(2) :]


def _negations(text: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"\b(can|will|must|should|may|is|are|does|do)( not|not|n't)?\b(?! n)", text):
        if found.group(2):
            yield "negation", text[: found.start(2)] + text[found.end(2) :]
        elif found.group(1) != "do":
            yield "negation", text[: found.end()] + " not" + text[found.end() :]


# --- measured -----------------------------------------------------------------------------------------------------------
def _measure(name: str, cases: list[Case], misses: bool, goals: bool) -> None:
    tried: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    passed = peer_passed = figures = passed_figures = peer_passed_figures = peer_stopped = 0
    for case in cases:
        holds = _stands(case.text, case)
        has_figure = bool(_DIGITS.search(case.text))
        passed, figures = passed + holds, figures + has_figure
        passed_figures += holds and has_figure
        occurs = _every_number_occurs(case.text, case)
        peer_passed, peer_passed_figures = peer_passed + occurs, peer_passed_figures + (occurs and has_figure)
        if not holds:
            if misses:
                found = check(case.text, case.evidence)
                print("  not passed:", [(one.code, one.text) for one in found.missing][:3], "|", case.text[:160])
            continue
        for kind, text in changed(case.text, case.evidence[0].language, _chance(case.text)):
            tried[kind] += 1
            peer_stopped += kind in FIGURES and not _every_number_occurs(text, case)
            if _stands(text, case):
                if misses and kind != "negation":
                    print(f"  not stopped ({kind}):", text[:160], "| was:", case.text[:160])
            else:
                stopped[kind] += 1
    elsewhere = [_stands(case.text, Case("", other)) for case, other in _misplaced(cases)]
    _tell(f"{name}: statements of another page stopped", elsewhere.count(False), len(elsewhere))
    whole, all_tried = sum(stopped[kind] for kind in FIGURES), sum(tried[kind] for kind in FIGURES)
    goal = (92, 92, 99) if goals else (None, None, 99)
    _tell(f"{name}: true statements passed", passed, len(cases), goal[0], peer_passed)
    _tell(f"{name}: true statements with a figure passed", passed_figures, figures, goal[1], peer_passed_figures)
    _tell(f"{name}: changed figures, units, dates, times stopped", whole, all_tried, goal[2], peer_stopped)
    for kind in (*FIGURES, "negation"):
        _tell(f"  {kind} changed", stopped[kind], tried[kind])


def _chance(text: str) -> random.Random:
    """Return the chance of one statement: what becomes of it does not hang on which others passed."""
    return random.Random(f"5 {text}")  # noqa: S311


def _misplaced(cases: list[Case]) -> Iterator[tuple[Case, tuple[Evidence, ...]]]:
    """Yield each statement with the passages of another page."""
    pages = list({case.evidence[0].article: case.evidence for case in cases}.values())
    for case in cases:
        other = _chance(case.text).choice(pages)
        if other[0].article != case.evidence[0].article:
            yield case, other


def _stands(text: str, case: Case) -> bool:
    return check(text, case.evidence).holds


_DIGITS_OF_PEER = re.compile(r"\d+(?:[.,]\d+)*")


def _every_number_occurs(text: str, case: Case) -> bool:
    """The peer: whether each number of *text*, as it is written, occurs in some passage."""
    there = {found for one in case.evidence for found in _DIGITS_OF_PEER.findall(f"{one.title} {one.quote}")}
    return there.issuperset(_DIGITS_OF_PEER.findall(text))


def _tell(figure: str, part: int, n: int, goal: float | None = None, peer: int | None = None) -> None:
    if n:
        found = wilson(part, n)
        note = f"95 % interval {found.low * 100:.1f} to {found.high * 100:.1f}"
        beside = "" if peer is None else f"each number must occur: {100 * peer / n:.1f} %"
        tell(figure, 100 * part / n, "%", at_least=goal, n=n, note=note, peer=beside)


def _orders(folder: Path) -> None:
    """Tell how many passages of real pages are taken for orders to a machine."""
    lines = (folder / "retrieval" / "doc2dial_passages.jsonl", folder / "kb" / "tau2_bank" / "documents.jsonl")
    listed = [json.loads(line) for file in lines if file.is_file() for line in file.read_text("utf-8").splitlines()]
    pages = [page for _, page in read_folder(folder / "kb") if isinstance(page, Article)]
    texts = [str(one.get("text") or one.get("content")) for one in listed]
    different = {*texts, *(part.text for page in pages for part in page.passages)}
    found = sum(map(gives_orders, different))
    tell("passages of real pages taken for orders to a machine", found, at_most=0, n=len(different))


def _time(which: str, cases: list[Case]) -> None:
    spent = []
    for case in cases[:1500]:
        began = time.process_time()
        check(case.text, case.evidence)
        spent.append((time.process_time() - began) * 1000)
    tell(f"one statement checked, {which}, CPU, median", share(spent, 0.5), "ms", at_most=1, n=len(spent))
    tell(f"one statement checked, {which}, CPU, p95", share(spent, 0.95), "ms", n=len(spent))


if __name__ == "__main__":
    main()
