"""Tell by its form which public health scheme a number belongs to.

A number that a word such as "NHS number" or "Versichertennummer" announces is hidden anyway; only one that has a
scheme's form is called HEALTH_ID, any other is an insurer's or a hospital's own and called ACCOUNT.
"""

from __future__ import annotations

import re

import stdnum.gb.nhs

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("DE", re.compile(r"[A-Z]\d{9}(?:\d{10})?")),  # Krankenversichertennummer, § 290 SGB V
    ("EU", re.compile(r"80\d{18}")),  # European Health Insurance Card and tessera sanitaria, decision S2 of 2009
    ("IT", re.compile(r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]")),
    ("ES", re.compile(r"[A-Z]{4}\d{10,12}|[A-Z]{2}\d{10}")),  # código de identificación personal
    ("FR", re.compile(r"[12378]\d{5}[\dAB]\d{6,8}")),  # on the carte Vitale
    ("PT", re.compile(r"[1-9]\d{8}")),  # número de utente do SNS
    ("BR", re.compile(r"[12789]\d{14}")),  # Cartão Nacional de Saúde
    ("CA", re.compile(r"\d{10}[A-Z]{2}")),
    ("US", re.compile(r"\d[A-Z][A-Z0-9]\d[A-Z][A-Z0-9]\d[A-Z]{2}\d\d")),  # Medicare Beneficiary Identifier
    ("AU", re.compile(r"[2-6]\d{9,10}")),
)


def scheme(compact: str) -> str:
    """Return the country of the scheme whose form *compact* (no separators) has, or ""."""
    compact = compact.upper()
    if len(compact) == 10 and compact.isdigit() and stdnum.gb.nhs.is_valid(compact):
        return "GB"
    return next((country for country, form in _FORMS if form.fullmatch(compact)), "")
