"""Detectors of others behind our seam: Presidio and GLiNER, each joined to our own, so that nothing is found less.

    detector_named("presidio", "")          # pip install 'fairdesk[presidio]'
    detector_named("gliner", "/srv/model")  # pip install 'fairdesk[gliner]', and a model's folder

None calls the network: what would (a suffix list, a model hub) is left out or told to stay on this machine. Before one is
used it masks twenty messages; if it fails, is too slow or leaks one, the desk does not start with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from fairdesk.nouns import BadInput
from fairdesk.privacy.detect import Detector, Span, check_detector, default_detector, settled, version_of

DETECTORS = ("default", "presidio", "gliner")
SURE_ENOUGH = 0.4
"""Finds below this score are guesses without context: a bare number that could be a bank account."""

_OURS = ("EmailRecognizer", "UrlRecognizer")
"""Left out of Presidio: the first fetches the public suffix list when it meets an e-mail address, the second needs
twenty seconds for 20 kB of "a.a.a."; our own scanner finds both kinds."""
_PRESIDIO_KINDS = {
    "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN", "IP_ADDRESS": "IP", "PERSON": "PERSON",
    "LOCATION": "LOCATION", "US_BANK_NUMBER": "ACCOUNT", "CRYPTO": "ACCOUNT", "MEDICAL_LICENSE": "ACCOUNT", "UK_NHS": "HEALTH_ID",
    "DATE_TIME": "", "NRP": "", "ORGANIZATION": "", "MAC_ADDRESS": "",
}  # fmt: skip
_GLINER_KINDS = {
    "person": "PERSON", "street address": "ADDRESS", "city": "LOCATION", "email": "EMAIL", "phone number": "PHONE",
    "date of birth": "DATE_OF_BIRTH", "username": "USERNAME", "password": "SECRET", "passport number": "NATIONAL_ID",
    "social security number": "NATIONAL_ID", "driver licence number": "NATIONAL_ID", "credit card number": "CARD",
    "bank account number": "ACCOUNT", "license plate number": "VEHICLE", "health insurance number": "HEALTH_ID",
}  # fmt: skip
_WINDOW, _STRIDE = 1_000, 800
"""GLiNER silently drops what lies beyond its longest input, so it reads windows of this many characters."""


class Joined:
    """Two detectors as one: whatever either finds is hidden."""

    def __init__(self, ours: Detector, theirs: Detector) -> None:
        self._both = (ours, theirs)
        self.version = "+".join(version_of(one) for one in self._both)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what both find; where they overlap, the surer one names the whole stretch."""
        return settled(span for one in self._both for span in one.spans(text, language))


class PresidioDetector:
    """Presidio's pattern recognisers, without a language model; with *model*, the entities of that spaCy model too."""

    def __init__(self, model: str = "") -> None:
        """Load it. Raises BadInput if it, or the model, is not installed."""
        analyzer = _imported("presidio_analyzer", "presidio")
        engines = import_module("presidio_analyzer.nlp_engine")
        models = [{"lang_code": "en", "model_name": model or "none"}]
        engine = engines.SpacyNlpEngine(models=models) if model else engines.NoOpNlpEngine(models)
        if model:
            _imported(model, "presidio")  # Presidio would download what is missing
        self._engine = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
        for name in _OURS:
            self._engine.registry.remove_recognizer(name)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:  # noqa: ARG002  its recognisers are bound to English
        """Return what Presidio is sure enough of."""
        said = self._engine.analyze(text, language="en", score_threshold=SURE_ENOUGH)
        return settled(
            Span(one.start, one.end, kind, float(min(1.0, one.score)), f"presidio.{one.entity_type.lower()}")
            for one in said
            if (kind := _PRESIDIO_KINDS.get(one.entity_type, "NATIONAL_ID")) and one.end > one.start
        )


class GlinerDetector:
    """A GLiNER model from a folder on this machine."""

    def __init__(self, folder: str) -> None:
        """Load it. Raises BadInput if the package is not installed or the folder is not named."""
        if not folder:
            raise BadInput("detector = gliner needs a model: set detector_model to the folder that holds one")
        gliner = _imported("gliner", "gliner")
        self._model: Any = gliner.GLiNER.from_pretrained(folder, local_files_only=True)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:  # noqa: ARG002  the model reads any language
        """Return what the model finds, window by window."""
        found: list[Span] = []
        for start in range(0, max(1, len(text) - (_WINDOW - _STRIDE)), _STRIDE):
            said = self._model.predict_entities(text[start : start + _WINDOW], list(_GLINER_KINDS), threshold=0.5)
            found += (
                Span(
                    start + one["start"],
                    start + one["end"],
                    _GLINER_KINDS[one["label"]],
                    float(one["score"]),
                    "gliner",
                )
                for one in said
                if one["end"] > one["start"]
            )
        return settled(found)


