"""Detectors of others: joined to ours, never instead; refused if they fail; without a call to the network."""

import importlib.util
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from fairdesk.nouns import BadInput
from fairdesk.privacy.detect import PatternDetector, Span, check_detector
from fairdesk.privacy.extras import (
    SELF_TEST,
    GlinerDetector,
    Joined,
    PresidioDetector,
    detector_named,
    prove,
)

HAS_PRESIDIO = importlib.util.find_spec("presidio_analyzer") is not None
NAME = "Kim Berry"


class Names:
    """A detector that knows one name."""

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        at = text.find(NAME)
        return (Span(at, at + len(NAME), "PERSON", 0.8, "names"),) if at >= 0 else ()


def words(detector: Any, text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.kind) for s in detector.spans(text, "en")]


class TestJoined:
    def test_finds_what_either_finds(self) -> None:
        text = f"I am {NAME}, kim@example.org"

        assert [(NAME, "PERSON"), ("kim@example.org", "EMAIL")] == words(Joined(PatternDetector(), Names()), text)

    def test_never_hides_less_than_ours(self) -> None:
        class Half:
            def spans(self, text: str, language: str) -> tuple[Span, ...]:
                return (Span(0, 3, "PERSON", 1.0, "half"),) if len(text) > 3 else ()

        for text, _ in SELF_TEST:
            ours = {i for s in PatternDetector().spans(text, "en") for i in range(s.start, s.end)}
            both = {i for s in Joined(PatternDetector(), Half()).spans(text, "en") for i in range(s.start, s.end)}
            assert ours <= both

    def test_keeps_the_contract(self) -> None:
        check_detector(Joined(PatternDetector(), Names()))


class TestProof:
    def proven(self, theirs: Any, seconds: float = 60, **more: Any) -> None:
        prove("test", theirs, Joined(PatternDetector(), theirs), seconds, **more)

    def test_twenty_messages_pass_with_a_detector_that_works(self) -> None:
        assert 20 == len(SELF_TEST)
        self.proven(PatternDetector())

    def test_one_that_raises_is_refused(self) -> None:
        class Raises:
            def spans(self, text: str, language: str) -> tuple[Span, ...]:
                raise KeyError("no model")

        with pytest.raises(BadInput, match="failed its self-test: AssertionError"):
            self.proven(Raises())

    def test_one_that_finds_nothing_is_refused(self) -> None:
        with pytest.raises(BadInput, match="finds 0 of 20 things alone"):
            self.proven(Names())

    def test_one_that_is_too_slow_is_refused_with_the_figure(self) -> None:
        ticks = iter(range(1000))

        with pytest.raises(BadInput, match=r"takes 1\.000 s, and mask_seconds allows 0\.05 s"):
            self.proven(PatternDetector(), seconds=0.05, tick=lambda: float(next(ticks)))

    def test_a_leak_is_named_by_its_number_and_not_by_its_words(self) -> None:
        with pytest.raises(BadInput, match="leaks message 1 ") as told:
            prove("test", PatternDetector(), Names(), 60)

        assert "kim@" not in str(told.value)


class TestByName:
    def test_the_default_needs_nothing(self) -> None:
        assert ("kim@example.org", "EMAIL") in words(detector_named("default"), "kim@example.org")

    def test_an_unknown_name_is_told_which_there_are(self) -> None:
        with pytest.raises(BadInput, match="default, presidio, gliner"):
            detector_named("magic")

    def test_gliner_wants_a_folder(self) -> None:
        with pytest.raises(BadInput, match="detector_model"):
            detector_named("gliner")

    @pytest.mark.parametrize(("name", "module"), [("presidio", "presidio_analyzer"), ("gliner", "gliner")])
    def test_one_that_is_not_installed_says_how(self, name: str, module: str, monkeypatch: Any) -> None:
        monkeypatch.setitem(sys.modules, module, None)

        with pytest.raises(BadInput, match=rf"fairdesk\[{name}\]"):
            detector_named(name, "/srv/model")


