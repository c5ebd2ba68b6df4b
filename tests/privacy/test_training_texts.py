"""The training texts: spans are exact, the same seed gives the same bytes, the held-out part is unseen, no text is copied."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.tagger.dates import MONTHS
from tools.tagger.drawing import Draw, part_of, plain
from tools.tagger.generate import FRAMES, LANGUAGES, ROOT, examples, templates
from tools.tagger.people import draw_name, invent, names_of, origins
from tools.tagger.places import COUNTRIES_OF_LANGUAGE, COUNTRY_OF, countries, draw_address
from tools.tagger.prose import SENTENCES
from tools.tagger.scene import NATIVE, SLOT, SLOTS, Scene, words
from tools.tagger.spelling import as_typed, bare

from fairdesk.privacy.features import COMMON, PLACE
from tests.conftest import shared_data

pytestmark = pytest.mark.once

TYPES = {
    "PERSON", "EMAIL", "PHONE", "CARD", "IBAN", "NATIONAL_ID", "ADDRESS", "LOCATION", "DATE_OF_BIRTH", "IP", "URL", "USERNAME",
    "ACCOUNT", "SECRET", "VEHICLE", "HEALTH_ID",
}  # fmt: skip


@cache
def _texts(part: str = "train") -> tuple[dict[str, Any], ...]:
    return tuple(examples(7, 6000, part))  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["train", "held_out"])
def test_spans_are_exact_stripped_known_and_never_overlap(part: str) -> None:
    for example in _texts(part):
        end_before = 0
        for start, end, kind in example["spans"]:
            assert end_before <= start < end <= len(example["text"]), example
            assert example["text"][start:end] == example["text"][start:end].strip(), example
            assert kind in TYPES, example
            end_before = end


def test_no_slot_and_no_unfilled_field_is_left_in_a_text() -> None:
    for example in _texts():
        assert not SLOT.search(example["text"]), example
        for start, end, kind in example["spans"]:
            if kind in {"ADDRESS", "LOCATION", "PERSON"}:
                assert not re.search(r"[{}|%\\]", example["text"][start:end]), example


def test_every_slot_of_every_template_exists() -> None:
    assert {kind for template in templates() for kind in template.kinds} <= set(SLOTS)
    misspelt = [t.text for t in templates() if re.search(r"\{[A-Za-z_]+[0-9.]?\}|\{[a-z]+ ", SLOT.sub("", t.text))]
    assert misspelt == []


def test_no_template_is_written_twice_and_ids_differ() -> None:
    twice = [text for text, count in Counter((t.language, t.text) for t in templates()).items() if count > 1]
    assert twice == []
    assert len({t.id for t in templates()}) == len(templates())


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    here = "".join(json.dumps(example, ensure_ascii=False) + "\n" for example in examples(5, 40))
    told = [sys.executable, "tools/tagger/generate.py", "--count", "40", "--seed", "5"]
    there = subprocess.run(
        told, cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": "99", "PYTHONUTF8": "1"}
    )
    assert here.encode() == there.stdout
    assert here != "".join(json.dumps(example, ensure_ascii=False) + "\n" for example in examples(6, 40))


def test_one_in_five_templates_is_held_out_and_no_template_is_in_both_parts() -> None:
    seen = {part: {one for e in _texts(part) for one in e["template"].split("+")} for part in ("train", "held_out")}
    assert seen["train"]
    assert seen["held_out"]
    assert not seen["train"] & seen["held_out"]
    held_out = sum(part_of(t.id) == "held_out" for t in templates())
    assert 0.15 < held_out / len(templates()) < 0.25


def test_the_parts_share_no_name() -> None:
    drawn: dict[str, set[str]] = {}
    for part in ("train", "held_out"):
        draw = Draw(3)
        drawn[part] = {
            plain(draw_name(draw, origin, kind, part))
            for origin in origins()
            for kind in ("given", "family")
            for _ in range(60)
        }
    assert len(drawn["held_out"]) > 1500
    assert not drawn["train"] & drawn["held_out"]


def test_half_of_the_names_are_on_no_list() -> None:
    draw = Draw(4)
    listed = {
        name for origin in origins() for part in ("train", "held_out") for name in names_of(origin, "family", part)
    }
    names = [draw_name(draw, draw.pick(origins()), "family", "train") for _ in range(2000)]
    assert 0.35 < sum(name not in listed for name in names) / len(names) < 0.6


def test_invented_names_are_words_that_begin_with_a_capital() -> None:
    draw = Draw(2)
    for origin in origins():
        name = invent(draw, names_of(origin, "family", "train"), "train")
        assert name[0].isupper(), (origin, name)
        assert len(name) <= 20, (origin, name)


def test_every_language_and_every_origin_occurs() -> None:
    assert {example["lang"] for example in _texts()} == set(LANGUAGES)
    assert {example["origin"] for example in _texts()} >= set(origins())


def test_every_type_occurs_and_three_in_ten_texts_hold_nothing_personal() -> None:
    seen = Counter(kind for example in _texts() for _, _, kind in example["spans"])
    assert set(seen) == TYPES
    bare_share = sum(not example["spans"] for example in _texts()) / len(_texts())
    assert 0.3 <= bare_share < 0.42


def test_languages_have_enough_templates_of_each_sort() -> None:
    count = Counter(t.language for t in templates())
    floors = {
        "en": 250,
        "de": 120,
        "es": 120,
        "fr": 120,
        "pt": 120,
        "it": 120,
        "nl": 120,
        "da": 40,
        "sv": 40,
        "pl": 40,
    }
    assert {language: n for language, n in floors.items() if count[language] < n} == {}
    for language in LANGUAGES:
        for part in ("train", "held_out"):
            of_part = [t for t in templates() if t.language == language and part_of(t.id) == part]
            assert any(t.is_trap and t.register not in FRAMES for t in of_part), (language, part)
            assert any(not t.is_trap and t.register not in FRAMES for t in of_part), (language, part)


def test_names_of_both_kinds_are_many_enough() -> None:
    for origin in origins():
        for kind in ("given", "family"):
            both = [*names_of(origin, kind, "train"), *names_of(origin, kind, "held_out")]
            assert len(both) >= 30, (origin, kind)
            assert len(set(both)) == len(both), (origin, kind, [n for n, c in Counter(both).items() if c > 1])
            assert names_of(origin, kind, "held_out"), (origin, kind)


def test_tables_agree_with_each_other() -> None:
    assert set(COUNTRY_OF) == set(origins())
    assert set(COUNTRY_OF.values()) <= set(countries())
    assert {origin for several in NATIVE.values() for origin in several} <= set(origins())
    assert {code for several in COUNTRIES_OF_LANGUAGE.values() for code in several} <= set(countries())
    assert set(NATIVE) == set(COUNTRIES_OF_LANGUAGE) == set(MONTHS) == set(words()) == set(LANGUAGES)
    assert len({city for country in countries().values() for city in country.cities}) >= 400
    assert len(countries()) >= 20


@pytest.mark.parametrize("code", sorted(countries()))
def test_addresses_have_a_number_and_are_filled(code: str) -> None:
    draw = Draw(code)
    for _ in range(60):
        address = draw_address(draw, code, "train")
        assert not re.search(r"[{}|#\\]\b|\{", address), address
        assert 5 < len(address) < 140, address
    assert sum(any(sign.isdigit() for sign in draw_address(draw, code, "train")) for _ in range(60)) > 50


@given(st.integers(0, 10**9), st.sampled_from(sorted(LANGUAGES)))
def test_any_seed_and_language_gives_a_text(seed: int, language: str) -> None:
    (example,) = examples(seed, 1, language=language)
    assert example["text"].strip()
    assert example["lang"] == language


@given(st.integers(0, 10**6))
def test_typing_changes_neither_the_number_nor_the_types_of_pieces(seed: int) -> None:
    pieces = [("Hello, it's ", None), ("Zoë Müller-Łuka", "PERSON"), (" again! Pass: ", None), ("aB3$x", "SECRET")]
    typed = as_typed(Draw(seed), pieces)
    assert [kind for _, kind in typed] == [kind for _, kind in pieces]
    assert plain(bare(typed[1][0])) == plain(bare(pieces[1][0]))
    assert typed[3][0] == "aB3$x"


def test_a_person_keeps_their_name_within_a_text() -> None:
    scene = Scene(Draw(1), "en", "train")
    slots = [SLOT.fullmatch(one) for one in ("{person.full}", "{person.first}", "{person.last}", "{person.first}")]
    full, first, last, again = (scene.value(slot) for slot in slots if slot)
    assert first == again
    assert set(full.split()) == {*first.split(), *last.split()}


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\{[a-z]+", plain(text))


def _shingles(text: str, size: int = 6) -> set[tuple[str, ...]]:
    several = _words_of(text)
    return {tuple(several[i : i + size]) for i in range(len(several) - size + 1)}


@cache
def _measured() -> frozenset[tuple[str, ...]]:
    """Return all runs of six words in the texts the masking is measured on."""
    files = sorted(shared_data("pii").glob("*.jsonl"))
    return frozenset(
        run
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        for run in _shingles(json.loads(line)["text"])
    )


def test_no_prose_is_copied_from_the_texts_the_masking_is_measured_on() -> None:
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("##")]

    assert [] == [line for line in lines if _shingles(re.sub(r"\{[A-Z]\}", " {slot ", line)) & _measured()]


def test_no_template_is_copied_from_the_texts_the_masking_is_measured_on() -> None:
    assert _measured()
    copied = [
        (t.language, " ".join(run))
        for t in templates()
        for run in _shingles(SLOT.sub(" {slot ", t.text)) & _measured()
    ]
    assert copied == []


def test_a_practice_is_somebody() -> None:
    people = [
        example["text"][start:end]
        for example in _texts()
        for start, end, kind in example["spans"]
        if kind == "PERSON"
    ]

    assert any("Dental" in name or "Clinic" in name for name in people)


def test_the_words_of_our_own_lists_are_small_and_places_are_not() -> None:
    from tools.tagger.counted import grown

    bits = grown(lambda _word: 0, None, None, None)

    assert (COMMON, PLACE) == (bits["embora"], bits["donau"])
    assert all(word == word.lower() for word in bits)
