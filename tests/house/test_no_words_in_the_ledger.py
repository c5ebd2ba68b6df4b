"""Whatever anybody writes, wherever they write it, none of it gets into the ledger, its heads, tiles or export."""

from __future__ import annotations

import contextlib
import hashlib
import json
import string
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from random import Random
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fairdesk.database import rows
from fairdesk.house.forgetting import forget
from fairdesk.nouns import DeskError, RawText
from fairdesk.oversight.appeal import Outcome

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


# --- what really stands in messages ----------------------------------------------------------------------------------
LETTERS = string.ascii_lowercase + "äöåéłńđøßçжигдמאعم"


@dataclass(frozen=True, slots=True)
class Personal:
    """What says who somebody is."""

    name: str
    email: str
    telephone: str
    street: str
    account: str
    born: str


def made_up(seed: int) -> Personal:
    """Return personal details drawn by a seed: long, so that nothing of ours is the same by chance."""
    dice = Random(seed)

    def some(letters: str, number: int) -> str:
        return "".join(dice.choices(letters, k=number))

    name, street = (" ".join(some(LETTERS, dice.randint(9, 14)).title() for _ in range(2)) for _ in range(2))
    local, digits = some(string.ascii_lowercase + string.digits, 14), some(string.digits, 11)
    born = f"{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{dice.randint(1900, 2010)}"
    account = f"DE{some(string.digits, 20)}"
    return Personal(name, f"{local}@example.org", f"+49 1{digits[:2]} {digits[2:]}", f"{street} 7", account, born)


PERSONAL = st.integers(0, 2**32).map(made_up)


def shapes(detail: str) -> Iterator[bytes]:
    """Yield a detail as it could be written in an entry: as it is, in parts, escaped, its digits, or a hash that anybody can
    guess.
    """
    for said in {detail, detail.lower(), detail.upper(), *(part for part in detail.split() if len(part) >= 9)}:
        yield said.encode()
        yield json.dumps(said)[1:-1].encode()
        yield quote(said).encode()
        for made in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            yield made(said.encode()).hexdigest().encode()
            yield made(said.encode()).digest()
    if sum(each.isdigit() for each in detail) >= 10:
        yield "".join(each for each in detail if each.isdigit()).encode()


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # a smaller example says nothing more, and each takes a second
)  # fmt: skip
@given(theirs=PERSONAL, other=PERSONAL)
def test_nothing_that_says_who_somebody_is_stands_in_an_entry(desk, theirs: Personal, other: Personal) -> None:
    """Through messages that are masked, an answer that is corrected, an appeal, a call, notes, a brief, and an erasure."""
    house = desk.house
    house.settings = replace(house.settings, call_back="09:00-12:00, 13:00-17:00")
    about = f"I am {theirs.name}, born {theirs.born}, {theirs.street}, {theirs.email}, {theirs.telephone}, {theirs.account}."
    before, dana = len(ledger_codes()), desk.customer()
    desk.says(dana, f"{about} How long does a refund take?")
    act = desk.last_act(dana)
    house.did_not_help(dana.conversation, dana.id, act)
    house.appeal(act, dana.id, RawText(f"That is not true. Ask {other.name}, {other.telephone}."))
    desk.settle(dana)
    window = house.may_choose(dana.conversation, dana.id).windows[0]
    house.ask_for_call(dana.conversation, dana.id, window.name, theirs.telephone)
    house.add_address(dana.id, theirs.email, "192.0.2.1", dana.token)
    house.take_over(dana.conversation, desk.ada)
    house.called(dana.conversation, desk.ada, True)
    house.note(dana.conversation, desk.ada, f"{about} Knows {other.name}, {other.email}.")
    house.override(
        act, desk.ada, "other", f"It takes five days, {theirs.name}.", other=f"wrote to {other.email}", overruled="so"
    )
    house.take_appeal(act, desk.ben)
    house.decide_appeal(
        act, desk.ben, Outcome.UPHELD, f"It stays, {theirs.name}, {theirs.street}.", overruled=other.street
    )
    house.open_incident(desk.ada, f"{theirs.name} was told what {other.name} ordered", "fault")
    stop = house.stop_ai(desk.ada, "channel:email", f"until {other.name} is called, {other.telephone}")
    house.start_ai(desk.ben, stop)
    house.file_request(dana.id, "correct", f"I am {other.name}, {other.account}")
    house.resolve(dana.conversation, desk.ada)
    house.close_the_day()
    forget(house, dana.id, "asked")
    house.close_the_day()

    assert {"appealed", "overridden", "called_back", "appeal_upheld", "incident_opened"} <= set(
        ledger_codes()[before:]
    )
    written = everything_in_the_ledger(desk)
    found = [
        shape for each in (theirs, other) for detail in astuple(each) for shape in shapes(detail) if shape in written
    ]
    assert [] == found


def ledger_codes() -> list[str]:
    """Return what happened, by every entry that has its place."""
    return [
        json.loads(bytes(entry))["code"]
        for (entry,) in rows("SELECT entry FROM accountability_entry ORDER BY position")
    ]
