"""A guideline's file is read as it stands: no value changes its meaning, every mistake has a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.written import read_yaml
from fairdesk.nouns import BadInput


def test_values_stay_the_text_that_stands_there():
    parts = read_yaml("a: no\nb: 1e3\nc: 2026-01-01\nd: ''\n", "x.yaml").parts(any_name=True)

    assert ["no", "1e3", "2026-01-01", ""] == [part.value for part in parts.values()]


def test_every_piece_knows_its_line_and_way():
    rules = read_yaml("rules:\n  - id: A\n  - id: B\n", "x.yaml").parts("rules")["rules"].pieces()

    found = rules[1].parts("id")["id"].wrong("is odd")
    assert "x.yaml, line 3, rules 2 id: is odd" == str(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("a: 1\na: 2\n", "line 2.*'a' stands here twice"),
        ("a: &x 1\nb: *x\n", "line 1.*anchors"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1.*tags"),
        ("a: 1\n---\nb: 2\n", "line 3: a second document"),
        ("a: >= 0.5\n", "line 1: not readable as YAML.*in quotes"),
        ("a: [1\n", "not readable as YAML"),
        ("? [a, b]\n: 1\n", "a name should be one text"),
        ("[" * 5000, "nested too deep"),
        ("a: \0", "NUL"),
        ("a: \ud800", "not Unicode text at character 3"),
        ("a" * 1_000_001, "at most 1000000"),
    ],
)
def test_a_mistake_names_the_file_and_the_line(text, says):
    with pytest.raises(BadInput, match=f"(?s)^x.yaml.*{says}"):
        read_yaml(text, "x.yaml")


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_read_or_named_as_a_mistake(text):
    try:
        told = read_yaml(text, "x.yaml").file
    except BadInput as found:
        told = str(found)

    assert told.startswith("x.yaml")
