"""Group messages that nobody has labelled yet, so that a company can begin to name what its customers ask.

    for group in grouped(texts, 70).groups: print(group.messages, group.words)

Messages are the rare words and pairs of words in them (a sentence encoder's vectors, where one is given), reduced to the
DIMENSIONS that tell most (Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 41(6), 1990) and parted by
k-means. What a group is about is said by words that at least FEWEST of its messages hold and others seldom do, so that no
name tells what one person wrote. Groups are a beginning: whoever labels joins, parts and renames them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairdesk.answers.analysis import terms, words_of
from fairdesk.answers.languages import guessed
from fairdesk.nouns import BadInput

DIMENSIONS = 50
FEWEST = 5
"""Messages that must hold a word before it names a group; a smaller group is not shown."""
MOST_WORDS = 5
STARTS = 5
"""How often k-means begins anew; the best end counts."""

Vectors = NDArray[Any]
Encoder = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that go together: the words that name them, and their places in what was given, the most typical first."""

    words: tuple[str, ...]
    messages: tuple[int, ...]

    @property
    def name(self) -> str:
        """A label to begin with."""
        return "_".join(self.words[:3])


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups, largest first; `left_out` are the messages that are in none: no words of weight, or a group too small."""

    groups: tuple[Group, ...]
    left_out: tuple[int, ...]


def usual_groups(messages: int) -> int:
    """Return how many groups to make where nobody says: the root of half of the messages (Mardia et al. 1979, p. 365)."""
    return max(2, round(math.sqrt(messages / 2)))


def grouped(texts: Sequence[str], groups: int = 0, encoder: Encoder | None = None) -> Grouping:
    """Return *texts* in groups. The same texts give the same groups.

    Raises BadInput where there are too few messages, or the extra `train` is missing.
    """
    if find_spec("sklearn") is None:
        raise BadInput("to group messages, install the extra: pip install 'fairdesk[train]'")
    said = [_said(text) for text in texts]
    telling = [place for place, each in enumerate(said) if each]
    many = groups or usual_groups(len(telling))
    if len(telling) < max(many, 2 * FEWEST):
        raise BadInput(
            f"there are {len(telling)} messages with a word that tells something; for {many} groups give at least"
            f" {max(many, 2 * FEWEST)}"
        )
    vectors = (
        encoder([texts[place] for place in telling]) if encoder else _vectors([said[place] for place in telling])
    )
    which, away = _parted(_one_long(vectors), many)
    everywhere = Counter(term for place in telling for term in set(said[place]))
    nearest_first = [(int(one), telling[one]) for one in np.argsort(away, kind="stable")]
    members = [[place for one, place in nearest_first if which[one] == number] for number in range(many)]
    found = [_group(places, texts, said, everywhere, len(telling)) for places in members]
    shown = sorted((one for one in found if one.words), key=lambda one: (-len(one.messages), one.words))
    inside = {place for one in shown for place in one.messages}
    return Grouping(tuple(shown), tuple(place for place in range(len(texts)) if place not in inside))


def _said(text: str) -> list[str]:
    return terms(text, guessed(text) or "en")


def _vectors(said: Sequence[Sequence[str]]) -> Vectors:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    pairs = [[*each, *(" ".join(two) for two in zip(each, each[1:], strict=False))] for each in said]
    counted = TfidfVectorizer(analyzer=lambda one: one, sublinear_tf=True).fit_transform(pairs)
    if min(counted.shape) <= DIMENSIONS:
        return np.asarray(counted.toarray())
    return np.asarray(TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(counted))


def _one_long(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0))


def _parted(vectors: Vectors, groups: int) -> tuple[Vectors, Vectors]:
    """Return the group of each vector, and how far from the middle of it it is."""
    from sklearn.cluster import KMeans

    made = KMeans(groups, n_init=STARTS, random_state=0).fit(vectors)
    return made.labels_, np.linalg.norm(vectors - made.cluster_centers_[made.labels_], axis=1)


def _group(
    places: Sequence[int], texts: Sequence[str], said: Sequence[Sequence[str]], everywhere: Counter[str], n: int
) -> Group:
    held = Counter(term for place in places for term in set(said[place]))
    # How much likelier a word is here than anywhere, times how many hold it.
    worth = {
        term: many * math.log(many / len(places) / (everywhere[term] / n))
        for term, many in held.items()
        if many >= FEWEST
    }
    best = sorted((term for term in worth if worth[term] > 0), key=lambda term: (-worth[term], term))[:MOST_WORDS]
    return Group(tuple(dict.fromkeys(_written(term, places, texts) for term in best)), tuple(places))


def _written(term: str, places: Sequence[int], texts: Sequence[str]) -> str:
    """Return the commonest form of a word in these messages that enough of them hold; else the term itself."""
    forms = Counter(
        word.lower()
        for place in places
        for word in set(words_of(texts[place], {term}, guessed(texts[place]) or "en"))
    )
    form, many = min(forms.items(), key=lambda one: (-one[1], one[0]), default=(term, 0))
    return form if many >= FEWEST else term


# --- how well it does, where labels are known ------------------------------------------------------------------------
def agreement(labels: Sequence[str], grouping: Grouping) -> dict[str, float]:
    """Return how well groups agree with labels, over the messages that are in a group.

    `nmi`: normalised mutual information, by the mean of both entropies (0 chance, 1 the same). `purity`: the share of
    messages whose group has their label as its commonest. Both grow with the number of groups, so compare equal numbers.
    """
    pairs = Counter(
        (number, labels[place]) for number, group in enumerate(grouping.groups) for place in group.messages
    )
    n = pairs.total()
    by_group, by_label = Counter[int](), Counter[str]()
    for (number, label), many in pairs.items():
        by_group[number] += many
        by_label[label] += many
    shared = sum(
        many / n * math.log(many * n / (by_group[number] * by_label[label]))
        for (number, label), many in pairs.items()
    )
    mean = (_entropy(by_group) + _entropy(by_label)) / 2
    commonest = (max(many for (group, _), many in pairs.items() if group == number) for number in by_group)
    return {"nmi": shared / mean if mean else 1.0, "purity": sum(commonest) / n}


def _entropy(counts: Counter[Any]) -> float:
    n = counts.total()
    return -sum(many / n * math.log(many / n) for many in counts.values())
