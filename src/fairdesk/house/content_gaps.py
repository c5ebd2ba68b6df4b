"""What customers ask and the articles do not answer, and which articles want mending.

Questions are read of customers alone who said yes to `improve`, as reviewers read them: its notice says that people learn
from them which articles are missing. Of the other turns only the articles that were quoted are counted, and of what may only
be stored nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fairdesk.answers import records as answers
from fairdesk.answers.article_quality import LOOKED_BACK, Judged, Used, judged
from fairdesk.answers.article_tasks import CONTRADICTION, OPEN, REPLY, Task, owner_of, owners_named
from fairdesk.answers.articles import article_sections
from fairdesk.answers.gaps import UNANSWERED, Gaps, Question, gaps
from fairdesk.answers.records import Kept, tasks
from fairdesk.clock import id_from
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.explainability.reading_ease import WITHOUT_SPACES, characters_a_sentence, lix, sentences
from fairdesk.house.automating import unhelpful_acts
from fairdesk.house.memory import place_of_turn, read_turn
from fairdesk.house.sampling import Sampling
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, CustomerId
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.records import KeyDestroyed

MOST_QUESTIONS = 1_000
MOST_ANSWERS = 5_000
"""Turns that are looked at, the latest: opening so many takes a few seconds."""


class ContentGaps(Sampling):
    """The part of the house that tells the articles' owners what is missing."""

    def content_gaps(self, colleague: ColleagueId) -> tuple[Gaps, tuple[Judged, ...]]:
        """Return what the articles do not answer and which want mending, to somebody who may edit them."""
        self.colleague_who_may(colleague, Deed.EDIT_ARTICLES)
        return self.gaps_now(), self.articles_to_mend()

    def gaps_now(self) -> Gaps:
        """Return what the articles did not answer in the last days."""
        return gaps(self._unanswered())

    def _unanswered(self) -> Iterator[Question]:
        for kept in desk.latest_turns(id_from(self.now() - LOOKED_BACK), MOST_QUESTIONS, *UNANSWERED):
            if (turn := self.readable_by_reviewers(kept)) is not None:
                who = _person(desk.conversation(kept.conversation).customer)
                yield Question(who, turn.asked.language, turn.asked.text, moment(kept.at))

    def articles_to_mend(self) -> tuple[Judged, ...]:
        """Return the articles in force of which something is wrong."""
        at = self.now()
        latest = desk.latest_turns(id_from(at - LOOKED_BACK), MOST_ANSWERS, ("send", ""))
        since = moment(latest[-1].at).date() if len(latest) == MOST_ANSWERS else (at - LOOKED_BACK).date()
        quoted = self._quoted(latest)
        unhelpful = unhelpful_acts(at - LOOKED_BACK)
        in_force = [one for one in answers.articles() if one.audience.lower() in ("", "customers")]
        named, otherwise = owners_named(self.settings.article_owners), _otherwise(tasks.tasks())
        used = (
            _used(one, owner_of(one.id, one.owner, named), quoted[one.language, one.id], unhelpful, otherwise)
            for one in in_force
        )
        return judged(used, since, at.date())

    def _quoted(self, turns: Sequence[desk.TurnRow]) -> dict[tuple[str, str], dict[str, CustomerId]]:
        """Return for each article, by language and id, the acts that quoted it and whom they answered."""
        quoted: dict[tuple[str, str], dict[str, CustomerId]] = defaultdict(dict)
        for kept in turns:
            row = desk.conversation(kept.conversation)
            if self.is_restricted(row):
                continue
            try:
                turn = read_turn(unseal(self.keys.of(row.customer), kept.sealed, place_of_turn(kept.act)))
            except KeyDestroyed:
                continue
            for found in turn.reply.evidence if turn.reply else ():
                quoted[found.language, found.article][kept.act] = _person(row.customer)
        return quoted


def _used(
    one: Kept,
    owner: str,
    quoted: dict[str, CustomerId],
    unhelpful: set[str],
    otherwise: Mapping[tuple[str, str], tuple[tuple[str, str], ...]],
) -> Used:
    return Used(
        one.id, one.language, one.title, owner, one.added_at.date(), one.valid_until, _hardness(one),
        len(quoted), len(set(quoted.values())), len(quoted.keys() & unhelpful), otherwise.get((one.language, one.id), ()),
    )  # fmt: skip


def _otherwise(kept: Iterable[Task]) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return, of each article, what contradicts it: the open tasks about that."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for task in kept:
        if task.state == OPEN and task.finding.kind in (CONTRADICTION, REPLY):
            for one in task.finding.articles:
                found[task.finding.language, one.id] += [(task.finding.kind, says) for says in task.finding.says]
    return {place: tuple(each) for place, each in found.items()}


def _hardness(one: Kept) -> float | None:
    """Return how hard an article is to read: its LIX, or where words have no spaces the characters of a sentence."""
    markdown = answers.article(one.id, one.language, one.version).markdown
    text = "\n".join(section.text for section in article_sections(markdown, one.title))
    if not sentences(text):
        return None
    return characters_a_sentence(text) if one.language in WITHOUT_SPACES else lix(text)


def _person(customer: CustomerId) -> CustomerId:
    """Return one name for every place of a person: who writes from five browsers is one customer."""
    return min(identity.same_person(customer))
