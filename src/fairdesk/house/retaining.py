"""Deletes what was kept as long as the guideline `retention` says, by category; the ledger has counts, version and rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairdesk.consent import records as consent
from fairdesk.database import writing
from fairdesk.fairness.records import disclosed as told_groups
from fairdesk.guidelines.compile import Guideline
from fairdesk.house.books import Books
from fairdesk.house.forgetting import forget_imports_due, forget_what_is_due
from fairdesk.identity import records as identity
from fairdesk.identity.records import care_certificates, on_call
from fairdesk.privacy import records as privacy
from fairdesk.privacy.retention import gone_before
from fairdesk.rights import records as rights
from fairdesk.sensitive import records as sensitive

BY_RULE = ("conversations", "imported", "looks", "requests", "sign_in_links", "disclosed")
"""Categories whose rows do not know themselves when they are due."""


def delete_what_is_due(house: Books, at: datetime) -> Mapping[str, int]:
    """Delete what is due in each category and return how much went.

    "conversations" counts customers, "imported" past conversations of customers who stay.

    Each category is a transaction of its own or more: a crash in between leaves the rest for the next round.
    """
    guideline = house.knowing.rule_for("retention", at)
    days, rules = days_by_rule(guideline)
    by = {"guideline": guideline.table.version, "rules": " ".join(rules)}
    told = " ".join(by.values())
    gone = {"conversations": forget_what_is_due(house, at, days["conversations"], days["imported"], told)}
    imported = forget_imports_due(house, at, days["imported"], by)
    with writing():
        # What a concern or a help was kept for was written with it, so its rows know themselves when they are due.
        gone["concerns"] = sensitive.delete_expired(at)
        on_call.delete_over(at)
        care_certificates.delete_old(at)
        gone["accommodations"] = consent.delete_expired(at)
        gone["disclosed"] = told_groups.delete_disclosed(gone_before("disclosed", at, days["disclosed"]))
        gone["looks"] = privacy.delete_old_looks(gone_before("looks", at, days["looks"]))
        gone["requests"] = rights.delete_ended(gone_before("requests", at, days["requests"]))
        gone["sign_in_links"] = identity.delete_signins(gone_before("sign_in_links", at, days["sign_in_links"]))
        if any(gone.values()):
            house.memory.add_deed(at, "retention_swept", "house", {**gone, **by})
    return {**gone, "imported": imported}


def days_by_rule(guideline: Guideline) -> tuple[Mapping[str, int | None], tuple[str, ...]]:
    """Return for how many days the guideline keeps each category, None where it refuses, and the rules that said so."""
    verdicts = {name: guideline.decide({"category": name}) for name in BY_RULE}
    days = {name: None if found.refused else int(found.outputs["days"]) for name, found in verdicts.items()}
    return days, tuple(found.because.rule or "refused" for found in verdicts.values())
