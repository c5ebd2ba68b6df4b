"""The tagger: its own decoder against CRFsuite's, what the shipped model finds, hides and leaves alone, how it is made."""

import hashlib
import json
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.nouns import RawText
from fairdesk.privacy import gazetteer, tagger
from fairdesk.privacy.detect import DeskDetector, check_detector, fault_of
from fairdesk.privacy.features import COMMON, COUNTRY, GIVEN, PLACE, mode_of, strings, tokens
from fairdesk.privacy.mask import Vault, mask
from tests.conftest import shared_data

pytestmark = pytest.mark.once

DESK = DeskDetector()
MODEL = Path(str(files("fairdesk.privacy"))) / "model"
ROOT = Path(__file__).resolve().parents[2]


def found(text: str) -> dict[str, str]:
    return {text[s.start : s.end]: s.kind for s in DESK.spans(text, "en")}


def nothing(_word: str) -> int:
    return 0


class TestTheShippedModel:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Hi, my name is Chukwuemeka Okafor.", {"Chukwuemeka Okafor": "PERSON"}),
            ("my name is priya raghunathan and i cannot log in", {"priya raghunathan": "PERSON"}),
            ("Mein Name ist Özlem Yıldız, bitte stornieren Sie die Bestellung.", {"Özlem Yıldız": "PERSON"}),
            (
                "Please send it to 14 Oakfield Terrace, Leeds LS8 4DP",
                {"14 Oakfield Terrace, Leeds LS8 4DP": "ADDRESS"},
            ),
            ("Where is the nearest shop in Porto?", {"Porto": "LOCATION"}),
            ("My username is lisa_m91 and it is locked", {"lisa_m91": "USERNAME"}),
        ],
    )
    def test_finds_people_addresses_places_and_user_names(self, text: str, expected: dict[str, str]) -> None:
        assert expected == found(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Does the Victoria sofa come in grey?",
            "Is the Paris lamp still in stock?",
            "Can I speak to a human please",
            "Ich möchte meine Bestellung stornieren und das Geld zurück",
            "What are your opening hours on Sunday?",
            "Can I pay with Apple Pay or PayPal?",
            "error code 0x80070057 when I open the app",
        ],
    )
    def test_leaves_products_weekdays_and_nouns_alone(self, text: str) -> None:
        assert {} == found(text)

    def test_a_doctor_is_hidden_with_the_degree(self) -> None:
        assert {"Dr. Maria Lopez": "PERSON"} == found("I spoke to Dr. Maria Lopez yesterday")

    def test_a_country_stays_readable_and_a_town_does_not(self) -> None:
        asked, _ = mask(RawText("Do you ship from Porto to Portugal?"), "en", Vault.empty(), DESK)

        assert "Do you ship from [LOCATION_1] to [LOCATION_2 Portugal]?" == asked.text

    def test_names_that_the_company_keeps_stay(self) -> None:
        keeping = DeskDetector(keep={"Maria", "Leeds"})

        assert {} == {s.kind: s for s in keeping.spans("Hi Maria, is the shop in Leeds open?", "en")}
        assert {"Maria", "Leeds"} == set(found("Hi Maria, is the shop in Leeds open?"))

    def test_keeps_the_contract_of_detectors(self) -> None:
        check_detector(DESK)

    @given(st.text(max_size=200))
    @settings(max_examples=200)
    def test_any_text_gives_proper_spans(self, text: str) -> None:
        assert "" == fault_of(DESK.spans(text, "en"), len(text))

    def test_what_it_remembers_changes_nothing(self) -> None:
        text = "Ana Lopez lives in Porto. Ana Lopez lives in Porto."
        lists = [(MODEL / name).read_bytes() for name in ("gazetteer.bin", "everyday.bin")]
        fresh = tagger.Tagger((MODEL / "tagger.bin").read_bytes(), gazetteer.load(*lists))

        assert fresh.spans(text) == fresh.spans(text) == tagger.shipped().spans(text)

    def test_is_small_and_the_card_is_its_own(self) -> None:
        card = json.loads((MODEL / "card.json").read_text("utf-8"))

        assert (MODEL / "tagger.bin").stat().st_size < 1_200_000
        assert (MODEL / "gazetteer.bin").stat().st_size < 450_000
        assert hashlib.sha256((MODEL / "tagger.bin").read_bytes()).hexdigest() == card["model_sha256"]
        assert (MODEL / "everyday.bin").stat().st_size < 80_000
        assert hashlib.sha256((MODEL / "gazetteer.bin").read_bytes()).hexdigest() == card["gazetteer_sha256"]
        assert hashlib.sha256((MODEL / "everyday.bin").read_bytes()).hexdigest() == card["everyday_sha256"]

    def test_the_everyday_words_are_those_of_our_lists(self) -> None:
        from tools.tagger.everyday import everyday

        lists = gazetteer.load((MODEL / "gazetteer.bin").read_bytes())

        assert (MODEL / "everyday.bin").read_bytes() == gazetteer.pack(everyday(lists))

    def test_it_learned_from_permissive_texts_alone(self) -> None:
        card = json.loads((MODEL / "card.json").read_text("utf-8"))

        assert {"own", "prose", "cs-synth", "pii-anon", "wnut17", "btc", "abcd-sample"} >= set(card["learned_from"])
        assert not any("SA" in each["licence"].replace("ASAPP", "") for each in card["learned_from"].values())


