"""Draw dates, times of day and prices as each language writes them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.tagger.drawing import Draw

MONTHS: dict[str, str] = tomllib.loads(
    (Path(__file__).with_name("values") / "marks.toml").read_text(encoding="utf-8")
)["months"]


def date(draw: Draw, language: str, first: int = 2019, last: int = 2027) -> str:
    """Draw a date in the years *first* to *last*, with its year."""
    day, month, year = draw.between(1, 28), draw.between(1, 12), draw.between(first, last)
    name = MONTHS.get(language, MONTHS["en"]).split(", ")[month - 1]
    numeric = (
        f"{day:02d}/{month:02d}/{year}",
        f"{day}.{month}.{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{day:02d}-{month:02d}-{year}",
        f"{day}/{month}/{year % 100:02d}",
        f"{month:02d}/{day:02d}/{year}",
    )
    return draw.pick(numeric) if draw.chance(0.5) else _in_words(draw, language, day, name, year)


def _in_words(draw: Draw, language: str, day: int, month: str, year: int) -> str:
    if language == "en":
        return draw.pick(
            (
                f"{day} {month} {year}",
                f"{month} {day}, {year}",
                f"{day} {month[:3]} {year}",
                f"{day}th of {month} {year}",
                f"{month} {day} {year}",
            )
        )
    if language in {"de", "da"}:
        return f"{day}. {month} {year}"
    if language in {"es", "pt"}:
        return f"{day} de {month} de {year}"
    return f"{day} {month} {year}"


def short_date(draw: Draw, language: str) -> str:
    """Draw a day and month without a year."""
    day, number = draw.between(1, 28), draw.between(1, 12)
    name = MONTHS.get(language, MONTHS["en"]).split(", ")[number - 1]
    if language == "en":
        return draw.pick(
            (f"{day} {name}", f"{name} {day}", f"{day}/{number}", f"{name} {day}th", f"{day} {name[:3]}")
        )
    if language in {"de", "da"}:
        return draw.pick((f"{day}. {name}", f"{day}.{number}.", f"{day:02d}.{number:02d}."))
    between = " de " if language in {"es", "pt"} else " "
    return draw.pick((f"{day}{between}{name}", f"{day}/{number}"))


def clock(draw: Draw, language: str) -> str:
    """Draw a time of day."""
    hour, minute = draw.between(7, 22), draw.pick((0, 15, 20, 30, 45, 50))
    if language == "en" and draw.chance(0.5):
        return f"{(hour - 1) % 12 + 1}{f':{minute:02d}' if minute else ''} {draw.pick(('am', 'pm'))}"
    return f"{hour}:{minute:02d}"


def amount(draw: Draw, language: str) -> str:
    """Draw a price with its currency."""
    whole, cents = draw.between(2, 1400), draw.between(0, 99)
    if language == "en":
        return draw.pick(
            (
                f"${whole}.{cents:02d}",
                f"£{whole}",
                f"{whole} dollars",
                f"€{whole}.{cents:02d}",
                f"{whole} EUR",
                f"£{whole}.{cents:02d}",
            )
        )
    unit = {"da": "kr.", "sv": "kr", "pl": "zł", "tr": "TL"}.get(
        language,
        draw.pick(
            ("€", "Euro" if language == "de" else "euros" if language in {"fr", "es", "pt"} else "euro", "EUR")
        ),
    )
    return draw.pick((f"{whole},{cents:02d} {unit}", f"{whole} {unit}"))
