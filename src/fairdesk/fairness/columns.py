"""Which columns of a table an audit reads, and what their values mean. Pure.

Only named columns are read; whatever else a table holds is never looked at, kept or told. A column of groups that holds
personal data is refused: an address or a name is no group.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from fairdesk.nouns import BadInput
from fairdesk.privacy.detect import Detector, default_detector

MIN_CELL = 5
"""Of fewer nothing is told, unless somebody asks for another bound."""
CONFIDENCE = 0.95
MOST_GROUPS = 10_000
"""Groups, intersections counted, that an audit takes."""
MOST_LOOKED_AT = 300
"""Different values of a column that are searched for personal data."""
MOST_DAYS = 31
"""Different dates a column of groups may hold: more are somebody's dates, not groups."""
MISSING = frozenset({"", "na", "n/a", "nan", "null", "nat", "<na>"})
_YES = frozenset({"1", "1.0", "true", "t", "yes", "y"})
_NO = frozenset({"0", "0.0", "false", "f", "no", "n"})
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}/\d{1,2}/\d{1,2}")
_SURELY_PERSONAL = frozenset(
    {"EMAIL", "PHONE", "CARD", "IBAN", "NATIONAL_ID", "HEALTH_ID", "SECRET", "DATE_OF_BIRTH", "IP", "VEHICLE"}
)
_PERSONAL_BY_NAME = frozenset(
    [
        "name",
        "first",
        "last",
        "first_name",
        "firstname",
        "last_name",
        "lastname",
        "surname",
        "full_name",
        "fullname",
        "email",
        "e-mail",
        "mail",
        "phone",
        "telephone",
        "mobile",
        "address",
        "street",
        "dob",
        "date_of_birth",
        "birth_date",
        "birthday",
        "ssn",
        "iban",
        "user_id",
        "customer_id",
        "username",
        "login",
    ]
)
MOST_OF_A_PERSONAL_NAME = 20
"""Different values of a column called "email" or "surname" that are still taken for groups."""
_PERSONAL_IF_MOST = frozenset({"PERSON", "ACCOUNT", "ADDRESS"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an audit. *outcome* and *label* hold yes or no, or a value that counts as yes (`outcome_is`)."""

    groups: tuple[str, ...]
    outcome: str
    outcome_is: str = ""
    label: str = ""
    label_is: str = ""
    strata: str = ""
    weight: str = ""
    quantities: tuple[str, ...] = ()
    by_day: bool = False
    """Whether the strata are days, each followed by the next."""

    def __post_init__(self) -> None:
        named = [name for name in (*self.key, *self.numbers) if name]
        if not self.groups:
            raise BadInput("name at least one column of groups, such as --groups gender,age_band")
        if twice := [name for name in dict.fromkeys(named) if named.count(name) > 1]:
            raise BadInput(f"column {twice[0]} is named for two things; each column has one part in an audit")

    @property
    def key(self) -> tuple[str, ...]:
        """The columns whose values are counted together: groups, stratum, outcome, label; those not named left out."""
        return (*self.groups, *filter(None, (self.strata, self.outcome, self.label)))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold numbers: weight, quantities."""
        return (*filter(None, (self.weight,)), *self.quantities)

    def check_in(self, header: Sequence[str]) -> None:
        """Raise BadInput unless each column stands in the table once; a near name is offered."""
        for name in (*self.key, *self.numbers):
            if header.count(name) > 1:
                raise BadInput(f"column {name} stands {header.count(name)} times in the table; which one is meant?")
            if name not in header:
                near = get_close_matches(name, header, 1, 0.6) or [
                    each for each in header if each.casefold() == name.casefold()
                ]
                hint = f"; is {near[0]} meant?" if near else f"; it has {_some(header)}"
                raise BadInput(f"the table has no column {name}{hint}")


class BadValue(Exception):
    """A value that cannot be used. The reader of the table knows in which row it stands."""

    def __init__(self, column: str, value: str, why: str) -> None:
        self.column, self.value, self.why = column, value, why
        super().__init__(f"column {column}: {why}")


def yes_or_no(column: str, text: str, counts_as_yes: str = "") -> bool | None:
    """Return what a value of an outcome or a label says; None: nothing. Raises BadValue."""
    said = text.strip()
    if said.casefold() in MISSING:
        return None
    if counts_as_yes:
        return said == counts_as_yes
    if (folded := said.casefold()) in _YES:
        return True
    if folded in _NO:
        return False
    what = "a date" if _DATE.match(said) else shown(text)
    raise BadValue(
        column,
        text,
        f"holds {what}, neither yes nor no (1, true, yes; 0, false, no); name what counts as yes: {column}=VALUE",
    )


def group_of(column: str, text: str) -> str | None:
    """Return the name of a group; None: not told. Raises BadValue of text in another encoding."""
    said = text.strip()
    if any("\ud800" <= sign <= "\udfff" for sign in said):
        raise BadValue(
            column, text, "is not UTF-8 text; save the table as UTF-8, or name its encoding: --encoding cp1252"
        )
    return None if said.casefold() in MISSING else said


def day_of(column: str, text: str) -> str | None:
    """Return the day of a date or a moment that begins like 2026-01-31; None: nothing. Raises BadValue."""
    said = text.strip()
    if said.casefold() in MISSING:
        return None
    try:
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        raise BadValue(column, text, f"holds {shown(text)}, which is no day such as 2026-01-31") from None


def number_of(column: str, text: str) -> float | None:
    """Return a number; None: nothing. Raises BadValue of what is none, and of what has no end."""
    said = text.strip()
    if said.casefold() in MISSING:
        return None
    try:
        found = float(said)
    except ValueError:
        raise BadValue(column, text, f"holds {shown(text)}, which is no number") from None
    if not math.isfinite(found):
        raise BadValue(column, text, "holds a number without end")
    return found


def weight_of(column: str, text: str) -> float:
    """Return a weight. Raises BadValue unless it is a number and not below 0."""
    found = number_of(column, text)
    if found is None or found < 0:
        raise BadValue(
            column, text, "is empty" if found is None else "is below 0; a weight says how many rows one stands for"
        )
    return found


# --- personal data --------------------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def _detector() -> Detector:
    return default_detector()


def shown(text: str) -> str:
    """Return a value for an error's sentence: never what may be personal."""
    said = text.strip()
    if len(said) > 24 or _kinds("", said):
        return f"a text of {len(said)} signs"
    return repr(said)


def _kinds(column: str, text: str) -> set[str]:
    return {span.kind for each in (text, f"{column}: {text}") for span in _detector().spans(each, "")}


def check_groups(column: str, values: Collection[str], first_row: int) -> None:
    """Raise BadInput if a column of groups holds personal data or dates; the values themselves are never told.

    *values*: its different values. *first_row*: a row for the sentence. Single first names are recognised by the column's name
    alone.
    """
    if column.casefold().replace(" ", "_") in _PERSONAL_BY_NAME and len(values) > MOST_OF_A_PERSONAL_NAME:
        raise BadInput(
            f"column {column} holds personal data by its name, {len(values):,} different values from row {first_row} on; nobody is a"
            " group, so name a column of groups instead"
        )
    looked_at = sorted(values)[:MOST_LOOKED_AT]
    if len(values) > MOST_DAYS and sum(bool(_DATE.fullmatch(each)) for each in looked_at) > len(looked_at) / 2:
        raise BadInput(
            f"column {column} holds {len(values):,} dates from row {first_row} on: no groups; make bands, such as age_band"
        )
    kinds = [_kinds(column, each) for each in looked_at]
    for kind in sorted(set().union(*kinds)):
        having = sum(kind in found for found in kinds)
        if kind in _SURELY_PERSONAL or (kind in _PERSONAL_IF_MOST and having > len(looked_at) / 2):
            raise BadInput(
                f"column {column} holds personal data ({kind}) from row {first_row} on: {having} of {len(looked_at)}"
                " different values; nobody is a group, so name a column of groups instead"
            )


def too_many(columns: Iterable[str]) -> BadInput:
    """Return the error of a table with more groups than anything can be said about."""
    return BadInput(
        f"columns {', '.join(columns)} make more than {MOST_GROUPS:,} groups: is one of them an id? Name fewer columns, or bands"
    )


def _some(header: Sequence[str]) -> str:
    return ", ".join(header[:12]) + (f" and {len(header) - 12} more" if len(header) > 12 else "")
