"""An auditor with only the folder and the key finds whatever was done to the files, and believes no other key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fairdesk.accountability.exported import CHECKPOINT, HANDOVERS, KEYS, check_export
from fairdesk.accountability.history import SigningKey, as_text, next_key
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer, checkpoint_text, joined
from fairdesk.accountability.tiles import bundle, read_bundle
from fairdesk.accountability.tree import leaf_hash, root_of
from fairdesk.nouns import BadInput
from tests.accountability.examples import SIGNER, STRANGER, act_name, exact
from tests.accountability.exports import entries_of, signed_over, write

KEY = SIGNER.verifier_key
ENTRIES = entries_of(600)
OLD = signed_over(ENTRIES[:450])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sound"), ENTRIES)


@pytest.fixture
def export(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "export"))


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 512, 600])
def test_a_sound_export_holds(tmp_path: Path, count: int) -> None:
    found = check_export(write(tmp_path, ENTRIES[:count]), KEY)

    assert (count, count, ()) == (found.head.size, found.report.entries, found.report.problems)


def test_an_older_checkpoint_fits(export: Path) -> None:
    assert check_export(export, KEY, [OLD, signed_over(ENTRIES)]).report.holds


CHANGED = exact(300).replace(b"route.answerable", b"route.unanswered")


def _swap(folder: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    (folder / path).write_bytes(change((folder / path).read_bytes()))


def _entry(number: int, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change one entry within its bundle."""

    def done(folder: Path) -> None:
        for name, start in (("000", 0), ("001", 256), ("002.p/88", 512)):
            if start <= number < start + 256:
                path = folder / "tile/entries" / name
                entries = read_bundle(path.read_bytes())
                entries[number - start] = change(entries[number - start])
                path.write_bytes(bundle(entries))

    return done


def _leaf(number: int, leaf: bytes) -> Callable[[Path], None]:
    at = number % 256 * 32
    name = f"tile/0/{number // 256:03d}{'.p/88' if number >= 512 else ''}"
    return lambda folder: _swap(folder, name, lambda raw: raw[:at] + leaf + raw[at + 32 :])


def _both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: [step(folder) for step in steps]  # type: ignore[func-returns-value]


def _bundle(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    return lambda folder: _swap(folder, "tile/entries/001", lambda raw: bundle(change(read_bundle(raw))))


# What was done, and what the report must say about it.
TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a changed entry": (_entry(300, lambda _: CHANGED), act_name(300)),
    "an entry that is none": (_entry(300, lambda _: b"{}"), "index 300"),
    "a removed entry": (_bundle(lambda all: all[:44] + all[45:]), act_name(301)),
    "two entries in another order": (_bundle(lambda all: [all[1], all[0], *all[2:]]), act_name(257)),
    "an inserted entry": (_bundle(lambda all: [CHANGED, *all]), act_name(256)),
    "an entry and its leaf, forged together": (
        _both(_entry(300, lambda _: CHANGED), _leaf(300, leaf_hash(CHANGED))), "tile 1/0|do not give the root|tile/1/",
    ),
    "the last entry and its leaf, forged together": (
        _both(_entry(599, lambda _: CHANGED), _leaf(599, leaf_hash(CHANGED))), "do not give the root",
    ),
    "an edited tile": (_leaf(20, bytes(32)), act_name(20)),
    "an edited tile above the leaves": (
        lambda folder: _swap(folder, "tile/1/000.p/2", lambda raw: bytes(32) + raw[32:]), r"tile/1/000\.p/2",
    ),
    "a cut tile": (lambda folder: _swap(folder, "tile/0/001", lambda raw: raw[:-32]), "the end was cut off"),
    "a bundle that is gone": (lambda folder: (folder / "tile/entries/001").unlink(), "the end was cut off"),
    "an end that was cut off": (lambda folder: (folder / "tile/entries/002.p/88").unlink(), "the end was cut off"),
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "said"), TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_done_to_the_files_is_found_and_named(
    export: Path, tamper: Callable[[Path], None], said: str
) -> None:
    tamper(export)

    problems = check_export(export, KEY).report.problems

    assert any(re.search(said, problem.sentence) for problem in problems), problems


class TestWhatIsNotSigned:
    def test_an_edited_checkpoint_is_refused(self, export: Path) -> None:
        note = (export / CHECKPOINT).read_text()
        (export / CHECKPOINT).write_text(note.replace("\n600\n", "\n599\n"))

        with pytest.raises(Tampered, match="does not fit"):
            check_export(export, KEY)

    def test_a_strangers_history_under_the_same_name_is_refused(self, export: Path) -> None:
        with pytest.raises(Tampered, match="not those you trust"):
            check_export(export, STRANGER.verifier_key)

    def test_keys_put_into_the_folder_help_nobody(self, export: Path) -> None:
        (export / KEYS).write_text(f"0 {STRANGER.verifier_key}\n")

        with pytest.raises(Tampered):
            check_export(export, KEY)

    def test_a_folder_that_is_no_export_is_said_to_be_none(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="not a folder"):
            check_export(tmp_path, KEY)


