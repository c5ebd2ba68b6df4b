"""The desk's own acts are counted by day: the counts say what reading every act says, to the last one, whatever came between."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from fairdesk.clock import now
from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, micros, rows, writing
from fairdesk.fairness.cube import Cube
from fairdesk.fairness.own_acts import OUTCOMES, QUANTITIES, Asked, count
from fairdesk.fairness.periods import WITHIN, Span, lately, period_of, read_period
from fairdesk.fairness.records import cells as counts
from fairdesk.house.forgetting import forget
from fairdesk.house.own_acts import kept_cube
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput
from tests.house.test_groups import QUESTION
from tests.people import Desk, PulledPlug
from tests.stories.test_killed import KILLED, LIVED, dies  # noqa: F401  a fixture

YEAR = now().year + 1
"""Guidelines are in force from the moment a desk is set up, so the desk's clock stands later than the computer's."""
NOW = datetime(YEAR, 2, 9, 12, tzinfo=UTC)
FIRST = date(YEAR - 1, 11, 15)
DAYS = (NOW.date() - FIRST).days
PERIODS = (
    f"{YEAR - 1}", f"{YEAR}", f"{YEAR - 1}-Q4", f"{YEAR}-Q1", f"{YEAR - 1}-12", f"{YEAR}-01", f"{YEAR}-02",
)  # fmt: skip
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the desk's clock; it stands at NOW."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(desk.house.knowing, "now", lambda: moment)

    at(NOW)
    return at


@dataclass(frozen=True)
class Past:
    """An act of an invented past."""

    act: str
    day: date
    person: str
    talk: str
    language: str
    channel: str
    sent: bool
    sensitive: bool


def id_at(at: datetime, chance: random.Random) -> str:
    return str(uuid.UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | chance.getrandbits(64)))


def past(chance: random.Random, people: int = 40, acts: int = 160) -> list[Past]:
    """Invent who wrote when, since FIRST: some often, some in two browsers, some of sensitive matters. The last days are today."""
    made = []
    for n in range(acts):
        person = f"p{chance.randrange(people)}"
        at = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(
            seconds=chance.randrange(DAYS * 86_400 + 40_000)
        )
        made.append(
            Past(
                id_at(at, chance), at.date(), person, f"talk-{n}", chance.choice(["en", "de", "uk"]),
                chance.choice(["web", "email"]), chance.random() < 0.6, chance.random() < 0.05,
            )
        )  # fmt: skip
    return sorted(made, key=lambda each: each.act)


def place_of(one: Past) -> str:
    """Return the browser an act came from: every third person has two, and uses them in turn."""
    number = int(one.person[1:])
    return f"{one.person}-{int(one.talk[5:]) % 2}" if number % 3 == 0 else f"{one.person}-0"


def keep(acts: list[Past], desk: Desk, chance: random.Random) -> None:
    """Put a past into the tables, with reviews and appeals of some of its answers and waits of some."""
    with writing():
        for one in acts:
            at = micros(datetime.combine(one.day, datetime.min.time(), UTC))
            execute(
                "INSERT INTO desk_conversation (id, customer_id, channel, language, created_at, changed_at, version, items,"
                " state, mode, reason, unclear, assignee_name, work_micros, waited_micros) VALUES"
                " (%s, %s, %s, %s, %s, %s, 0, 0, 'open', 'automated', '', 0, '', 0, %s)",
                one.talk, place_of(one), one.channel, one.language, at, at,
                chance.randrange(10**7, 10**10) if chance.random() < 0.5 else None,
            )  # fmt: skip
            execute(
                "INSERT INTO desk_turn (act, conversation_id, number, at, route, release, handover, facts, digest, sealed)"
                " VALUES (%s, %s, 1, %s, 'assistant', %s, %s, %s, '', %s)",
                one.act, one.talk, at, "send" if one.sent else "hand_over", "" if one.sent else "no_article",
                json.dumps({"concern": "illness" if one.sensitive else "none", "intent": chance.choice(["a", "b"])}), b"",
            )  # fmt: skip
            execute(
                "INSERT INTO desk_item (conversation_id, number, id, at, voice, language, code, act, sealed)"
                " VALUES (%s, 1, %s, %s, 'customer', 'en', '', '', %s)",
                one.talk, f"item-{one.talk}", at, b"",
            )  # fmt: skip
            if one.sent and chance.random() < 0.4:
                reviewed(one, chance.choice(["right", "wrong"]))
        for person in {one.person for one in acts if int(one.person[1:]) % 3 == 0}:
            addresses.join((f"{person}-0", f"{person}-1"), f"joined-{person}", desk.house.now())  # type: ignore[arg-type]


def reviewed(one: Past, verdict: str) -> None:
    execute(
        "INSERT INTO oversight_answer_review (act, conversation_id, customer_id, at, by_id, verdict, answered_at, topic,"
        " confidence, sent, language, channel, percent, topics, stands, second)"
        " VALUES (%s, %s, %s, 0, 1, %s, 0, '', 0.5, %s, %s, %s, 5, '', '', '')",
        one.act, one.talk, place_of(one), verdict, True, one.language, one.channel,
    )  # fmt: skip


def asks(desk: Desk, period: str, outcome: str = "answered", **more: str) -> Asked:
    return desk.house.audit_asked("language,channel", outcome, period=period, **more)


def told(ask: Callable[[], Cube]) -> Cube | str:
    try:
        return ask()
    except BadInput as nothing:
        return str(nothing)


def same(desk: Desk, asked: Asked) -> int:
    """Check that counts and acts say the same of what is asked, and return how many people that is."""
    kept = desk.house._counts_for(asked.period)  # type: ignore[arg-type]
    assert kept is not None
    read = told(lambda: count(asked, desk.house._acts(asked)))
    added = told(lambda: kept_cube(asked, asked.period, kept))  # type: ignore[arg-type]
    if isinstance(read, str) or isinstance(added, str):
        assert read == added, "both say why nothing can be compared"
        return 0
    assert (read.cells, read.strata, read.undecided) == (added.cells, added.strata, added.undecided)
    assert np.array_equal(read.counts, added.counts)
    for name, quantity in read.quantities.items():
        other = added.quantities[name]
        assert (quantity.cells.tolist(), quantity.bins.tolist()) == (other.cells.tolist(), other.bins.tolist())
        assert (quantity.rows.tolist(), quantity.missing) == (other.rows.tolist(), other.missing)
        assert np.allclose(quantity.sums, other.sums, rtol=1e-12)
    return read.rows


def all_the_same(desk: Desk) -> int:
    return sum(
        same(desk, asks(desk, period, outcome, **more))
        for period in PERIODS
        for outcome in OUTCOMES
        for more in ({"quantities": "wait_minutes"}, {"strata": "topic"})
    )


def all_cells() -> list[tuple[object, ...]]:
    return sorted(
        rows("SELECT outcome, day, first_of, language, channel, topic, said, people, numbers FROM fairness_cell")
    )


class TestTheCounts:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_say_what_reading_every_act_says(self, desk: Desk, clock: Clock, seed: int) -> None:
        chance = random.Random(seed)
        acts = past(chance)
        keep(acts, desk, chance)

        assert DAYS == desk.house.count_days()
        assert all_the_same(desk) > 500
        with (
            writing()
        ):  # what comes later: a review, a restriction, a matter that was found, an erasure, places joined and parted
            reviewed(next(one for one in acts if one.sent and not is_reviewed(one)), "wrong")
            execute("UPDATE desk_conversation SET language = 'de' WHERE id = %s", acts[3].talk)
            execute("UPDATE desk_turn SET facts = %s WHERE act = %s", '{"concern": "abuse"}', acts[9].act)
            addresses.join(("p1-0", "p2-0"), "one-more", NOW)  # type: ignore[arg-type]
            addresses.part(("p3-0", "p3-1"))  # type: ignore[arg-type]
        desk.house.restrict("p4-0", True, NOW)  # type: ignore[arg-type]
        for erased in ("p5-0", "p6-0"):
            forget(desk.house, erased, "asked")  # type: ignore[arg-type]
        before = all_cells()

        assert DAYS == desk.house.count_days()
        assert before != all_cells()
        assert all_the_same(desk) > 500

    def test_each_person_is_in_a_period_once_with_their_first_act(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(4)
        acts = past(chance)
        keep(acts, desk, chance)
        desk.house.count_days()

        for name in PERIODS:
            period, firsts = read_period(name), dict[str, Past]()
            for one in acts:
                if period.since <= one.day <= period.until and one.day < NOW.date():
                    firsts.setdefault(one.person, one)
            expected = Counter((one.day, (one.language,), one.sent) for one in firsts.values() if not one.sensitive)
            within = WITHIN[period.span]
            by_day = rows(
                "SELECT day, language, said, sum(people) FROM fairness_cell WHERE outcome = 'answered' AND said <> ''"
                f" AND day >= %s AND day <= %s AND first_of IN ({', '.join(['%s'] * len(within))}) GROUP BY day, language, said",
                f"{period.since}", f"{period.until}", *within,
            )  # fmt: skip
            assert expected == Counter(
                {(date.fromisoformat(day), (language,), said == "yes"): int(n) for day, language, said, n in by_day}
            ), name

    def test_counting_twice_counts_nothing_twice(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(5)
        keep(past(chance), desk, chance)
        desk.house.count_days()
        once = all_cells()
        desk.house.count_days()

        assert once == all_cells()

    def test_a_day_that_is_not_over_is_not_counted(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(6)
        keep(past(chance), desk, chance)
        desk.house.count_days()

        assert counts.CountedDays(FIRST, NOW.date() - timedelta(days=1)) == counts.counted_days()
        clock(NOW + timedelta(days=1))
        assert DAYS + 1 == desk.house.count_days()

    def test_a_desk_without_acts_counts_nothing(self, desk: Desk, clock: Clock) -> None:
        assert 0 == desk.house.count_days()
        assert counts.counted_days() is None


def is_reviewed(one: Past) -> bool:
    return bool(rows("SELECT 1 FROM oversight_answer_review WHERE act = %s", one.act))


class TestClosedDays:
    def test_stay_in_the_counts_when_their_acts_are_forgotten_because_their_time_is_over(
        self, desk: Desk, clock: Clock
    ) -> None:
        chance = random.Random(7)
        acts = past(chance)
        keep(acts, desk, chance)
        desk.house.count_days()
        before = desk.house.own_audit(asks(desk, f"{YEAR - 1}"))
        clock(later := datetime(YEAR, 6, 1, 12, tzinfo=UTC))
        desk.house.count_days()
        for place in {place_of(one) for one in acts}:
            forget(desk.house, place, "kept as long as promised")  # type: ignore[arg-type]
        desk.house.count_days()

        assert not rows("SELECT 1 FROM desk_turn")
        assert before["views"] == desk.house.own_audit(asks(desk, f"{YEAR - 1}"))["views"]
        assert FIRST == counts.counted_days().first  # type: ignore[union-attr]
        assert set(counts.open_days()) == {later.date() - timedelta(days=n) for n in range(1, 90)}

    def test_are_forgotten_after_three_years(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(8)
        keep(past(chance), desk, chance)
        desk.house.count_days()
        clock(NOW + timedelta(days=1_100))
        desk.house.count_days()

        assert not all_cells()


class TestACrash:
    @pytest.mark.parametrize("step", ["day counted", "day kept"])
    def test_between_leaves_whole_days_and_the_next_round_the_rest(self, desk: Desk, clock: Clock, step: str) -> None:
        chance = random.Random(9)
        keep(past(chance), desk, chance)
        seen: list[int] = []

        def plug(at: str) -> None:
            seen.append(1)
            if at == step and len(seen) > 60:
                raise PulledPlug(at)

        desk.house.plug = plug
        with pytest.raises(PulledPlug):
            desk.house.count_days()
        desk.house.plug = lambda _: None
        half, done = all_cells(), {day for (day,) in rows("SELECT day FROM fairness_day")}
        desk.house.count_days()

        assert 20 < len(done) < DAYS
        assert half == [cell for cell in all_cells() if cell[1] in done]
        assert all_the_same(desk) > 500

    def test_killed_with_9_nothing_is_lost_or_counted_twice(self, desk: Desk, dies) -> None:  # noqa: F811
        from tests.house.test_own_acts import world

        world(desk, {"en": 0.6, "de": 0.4}, 15)
        began = desk.house.now() - timedelta(days=3)
        with writing():
            for number, (act,) in enumerate(rows("SELECT act FROM desk_turn ORDER BY act")):
                moved = id_at(began + timedelta(days=number % 3), random.Random(number))
                execute("UPDATE desk_turn SET act = %s WHERE act = %s", moved, act)
        statuses = [dies(n, call=["count_days", [], {}]) for n in (40, 140, 5_000)]
        desk.restart()
        kept = {day for (day,) in rows("SELECT day FROM fairness_day")}
        left = {day for (day,) in rows("SELECT DISTINCT day FROM fairness_cell")}
        desk.house.count_days()

        assert KILLED in statuses
        assert LIVED in statuses
        assert left <= kept
        today = f"{desk.house.now().date()}"
        people = rows("SELECT sum(people) FROM fairness_cell WHERE outcome = 'answered'")[0][0]
        acts = defaultdict(int)
        for (act,) in rows("SELECT act FROM desk_turn"):
            acts[f"{datetime.fromtimestamp(int(act.replace('-', '')[:12], 16) / 1000, UTC).date()}" < today] += 1
        assert acts[True] == people > 20


class TestWhatCovers:
    def test_a_period_that_is_not_counted_is_read(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(10)
        keep(past(chance), desk, chance)
        read = desk.house.own_audit(asks(desk, f"{YEAR}-Q1"))
        desk.house.count_days()
        added = desk.house.own_audit(asks(desk, f"{YEAR}-Q1"))

        assert (None, f"{YEAR}-02-09 12:00 UTC") == (read["own"]["counted"], added["own"]["counted"])
        assert (f"{YEAR}-01-01", f"{YEAR}-02-08", f"{YEAR}-Q1") == tuple(
            added["own"][k] for k in ("since", "until", "period")
        )
        del read["own"]["counted"], added["own"]["counted"]
        assert read == added

    def test_counts_that_are_too_old_are_not_used(self, desk: Desk, clock: Clock) -> None:
        chance = random.Random(11)
        keep(past(chance), desk, chance)
        desk.house.count_days()
        told = []
        for days in (1, 2, 3):
            clock(NOW + timedelta(days=days))
            told.append(desk.house.own_audit(asks(desk, f"{YEAR}"))["own"])

        assert [f"{YEAR}-02-08", f"{YEAR}-02-08", f"{YEAR}-02-11"] == [own["until"] for own in told]
        assert [True, True, False] == [own["counted"] is not None for own in told]

    def test_what_people_told_is_never_counted_ahead(self, desk: Desk, clock: Clock) -> None:
        """A yes may be taken back any day, so the acts are read, and nobody's answer is known without it."""
        chance = random.Random(12)
        keep(past(chance), desk, chance)
        desk.house.count_days()
        told = desk.house.audit_asked("gender", "answered", period=f"{YEAR}")

        with pytest.raises(BadInput, match="nobody's gender is known"):
            desk.house.own_audit(told)

    def test_nothing_that_rests_on_a_yes_is_kept(self, desk: Desk) -> None:
        """Answers and money of who agreed to `research` are read for each audit: a yes taken back must count at once."""
        dana, sam, today = desk.customer(), desk.customer(), desk.house.now().date()
        desk.says(dana, QUESTION)
        desk.says(sam, "I want to talk to a human")
        desk.house.take_over(sam.conversation, desk.ada)
        desk.house.reply(sam.conversation, desk.ada, "I am here.", 99)
        for one in (dana, sam):
            desk.house.answer_purpose(one.conversation, one.id, str(Purpose.RESEARCH), True)
        told = Asked(("language",), "handed_over", today, quantities=tuple(QUANTITIES))

        cells = desk.house.cells_of(today, desk.house.now() + timedelta(days=1))
        assert {name for one in cells.values() for name in one.numbers} == {"wait_minutes"}
        measured = {name for act in desk.house._acts(told) for name, n in act.numbers.items() if n is not None}
        assert {"reply_length", "care_score"} <= measured, "there would have been more to keep"
        assert [True, False] == [
            replace(told, quantities=names).may_be_kept
            for names in (("wait_minutes",), ("wait_minutes", "care_score"))
        ]

    @pytest.mark.parametrize("wrong", ["26", "2026-Q5", "2026-13", "last year", "2026-1"])
    def test_what_is_no_period_is_refused(self, desk: Desk, wrong: str) -> None:
        with pytest.raises(BadInput, match="no period"):
            asks(desk, wrong)
        with pytest.raises(BadInput, match="name one"):
            asks(desk, "2026", since="2026-01-01")


def test_periods_know_their_days() -> None:
    told = {name: read_period(name) for name in ("2024", "2026-Q4", "2024-02")}
    assert [date(2024, 12, 31), date(2026, 12, 31), date(2024, 2, 29)] == [each.until for each in told.values()]
    for period in told.values():
        assert period == period_of(period.until, period.span) == period_of(period.since, period.span)
    assert [
        "2027", "2026", "2027-Q1", "2026-Q4", "2026-Q3", "2026-Q2", "2027-02", "2027-01", "2026-12",
    ] == [each.name for each in lately(date(2027, 2, 9))]  # fmt: skip
    assert Span.YEAR == told["2024"].span
