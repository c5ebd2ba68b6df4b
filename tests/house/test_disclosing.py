"""What customers tell of themselves: sealed apart, deleted with a no, in nobody's sight but their own, in no ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fairdesk
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.consent.receipts import Chosen
from fairdesk.database import row, rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.fairness.disclosed import QUESTIONS
from fairdesk.guidelines.table import shipped
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput, ConversationId, CustomerId, Overtaken
from fairdesk.privacy.keys import unseal
from tests.house.in_force import put_in_force
from tests.house.test_no_words_in_the_ledger import everything_in_the_ledger
from tests.people import Customer, Desk

TOLD = {"gender": "woman", "age_band": "45-59"}
ANSWERS = st.fixed_dictionaries(
    {"gender": st.sampled_from([*QUESTIONS["gender"].answers])},
    optional={name: st.sampled_from([*each.answers]) for name, each in QUESTIONS.items() if name != "gender"},
)


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana, who told of herself."""
    dana = desk.customer()
    desk.house.tell(dana.id, TOLD, language="en")
    return dana


def deeds(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    key = desk.house.keys.house_key(HOUSE_KEY)
    return [(kind, json.loads(unseal(key, sealed, place_of_deed(act)))) for act, kind, sealed in desk_records.deeds()]


class TestKept:
    def test_sealed_under_her_key_and_read_by_herself(self, desk: Desk, dana: Customer) -> None:
        sam = desk.customer()
        ((sealed,),) = rows("SELECT sealed FROM fairness_disclosed")

        assert b"woman" not in bytes(sealed)
        assert TOLD == desk.house.told_by(dana.id)
        assert {} == desk.house.told_by(sam.id) == desk.house.told_by(None)

    def test_what_she_tells_next_stands_instead(self, desk: Desk, dana: Customer) -> None:
        desk.house.tell(dana.id, {"gender": "another", "age_band": ""}, language="en")

        assert {"gender": "another"} == desk.house.told_by(dana.id)

    def test_a_no_deletes_it_at_once_and_says_so(self, desk: Desk, dana: Customer) -> None:
        done = desk.house.withdraw(dana.id, Purpose.DISCLOSE)

        assert done is not None
        assert [("fairness_disclosed", 1)] == [(one.store, one.count) for one in done.reached if one.count]
        assert (0,) == row("SELECT count(*) FROM fairness_disclosed")

    def test_nothing_told_takes_it_back(self, desk: Desk, dana: Customer) -> None:
        desk.house.tell(dana.id, dict.fromkeys(TOLD, ""), language="en")

        assert {} == desk.house.told_by(dana.id)
        assert Choice.WITHDRAWN is consent.latest(dana.id, Purpose.DISCLOSE)

    def test_who_says_no_while_it_is_kept_is_not_overruled(
        self, desk: Desk, dana: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In another window, between the yes and the answers."""
        house, choose = desk.house, desk.house.choose

        def then_no(*said: object, **more: object) -> None:
            choose(*said, **more)  # type: ignore[arg-type]
            house.withdraw(dana.id, Purpose.DISCLOSE)

        monkeypatch.setattr(house, "choose", then_no)
        house.tell(dana.id, {"gender": "man"}, language="en")

        assert (0,) == row("SELECT count(*) FROM fairness_disclosed")

    def test_only_what_the_company_asks_and_under_the_words_that_were_read(self, desk: Desk) -> None:
        dana = desk.customer()
        with pytest.raises(BadInput, match="no answer to gender"):
            desk.house.tell(dana.id, {"gender": "tall"}, language="en")
        with pytest.raises(Overtaken):
            desk.house.tell(dana.id, TOLD, language="en", seen="other words")
        desk.house.tell(dana.id, {"origin": "oceania"}, language="en")

        assert (0,) == row("SELECT count(*) FROM fairness_disclosed"), "nobody here asks where she comes from"


class TestOnlyWhatIsInForce:
    def test_a_row_without_a_yes_is_not_read(self, desk: Desk, dana: Customer) -> None:
        """However it came that the row stayed."""
        at = desk.house.now()
        with writing():
            consent.choose(
                Chosen(
                    dana.id, ConversationId(""), Purpose.DISCLOSE, Choice.WITHDRAWN, "", "button", at + timedelta(1)
                )
            )

        assert (1,) == row("SELECT count(*) FROM fairness_disclosed")
        assert {} == desk.house.groups_of([dana.id])

    @pytest.mark.parametrize(("days", "rule"), [(366, ""), (91, 'days: "90"')])
    def test_it_ends_with_its_time_before_anybody_deletes_it(
        self, desk: Desk, dana: Customer, monkeypatch: pytest.MonkeyPatch, days: int, rule: str
    ) -> None:
        """After a year; sooner where the company's guideline says so."""
        if rule:
            of_groups = shipped("retention").replace('days: "365", reason: counted', f"{rule}, reason: counted")
            put_in_force("retention", of_groups)
        desk.says(dana, "Hello")
        real, later = desk.house.now(), desk.house.now() + timedelta(days=days)
        with writing():  # she wrote again meanwhile, so that not all of hers goes
            desk_records.change(dana.conversation, later)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: real + timedelta(days=days - 2))
        assert TOLD == desk.house.told_by(dana.id)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        assert {} == desk.house.told_by(dana.id)
        Background(desk.house).round()
        assert (0,) == row("SELECT count(*) FROM fairness_disclosed")
        assert (1,) == row("SELECT count(*) FROM desk_conversation WHERE id = %s", dana.conversation)

    def test_one_person_in_two_places_told_what_they_told_last(self, desk: Desk, dana: Customer) -> None:
        elsewhere, sam = desk.customer(), desk.customer()
        desk.house.tell(elsewhere.id, {"gender": "man"}, language="en")
        desk.house.tell(sam.id, {"gender": "another"}, language="en")
        with writing():
            addresses.join((dana.id, elsewhere.id), "a-person", desk.house.now())

        told = desk.house.groups_of([dana.id, elsewhere.id, sam.id])
        assert [{"gender": "man"}, {"gender": "man"}, {"gender": "another"}] == [
            told[who.id] for who in (dana, elsewhere, sam)
        ]
        desk.house.withdraw(dana.id, Purpose.DISCLOSE)
        assert {sam.id} == desk.house.groups_of([dana.id, elsewhere.id, sam.id]).keys(), "a no holds in both"

    def test_erasure_takes_the_key_and_the_row(self, desk: Desk, dana: Customer) -> None:
        kept = rows("SELECT sealed FROM fairness_disclosed")
        forget(desk.house, dana.id, "asked")

        assert kept
        assert [] == rows("SELECT sealed FROM fairness_disclosed")
        assert {} == desk.house.groups_of([dana.id])


class TestNobodyElse:
    def test_no_colleague_reads_that_or_what_she_told(self, desk: Desk, dana: Customer) -> None:
        """Neither in the case, nor in the list, nor by a letter that somebody beside her may read."""
        desk.says(dana, "human")
        desk.house.tell(dana.id, {"gender": "man"}, language="en")
        desk.house.take_over(dana.conversation, desk.ada)
        seen = [str(desk.house.case(dana.conversation, who)) for who in (desk.ada, desk.otto, desk.pia)]
        desk.house.withdraw(dana.id, Purpose.DISCLOSE)
        seen.append(str(desk.sees(dana)))

        for words in ("disclose", "45-59", "'man'", "woman", "Groups you belong to"):
            assert not [each for each in seen if words in each], words
        assert [] == rows("SELECT id FROM identity_letter WHERE kind = 'withdrawal_report'")

    def test_her_page_of_data_counts_it_and_her_copy_says_it(self, desk: Desk, dana: Customer) -> None:
        (group,) = [each for each in desk.house.see(dana.id, "en").groups if each.code == "groups"]
        files = json.loads(copied(desk, dana.id)("data/groups.jsonl"))

        assert (1, ()) == (group.total, tuple(group.items)), "somebody may look at her screen"
        assert {"How old are you?": "45 to 59 years", "What is your gender?": "Woman"} == files["told"]

    def test_no_other_code_names_it(self) -> None:
        """Its table is named by its own room, the one door to it, and what tells customers all that is kept of them."""
        source = Path(fairdesk.__file__).parent

        def naming(*words: str) -> set[str]:
            files = {str(file.relative_to(source)): file.read_text("utf-8") for file in source.rglob("*.py")}
            return {name for name, text in files.items() if any(word in text for word in words)}

        assert naming("fairness_disclosed") - {"fairness/migrations/0002_disclosed.py"} == {
            "fairness/models.py", "fairness/records/disclosed.py", "consent/withdrawal.py", "consent/processing.py",
            "house/disclosing.py", "house/erasing.py", "house/holding.py", "privacy/kinds.py", "privacy/export_form.py",
        }  # fmt: skip
        assert {"fairness/records/disclosed.py", "house/disclosing.py"} == naming("sealed_of(", "keep_disclosed")
        assert {"house/disclosing.py", "house/holding.py"} == naming("disclosed.read(")
        assert {"house/disclosing.py", "house/own_acts.py"} == naming(".groups_of(")


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ANSWERS, then=ANSWERS)
def test_the_ledger_holds_that_she_told_and_took_it_back_and_not_what(
    desk: Desk, first: dict[str, str], then: dict[str, str]
) -> None:
    """Whatever two customers answer, the same is written down of both."""
    written = []
    for answers in (first, then):
        dana, before = desk.customer(), len(deeds(desk))
        desk.house.tell(dana.id, answers, language="en")
        desk.house.withdraw(dana.id, Purpose.DISCLOSE)
        written.append(deeds(desk)[before:])

    assert written[0] == written[1]
    assert ["chosen", "chosen", "withdrawn"] == [kind for kind, _ in written[0]]
    assert ["granted", "withdrawn"] == [told["choice"] for kind, told in written[0] if kind == "chosen"]
    book = everything_in_the_ledger(desk)
    rare = [answer for answer in (*first.values(), *then.values()) if len(answer) > 4 and answer != "woman"]
    assert not [answer for answer in rare if answer.encode() in book]


def copied(desk: Desk, customer: CustomerId) -> Callable[[str], bytes]:
    """Return what reads a file of the customer's copy."""
    import io
    import zipfile

    packed = zipfile.ZipFile(io.BytesIO(b"".join(desk.house.export(customer, "en").pieces)))
    return packed.read