class TestTheDecoder:
    """Against CRFsuite, whose model is repacked: the same features must give the same labels."""

    TEXTS = (
        ("My name is {0} and I live in {1}.", "PERSON", "LOCATION"),
        ("{0} here, I moved to {1} last week", "PERSON", "LOCATION"),
        ("please call {0}\n{1} is far away", "PERSON", "LOCATION"),
        ("{0}", "PERSON", ""),
        ("the sofa is grey", "", ""),
        ("thanks, {0}", "PERSON", ""),
    )
    NAMES = ("Ana", "Li Wei", "Ola Nordmann", "Zoe Q. Smith", "Bo")
    TOWNS = ("Porto", "New York", "Rio", "Bad Ems")

    def test_labels_as_crfsuite_does(self) -> None:
        pycrfsuite = pytest.importorskip(
            "pycrfsuite", reason="python-crfsuite trains the model; it is in the group train"
        )
        from tools.tagger.corpus import Text, marks
        from tools.tagger.fit import repacked

        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params({"c1": 0.02, "c2": 0.02, "max_iterations": 40})
        texts = []
        for number in range(120):
            form, first, second = self.TEXTS[number % len(self.TEXTS)]
            name, town = self.NAMES[number % 5], self.TOWNS[number % 4]
            said = form.format(name, town)
            spans = [
                (said.index(value), said.index(value) + len(value), kind)
                for value, kind in ((name, first), (town, second))
                if kind
            ]
            texts.append(Text(said, tuple(spans), "own", "en", said))
        for one in texts:
            words, labels = marks(one)
            trainer.append(list(strings(words, mode_of(one.text, words), nothing)), labels)
        with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
            trainer.train(file.name)
            theirs = pycrfsuite.Tagger()
            theirs.open(file.name)
            ours = tagger.Tagger(repacked(Path(file.name), {}), nothing)
            for text in [one.text for one in texts] + [
                "I am Bo from Rio",
                "Porto, thanks",
                "Zoe\nZoe Smith lives in Ems",
            ]:
                words = tokens(text)
                marked = ours.mark(words, mode_of(text, words))
                expected = theirs.tag(list(strings(words, mode_of(text, words), nothing)))

                assert expected == [ours.labels[marked[at][0]] if at in marked else "O" for at in range(len(words))]

    def test_training_twice_gives_the_same_bytes(self) -> None:
        pytest.importorskip("pycrfsuite", reason="python-crfsuite trains the model; it is in the group train")
        from tools.tagger import corpus, generate, varied
        from tools.tagger.fit import Settings, fitted

        def model() -> bytes:
            texts = [corpus.from_row(row, "own") for row in generate.examples(3, 120)]
            return fitted(varied.varied(texts, 1), nothing, Settings(rounds=8))

        assert model() == model()

    def test_a_packed_model_is_the_same_bytes_each_time(self) -> None:
        labels, moves = ["O", "B-PERSON"], {("O", "O"): 1.0}

        one = tagger.pack(labels, moves, {"wb": {"O": 1.0}, "wa": {"B-PERSON": 2.0}}, {})

        assert one == tagger.pack(labels, moves, {"wa": {"B-PERSON": 2.0}, "wb": {"O": 1.0}}, {})

    def test_an_empty_text_has_nothing(self) -> None:
        assert [] == tagger.shipped().spans("")


class TestTheLists:
    WORDS = {"anna": GIVEN, "porto": PLACE, "order": COMMON, "costa rica": COUNTRY}

    def test_say_what_was_put_in(self) -> None:
        known = gazetteer.load(gazetteer.pack(self.WORDS))

        assert self.WORDS == {word: known(word) for word in self.WORDS}
        assert 0 == known("zyxxy")

    def test_grow_onto_what_was_packed_before(self) -> None:
        known = gazetteer.load(gazetteer.pack({"anna": COMMON, "elbe": PLACE}, gazetteer.pack(self.WORDS)))

        assert (GIVEN | COMMON, PLACE, PLACE) == (known("anna"), known("porto"), known("elbe"))

    def test_are_read_together(self) -> None:
        known = gazetteer.load(gazetteer.pack(self.WORDS), gazetteer.pack({"anna": COMMON, "elbe": PLACE}))

        assert (GIVEN | COMMON, PLACE, PLACE) == (known("anna"), known("elbe"), known("porto"))

    def test_words_far_apart_are_reached(self) -> None:
        known = gazetteer.load(gazetteer.pack({"anna": GIVEN}))

        assert (GIVEN, 0) == (known("anna"), known("annb"))

    @given(st.dictionaries(st.text(min_size=1, max_size=12), st.integers(1, 255), max_size=40))
    def test_hold_any_words(self, words: dict[str, int]) -> None:
        known = gazetteer.load(gazetteer.pack(words))

        assert all(known(word) & bits == bits for word, bits in words.items())


@pytest.mark.long
def test_training_twice_gives_the_shipped_bytes(tmp_path: Path) -> None:
    data = shared_data("pii")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        subprocess.run(
            [sys.executable, "tools/train_tagger.py", "--data", str(data), "--out", str(tmp_path / folder)],
            cwd=ROOT, check=True,
        )  # fmt: skip

    one, two = ((tmp_path / folder / "tagger.bin").read_bytes() for folder in ("one", "two"))

    assert one == two == (MODEL / "tagger.bin").read_bytes()
