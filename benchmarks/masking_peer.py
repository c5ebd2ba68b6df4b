"""Measure one masker in this interpreter and print its figures as JSON; bench_mask.py starts it, once for each.

    python benchmarks/masking_peer.py NAME TEXTS.jsonl FOUND.jsonl

Needs nothing but the standard library and the masker, so that it runs in the masker's own environment. Calls to the
network are refused and counted; times are CPU time of this process.
"""

from __future__ import annotations

import json
import resource
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Found = list[tuple[int, int, str]]
Masker = Callable[[str], Found]

NASTY = ("a.", "1 ", "www.a.", "@", "a@a.", "01 2", "GB12 3456 1234 ", "4111 1111 1-", "12345 ", "::")
MOST_SECONDS = 60.0
"""After this much CPU time no further nasty text is tried: one peer needs twenty seconds for one."""


def fairdesk() -> Masker:
    from fairdesk.privacy.detect import default_detector

    detector = default_detector()
    return lambda text: [(s.start, s.end, s.kind) for s in detector.spans(text, "en")]


def fairdesk_patterns() -> Masker:
    from fairdesk.privacy.detect import PatternDetector

    detector = PatternDetector()
    return lambda text: [(s.start, s.end, s.kind) for s in detector.spans(text, "en")]


PRESIDIO = {
    "EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN", "IP_ADDRESS": "IP", "URL": "URL",
    "US_BANK_NUMBER": "ACCOUNT", "PERSON": "PERSON", "LOCATION": "LOCATION", "MEDICAL_LICENSE": "ACCOUNT",
    "UK_NHS": "HEALTH_ID", "DATE_TIME": "", "NRP": "", "MAC_ADDRESS": "", "CRYPTO": "ACCOUNT",
}  # fmt: skip


def _presidio(engine: Any) -> Masker:
    from presidio_analyzer import AnalyzerEngine

    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def found(text: str) -> Found:
        said = analyzer.analyze(text, language="en")
        kinds = ((r.start, r.end, PRESIDIO.get(r.entity_type, "NATIONAL_ID")) for r in said)
        return [each for each in kinds if each[2]]

    return found


def presidio() -> Masker:
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    return _presidio(NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}]))


def presidio_blank() -> Masker:
    import spacy
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    return _presidio(Blank())


SCRUBADUB = {
    "email": "EMAIL", "phone": "PHONE", "credit_card": "CARD", "url": "URL", "twitter": "USERNAME", "skype": "USERNAME",
    "social_security_number": "NATIONAL_ID", "tax_reference_number": "NATIONAL_ID", "national_insurance_number": "NATIONAL_ID",
    "drivers_licence": "NATIONAL_ID", "vehicle_licence_plate": "VEHICLE", "postalcode": "ADDRESS", "date_of_birth": "DATE_OF_BIRTH",
    "credential": "SECRET", "name": "PERSON",
}  # fmt: skip


def scrubadub() -> Masker:
    import scrubadub as theirs

    scrubber = theirs.Scrubber()
    return lambda text: [
        (filth.beg, filth.end, SCRUBADUB.get(str(filth.type), "ACCOUNT")) for filth in scrubber.iter_filth(text)
    ]


DATAFOG = {
    "EMAIL": "EMAIL", "PHONE": "PHONE", "SSN": "NATIONAL_ID", "CREDIT_CARD": "CARD", "IP_ADDRESS": "IP", "DOB": "DATE_OF_BIRTH",
    "DATE": "DATE_OF_BIRTH", "ZIP": "ADDRESS", "ZIP_CODE": "ADDRESS",
}  # fmt: skip


def datafog() -> Masker:
    from datafog.processing.text_processing.regex_annotator import RegexAnnotator

    annotator = RegexAnnotator()

    def found(text: str) -> Found:
        _, result = annotator.annotate_with_spans(text)
        return [(s.start, s.end, DATAFOG.get(s.label, "")) for s in result.spans if DATAFOG.get(s.label)]

    return found


STELLA = {
    "email address": "EMAIL", "phone number": "PHONE", "person": "PERSON", "location": "LOCATION", "address": "ADDRESS",
    "date of birth": "DATE_OF_BIRTH", "iban": "IBAN", "credit card number": "CARD", "ip address": "IP", "url": "URL",
    "organization": "", "date": "", "monetary amount": "", "country": "LOCATION", "city": "LOCATION", "time": "",
    "bank account number": "ACCOUNT", "vehicle registration number": "VEHICLE", "license plate": "VEHICLE",
    "national identification number": "NATIONAL_ID", "social security number": "NATIONAL_ID", "passport number": "NATIONAL_ID",
    "tax identification number": "NATIONAL_ID", "identity card number": "NATIONAL_ID", "birth number": "NATIONAL_ID",
}  # fmt: skip


def stella() -> Masker:
    import stella_anonymize

    pipeline = stella_anonymize.create_pipeline(language="en", warmup="lazy-regex")

    def found(text: str) -> Found:
        spans = []
        for one in pipeline.redact_text(text, redact_string="***").resolved_entities:
            kind = STELLA.get(one.label, "ACCOUNT")
            start = one.start if text[one.start : one.end] == one.text else text.find(one.text)
            if kind and start >= 0:
                spans.append((start, start + len(one.text), kind))
        return spans

    return found


MASKERS: dict[str, Callable[[], Masker]] = {
    "fairdesk": fairdesk,
    "fairdesk patterns": fairdesk_patterns,
    "presidio patterns": presidio,
    "presidio + spaCy blank": presidio_blank,
    "scrubadub": scrubadub,
    "datafog": datafog,
    "stella": stella,
}


class _Calls:
    """Refuses the network and counts who asked for it."""

    def __init__(self) -> None:
        self.count = 0
        socket.socket.connect = self._refuse  # type: ignore[method-assign,assignment]
        socket.getaddrinfo = self._refuse  # type: ignore[assignment]

    def _refuse(self, *_arguments: object, **_more: object) -> None:
        self.count += 1
        raise OSError("this benchmark allows no call to the network")


def worst(mask: Masker) -> tuple[float, str]:
    """Return the CPU seconds of the slowest nasty text of 20 kB, and what it repeats."""
    slowest, spent = (0.0, ""), 0.0
    for piece in NASTY:
        begun = time.process_time()
        mask((piece * 20_000)[:20_000])
        took = time.process_time() - begun
        slowest, spent = max(slowest, (took, piece)), spent + took
        if spent > MOST_SECONDS:
            break
    return slowest


def main() -> None:
    """Load, mask every text once, and print what it took."""
    name, texts, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    calls, begun = _Calls(), time.process_time()
    try:
        mask = MASKERS[name]()
    except (ImportError, NotImplementedError) as missing:
        print(json.dumps({"missing": f"{type(missing).__name__}: {missing}"}))
        return
    ready = time.process_time() - begun
    rows = [json.loads(line)["text"] for line in texts.read_text("utf-8").splitlines()]
    for text in rows[:50]:
        mask(text)
    taken, lines = [], []
    for text in rows:
        begun = time.process_time()
        found = mask(text)
        taken.append(time.process_time() - begun)
        lines.append(json.dumps(found))
    out.write_text("\n".join(lines))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken.sort()
    seconds, piece = worst(mask)
    print(
        json.dumps(
            {
                "ready": ready, "rate": len(taken) / sum(taken), "p50": taken[len(taken) // 2] * 1e3,
                "p99": taken[len(taken) * 99 // 100] * 1e3, "worst": seconds * 1e3, "piece": piece, "memory": memory,
                "calls": calls.count,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
