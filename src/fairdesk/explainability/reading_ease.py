"""How hard our sentences are to read, in every language they are offered in.

LIX = words per sentence + share of words with more than six letters, in per cent (C. H. Björnsson, Läsbarhet, Stockholm:
Liber 1968): below 30 children's books, 30 to 40 fiction, 40 to 50 newspapers, above 60 laws and research. It was made
for languages that put spaces between words and was tried on many (Björnsson, "Readability of Newspapers in 11
Languages", Reading Research Quarterly 18(4), 1983); longer words are usual in German, Polish or Ukrainian, so a figure
is compared within a language. For Chinese it says nothing: there the characters of a sentence are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import fmean

from fairdesk.explainability import audiences, counterfactual
from fairdesk.explainability.sentences import CUSTOMER, HANDOVER, UNCLEAR
from fairdesk.language import say

LONG_WORD = 7
WITHOUT_SPACES = frozenset({"zh"})

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?:؟]+(?:\s|$)|[。！？]|\n+")


def sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence of a text."""
    return [words for part in _END.split(text) if (words := _WORD.findall(part))]


def lix(text: str) -> float:
    """Return how hard a text is to read."""
    each = sentences(text)
    words = [word for sentence in each for word in sentence]
    long = sum(len(word.replace("-", "")) >= LONG_WORD for word in words)
    return len(words) / len(each) + 100 * long / len(words)


def characters_a_sentence(text: str) -> float:
    """Return how many characters a sentence has on average: for languages without spaces between words."""
    return fmean(len("".join(words)) for words in sentences(text))


def told_to_customers(language: str) -> str:
    """Return every sentence with which an act is explained to a customer, in a language."""
    texts: Iterable[str] = (
        *CUSTOMER.values(), *HANDOVER.values(), UNCLEAR, *audiences.ROLES.values(), audiences.CONTEST,
        *counterfactual.SENTENCES.values(), counterfactual.SEVERAL,
    )  # fmt: skip
    return "\n".join(say(language, text) for text in texts)


def hardness(language: str) -> float:
    """Return the LIX of what is told to customers, or for a language without spaces the characters of a sentence."""
    text = told_to_customers(language)
    return characters_a_sentence(text) if language in WITHOUT_SPACES else lix(text)
