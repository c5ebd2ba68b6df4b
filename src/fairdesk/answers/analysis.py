"""Turn words into search terms, the same way for articles and questions, per language.

    terms("How do I change my phone numbers?", "en")   ->   ["chang", "phon", "number"]

Case and accents are folded; a few suffix rules stand for a stemmer (in the spirit of Harman, "How effective is
suffixing?", JASIS 42(1), 1991: a light one serves as well as a heavy one); Chinese, Japanese and Korean
become pairs of characters. Placeholders of masked data such as [EMAIL_1] are no terms. Raise `ANALYSIS` with
any change that makes another term of the same word: kept passages are analysed anew then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from fairdesk.answers.stop_words import STOP_WORDS

ANALYSIS = 3
LONGEST_TERM = 48

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+(?: ([^\[\]\n]{1,60}))?\]")
_WORD = re.compile(r"[^\W_]+")
_PAIRED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_PAIRED_RUN = re.compile(f"[{_PAIRED}]+|[^{_PAIRED}]+")
_IS_PAIRED = re.compile(f"[{_PAIRED}]")
_DROPPED_G = re.compile(r"(?<!['’‘\w])([a-z]{3,})in['’](?!\w)")
"""Washin', as many dialects write it; what stands in quotation marks, such as 'login', is as it is."""
_CHINESE_PARTICLES = re.compile("[的了吗呢吧啊着]")
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ة": "ه", "ـ": None}
)


def terms(text: str, language: str) -> list[str]:
    """Return the terms of *text* in order, repeated ones too."""
    text = _fold(_PLACEHOLDER.sub(r" \1 ", text))
    if language == "zh":
        text = _CHINESE_PARTICLES.sub(" ", text)
    elif language == "en" and ("in'" in text or "in’" in text):
        text = _DROPPED_G.sub(r"\1ing", text)
    found = []
    for word in _WORD.findall(text):
        if _IS_PAIRED.search(word):
            found += _pairs(word, language)
        elif term := _term(word, language):
            found.append(term)
    return found


def stem(word: str, language: str) -> str:
    """Return a folded word without its common endings."""
    if word.isdigit() or len(word) < 4:
        return word
    if language == "ar":
        return _arabic(word)
    if language == "en":
        return _english(word)
    for suffix, instead, shortest in _SUFFIXES.get(language, ()):
        if word.endswith(suffix) and len(word) - len(suffix) >= shortest:
            return word[: len(word) - len(suffix)] + instead
    return word


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).translate(_UNDECOMPOSED)


@lru_cache(maxsize=65536)
def _term(word: str, language: str) -> str:
    """Return the term of a folded word, "" if it is none. Cached: texts repeat their words."""
    if word in _stop_words(language) or (len(word) == 1 and not word.isdigit()) or len(word) > LONGEST_TERM:
        return ""
    return stem(word, language)


@lru_cache(maxsize=32)
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(_fold(STOP_WORDS.get(language, "")).split())


def _pairs(word: str, language: str) -> list[str]:
    found = []
    for run in _PAIRED_RUN.findall(word):
        if not _IS_PAIRED.match(run):
            found += [term] if (term := _term(run, language)) else []
        elif len(run) == 1:
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return [one for one in found if one not in _stop_words(language)]


