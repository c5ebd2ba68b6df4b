"""What the house hands out about consent: how each purpose stands, signed receipts, the exact words of any notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps

from fairdesk.clock import random_id
from fairdesk.consent import jws, records
from fairdesk.consent.choices import Stand, stand
from fairdesk.consent.kantara import kantara
from fairdesk.consent.notices import Notice
from fairdesk.consent.processing import Record, record
from fairdesk.consent.purposes import Purpose
from fairdesk.consent.receipts import Chosen, Controller, receipt
from fairdesk.house.books import Books
from fairdesk.nouns import CustomerId, NotFound


class ConsentPapers(Books):
    """The consent papers of a customer. Each call checks that the choice is theirs."""

    def stands(self, customer: CustomerId | None, language: str, place: str, *, signal: bool) -> tuple[Stand, ...]:
        """Return how every purpose stands, in *language*, and record that its notice was shown at *place*.

        Of groups only where the company asks, or the customer once said something.
        """
        history = records.history(customer) if customer else ()
        withdrawals = records.withdrawals(customer) if customer else {}
        return tuple(
            stand(purpose, self.show_notice(purpose, language, customer, place), history, withdrawals, signal=signal)
            for purpose in Purpose
            if purpose is not Purpose.DISCLOSE or self.settings.groups_asked or _chose(history, purpose)
        )

    def consent_receipt(self, customer: CustomerId, number: int) -> str:
        """Return the receipt of a choice, signed with the desk's key: a compact JWS. NotFound for a stranger's."""
        return jws.sign(self.consent_receipt_body(customer, number), self.signer.seed)

    def consent_receipt_body(self, customer: CustomerId, number: int) -> Mapping[str, Any]:
        """Return the receipt of a choice as JSON-LD: what the signed one holds."""
        events, shown = self._chosen(customer, number)
        return receipt(events, shown, self._controller(), random_id(), self.now())

    def consent_receipt_kantara(self, customer: CustomerId, number: int) -> Mapping[str, Any]:
        """Return the receipt of a choice in the shape of Kantara's specification 1.1.0."""
        events, shown = self._chosen(customer, number)
        return kantara(events[-1], shown, self._controller(), random_id(), self.signer.verifier_key)

    def public_keys(self) -> Mapping[str, Any]:
        """Return the desk's public keys as a JSON Web Key Set, the newest first, for any program that checks receipts."""
        return {"keys": [jws.jwk(jws.public_key(key.verifier_key)) for key in reversed(self.ledger_keys)]}

    def notice_shown(self, version: str) -> Notice:
        """Return the exact words of a version that was ever shown. NotFound if none was."""
        return records.kept_notice(version)

    def notice_versions(self) -> tuple[records.Version, ...]:
        """Return every version of every notice that was ever shown, the newest first."""
        self.keep_shown()
        return records.versions()

    def processing(self) -> Record:
        """Return the record of processing (GDPR Article 30), made from the tables there are."""
        return record(tuple(_tables()), self._controller(), self.outside)

    def _chosen(self, customer: CustomerId, number: int) -> tuple[tuple[Chosen, ...], Notice]:
        """Return a purpose's choices up to this one, and the notice it was made under."""
        history = records.history(customer)
        wanted = next((one for one in history if one.number == number), None)
        if wanted is None:
            raise NotFound("there is no such choice, or it is not yours")
        if not wanted.notice_version:
            raise NotFound(
                "this choice was made before any notice was shown; there are no words a receipt could prove"
            )
        before = tuple(one for one in history if one.purpose is wanted.purpose and one.number <= number)
        return before, records.kept_notice(wanted.notice_version)

    def _controller(self) -> Controller:
        company = self.knowing.company()
        return Controller(company.name, company.email, company.telephone, company.country)


def _chose(history: tuple[Chosen, ...], purpose: Purpose) -> bool:
    return any(one.purpose is purpose for one in history)


_LEADS = ("customer", "conversation")
"""How the columns begin that lead to a customer."""


def _tables() -> Iterator[tuple[str, str, bool]]:
    """Yield each table, the room that owns it, and whether one of its columns leads to a customer."""
    for model in apps.get_models():
        columns = [field.column or "" for field in model._meta.concrete_fields]
        yield model._meta.db_table, model._meta.app_label, any(name.startswith(_LEADS) for name in columns)
