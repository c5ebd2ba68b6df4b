"""The command line beside a running desk: erase with two people, check the certificate, and no way around them."""

from __future__ import annotations

import json
import uuid

import pytest

ADDRESS = "kim@example.org"
REFUSED = (
    (("--approved-by", "ada", "--yes"), 3),
    (("--approved-by", "cleo", "--second", "ben", "--yes"), 3),
    (("--approved-by", "nobody", "--yes"), 4),
    (("--approved-by", "cleo"), 7),
)


@pytest.fixture
def kim(served) -> str:
    """Somebody who is known by an e-mail address."""
    address = f"{uuid.uuid4().hex}-{ADDRESS}"
    assert 0 == served.command("ask", "How long does a refund take?", "--customer", address).returncode
    return address


class TestErase:
    def test_a_dry_run_changes_nothing(self, served, kim):
        tried = served.command("erase", kim, "--approved-by", "cleo", "--dry-run", "--json")

        assert 1 == json.loads(tried.stdout)["rows"]["desk_conversation"]
        again = served.command("erase", kim, "--approved-by", "cleo", "--dry-run", "--json")
        assert tried.stdout == again.stdout

    def test_what_was_erased_is_certified_and_the_certificate_checks(self, served, kim, tmp_path):
        done = served.command("erase", kim, "--approved-by", "cleo", "--second", "dora", "--yes")
        (tmp_path / "certificate.txt").write_text(done.stdout)

        assert (0, "") == (done.returncode, done.stderr)
        assert "The certificate holds" in served.command("rights", "check", str(tmp_path / "certificate.txt")).stdout
        assert 4 == served.command("erase", kim, "--approved-by", "cleo", "--yes").returncode
        assert 0 == served.command("ledger", "verify").returncode

    def test_one_changed_figure_and_it_does_not(self, served, kim, tmp_path):
        done = served.command("erase", kim, "--approved-by", "cleo", "--yes", "--json")
        text = json.loads(done.stdout)["certificate"]
        (tmp_path / "certificate.txt").write_text(text.replace("after 0", "after 1", 1))

        assert 1 == served.command("rights", "check", str(tmp_path / "certificate.txt")).returncode

    def test_without_the_right_people_or_a_yes_nothing_goes(self, served, kim):
        for more, status in REFUSED:
            assert status == served.command("erase", kim, *more).returncode, more

        left = served.command("erase", kim, "--approved-by", "cleo", "--dry-run", "--json")
        assert 1 == json.loads(left.stdout)["rows"]["desk_conversation"]

    def test_the_same_person_is_not_two(self, served, kim):
        agreed = served.command("erase", kim, "--approved-by", "cleo", "--second", "cleo", "--yes")

        assert 7 == agreed.returncode
        assert "two different" in agreed.stderr
