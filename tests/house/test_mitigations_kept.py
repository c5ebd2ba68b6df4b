"""Mitigations beside each other, over time, and through power cuts: what stands is what two people agreed to, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from fairdesk.clock import new_id
from fairdesk.database import execute, micros, rows, writing
from fairdesk.desk import records
from fairdesk.fairness.mitigation import DRAFT, EXAMPLES, FOR_ALL, THRESHOLD, Difference, Mitigation, Standing, Wanted
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.life import Stage
from fairdesk.house import approving, article_tasks, mitigating
from fairdesk.house.approving import kept_version, table_of
from fairdesk.nouns import BadInput, NotFound, Overtaken
from tests.house.first_looks import later
from tests.house.test_mitigating import SURE, offered, world
from tests.meanwhile import Other
from tests.people import Desk, PulledPlug


def about(**group: str) -> Difference:
    return Difference(group, "answered", date(2026, 9, 1), 12, 0.25, 1.0, -0.9, -0.4, 0.01)


POLISH = about(language="pl")


def proposed(desk: Desk, wanted: Wanted, difference: Difference = POLISH) -> Mitigation:
    day = desk.house.now().date() + timedelta(days=30)
    return desk.house.propose_mitigation(desk.cleo, difference, wanted, "It answers them less.", day)


def agreed(desk: Desk, wanted: Wanted, difference: Difference = POLISH) -> Mitigation:
    made = proposed(desk, wanted, difference)
    desk.house.approve_guideline(desk.pia, made.proposal)
    return made


def ended(desk: Desk, made: Mitigation) -> None:
    desk.house.approve_guideline(desk.pia, desk.house.end_mitigation(desk.cleo, made.id, "Enough."))


def standing(desk: Desk, made: Mitigation) -> Standing:
    return next(one for one in desk.house.standings() if one.mitigation.id == made.id)


def kinds() -> Counter[str]:
    """Return how often the ledger says each thing about proposals; what is in force from the first start on aside."""
    return Counter(
        kind
        for _, kind, _ in records.deeds()
        if kind.startswith(("mitigation", "guideline", "article_task")) and kind != "guideline_in_force"
    )


class TestThresholds:
    def sent(self, desk: Desk) -> dict[tuple[str, str], float]:
        """Return from which confidence on answers of each group are sent; from there on all are."""
        version = guidelines.life_in_force("release", desk.house.now()).proposal.version
        release, sure = compile_table(table_of(kept_version(version))), [n / 20 for n in range(21)]
        found = {}
        for language in ("pl", "en", "de"):
            for channel in ("web", "email"):
                facts: dict[str, Any] = {**SURE, "language": language, "channel": channel}
                sends = [release.decide({**facts, "confidence": one}).outputs["release"] == "send" for one in sure]
                assert sends == sorted(sends), f"a surer answer is held back, {language} by {channel}: {sends}"
                found[language, channel] = sure[sends.index(True)]
        return found

    def test_that_two_people_agree_to_never_hold_a_surer_answer_back(self, desk: Desk):
        def agree(kind: str, to: float, **group: str) -> Mitigation:
            made = agreed(desk, Wanted(kind, threshold=to), about(**(group or {"language": "pl"})))
            self.sent(desk)
            return made

        def refuse(kind: str, to: float, **group: str) -> None:
            with pytest.raises(
                BadInput, match=r"rule M\d of release is another threshold .* end that mitigation first"
            ):
                proposed(desk, Wanted(kind, threshold=to), about(**(group or {"language": "pl"})))

        world(desk, {"en": (0.9, 0.7), "pl": (0.3, 0.45, 0.45, 0.6)})
        looser = agree(THRESHOLD, 0.3)
        refuse(FOR_ALL, 0.7)
        refuse(THRESHOLD, 0.8)
        refuse(THRESHOLD, 0.8, channel="email")
        assert "M1 of release is another threshold" in offered(desk, THRESHOLD, 0.8).why_not
        assert "M1 of release is another threshold" in offered(desk, FOR_ALL, 0.8).why_not
        german = agree(THRESHOLD, 0.8, language="de", channel="email")
        assert {0.3, 0.5, 0.8} == set(self.sent(desk).values())
        ended(desk, looser)
        ended(desk, german)
        everybody = agree(FOR_ALL, 0.7)
        stricter = agree(THRESHOLD, 0.9)
        assert {"pl": 0.9, "en": 0.7, "de": 0.7} == {language: at for (language, _), at in self.sent(desk).items()}
        with pytest.raises(BadInput, match="end that mitigation first"):
            desk.house.end_mitigation(
                desk.cleo, everybody.id, "Enough."
            )  # 0.5 to 0.7 would be sent, and 0.7 to 0.9 not
        ended(desk, stricter)
        ended(desk, everybody)

        assert {0.5} == set(self.sent(desk).values())
        assert {"ended"} == {one.stands for one in desk.house.standings()}

    @pytest.mark.parametrize("kind", [THRESHOLD, FOR_ALL])
    def test_are_said_kept_and_written_with_the_same_digits(
        self, desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
    ):
        made = agreed(desk, Wanted(kind, threshold=0.7654321))
        text = desk.house.guideline_proposal(desk.cleo, made.proposal)[1].text

        assert (0.765, True, True) == (made.setting["threshold"], "of 0.765 on." in made.says, "0.76543" not in text)
        assert "in force" == standing(desk, made).stands
        later(monkeypatch, desk, days=31)
        assert standing(desk, made).due


def test_what_is_seen_since_is_of_everybody_who_wrote_while_it_was_in_force_and_of_nobody_later(desk: Desk):
    def again(number: int) -> None:
        """Let everybody who wrote before write once more, in Polish and in English."""
        with writing():
            for (talk,) in rows("SELECT id FROM desk_conversation"):
                execute(
                    "INSERT INTO desk_turn (act, conversation_id, number, at, route, release, handover, facts, digest, sealed)"
                    " VALUES (%s, %s, %s, %s, 'assistant', 'send', '', '{}', '', %s)",
                    new_id(), talk, number, micros(desk.house.now()), b"",
                )  # fmt: skip

    def seen() -> tuple[str, Mapping[str, Any]]:
        found = standing(desk, made)
        assert found.since is not None
        return found.says_since, found.since[0]["columns"]["since"]["group"]

    world(desk, {"en": (0.9,), "pl": (0.3,)})
    made = agreed(desk, Wanted(DRAFT))
    again(2)
    says, group = seen()
    assert (12, 1.0) == (group["n"], group["share"]), (
        "who wrote on its first day before it counts by what they met under it"
    )
    assert "is +0.0 points" in says

    ended(desk, made)
    world(desk, {"en": (0.9,), "pl": (0.3,)}, 24)
    assert "ended" == standing(desk, made).stands
    assert (says, group) == seen(), "what comes after its end says nothing of it"


class TestProposedAtOnce:
    def test_no_two_rules_have_one_id(self, desk: Desk, monkeypatch: pytest.MonkeyPatch):
        other = Other(lambda: proposed(desk, Wanted(DRAFT), about(language="de")))
        free_id = mitigating.free_id

        def slowly(*given: Any) -> str:
            id = free_id(*given)
            other.goes_first()
            return id

        monkeypatch.setattr(mitigating, "free_id", slowly)
        with pytest.raises(Overtaken, match="propose yours again"):
            proposed(desk, Wanted(DRAFT))
        other.ends()
        proposed(desk, Wanted(DRAFT))

        assert ["M2", "M1"] == [one.mitigation.rule for one in desk.house.standings()]
        assert 2 == kinds()["mitigation_proposed"] == len(desk.house.guideline_proposals(desk.cleo))

    def test_what_waits_already_is_not_proposed_twice(self, desk: Desk):
        first = proposed(desk, Wanted(DRAFT))
        with pytest.raises(Overtaken, match=f"proposed already, as {first.proposal}"):
            proposed(desk, Wanted(DRAFT))
        proposed(desk, Wanted(DRAFT, "returns"))

        assert 2 == len(desk.house.standings()) == len(desk.house.guideline_proposals(desk.cleo))


def cut_after(desk: Desk, monkeypatch: pytest.MonkeyPatch, room: Any, name: str, act: Callable[[], object]) -> None:
    """Do something, cut the power once a step of it was done, and start the desk again."""
    step = getattr(room, name)

    def last(*given: Any, **named: Any) -> None:
        step(*given, **named)
        raise PulledPlug(name)

    with monkeypatch.context() as patched:
        patched.setattr(room, name, last)
        with pytest.raises(PulledPlug, match=name):
            act()
    desk.restart()


BEFORE = [(mitigating.kept, "add"), (guidelines, "add")]
REPLAYING = [(approving, "tried"), (guidelines, "change")]


class TestAPowerCut:
    @pytest.mark.parametrize(("room", "step"), BEFORE)
    def test_before_all_is_kept_leaves_nothing(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, room: Any, step: str
    ):
        cut_after(desk, monkeypatch, room, step, lambda: proposed(desk, Wanted(DRAFT)))
        assert ((), (), Counter()) == (desk.house.standings(), desk.house.guideline_proposals(desk.cleo), kinds())

        made = agreed(desk, Wanted(DRAFT))
        assert ("M1", ["in force"]) == (made.rule, [one.stands for one in desk.house.standings()])
        assert not desk.house.verify().problems

    @pytest.mark.parametrize(("room", "step"), REPLAYING)
    def test_at_its_replay_leaves_what_is_replayed_again_and_no_second(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, room: Any, step: str
    ):
        cut_after(desk, monkeypatch, room, step, lambda: proposed(desk, Wanted(DRAFT)))
        (waits,) = desk.house.standings()
        id = waits.mitigation.proposal
        assert ("waits", Stage.PROPOSED) == (waits.stands, guidelines.find(id).proposal.stage)
        assert {"mitigation_proposed": 1, "guideline_proposed": 1} == kinds()
        with pytest.raises(Overtaken, match=f"as {id}; look at that proposal"):
            proposed(desk, Wanted(DRAFT))
        desk.house.replay_proposal(desk.cleo, id)
        desk.house.approve_guideline(desk.pia, id)

        (stands,) = desk.house.standings()
        assert ("in force", waits.mitigation) == (stands.stands, stands.mitigation)
        assert stands.promised, "the report that was signed the second time is the one that counts"
        assert {1} == {kinds()[kind] for kind in ("mitigation_proposed", "guideline_proposed", "guideline_replayed")}
        assert not desk.house.verify().problems

    @pytest.mark.parametrize(("room", "step"), [(mitigating.kept, "change"), *REPLAYING])
    def test_at_its_end_leaves_it_in_force_until_its_end_is_agreed_to(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, room: Any, step: str
    ):
        made = agreed(desk, Wanted(DRAFT))
        cut_after(desk, monkeypatch, room, step, lambda: desk.house.end_mitigation(desk.cleo, made.id, "Enough."))
        (stands,) = desk.house.standings()
        ending = stands.mitigation.ending
        kept = (room, step) in REPLAYING
        assert ("in force", kept, kept) == (stands.stands, bool(ending), bool(stands.mitigation.looks))
        assert (kept, kept) == (kinds()["mitigation_ending"], len(desk.house.guideline_proposals(desk.cleo)))
        if kept:
            with pytest.raises(Overtaken, match="proposed already"):
                desk.house.end_mitigation(desk.cleo, made.id, "Enough.")
            desk.house.replay_proposal(desk.cleo, ending)
        else:
            ending = desk.house.end_mitigation(desk.cleo, made.id, "Enough.")
        desk.house.approve_guideline(desk.pia, ending)

        (stands,) = desk.house.standings()
        assert ("ended", ["end"]) == (stands.stands, [look.said for look in stands.mitigation.looks])
        assert (1, 2) == (kinds()["mitigation_ending"], kinds()["guideline_proposed"])
        assert not desk.house.verify().problems

    def test_of_what_an_owner_is_asked_leaves_task_and_mitigation_or_neither(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ):
        wanted = Wanted(EXAMPLES, topic="returns")
        for room, step in ((mitigating.kept, "add"), (article_tasks.tasks, "keep_task")):
            cut_after(desk, monkeypatch, room, step, lambda: proposed(desk, wanted))
            assert ((), (), Counter()) == (desk.house.open_article_tasks(), desk.house.standings(), kinds())
        made = proposed(desk, wanted)
        with pytest.raises(Overtaken, match="proposed already"):
            proposed(desk, wanted)

        assert [made.proposal] == [task.id for task in desk.house.open_article_tasks()]
        assert ["waits"] == [one.stands for one in desk.house.standings()]
        for article, wrong in (("", BadInput), ("no-such", NotFound)):
            with pytest.raises(wrong):
                proposed(desk, Wanted(EXAMPLES, topic=article))
        assert 1 == len(desk.house.standings())
