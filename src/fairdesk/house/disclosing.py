"""What customers tell of themselves: kept sealed with their explicit consent, opened for their own page and for sums alone.

`groups_of` is the one function that opens it. Its callers are the customer's own page and the audit of the desk's own acts,
which counts and lets go; a house test looks for others. No conversation, list, brief, draft, flow or figure reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.database import writing
from fairdesk.fairness import disclosed
from fairdesk.fairness.disclosed import QUESTIONS, Question, Told
from fairdesk.fairness.records import disclosed as told_groups
from fairdesk.house.books import Books
from fairdesk.house.retaining import days_by_rule
from fairdesk.identity import records as identity
from fairdesk.identity.records import addresses
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.retention import gone_before

AT_ONCE = 500


class DisclosingSide(Books):
    """The part of the house that keeps what customers tell of themselves."""

    def questions(self) -> Mapping[str, Question]:
        """Return what this company asks."""
        return {name: QUESTIONS[name] for name in disclosed.asked(self.settings.groups_asked)}

    def tell(self, customer: CustomerId, said: Mapping[str, str], *, language: str, seen: str = "") -> None:
        """Keep what a customer tells of themselves, which says yes to counting it; nothing at all takes it back.

        *seen* is the version of the notice that stood on the page, as for `choose`. Raises BadInput for an answer that is
        not offered, Overtaken for words that changed since they were read.
        """
        answers = disclosed.told(said, tuple(self.questions()))
        self.choose(customer, Purpose.DISCLOSE, bool(answers), language=language, place="groups", seen=seen)
        if not answers:
            return
        sealed = seal(self.keys.of(customer), disclosed.written(answers), place_of_disclosed(customer))
        with writing():
            identity.hold_customer(customer)
            # Read again: who said no in another window meanwhile is not overruled by this one.
            if consent.may_use_words(customer, Purpose.DISCLOSE):
                told_groups.keep_disclosed(customer, sealed, self.now())

    def told_by(self, customer: CustomerId | None) -> Told:
        """Return what a customer told of themselves, for their own page."""
        return self.groups_of((customer,)).get(customer, {}) if customer else {}

    def groups_of(self, people: Collection[CustomerId]) -> dict[CustomerId, Told]:
        """Return what each of *people* tells of themselves, of those whose yes holds in this moment.

        Who is one person in several places told what they told last, in any of them; a no in one place holds for all.
        What is older than the guideline `retention` allows is not read, whether or not it was deleted yet.
        """
        at = self.now()
        days, _ = days_by_rule(self.knowing.rule_for("retention", at))
        since = gone_before("disclosed", at, days["disclosed"])
        found: dict[CustomerId, Told] = {}
        for some in _parts(sorted(people)):
            places = addresses.places_of(some)
            everywhere = sorted({place for mine in places.values() for place in mine})
            chosen = consent.latest_of(everywhere, Purpose.DISCLOSE)
            kept = told_groups.sealed_of(everywhere, since)
            keys = self.keys.of_many(kept.keys())
            for person, mine in places.items():
                said = {chosen[place] for place in mine if place in chosen}
                told = [(kept[place][1], place) for place in mine if place in kept and place in keys]
                if said == {Choice.GRANTED} and told:
                    _, place = max(told)
                    opened = unseal(keys[place], kept[place][0], place_of_disclosed(place))
                    found[person] = disclosed.read(opened)
        return found


def place_of_disclosed(customer: CustomerId) -> str:
    """Return where what a customer told of themselves belongs, sealed."""
    return f"fairness_disclosed|{customer}"


def _parts(people: Sequence[CustomerId]) -> Iterator[Sequence[CustomerId]]:
    return (people[n : n + AT_ONCE] for n in range(0, len(people), AT_ONCE))
