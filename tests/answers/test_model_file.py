"""The file that names models is read, or refused with its name, the model and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.answers.language_model import Access
from fairdesk.answers.model_file import Named, models_in
from fairdesk.nouns import BadInput


def written(folder: Path, text: str) -> Path:
    file = folder / "models.toml"
    file.write_text(text)
    return file


def test_each_table_is_a_model(tmp_path):
    file = written(
        tmp_path,
        '[small]\nurl = "http://127.0.0.1:1/v1"\nmodel = "s"\n'
        '[large]\nurl = "http://localhost:2/v1"\nmodel = "l"\nkey = "k"\nprice_in = 1\nprice_out = 2.5\n',
    )

    assert {
        "small": Named(Access("http://127.0.0.1:1/v1", "s")),
        "large": Named(Access("http://localhost:2/v1", "l", "k"), 1, 2.5),
    } == models_in(file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "models.toml names no model"),
        ("[small", "models.toml is no TOML"),
        ('[small]\nurl = "http://127.0.0.1:1"', "models.toml, small: it should be a table with url and model"),
        ('[small]\nurl = "x"\nmodel = "s"\nprize = 1', "no more than url, model, key, price_in, price_out"),
        ('small = "s"', "models.toml, small: it should be a table"),
        ('[small]\nurl = "x"\nmodel = 1\nprice_in = "2"', "small: model, price_in should be a text"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, text, says):
    with pytest.raises(BadInput, match=says):
        models_in(written(tmp_path, text))
