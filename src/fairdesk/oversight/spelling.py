"""Write words as they are compared: without case, accents and marks that nobody sees; and tell one slip of the keyboard."""

from __future__ import annotations

import re
import unicodedata

_HAN_RANGE = "\u3400-\u4dbf\u4e00-\u9fff"
HAN = re.compile(f"[{_HAN_RANGE}]")
WORD = re.compile(rf"[{_HAN_RANGE}]|(?:(?![{_HAN_RANGE}])\w)+|[.!?;:,。！？；，؟،]|\n")
"""A word, a Chinese character, a mark or a line's end."""
_SHORT_FORM = re.compile(r"['’ʼ`](?=(?:t|s|m|re|ve|ll|d)\b)")
_INVISIBLE = re.compile(
    r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{1,30}_\d+(?: [^\[\]\n]{1,60})?\]")
_LETTERS = str.maketrans("أإآىةłß", "ااايهls")
_MARKS = {"，": ",", "،": ",", "؟": "?", "？": "?", "！": "!"}


def clean(text: str) -> str:
    """Return a masked text without its placeholders, short forms and marks that nobody sees."""
    if "[" in text:
        text = _PLACEHOLDER.sub(" . ", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    elif "'" not in text and "`" not in text:
        return text
    return _SHORT_FORM.sub("", text)


def folded(word: str) -> str:
    """Return a word, or a mark, as it is compared."""
    lower = word.lower().translate(_LETTERS)
    if lower.isascii():
        return lower
    if lower in "。！？；，؟،":
        return _MARKS.get(lower, ".")
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def pattern(line: str) -> str:
    """Fold an expression as texts are folded; a Chinese character is a word of its own."""
    spaced = re.sub(rf"([{_HAN_RANGE}])(?=[{_HAN_RANGE}(])", r"\1 ", line)
    return "".join(c if c.isascii() else folded(c) for c in re.sub(rf"\)(?=[{_HAN_RANGE}])", ") ", spaced))


def one_slip(word: str, noun: str) -> bool:
    """Whether one slip makes *noun* into *word*. The first letter is right, and a longer word is not its plural."""
    if word[0] != noun[0] or word[:-1] == noun or noun[:-1] == word:
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, noun, strict=False)) if a != b), min(len(word), len(noun)))
    rest, wanted = word[same:], noun[same:]
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[0] == wanted[1] and rest[1] == wanted[0]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or (swapped and rest[2:] == wanted[2:])
