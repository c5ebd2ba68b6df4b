"""The same receipt in the shape of the Kantara Initiative's Consent Receipt Specification 1.1.0, as an export view.

For programs that read that older form. The form knows consent that was given only; what was refused or withdrawn says
so in `fairdesk_choice`, a field of ours. The signed receipt is the one of receipts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Basis, Purpose, about
from fairdesk.consent.receipts import WHERE, Chosen, Controller

VERSION = "KI-CR-v1.1.0"

_SENSITIVE: Mapping[Purpose, str] = {
    Purpose.RESEARCH: "what masked messages may tell",
    Purpose.ACCOMMODATE: "what helps a customer",
    Purpose.DISCLOSE: "groups",
}
"""What of each purpose that rests on explicit consent may be a special category."""


def kantara(
    chosen: Chosen, shown: Notice, controller: Controller, receipt_id: str, public_key: str
) -> Mapping[str, Any]:
    """Return the receipt of a choice. Times are whole seconds since 1970, as the specification asks (section 4.3.3)."""
    what = about(chosen.purpose)
    explicit = what.article is Basis.EXPLICIT_CONSENT
    return {
        "version": VERSION,
        "jurisdiction": controller.country or "EU",
        "consentTimestamp": int(chosen.at.timestamp()),
        "collectionMethod": chosen.method,
        "consentReceiptID": receipt_id,
        "publicKey": public_key,
        "language": shown.language,
        "piiPrincipalId": chosen.customer,
        "piiControllers": [
            {
                "piiController": controller.name,
                "contact": controller.name,
                "address": {"addressCountry": controller.country},
                "email": controller.email,
                "phone": controller.telephone,
            }
        ],
        "policyUrl": f"/privacy/notices/{chosen.notice_version}",
        "services": [
            {
                "service": "customer service",
                "purposes": [
                    {
                        "purpose": what.description,
                        "purposeCategory": [what.label],
                        "consentType": "EXPLICIT",
                        "piiCategory": list(what.data),
                        "primaryPurpose": chosen.purpose is Purpose.AI_ANSWER,
                        "termination": f"until withdrawn at {WHERE}, {what.days} days at most",
                        "thirdPartyDisclosure": False,
                    }
                ],
            }
        ],
        "sensitive": explicit,
        "spiCat": [_SENSITIVE[chosen.purpose]] if explicit else [],
        "fairdesk_choice": chosen.choice.value,
        "fairdesk_notice": chosen.notice_version,
    }
