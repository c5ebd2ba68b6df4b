"""`fairdesk care`, run as people run it: replies in, what hurts in them out."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `fairdesk care words...` where there is no desk."""
    return subprocess.run(
        [sys.executable, "-m", "fairdesk.cli", "care", *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "FAIRDESK_DATA": "/nowhere/at-all"},
    )


def test_names_the_words_and_what_to_write_instead() -> None:
    ran = run("-", given='{"text": "Calm down. We will help."}\n{"text": "We will help you today."}\n')

    assert 1 == ran.returncode
    assert [
        "1: It makes the matter small, or claims to know how it feels (Calm down). Name what they told you, in their own word.",
        "2 replies; 1 belittling",
    ] == ran.stdout.splitlines()


def test_says_so_where_nothing_was_found() -> None:
    ran = run("-", "--topic", "bereavement", given='{"text": "We will close it today."}\n')

    assert (0, "1 replies; nothing found\n") == (ran.returncode, ran.stdout)


def test_a_line_may_name_matter_language_and_what_went_before() -> None:
    rows = [
        {
            "text": "Unser Beileid. Wir rufen Sie morgen an.",
            "lang": "de",
            "topic": "bereavement",
            "before": ["Unser Beileid."],
        },
        {"text": "I am so sad. We will help.", "topic": "illness"},
    ]
    ran = run("-", "--machine", "--json", given="".join(json.dumps(row) + "\n" for row in rows))

    assert 1 == ran.returncode
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [["condolence_again"], ["claimed_feeling"]] == [[one["rule"] for one in each["findings"]] for each in told]


def test_a_line_that_cannot_be_read_is_named_and_not_quoted() -> None:
    for line, says in (
        ("Calm down", "line 2 is not JSON"),
        ('{"words": "Calm down"}', "line 2 has no text"),
        ('{"text": "Calm down", "lang": "tlh"}', "line 2 is in a language without a list"),
        ('{"text": "Calm down", "topic": "weather"}', "line 2 has an unknown topic"),
        ('{"text": "Calm down", "before": "x"}', 'line 2: "before" should be a list'),
    ):
        ran = run("-", given=f'{{"text": "We will help."}}\n{line}\n')

        assert 7 == ran.returncode, line
        assert says in ran.stderr
        assert "Calm" not in ran.stderr


def test_scores_labelled_replies() -> None:
    rows = [
        {"text": "Calm down. We will call.", "topic": "illness", "findings": ["belittling"]},
        {"text": "We will call.", "topic": "illness", "findings": []},
    ]
    given = "".join(json.dumps(row) + "\n" for row in rows)

    words, figures = run("--score", "-", given=given), run("--score", "-", "--json", given=given)

    assert (0, 0) == (words.returncode, figures.returncode)
    assert "  belittling        1.000 [0.206, 1.000] n 1, n too small" in words.stdout
    assert 0.0 == json.loads(figures.stdout)["parts"]["seen"]["good_replies_stopped"]["value"]
