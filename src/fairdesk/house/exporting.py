"""A customer's copy of everything: packed, signed, told to the ledger, and only then handed out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.holding import Held
from fairdesk.identity import records as identity
from fairdesk.nouns import ActId, CustomerId, DeskError, Fact, NotFound, Overtaken
from fairdesk.privacy.export import LINK_LASTS, Copy, Parcel, check_link, file_name, line, link_token
from fairdesk.privacy.export_form import (
    FILES,
    OTHER,
    RECEIPTS,
    TABLES_LEFT_OUT,
    File,
    file_of,
    hushed,
    other_record,
    record,
    schema,
)
from fairdesk.privacy.readable import Readable

LINK_KEY = "export-link"


class Exporting(Books):
    """The part of the house that hands out copies."""

    _making = threading.Lock()
    _for: set[CustomerId] = set()

    def export(self, customer: CustomerId, language: str, *, by: str = "customer", named: bool = False) -> Copy:
        """Return a copy of everything that is kept about a customer. *named*: also name sensitive matters.

        The act is in the ledger, with the hash of the manifest, before a byte leaves. Raises NotFound if nothing is
        known of the customer, Overtaken while another copy for them is being made.
        """
        with self._making:
            if customer in self._for:
                raise Overtaken("a copy for you is being made right now; wait for it")
            self._for.add(customer)
        try:
            made = Packing(self, customer, language, named).copy(self.now())
        finally:
            self._for.discard(customer)
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
    """One copy being made: reads the rooms once for the data and once for the readable page."""

    def __init__(self, house: Exporting, customer: CustomerId, language: str, named: bool) -> None:
        self._house = house
        self._language = language
        self._named = named
        self._held = Held(house, customer, language)
        self._counts: dict[str, int] = {}
        self._left_out: list[dict[str, object]] = []

    def copy(self, at: datetime) -> Copy:
        """Pack everything, sign it, and return it."""
        parcel = Parcel(at)
        for file in FILES:
            self._add(parcel, file, self._records(file))
        self._add(parcel, RECEIPTS, self._receipts())
        self._add(parcel, OTHER, self._others())
        parcel.add("index.html", self._page(at))
        pieces, digest = parcel.close(self._about(), self._house.signer.sign)
        return Copy(file_name(at), pieces, digest, sum(self._counts.values()))

    def _add(self, parcel: Parcel, file: File, records: Iterator[dict[str, Any]]) -> None:
        name = f"data/{file.name}.jsonl"
        lines = parcel.add(name, (line(self._said(one)) for one in records), schema=f"schema/{file.name}.json")
        parcel.add(f"schema/{file.name}.json", [json.dumps(schema(file), indent=1, sort_keys=True).encode()])
        self._counts[file.name] = lines

    def _said(self, record: dict[str, Any]) -> dict[str, Any]:
        return record if self._named else hushed(record)

    def _records(self, file: File) -> Iterator[dict[str, Any]]:
        for table, row in self._held.rows(file.table):
            yield record(file, row, self._held.body(table, row))

    def _others(self) -> Iterator[dict[str, Any]]:
        for table, row in self._held.rows():
            if file_of(table) is OTHER:
                yield other_record(table, row)

    def _receipts(self) -> Iterator[dict[str, Any]]:
        """Yield the receipt of every decision; one that would name a matter is left out unless it may be named."""
        kept_back = 0
        for _, row in self._held.rows("desk_turn"):
            body = self._held.body("desk_turn", row)
            if not self._named and body.get("concern", "none") not in ("", "none"):
                kept_back += 1
                continue
            try:
                yield {"act": row["act"], "receipt": self._house.receipt(ActId(row["act"]), self._held.customer)}
            except DeskError as fault:
                yield {"act": row["act"], "receipt": f"not to be had: {type(fault).__name__}"}
        if kept_back:
            told = "these receipts name a sensitive matter; ask for a copy that names them, on a screen of your own"
            self._left_out.append({"file": "receipts", "lines": kept_back, "reason": told})

    def _page(self, at: datetime) -> Iterator[bytes]:
        company = self._house.knowing.company()
        page = Readable(self._language, company.name, at)
        yield page.head(self._counts, FILES)
        for file in FILES:
            if self._counts[file.name]:
                yield page.begin(file)
                for table, row in self._held.rows(file.table):
                    body = self._held.body(table, row)
                    yield page.line(file, self._said(record(file, row, body)))
                yield page.end()
        yield page.foot()

    def _about(self) -> dict[str, Any]:
        columns = [
            {"table": file.table, "column": column, "reason": reason}
            for file in FILES
            for column, reason in file.left_out.items()
        ]
        tables = [{"table": table, "reason": reason} for table, reason in TABLES_LEFT_OUT.items()]
        company = self._house.knowing.company()
        return {
            "customer": self._held.customer,
            "company": company.name,
            "language": self._language,
            "lines": self._counts,
            "tables": {file.table: f"data/{file.name}.jsonl" for file in FILES},
            "left_out": [*self._left_out, *tables, *columns],
            "key": self._house.signer.verifier_key,
        }