# --- endings ----------------------------------------------------------------------------------------------------------
# (suffix, what stands instead, letters that must remain); the first that fits is taken, so longer ones stand first.
_SUFFIXES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "es": (("aciones", "ac", 3), ("acion", "ac", 3), ("amiento", "", 4), ("imiento", "", 4), ("mente", "", 4), ("ciones", "c", 3),
           ("cion", "c", 3), ("iendo", "", 3), ("ando", "", 3), ("aron", "", 3), ("ieron", "", 3), ("adas", "", 3), ("ados", "", 3),
           ("idas", "", 3), ("idos", "", 3), ("ada", "", 3), ("ado", "", 3), ("ida", "", 3), ("ido", "", 3), ("arse", "", 3),
           ("arlo", "", 3), ("arla", "", 3), ("amos", "", 3), ("emos", "", 3), ("ar", "", 3), ("er", "", 3), ("ir", "", 3),
           ("es", "", 3), ("as", "", 3), ("os", "", 3), ("an", "", 3), ("en", "", 3), ("a", "", 3), ("o", "", 3), ("e", "", 3), ("s", "", 3)),
    "fr": (("ications", "iqu", 3), ("ication", "iqu", 3), ("issement", "", 3), ("ations", "", 3), ("ation", "", 3), ("ements", "", 3),
           ("ement", "", 3), ("ments", "", 4), ("ment", "", 4), ("ions", "", 4), ("ion", "", 4), ("antes", "", 3), ("ants", "", 3), ("ante", "", 3), ("ant", "", 3),
           ("ees", "", 3), ("ee", "", 3), ("es", "", 3), ("er", "", 3), ("ez", "", 3), ("ent", "", 4), ("aux", "al", 2),
           ("eaux", "eau", 2), ("e", "", 3), ("s", "", 3), ("x", "", 3)),
    "de": (("ierungen", "ier", 3), ("ierung", "ier", 3), ("ungen", "", 3), ("ung", "", 3), ("ieren", "ier", 2), ("lichen", "lich", 3),
           ("ern", "", 4), ("est", "", 4), ("en", "", 3), ("er", "", 3), ("em", "", 3), ("es", "", 3), ("st", "", 4),
           ("e", "", 3), ("n", "", 4), ("s", "", 3), ("t", "", 4)),
    "pt": (("acoes", "ac", 3), ("acao", "ac", 3), ("amento", "", 4), ("imento", "", 4), ("mente", "", 4), ("coes", "c", 3), ("cao", "c", 3),
           ("ando", "", 3), ("endo", "", 3), ("indo", "", 3), ("adas", "", 3), ("ados", "", 3), ("idas", "", 3), ("idos", "", 3),
           ("ada", "", 3), ("ado", "", 3), ("ida", "", 3), ("ido", "", 3), ("ar", "", 3), ("er", "", 3), ("ir", "", 3), ("ais", "al", 3),
           ("es", "", 3), ("as", "", 3), ("os", "", 3), ("a", "", 3), ("o", "", 3), ("e", "", 3), ("s", "", 3)),
    "it": (("azioni", "az", 3), ("azione", "az", 3), ("amento", "", 4), ("amenti", "", 4), ("imento", "", 4), ("mente", "", 4),
           ("zioni", "z", 3), ("zione", "z", 3), ("ando", "", 3), ("endo", "", 3), ("arsi", "", 3), ("arlo", "", 3), ("arla", "", 3), ("ato", "", 3), ("ata", "", 3), ("ati", "", 3),
           ("ate", "", 3), ("uto", "", 3), ("ito", "", 3), ("ita", "", 4), ("are", "", 3), ("ere", "", 3), ("ire", "", 3), ("a", "", 3),
           ("e", "", 3), ("i", "", 3), ("o", "", 3)),
    "nl": (("eringen", "er", 3), ("ering", "er", 3), ("ingen", "", 3), ("ing", "", 3), ("heden", "heid", 3), ("tje", "", 3), ("en", "", 3),
           ("es", "", 3), ("e", "", 3), ("s", "", 3), ("t", "", 4)),
    "pl": (("owania", "ow", 3), ("owanie", "ow", 3), ("owac", "ow", 3), ("ania", "", 3), ("anie", "", 3), ("enia", "", 3), ("enie", "", 3), ("ami", "", 3), ("ach", "", 3), ("owi", "", 3),
           ("ego", "", 3), ("emu", "", 3), ("ych", "", 3), ("ymi", "", 3), ("iem", "", 3), ("ow", "", 3), ("om", "", 3), ("em", "", 3),
           ("ac", "", 3), ("ic", "", 3), ("yc", "", 3), ("ie", "", 3), ("a", "", 3), ("e", "", 3), ("i", "", 3), ("o", "", 3), ("u", "", 3), ("y", "", 3)),
    "uk": (("ування", "ув", 3), ("увати", "ув", 3), ("ання", "", 3), ("ення", "", 3), ("ами", "", 3), ("ями", "", 3), ("ого", "", 3),
           ("ому", "", 3), ("ати", "", 3), ("ити", "", 3), ("ити", "", 3), ("іть", "", 3), ("ах", "", 3), ("ях", "", 3), ("ів", "", 3), ("ом", "", 3), ("ем", "", 3),
           ("ою", "", 3), ("ій", "", 3), ("а", "", 3), ("я", "", 3), ("у", "", 3), ("ю", "", 3), ("и", "", 3), ("і", "", 3), ("е", "", 3), ("о", "", 3), ("ь", "", 3)),
}  # fmt: skip

_VOWEL = re.compile("[aeiouy]")


def _english(word: str) -> str:
    word = _english_plural(word)
    for suffix in ("ingly", "edly", "ing", "ed"):
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= 3 and _VOWEL.search(rest):
            # planned, planning -> plan; but fill, miss, buzz keep theirs
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    for suffix, instead in (
        ("ations", "at"),
        ("ation", "at"),
        ("ions", ""),
        ("ion", ""),
        ("ments", ""),
        ("ment", ""),
        ("ly", ""),
    ):
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= 4:
            word = rest + instead
            break
    if word.endswith("y") and len(word) > 3:
        return word[:-1] + "i"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _english_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _arabic(word: str) -> str:
    for prefix in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word.removeprefix(prefix)
            break
    for suffix in ("ها", "ات", "ون", "ين", "ان", "يه", "ه", "ي"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word.removesuffix(suffix)
    return word


def words_of(text: str, kept: Container[str], language: str) -> tuple[str, ...]:
    """Return the words of *text*, as written and each once, of which a term is among *kept*."""
    words = _WORD.findall(_PLACEHOLDER.sub(r" \1 ", text))
    return tuple(dict.fromkeys(word for word in words if any(term in kept for term in _of_word(word, language))))


@lru_cache(maxsize=65536)
def _of_word(word: str, language: str) -> tuple[str, ...]:
    return tuple(terms(word, language))