def detector_named(name: str, model: str = "", seconds: float = 0.05) -> Detector:
    """Return the detector that a desk's settings name, proven; *seconds* is how long it may take for a message.

    Raises BadInput if there is none of that name, it is not installed, or it fails its self-test.
    """
    ours = default_detector()
    if name == "default":
        return ours
    if name not in DETECTORS:
        raise BadInput(f"detector is {name!r}; it should be one of {', '.join(DETECTORS)}")
    theirs = PresidioDetector(model) if name == "presidio" else GlinerDetector(model)
    prove(name, theirs, Joined(ours, theirs), seconds)
    return Joined(ours, theirs)


def _imported(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError as missing:
        raise BadInput(
            f"{module} is not installed; pip install 'fairdesk[{extra}]', or set detector to default"
        ) from missing


# --- the self-test --------------------------------------------------------------------------------------------------
SELF_TEST: tuple[tuple[str, str], ...] = (
    ("My mail is kim@example.org, please answer there.", "kim@example.org"),
    ("Call me on +44 20 7946 0958 after six.", "+44 20 7946 0958"),
    ("You can text me: (202) 555-0143", "(202) 555-0143"),
    ("It was charged to 4111 1111 1111 1111 twice.", "4111 1111 1111 1111"),
    ("Please pay to DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00"),
    ("IBAN GB29NWBK60161331926819", "GB29NWBK60161331926819"),
    ("My SSN is 536-90-4399, is that enough?", "536-90-4399"),
    ("Mi DNI es 12345678Z", "12345678Z"),
    ("Il mio codice fiscale è RSSMRA85T10A562S", "RSSMRA85T10A562S"),
    ("The router shows 192.0.2.14, why?", "192.0.2.14"),
    ("See https://shop.example/orders/view?ref=77812", "https://shop.example/orders/view?ref=77812"),
    ("Where is order 4711-0923?", "4711-0923"),
    ("I was born on 12 March 1984.", "12 March 1984"),
    ("Geburtsdatum: 12.04.1961", "12.04.1961"),
    ("my username is kim_b77", "kim_b77"),
    ("password: Tr0ub4dor&3", "Tr0ub4dor&3"),
    ("the code you sent is 482913", "482913"),
    ("My number plate is AB12 CDE.", "AB12 CDE"),
    ("NHS number 943 476 5919", "943 476 5919"),
    ("Kundennummer 8834712, bitte kündigen.", "8834712"),
)
"""Twenty messages and what must be hidden of each."""
ALIVE = 3
"""A detector that finds less than this many of them alone is broken or misread: most find ten."""


def prove(
    name: str, theirs: Detector, joined: Detector, seconds: float, tick: Callable[[], float] = time.perf_counter
) -> None:
    """See that a detector keeps the contract, is quick enough and hides nothing less. Raises BadInput saying what not."""
    try:
        check_detector(theirs)
        alone = sum(_hides(theirs, text, value) for text, value in SELF_TEST)
        leaked = [number for number, (text, value) in enumerate(SELF_TEST, 1) if not _hides(joined, text, value)]
    except Exception as fault:  # whatever a stranger's detector raises is a reason not to start with it
        raise BadInput(f"detector {name} failed its self-test: {type(fault).__name__}: {fault}") from fault
    slowest = 0.0
    for text, _ in SELF_TEST:
        begun = tick()
        joined.spans(text, "en")
        slowest = max(slowest, tick() - begun)
    faults = [f"it leaks message {number} of the self-test" for number in leaked[:1]]
    faults += [f"it finds {alone} of {len(SELF_TEST)} things alone"] * (alone < ALIVE)
    faults += [f"a short message takes {slowest:.3f} s, and mask_seconds allows {seconds} s"] * (slowest > seconds)
    if faults:
        raise BadInput(f"detector {name} failed its self-test: {'; '.join(faults)}; set detector to default")


def _hides(detector: Detector, text: str, value: str) -> bool:
    start = text.index(value)
    covered = {i for s in detector.spans(text, "en") for i in range(s.start, s.end)}
    return set(range(start, start + len(value))) <= covered
