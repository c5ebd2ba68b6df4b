"""A customer's copy of everything: packed, signed, told to the ledger, and only then handed out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.notes import encoded
from fairdesk.database import writing
from fairdesk.house.attaching import files_of
from fairdesk.house.books import Books
from fairdesk.house.holding import Held
from fairdesk.identity import records as identity
from fairdesk.nouns import CustomerId, DeskError, Fact, NotFound, Overtaken
from fairdesk.privacy.detect import Detector
from fairdesk.privacy.export import (
    LINK_LASTS,
    Copy,
    Parcel,
    check_link,
    file_name,
    line,
    link_token,
    spliced,
)
from fairdesk.privacy.export_form import (
    FILES,
    OTHER,
    PROOFS,
    TABLES_LEFT_OUT,
    File,
    hushed,
    names_a_matter,
    other_record,
    record,
    schema,
)
from fairdesk.privacy.keys import OwnedKey
from fairdesk.privacy.readable import Readable
from fairdesk.privacy.records import Keys
from fairdesk.settings import Settings

LINK_KEY = "export-link"


class Exporting(Books):
    """The part of the house that hands out copies."""

    def __init__(self, settings: Settings, keys: Keys, detector: Callable[[], Detector]) -> None:
        """Begin with no copy being made."""
        super().__init__(settings, keys, detector)
        self._asking = threading.Lock()
        self._copying_for: set[CustomerId] = set()

    def export(self, customer: CustomerId, language: str, *, by: str = "customer", named: bool = False) -> Copy:
        """Return a copy of everything that is kept about a person, in every place that was joined. *named*: also name sensitive matters.

        The act is in the ledger, with the hash of the manifest, before a byte leaves. Raises NotFound if nothing is
        known of the customer, Overtaken while another copy for them is being made.
        """
        with self._asking:
            if customer in self._copying_for:
                raise Overtaken("a copy for you is being made right now; wait for it")
            self._copying_for.add(customer)
        try:
            made = Packing(self, customer, language, named).copy(self.now())
        finally:
            self._copying_for.discard(customer)
        with writing():
            told: dict[str, Fact] = {"manifest": made.digest, "lines": made.lines, "named": named}
            self.memory.add_deed(self.now(), "exported", by, told)
        return made

    def customer_known_as(self, name: str) -> CustomerId:
        """Return the customer with this id or e-mail address. Raises NotFound if there is none."""
        known = self.known_by_address(name) if "@" in name else CustomerId(name)
        if known is None or not identity.holdings(known)["identity_customer"]:
            raise NotFound("there is no customer with this id or address")
        return known

    def export_link(self, customer: CustomerId) -> str:
        """Return the path of a link to a copy; it opens for a quarter of an hour, and only for this customer."""
        token = link_token(self.keys.house_key(LINK_KEY), customer, self.now() + LINK_LASTS)
        return f"/privacy/export/{token}"

    def export_by_link(self, token: str, customer: CustomerId | None, language: str) -> Copy:
        """Return the copy a link leads to. A stranger, an old link and a made-up one are the same: NotFound."""
        return self.export(check_link(self.keys.house_key(LINK_KEY), customer, token, self.now()), language)


class Packing:
    """One copy being made: each row is read and opened once, for the data and for the page that people read."""

    def __init__(self, house: Exporting, customer: CustomerId, language: str, named: bool) -> None:
        self._house = house
        self._language = language
        self._named = named
        self._held = Held(house, customer, language)
        self._counts: dict[str, int] = {}
        self._left_out: list[dict[str, object]] = []
        self._acts: dict[str, OwnedKey] = {}
        """The decisions whose record stands in the copy as it was written, with their keys: these can be proven from it."""

    def copy(self, at: datetime) -> Copy:
        """Pack everything, sign it, and return it."""
        parcel, read = Parcel(at), list[bytes]()
        page = Readable(self._language, self._house.knowing.company().name, at)
        for file in FILES:
            begins = len(read)
            self._add(parcel, file, self._lines(file, page, read))
            if len(read) > begins:
                read.insert(begins, page.begin(file))
                read.append(page.end())
        for name, content in files_of(self._house, self._held.places):
            parcel.add(name, [content])
        self._add(parcel, OTHER, (line(other_record(*each)) for each in self._held.other_rows()))
        checkpoint = ledger_records.latest_checkpoint()
        if checkpoint is not None:
            self._add(parcel, PROOFS, self._proofs(checkpoint.size))
            parcel.add("data/checkpoint.note", [checkpoint.note.encode()])
        parcel.add("index.html", chain([page.head(self._counts, FILES)], read, [page.foot()]))
        pieces, digest = parcel.close(self._about(), self._house.signer.sign)
        return Copy(file_name(at), pieces, digest, sum(self._counts.values()))

    def _add(self, parcel: Parcel, file: File, lines: Iterable[bytes]) -> None:
        self._counts[file.name] = parcel.add(f"data/{file.name}.jsonl", lines, schema=f"schema/{file.name}.json")
        parcel.add(f"schema/{file.name}.json", [json.dumps(schema(file), indent=1, sort_keys=True).encode()])

    def _lines(self, file: File, page: Readable, read: list[bytes]) -> Iterator[bytes]:
        decisions = file.table == "desk_turn"
        for table, row in self._held.rows(file.table):
            told, written = self._decision(file, row) if decisions else self._line(file, table, row)
            read.append(page.line(file, told))
            yield written

    def _line(self, file: File, table: str, row: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        told = record(file, row, self._held.body(table, row))
        written = line(told)
        if self._named or not names_a_matter(written):
            return told, written
        told = hushed(told)
        return told, line(told)

    def _decision(self, file: File, row: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return a decision and its line. Its record stands there byte for byte, so that the ledger can prove it."""
        try:
            kept, says = self._held.turn(row)
        except (DeskError, ValueError, KeyError):
            return self._line(file, "desk_turn", row)
        told = record(file, row, {"says": says})
        del told["record"]
        if not self._named and names_a_matter(kept):
            return told, line({**told, "record": hushed(json.loads(kept))})
        self._acts[row["act"]] = self._held.key_of(row)
        return told, spliced(told, "record", kept)

    def _proofs(self, size: int) -> Iterator[bytes]:
        """Yield what proves each decision; one whose record would name a matter has none here, unless it may be named."""
        for act, kept, proof in ledger_records.proofs_of(list(self._acts), size):
            yield line(
                {
                    "act": act,
                    "position": kept.position,
                    "entry": encoded(kept.entry),
                    "opening": encoded(self._house.memory.opening_of(act, self._acts[act])),
                    "proof": [encoded(each) for each in proof],
                }
            )
        unproven = self._counts["decisions"] - len(self._acts)
        if unproven:
            told = "decisions about a sensitive matter; a copy that names them has their proofs too"
            self._left_out.append({"file": "proofs", "lines": unproven, "reason": told})

    def _about(self) -> dict[str, Any]:
        columns = [
            {"table": file.table, "column": column, "reason": reason}
            for file in FILES
            for column, reason in file.left_out.items()
        ]
        tables = [{"table": table, "reason": reason} for table, reason in TABLES_LEFT_OUT.items()]
        return {
            "customer": self._held.customer,
            "places": list(self._held.places),
            "company": self._house.knowing.company().name,
            "language": self._language,
            "lines": self._counts,
            "tables": {file.table: f"data/{file.name}.jsonl" for file in FILES},
            "left_out": [*self._left_out, *tables, *columns],
            "key": self._house.signer.verifier_key,
        }
