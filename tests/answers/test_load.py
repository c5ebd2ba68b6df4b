"""Articles from files: one folder per language, the bad ones named and the rest loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fairdesk.answers.articles import Article, Changes, UnreadableArticle
from fairdesk.answers.load import add_folder, read_folder
from fairdesk.nouns import BadInput
from tests.conftest import shared_data


def write(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def read(path: Path) -> list[tuple[str, str]]:
    return [(one.language, one.id) for _, one in read_folder(path) if isinstance(one, Article)]


def count(articles: Sequence[Article]) -> Changes:
    return Changes(added=len(articles))


def test_folders_name_languages_and_translations_share_their_id(tmp_path: Path) -> None:
    write(
        tmp_path,
        en__pay__card_dot_md="Text",
        es__pay__card_dot_md="Texto",
        zh_dot_md="Text",
        pay__other_dot_md="Text",
    )

    assert [("en", "pay/card"), ("es", "pay/card"), ("en", "pay/other"), ("en", "zh")] == read(tmp_path)


def test_the_folder_itself_may_be_one_language(tmp_path: Path) -> None:
    write(tmp_path, fr__pay__card_dot_md="Texte")

    assert [("fr", "pay/card")] == read(tmp_path / "fr")


def test_one_file_has_the_same_id_as_within_its_folder(tmp_path: Path) -> None:
    write(tmp_path, **{"pt-BR__pay__card_dot_md": "Texto"})

    assert [("pt", "pay/card")] == read(tmp_path) == read(tmp_path / "pt-BR" / "pay" / "card.md")


def test_what_cannot_be_read_is_named_by_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    write(
        tmp_path,
        en__good_dot_md="Good text.",
        en__bytes_dot_md=b"One\ntwo \xff\xfe\n",
        en__date_dot_md="---\ntitle: A\nvalid_until: soon\n---\nText",
        es__empty_dot_md="",
        notes_dot_txt="not an article",
        **{".hidden__x_dot_md": "Text"},
    )

    report = add_folder(tmp_path, count)

    assert Changes(added=1) == report.changes
    assert (
        "en/bytes.md:2: it is not UTF-8; save it as UTF-8",
        "en/date.md:3: valid_until should be a date such as 2027-01-31, not 'soon'",
        "es/empty.md:1: there is no text in it; write some",
    ) == report.unreadable


def test_of_two_articles_with_one_id_the_second_is_named(tmp_path: Path) -> None:
    """Kept both, each would put the other out of force with every reading."""
    write(tmp_path, en__pay_dot_html="<p>By card.</p>", en__pay_dot_md="By cheque.", es__pay_dot_md="Con tarjeta.")

    report = add_folder(tmp_path, count)

    assert Changes(added=2) == report.changes
    assert ("pay.md:1: pay.html (pay) has its id 'pay' already; rename it",) == report.unreadable


def test_json_lines_of_passages_are_articles_too(tmp_path: Path) -> None:
    write(tmp_path, passages_dot_jsonl='{"id": "a_0", "doc": "a", "title": "A", "text": "Text."}\nbroken\n')

    report = add_folder(tmp_path / "passages.jsonl", count)

    assert Changes(added=1) == report.changes
    assert ("passages.jsonl:2: this line is not JSON",) == report.unreadable


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    write(tmp_path, en__big_dot_md="x " * 1_100_000)

    found = [outcome for _, outcome in read_folder(tmp_path)]

    assert isinstance(found[0], UnreadableArticle)
    assert "larger" in found[0].reason


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_no_article_there_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file or folder|holds no article"):
        add_folder(tmp_path / name, count)


def test_the_real_help_centre_is_read_whole() -> None:
    found = [outcome for _, outcome in read_folder(shared_data("assistant", "kb", "login_gov_help"))]

    articles = [outcome for outcome in found if isinstance(outcome, Article)]
    assert 220 == len(articles) == len(found)
    ids = {
        language: {one.id for one in articles if one.language == language} for language in ("en", "es", "fr", "zh")
    }
    assert ids["en"] == ids["es"] == ids["fr"] == ids["zh"]
    assert 55 == len(ids["en"])
