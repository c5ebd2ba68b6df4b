"""Whatever anybody writes, wherever they write it, none of it gets into the ledger, its heads, tiles or export."""

from __future__ import annotations

import contextlib
import string
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdesk.database import rows
from fairdesk.nouns import DeskError

MARK = "Zq7Zq"
"""Begins and ends what is planted: no id, hash or word of ours does."""

# Words as the ledger's own tokens could be, addresses, numbers, other alphabets: each would be found again.
PLANTED = st.one_of(
    st.text(string.ascii_letters + string.digits + "._:-", min_size=1, max_size=40),
    st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable()),
    st.emails(),
    st.integers(10**8, 10**16).map(str),
).map(lambda text: f"{MARK}{text}{MARK}")


def everything_in_the_ledger(desk) -> bytes:
    cells = [
        bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
        for table in ("waiting", "entry", "tile", "checkpoint", "key", "cosignature")
        for cells in rows(f"SELECT * FROM accountability_{table}")
        for cell in cells
    ]
    with tempfile.TemporaryDirectory() as folder:
        desk.house.export_ledger(Path(folder) / "out")
        files = [file.read_bytes() for file in Path(folder).rglob("*") if file.is_file()]
    return b"\n".join(cells + files)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=PLANTED, name=PLANTED, reason=PLANTED)
def test_nothing_planted_is_found(desk, words: str, name: str, reason: str) -> None:
    house, dana = desk.house, desk.customer()
    desk.says(dana, f"How long does a refund take? {words}")
    desk.says(dana, f"{words} my father died")
    house.take_over(dana.conversation, desk.ada)
    house.note(dana.conversation, desk.ada, words)
    house.reply(dana.conversation, desk.ada, words, 99, overruled=reason)
    house.resolve(dana.conversation, desk.ada)
    for deed in (  # some refuse what is no name or address: nothing of that may be kept either
        lambda: house.stop_ai(desk.ada, "channel:email", reason),
        lambda: house.hire(desk.cleo, name, name, "colleague"),
        lambda: house.file_request(dana.id, "erase", reason),
        lambda: house.add_address(dana.id, f"{words[:30]}@example.org", "192.0.2.1", dana.token),
        lambda: house.break_glass(dana.conversation, desk.ada, reason),
        lambda: house.start_ai(desk.ben, "channel:email"),
    ):
        with contextlib.suppress(DeskError):
            deed()
    house.close_the_day()

    assert MARK.encode() not in everything_in_the_ledger(desk)
    assert dana.id.encode() not in everything_in_the_ledger(desk)
