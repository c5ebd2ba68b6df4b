"""Kept turns in bulk: other guidelines, other lists, other articles, another answerer; in processes; after an erasure."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.house.forgetting import forget
from fairdesk.house.kept_rows import opened
from fairdesk.house.memory import place_of_turn, read_kept, read_turn
from fairdesk.house.replaying_in_bulk import KeptTurns, job_of, replay_imported, replay_in_bulk
from fairdesk.nouns import Asked, BadInput, Because, CustomerId, Draft, Situation
from fairdesk.privacy.keys import unseal
from fairdesk.replay import records as past_records
from fairdesk.replay.engine import run
from fairdesk.replay.job import Work
from fairdesk.sensitive.triage import FOLDER
from tests.house.test_importing import past, read
from tests.house.test_replaying import QUESTIONS, proposed
from tests.people import Desk


@pytest.fixture
def told(desk: Desk) -> Desk:
    for question in QUESTIONS:
        desk.says(desk.customer(), question)
    return desk


def nobody_knows(_asked: Asked, _situation: Situation) -> Draft:
    return Draft("", (), 0.0, Because("answer", "answer.nothing"))


class TestWhatIsAsked:
    def test_nothing_gives_every_digest_again(self, told: Desk) -> None:
        outcome = replay_in_bulk(told.house, job_of(told.house))

        assert (len(QUESTIONS), (), 0) == (outcome.turns, outcome.changed, outcome.unknown)

    def test_another_list_of_sensitive_matters(self, told: Desk, tmp_path: Path) -> None:
        lists = tmp_path / "lists"
        shutil.copytree(FOLDER, lists)
        (lists / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - canoes\n")

        outcome = replay_in_bulk(told.house, job_of(told.house, lists=lists))

        assert {("person: no_article", "person: sensitive")} == set(outcome.moves)
        assert "lists" == outcome.guideline

    def test_a_list_that_is_no_list_is_named(self, told: Desk, tmp_path: Path) -> None:
        (tmp_path / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - ..\n")

        with pytest.raises(BadInput, match="no word that must be there"):
            job_of(told.house, lists=tmp_path)

    def test_other_articles_answer_what_was_answered_otherwise(self, told: Desk, tmp_path: Path) -> None:
        article = tmp_path / "help" / "en" / "canoes.md"
        article.parent.mkdir(parents=True)
        article.write_text("---\ntitle: Canoes\n---\n\nYes, we sell canoes in our shop.\n")

        outcome = replay_in_bulk(told.house, job_of(told.house, articles=tmp_path / "help"))

        assert len(QUESTIONS) == outcome.turns
        assert "assistant: send" not in {after for before, after in outcome.moves if before == "assistant: send"}
        assert any(before == "assistant: send" for before, _ in outcome.moves)
        assert any(after.startswith("assistant") for _, after in outcome.moves)

    def test_another_answerer(self, told: Desk) -> None:
        outcome = replay_in_bulk(told.house, job_of(told.house, answer=nobody_knows, answered_by="nobody 1"))

        assert {("assistant: send", "person: no_article")} == set(outcome.moves)

    def test_another_answerer_without_a_name_is_refused(self, told: Desk) -> None:
        with pytest.raises(BadInput, match="answered_by"):
            job_of(told.house, answer=nobody_knows)

    @pytest.mark.parametrize("what", ["lists", "articles"])
    def test_a_folder_of_nothing_is_refused(self, told: Desk, tmp_path: Path, what: str) -> None:
        (tmp_path / "empty").mkdir()

        with pytest.raises(BadInput):
            job_of(told.house, **{what: tmp_path / "empty"})  # type: ignore[arg-type]

    def test_a_job_can_be_sent_and_keeps_its_id(self, told: Desk, tmp_path: Path) -> None:
        file = proposed(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )
        job = job_of(told.house, file, lists=FOLDER)
        job.lists and job.lists.hits("kill myself")  # what was found out meanwhile stays behind

        assert job.id == pickle.loads(pickle.dumps(job)).id
        assert job.id != job_of(told.house).id


class TestHowItIsRun:
    def test_what_goes_to_another_process_is_imported_there_without_a_desk(self) -> None:
        """A process that decides again sets up no Django; its death at an import would tell nobody why."""
        ran = subprocess.run(
            [sys.executable, "-c", "import fairdesk.house.kept_rows"], capture_output=True, text=True, check=False
        )

        assert 0 == ran.returncode, ran.stderr[-800:]

    def test_in_two_processes_after_a_stop_it_gives_the_same_digest(self, told: Desk, tmp_path: Path) -> None:
        job = job_of(told.house)
        acts = [row.act for row in records.turns()]
        turns, work = KeptTurns(told.house, job, acts), Work(job, opened)
        whole = run(turns, work, job=job.id, folder=tmp_path / "one")
        run(turns, work, job=job.id, folder=tmp_path / "many", chunk=1)
        for file in sorted((tmp_path / "many").glob("*.jsonl"))[1:]:
            file.unlink()

        assert whole == run(turns, work, job=job.id, folder=tmp_path / "many", processes=2)
        assert all(line.same for line in whole.lines)

    def test_the_folder_is_gone_when_all_is_done_and_holds_no_words_before(self, told: Desk, tmp_path: Path) -> None:
        folder, seen = tmp_path / "run", []

        def look(_done: int) -> None:
            seen.extend(file.read_bytes() for file in folder.iterdir())

        replay_in_bulk(told.house, job_of(told.house), folder=folder, chunk=1, progress=look)

        assert seen
        assert not folder.exists()
        assert not any(b"refund" in each or b"canoes" in each for each in seen)

    def test_who_is_erased_between_two_runs_is_counted_not_told(self, told: Desk, tmp_path: Path) -> None:
        job, dana = job_of(told.house), told.customer()
        told.says(dana, QUESTIONS[0])
        acts = [row.act for row in records.turns()]
        run(KeptTurns(told.house, job, acts), Work(job, opened), job=job.id, folder=tmp_path / "run")

        forget(told.house, dana.id, "asked")
        outcome = replay_in_bulk(told.house, job, folder=tmp_path / "run")

        assert (len(QUESTIONS), 1) == (outcome.turns, outcome.unknown)

    def test_who_limits_the_use_of_their_words_between_two_runs_is_counted_not_told(
        self, told: Desk, tmp_path: Path
    ) -> None:
        job, dana = job_of(told.house), told.customer()
        told.says(dana, QUESTIONS[0])
        acts = [row.act for row in records.turns()]
        run(KeptTurns(told.house, job, acts), Work(job, opened), job=job.id, folder=tmp_path / "run")

        told.house.restrict(dana.id, True, told.house.now(), dana.conversation)
        outcome = replay_in_bulk(told.house, job, folder=tmp_path / "run")

        assert (len(QUESTIONS), 1) == (outcome.turns, outcome.unknown)

    @pytest.mark.parametrize("how", ["erased", "restricted"])
    def test_who_is_gone_while_it_runs_is_not_told_of_either(self, told: Desk, how: str) -> None:
        dana = told.customer()
        told.says(dana, QUESTIONS[0])
        late = told.customer()
        told.says(late, QUESTIONS[0])

        def meanwhile(done: int) -> None:
            if done == len(QUESTIONS) + 1:  # Dana's turn was decided just now
                if how == "erased":
                    forget(told.house, dana.id, "asked")
                else:
                    told.house.restrict(dana.id, True, told.house.now())

        outcome = replay_in_bulk(told.house, job_of(told.house), chunk=1, progress=meanwhile)

        assert (len(QUESTIONS) + 1, 1) == (outcome.turns, outcome.unknown)

    def test_with_a_proposed_table_too(self, told: Desk, tmp_path: Path) -> None:
        dana = told.customer()
        told.says(dana, QUESTIONS[0])
        told.house.restrict(dana.id, True, told.house.now())
        file = proposed(tmp_path, "R09", "R09")

        outcome = replay_in_bulk(told.house, job_of(told.house, file))

        assert (len(QUESTIONS), 1, ()) == (outcome.turns, outcome.unknown, outcome.changed)


PARCELS = "---\ntitle: Parcels\n---\n\nParcels leave our shop on working days before noon.\n"
UNCLEAR = (
    "Do your parcels leave the shop in paper or plastic?",
    "Do parcels leave your shop on public holidays in winter?",
)
TURNS = 17


class TestImported:
    """What another system was asked, answered anew from other articles."""

    @pytest.fixture
    def past_ones(self, desk: Desk) -> Desk:
        several = [("customer", text) for text in (*QUESTIONS, "Can I send it back?", "refund label?", "post label?")]
        lines = [past(f"T-{n}", said, customer=f"kim-{n}") for n, said in enumerate(several)]
        lines.append(
            past("whole", *several[:3], several[4], ("assistant", "No."), ("person", "Ada here"), several[0])
        )
        lines.append(past("grief", several[3], several[4], several[0]))
        lines.append(past("unclear", *(("customer", text) for text in UNCLEAR)))
        desk.knows(PARCELS, "parcels")
        read(desk, *lines)
        assert {("assistant", "unclear", ""), ("assistant", "hand_over", "second_unclear")} <= set(
            rows("SELECT route, release, handover FROM replay_turn")
        )
        return desk

    def test_from_the_same_articles_every_turn_comes_out_as_at_the_import(
        self, past_ones: Desk, tmp_path: Path
    ) -> None:
        """The import decided with masking, turn after turn; the replay from what was kept of each."""
        job = job_of(past_ones.house, articles=past_ones.folder / "articles")

        one = replay_imported(past_ones.house, job)
        many = replay_imported(past_ones.house, job, processes=2, folder=tmp_path / "run", chunk=3)

        assert (TURNS, (), 0) == (one.turns, one.changed, one.unknown)
        assert one == many
        assert not (tmp_path / "run").exists()

    def test_other_articles_answer_what_was_not_answered(self, past_ones: Desk, tmp_path: Path) -> None:
        moves = replay_imported(past_ones.house, job_of(past_ones.house, articles=canoes(tmp_path))).moves

        assert moves[("person: no_article", "assistant: send")] == 2
        assert ("assistant: send", "person: no_article") in moves
        assert not [before for before, _ in moves if before == "person: sensitive"]

    def test_whoever_was_erased_or_limits_the_use_of_their_words_is_counted_apart(
        self, past_ones: Desk, tmp_path: Path
    ) -> None:
        kim, lee = (
            CustomerId(one) for (one,) in rows("SELECT DISTINCT customer_id FROM replay_conversation LIMIT 2")
        )
        theirs = [turn for turn in past_records.owners_of_turns() if turn[2] in (kim, lee)]
        past_ones.house.keys.destroy(kim, past_ones.house.now())
        past_ones.house.restrict(lee, True, past_ones.house.now())

        found = replay_imported(past_ones.house, job_of(past_ones.house, articles=canoes(tmp_path)))

        assert (TURNS - len(theirs), len(theirs)) == (found.turns, found.unknown)
        assert not {f"{conversation}#{n}" for conversation, n, _ in theirs} & {act for act, _, _ in found.changed}

    def test_without_articles_this_desk_answers_as_it_is_now(self, past_ones: Desk, tmp_path: Path) -> None:
        same = replay_imported(past_ones.house, job_of(past_ones.house))
        past_ones.knows("---\ntitle: Do you sell canoes?\n---\n\nYes, we sell canoes in our shop.\n", "canoes")
        later = replay_imported(past_ones.house, job_of(past_ones.house), folder=tmp_path / "run")

        assert (TURNS, (), "this desk as it is now") == (same.turns, same.changed, same.guideline)
        assert 2 == later.moves[("person: no_article", "assistant: send")]
        with pytest.raises(BadInput, match="one process"):
            replay_imported(past_ones.house, job_of(past_ones.house), processes=2)

    def test_other_lists_and_another_table_are_tried_with_it(self, past_ones: Desk, tmp_path: Path) -> None:
        lists = tmp_path / "lists"
        shutil.copytree(FOLDER, lists)
        (lists / "xx.yaml").write_text("language: xx\ntopics:\n  crisis:\n    - refund\n")
        nobody = proposed(
            tmp_path, "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
        )

        listed = replay_imported(past_ones.house, job_of(past_ones.house, lists=lists))
        tabled = replay_imported(past_ones.house, job_of(past_ones.house, nobody))

        assert {"person: sensitive"} == {after for _, after in listed.moves}
        assert {"person: language"} == {after for _, after in tabled.moves}


def canoes(at: Path) -> Path:
    """Return a folder of articles that know of canoes and nothing else."""
    article = at / "help" / "en" / "canoes.md"
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: Do you sell canoes?\n---\n\nYes, we sell canoes in our shop.\n")
    return at / "help"


def test_the_quick_reading_of_a_record_is_that_of_the_whole_one(told: Desk) -> None:
    for row in records.turns():
        key = told.house.keys.of(records.conversation(row.conversation).customer)
        record = unseal(key, row.sealed, place_of_turn(row.act))
        whole, quick = read_turn(record), read_kept(record)
        for part in ("asked", "situation", "facts", "route", "release", "draft", "handover"):
            assert getattr(whole, part) == getattr(quick, part)
        assert row.digest == quick.digest


def test_many_keys_are_those_of_each_customer(told: Desk) -> None:
    customers = sorted(told.house.keys.all_customers())
    gone = customers[0]
    told.house.keys.destroy(gone, told.house.now())

    keys = told.house.keys.of_many([*customers, *customers])

    assert set(customers[1:]) == set(keys)
    assert all((told.house.keys.of(one), one) == (key, key.subject) for one, key in keys.items())


def test_what_goes_to_other_machines_holds_no_customers_key_and_decides_the_same(told: Desk, tmp_path: Path) -> None:
    keys = [told.house.keys.of(customer) for customer in told.house.keys.all_customers()]
    sent = []

    def there(turns, work, folder):
        rows, _ = turns.rows(turns.acts())
        sent.append(pickle.dumps((rows, work)))
        return run(turns, work, job="there", folder=folder)

    elsewhere = replay_in_bulk(told.house, job_of(told.house), runner=there)

    assert elsewhere == replay_in_bulk(told.house, job_of(told.house))
    assert elsewhere.turns == len(QUESTIONS)
    assert keys
    assert not any(bytes(key) in sent[0] for key in keys)
    assert b"refund" in sent[0], "the records themselves must be in it, or the test says nothing"