class TestAgainstWhatWasKept:
    def test_a_rolled_back_ledger_is_found(self, tmp_path: Path) -> None:
        (problem,) = check_export(write(tmp_path, ENTRIES[:400]), KEY, [OLD]).report.problems

        assert "rolled back" in problem.sentence

    def test_a_forked_ledger_is_found_although_its_own_key_signed_it(self, tmp_path: Path) -> None:
        forked = [*ENTRIES[:300], CHANGED, *ENTRIES[301:]]
        export = write(tmp_path, forked)
        assert check_export(export, KEY).report.holds

        (problem,) = check_export(export, KEY, [OLD]).report.problems

        assert "forked" in problem.sentence


FORGED = [*ENTRIES[:450], *(exact(number) for number in range(1000, 1150))]
"""What was signed up to 450 entries; from there on somebody else's invention."""


def _by(signer: Signer, entries: list[bytes], *more: str) -> str:
    return signer.sign(
        checkpoint_text(signer.name, len(entries), root_of([leaf_hash(one) for one in entries]), *more)
    )


def _taken_over(folder: Path, entries: list[bytes], handover: str, *, lost: bool = False) -> Path:
    """An export of *entries* whose head a stranger signed, who says that they took over at 450."""
    write(folder, entries, note=_by(STRANGER, entries))
    (folder / KEYS).write_text(as_text((SigningKey(KEY, 0), SigningKey(STRANGER.verifier_key, 450, lost))))
    (folder / HANDOVERS).mkdir()
    (folder / HANDOVERS / "450").write_text(handover)
    return folder


class TestKeysThatTookOver:
    def test_the_one_before_named_and_signed_it(self, tmp_path: Path) -> None:
        line = next_key(STRANGER.verifier_key)
        both = joined(_by(STRANGER, ENTRIES[:450], line), _by(SIGNER, ENTRIES[:450], line))

        assert check_export(_taken_over(tmp_path, FORGED, both), KEY).report.holds

    def test_a_published_head_that_somebody_signed_too_hands_nothing_over(self, tmp_path: Path) -> None:
        both = joined(OLD, _by(STRANGER, ENTRIES[:450]))

        (problem, *_) = check_export(_taken_over(tmp_path, FORGED, both), KEY).report.problems

        assert "did not sign that" in problem.sentence

    def test_a_lost_one_leads_nobody_on_who_trusts_it_alone(self, tmp_path: Path) -> None:
        """Anybody can write the word behind a key of their own."""
        folder = _taken_over(tmp_path, FORGED, _by(STRANGER, ENTRIES[:450]), lost=True)

        with pytest.raises(Tampered, match="no signature leads there"):
            check_export(folder, KEY)

    def test_but_whoever_has_the_published_list_and_that_is_said(self, tmp_path: Path) -> None:
        folder = _taken_over(tmp_path, FORGED, _by(STRANGER, ENTRIES[:450]), lost=True)

        found = check_export(folder, (folder / KEYS).read_text())

        assert found.report.holds
        assert "index 450" in found.unproven[0]

    def test_a_list_that_is_not_the_published_one_is_refused(self, tmp_path: Path) -> None:
        folder = _taken_over(tmp_path, FORGED, _by(STRANGER, ENTRIES[:450]), lost=True)
        published = as_text((SigningKey(KEY, 0), SigningKey(STRANGER.verifier_key, 451, lost=True)))

        with pytest.raises(Tampered, match="others than those that the company published"):
            check_export(folder, published)

    def test_one_behind_the_head_is_not_there_yet(self, export: Path) -> None:
        """A later export was cut short after its keys, before its head."""
        later = (SigningKey(KEY, 0), SigningKey(STRANGER.verifier_key, 601, lost=True))
        (export / KEYS).write_text(as_text(later))

        assert check_export(export, KEY).report.holds
        assert check_export(export, as_text(later)).report.holds

    def test_a_trusted_one_behind_the_head_vouches_for_nothing(self, tmp_path: Path) -> None:
        write(tmp_path, FORGED, note=_by(STRANGER, FORGED))
        (tmp_path / KEYS).write_text(as_text((SigningKey(STRANGER.verifier_key, 0), SigningKey(KEY, 601))))

        with pytest.raises(Tampered, match="not those you trust"):
            check_export(tmp_path, KEY)

    def test_an_export_does_not_shorten_the_published_list(self, export: Path) -> None:
        """The old key was stolen and signs on."""
        published = as_text((SigningKey(KEY, 0), SigningKey(STRANGER.verifier_key, 450)))

        with pytest.raises(Tampered, match="not signed by"):
            check_export(export, published)