class TestGliner:
    """Against its documented interface; no model is at hand here, so none was ever run with these tests."""

    @pytest.fixture
    def asked(self, monkeypatch: Any) -> list[Any]:
        asked: list[Any] = []

        class Model:
            def predict_entities(self, text: str, labels: list[str], threshold: float) -> list[dict[str, Any]]:
                asked.append((len(text), threshold))
                at = text.find(NAME)
                found = {"start": at, "end": at + len(NAME), "text": NAME, "label": "person", "score": 0.9}
                return [found] if at >= 0 and "person" in labels else []

        class GLiNER:
            @staticmethod
            def from_pretrained(folder: str, local_files_only: bool) -> Model:
                asked.append((folder, local_files_only))
                return Model()

        module = ModuleType("gliner")
        module.GLiNER = GLiNER  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "gliner", module)
        return asked

    def test_is_loaded_from_this_machine_alone(self, asked: list[Any]) -> None:
        GlinerDetector("/srv/model")

        assert [("/srv/model", True)] == asked

    def test_gives_its_entities_as_spans(self, asked: list[Any]) -> None:
        assert [(NAME, "PERSON")] == words(GlinerDetector("/srv/model"), f"I am {NAME}.")

    @pytest.mark.parametrize("before", [0, 700, 795, 1000, 2500])
    def test_reads_a_long_text_in_windows_that_overlap(self, asked: list[Any], before: int) -> None:
        text = "x" * before + NAME + " y" * 600

        assert [(NAME, "PERSON")] == words(GlinerDetector("/srv/model"), text)
        assert all(size <= 1000 for size, _ in asked[1:])


class TestPresidio:
    def test_its_finds_become_spans_of_our_kinds(self, monkeypatch: Any) -> None:
        removed: list[str] = []

        class Engine:
            def __init__(self, **_: Any) -> None:
                self.registry = SimpleNamespace(remove_recognizer=removed.append)

            def analyze(self, text: str, language: str, score_threshold: float) -> list[Any]:
                assert ("en", 0.4) == (language, score_threshold)
                said = [
                    (0, 4, "PHONE_NUMBER", 0.4),
                    (5, 9, "US_SSN", 1.0),
                    (5, 9, "DATE_TIME", 0.9),
                    (3, 3, "PERSON", 1.0),
                ]
                return [SimpleNamespace(start=a, end=b, entity_type=kind, score=score) for a, b, kind, score in said]

        module, engines = ModuleType("presidio_analyzer"), ModuleType("presidio_analyzer.nlp_engine")
        module.AnalyzerEngine = Engine  # type: ignore[attr-defined]
        engines.NoOpNlpEngine = lambda models: models  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "presidio_analyzer", module)
        monkeypatch.setitem(sys.modules, "presidio_analyzer.nlp_engine", engines)

        assert [("0123", "PHONE"), ("5678", "NATIONAL_ID")] == words(PresidioDetector(), "0123 5678")
        assert ["EmailRecognizer", "UrlRecognizer"] == removed

    @pytest.mark.skipif(
        not HAS_PRESIDIO, reason="presidio-analyzer is not installed: pip install 'fairdesk[presidio]'"
    )
    def test_the_real_one_passes_the_self_test_and_calls_nobody(self) -> None:
        asked = """
import sys
def called(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethostby")):
        print("CALLED", event, file=sys.stderr); raise OSError(event)
sys.addaudithook(called)
from fairdesk.privacy.extras import detector_named
text = "I am kim@example.org, 202-555-0143, https://example.org/a, licence H12234567"
print([(text[s.start:s.end], s.kind) for s in detector_named("presidio", "", 5.0).spans(text, "en")])
"""
        ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

        assert "CALLED" not in ran.stderr
        assert "('kim@example.org', 'EMAIL')" in ran.stdout
        assert "('202-555-0143', 'PHONE')" in ran.stdout
