"""Who is there: codes that tell a guesser nothing, links that previews cannot burn, places joined and parted."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from fairdesk import database
from fairdesk.database import close, row, rows, writing
from fairdesk.desk import records as desk_records
from fairdesk.house.contact import VERIFIED_FOR
from fairdesk.identity.codes import LIMITS, TRIES, AskCode, TooMany, WrongCode
from fairdesk.identity.contact import Wishes
from fairdesk.identity.merging import Level, Matter
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput, NotFound, Refused
from tests.house.test_letters import DANAS, later, proves
from tests.letters import HERE, Kept, code_in, code_in_letter, link_in
from tests.people import Customer, Desk

ELSEWHERE = "198.51.100.7"


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    desk.house.carrier = Kept()
    return desk.house.carrier


@pytest.fixture
def dana(desk: Desk, carrier: Kept) -> Customer:
    """A customer who proved an address."""
    dana = desk.customer()
    proves(desk, dana)
    desk.house.send_letters()
    carrier.letters.clear()
    return dana


def wrong(code: str) -> str:
    return str((int(code) + 1) % 10**6).zfill(6)


def signs_in(desk: Desk, carrier: Kept, address: str = DANAS):
    name = desk.house.ask_for_code(address, "en", HERE)
    desk.house.send_letters()
    return desk.house.enter_code(name, code_in(carrier.to(address)[-1]), HERE)


class TestSigningIn:
    def test_a_code_makes_another_browser_hers(self, desk, dana, carrier):
        found = signs_in(desk, carrier)

        assert dana.id == found.customer == desk.house.customer_by_token(found.token)
        assert found.token != dana.token
        assert (dana.conversation,) == desk.house.conversations(found.customer)

    def test_who_wrote_from_an_address_on_the_command_line_comes_in_by_it(self, desk, carrier):
        kim = desk.house.customer_by_address("Kim@example.org", "en")

        assert kim == signs_in(desk, carrier, "kim@EXAMPLE.org").customer

    def test_an_address_that_was_proved_is_the_one_the_command_line_means(self, desk, dana):
        assert dana.id == desk.house.customer_by_address(DANAS, "en")

    def test_a_code_works_once(self, desk, dana, carrier):
        name = desk.house.ask_for_code(DANAS, "en", HERE)
        code = code_in_letter(desk, dana.id)
        desk.house.enter_code(name, code, HERE)

        with pytest.raises(WrongCode):
            desk.house.enter_code(name, code, HERE)

    def test_of_many_browsers_at_once_one_comes_in(self, desk, dana, carrier):
        name, came = desk.house.ask_for_code(DANAS, "en", HERE), []
        code = code_in_letter(desk, dana.id)

        def enter() -> None:
            try:
                came.append(desk.house.enter_code(name, code, HERE))
            except WrongCode:
                pass
            finally:
                close()

        threads = [threading.Thread(target=enter) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert 1 == len(came)

    def test_ten_minutes_and_no_longer(self, desk, dana, monkeypatch):
        name = desk.house.ask_for_code(DANAS, "en", HERE)
        code = code_in_letter(desk, dana.id)
        later(desk, monkeypatch, timedelta(minutes=10))

        with pytest.raises(WrongCode) as told:
            desk.house.enter_code(name, code, HERE)
        assert 0 == told.value.tries_left

    def test_five_tries_and_the_right_one_is_worth_nothing_after(self, desk, dana):
        name = desk.house.ask_for_code(DANAS, "en", HERE)
        code, left = code_in_letter(desk, dana.id), []
        for _ in range(TRIES):
            with pytest.raises(WrongCode) as told:
                desk.house.enter_code(name, wrong(code), HERE)
            left.append(told.value.tries_left)

        assert [4, 3, 2, 1, 0] == left
        with pytest.raises(WrongCode):
            desk.house.enter_code(name, code, HERE)

    def test_tries_at_once_are_counted_one_by_one(self, desk, dana):
        """Otherwise a guesser who sends a thousand at the same moment has a thousand tries."""
        name, told = desk.house.ask_for_code(DANAS, "en", HERE), []
        code = code_in_letter(desk, dana.id)

        def guess() -> None:
            try:
                desk.house.enter_code(name, wrong(code), "")
            except WrongCode as no:
                told.append(no.tries_left)
            finally:
                close()

        threads = [threading.Thread(target=guess) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert [0, 0, 0, 0, 1, 2, 3, 4] == sorted(told)

    def test_a_code_of_one_letter_opens_no_other(self, desk, dana, carrier):
        first = desk.house.ask_for_code(DANAS, "en", HERE)
        code = code_in_letter(desk, dana.id)
        second = desk.house.ask_for_code(DANAS, "en", HERE)
        if code != code_in_letter(desk, dana.id):
            with pytest.raises(WrongCode):
                desk.house.enter_code(second, code, HERE)
        assert dana.id == desk.house.enter_code(first, code, HERE).customer

    def test_codes_are_kept_as_digests_that_nobody_guesses_back(self, desk, dana):
        import hashlib

        desk.house.ask_for_code(DANAS, "en", HERE)
        code = code_in_letter(desk, dana.id)
        kept = repr(rows("SELECT * FROM identity_code")) + repr(rows("SELECT * FROM identity_attempt"))

        assert code not in kept
        assert hashlib.sha256(code.encode()).hexdigest() not in kept
        assert HERE not in kept
        assert DANAS not in kept


class TestAGuesserLearnsNothing:
    """Known, unknown, shared: the same rows are written, by the same statements, and the same is answered."""

    def statements(self, desk: Desk, address: str, monkeypatch) -> list[str]:
        sent, run = [], database._run
        monkeypatch.setattr(database, "_run", lambda sql, values: sent.append(sql) or run(sql, values))
        desk.house.ask_for_code(address, "en", "")
        monkeypatch.setattr(database, "_run", run)
        return sent

    def test_the_same_is_done_for_an_address_nobody_has(self, desk, dana, monkeypatch):
        desk.house.ask_for_code("warm@example.org", "en", "")
        known = self.statements(desk, DANAS, monkeypatch)
        unknown = self.statements(desk, "nobody@example.org", monkeypatch)

        assert known == unknown
        assert any("INSERT INTO identity_letter" in each for each in known)

    def test_nothing_is_sent_to_it(self, desk, dana, carrier):
        desk.house.ask_for_code("nobody@example.org", "en", HERE)

        assert 0 == desk.house.send_letters()
        assert [] == carrier.letters

    def test_tries_are_counted_down_alike(self, desk, dana):
        names = [desk.house.ask_for_code(each, "en", "") for each in (DANAS, "nobody@example.org")]
        code, left = code_in_letter(desk, dana.id), []
        for name in names:
            for _ in range(TRIES + 1):
                with pytest.raises(WrongCode) as told:
                    desk.house.enter_code(name, wrong(code), "")
                left.append((told.value.tries_left, str(told.value)))

        assert left[: TRIES + 1] == left[TRIES + 1 :]

    def test_even_the_right_code_of_nobody_opens_nothing(self, desk, monkeypatch):
        from fairdesk.house import contact

        monkeypatch.setattr(contact, "code_from", lambda _random: "000000")
        name = desk.house.ask_for_code("nobody@example.org", "en", "")

        with pytest.raises(WrongCode):
            desk.house.enter_code(name, "000000", "")

    def test_an_address_is_refused_for_its_shape_only(self, desk, dana):
        with pytest.raises(BadInput):
            desk.house.ask_for_code("dana", "en", HERE)


class TestLimits:
    def test_letters_to_one_address_whoever_asks(self, desk, dana):
        most = LIMITS["ask_address"].most - 1  # she asked once herself
        for n in range(most):
            desk.house.ask_for_code(DANAS, "en", f"192.0.2.{n}")

        with pytest.raises(TooMany):
            desk.house.ask_for_code(DANAS.upper(), "en", ELSEWHERE)
        desk.house.ask_for_code("nobody@example.org", "en", ELSEWHERE)

    def test_an_unknown_address_is_limited_just_the_same(self, desk):
        for n in range(LIMITS["ask_address"].most):
            desk.house.ask_for_code("nobody@example.org", "en", f"192.0.2.{n}")

        with pytest.raises(TooMany):
            desk.house.ask_for_code("nobody@example.org", "en", ELSEWHERE)

    def test_letters_for_one_network(self, desk):
        for n in range(LIMITS["ask_network"].most):
            desk.house.ask_for_code(f"nobody{n}@example.org", "en", HERE)

        with pytest.raises(TooMany):
            desk.house.ask_for_code("one.more@example.org", "en", HERE)
        desk.house.ask_for_code("one.more@example.org", "en", ELSEWHERE)

    def test_letters_for_one_customer(self, desk, carrier):
        kim = desk.customer()
        for n in range(5):
            desk.house.add_address(kim.id, f"kim{n}@example.org", f"192.0.2.{n}", kim.token)
            desk.house.add_address(kim.id, f"kim{n}@example.org", f"192.0.2.{n}", kim.token)

        with pytest.raises(TooMany):
            desk.house.add_address(kim.id, "kim0@example.org", ELSEWHERE, kim.token)

    def test_wrong_codes_and_links_from_one_network(self, desk, dana):
        name = desk.house.ask_for_code(DANAS, "en", ELSEWHERE)
        code = code_in_letter(desk, dana.id)
        for n in range(LIMITS["wrong_network"].most):
            if n % 2:
                with pytest.raises(WrongCode):
                    desk.house.enter_code("no-such-name", "000000", HERE)
            else:
                with pytest.raises(Refused):
                    desk.house.check_link("no-such-link", HERE)

        with pytest.raises(TooMany):
            desk.house.enter_code(name, code, HERE)
        assert desk.house.enter_code(name, code, ELSEWHERE)

    def test_are_over_after_an_hour(self, desk, monkeypatch):
        for n in range(LIMITS["ask_network"].most):
            desk.house.ask_for_code(f"nobody{n}@example.org", "en", HERE)
        later(desk, monkeypatch, timedelta(hours=1))

        assert desk.house.ask_for_code("nobody@example.org", "en", HERE)

    def test_what_is_kept_for_them_is_gone_after_two(self, desk, monkeypatch):
        desk.house.ask_for_code("nobody@example.org", "en", HERE)
        before = row("SELECT count(*) FROM identity_attempt")
        later(desk, monkeypatch, timedelta(hours=2, minutes=1))
        desk.house.ask_for_code("somebody@example.org", "en", HERE)

        assert (2,) == before == row("SELECT count(*) FROM identity_attempt")

    def test_one_who_is_hidden_by_a_proxy_shares_no_limit_with_all_others(self, desk):
        for n in range(LIMITS["ask_network"].most + 1):
            desk.house.ask_for_code(f"nobody{n}@example.org", "en", "")


class TestLinks:
    def test_the_letter_of_a_code_also_has_a_link(self, desk, dana, carrier):
        desk.house.ask_for_code(DANAS, "en", HERE)
        desk.house.send_letters()
        link = link_in(carrier.letters[0]).removeprefix("/privacy/link/")
        desk.house.check_link(link, HERE)
        desk.house.check_link(link, HERE)  # looking does not use it up

        assert dana.id == desk.house.use_link(link, HERE).customer
        with pytest.raises(Refused):
            desk.house.check_link(link, HERE)

    def test_code_and_link_of_one_letter_are_one(self, desk, dana, carrier):
        name = desk.house.ask_for_code(DANAS, "en", HERE)
        desk.house.send_letters()
        desk.house.use_link(link_in(carrier.letters[0]).removeprefix("/privacy/link/"), HERE)

        with pytest.raises(WrongCode):
            desk.house.enter_code(name, code_in(carrier.letters[0]), HERE)

    def test_one_leads_to_a_page_and_lives_a_day(self, desk, dana, monkeypatch):
        with writing():
            path = desk.house.one_time_link(dana.id, "/privacy/export/7", desk.house.now())
        found = desk.house.use_link(path.removeprefix("/privacy/link/"), HERE)
        assert (dana.id, "/privacy/export/7") == (found.customer, found.leads_to)

        with writing():
            path = desk.house.one_time_link(dana.id, "/privacy", desk.house.now())
        later(desk, monkeypatch, timedelta(hours=24))
        with pytest.raises(Refused):
            desk.house.use_link(path.removeprefix("/privacy/link/"), HERE)

    @pytest.mark.parametrize("leads_to", ["https://elsewhere.example/", "//elsewhere.example", "privacy"])
    def test_none_leads_out_of_the_house(self, desk, dana, leads_to):
        with pytest.raises(BadInput), writing():
            desk.house.one_time_link(dana.id, leads_to, desk.house.now())

    def test_a_code_that_proves_an_address_has_none(self, desk, carrier):
        """Opened by whoever else reads there, it would prove the address to the wrong browser."""
        kim = desk.customer()
        desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)
        desk.house.send_letters()

        assert "http" not in carrier.letters[0].text


class TestAddresses:
    def test_is_the_customers_when_the_code_was_typed_in_her_browser(self, desk, carrier):
        kim, sam = desk.customer(), desk.customer()
        name = desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)
        code = code_in_letter(desk, kim.id)

        with pytest.raises(WrongCode):
            desk.house.enter_code(name, code, HERE, sam.token)
        desk.house.enter_code(name, code, HERE, kim.token)
        assert [True] == [each.verified for each in desk.house.addresses_of(kim.id)]

    def test_proving_signs_no_other_browser_in(self, desk, carrier):
        kim = desk.customer()
        name = desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)

        with pytest.raises(WrongCode):
            desk.house.enter_code(name, code_in_letter(desk, kim.id), HERE)

    def test_a_strangers_is_not_found(self, desk, dana):
        sam = desk.customer()
        (hers,) = desk.house.addresses_of(dana.id)

        for act in (lambda: desk.house.remove_address(sam.id, hers.id, sam.token),
                    lambda: desk.house.share_address(sam.id, hers.id, True, sam.token)):  # fmt: skip
            with pytest.raises(NotFound):
                act()

    def test_who_only_holds_her_browser_changes_none_that_is_proved(self, desk, dana, carrier, monkeypatch):
        """A thief of the session could otherwise add an address of his, prove it, and be her from then on."""
        (hers,) = desk.house.addresses_of(dana.id)
        later(desk, monkeypatch, VERIFIED_FOR)

        for act in (
            lambda: desk.house.add_address(dana.id, "thief@example.org", HERE, dana.token),
            lambda: desk.house.remove_address(dana.id, hers.id, dana.token),
            lambda: desk.house.share_address(dana.id, hers.id, True, dana.token),
        ):
            with pytest.raises(AskCode):
                act()
        desk.house.keep_wishes(dana.id, Wishes())  # what only protects stays open

    def test_five_are_enough(self, desk):
        kim = desk.customer()
        for n in range(5):
            desk.house.add_address(kim.id, f"kim{n}@example.org", HERE, kim.token)

        with pytest.raises(BadInput):
            desk.house.add_address(kim.id, "kim5@example.org", HERE, kim.token)


class TestHowSure:
    def test_a_browser_is_a_session_until_a_code_and_for_an_hour_after(self, desk, carrier, monkeypatch):
        kim = desk.customer()
        assert Level.SESSION == desk.house.identity_level(kim.id, kim.token)
        proves(desk, kim, "kim@example.org")
        assert Level.VERIFIED == desk.house.identity_level(kim.id, kim.token)
        later(desk, monkeypatch, VERIFIED_FOR)
        assert Level.SESSION == desk.house.identity_level(kim.id, kim.token)

    def test_a_code_in_one_browser_makes_no_other_sure(self, desk, dana, carrier, monkeypatch):
        later(desk, monkeypatch, VERIFIED_FOR)
        fresh = signs_in(desk, carrier).token

        assert Level.VERIFIED == desk.house.identity_level(dana.id, fresh)
        assert Level.SESSION == desk.house.identity_level(dana.id, dana.token)

    def test_a_token_of_another_makes_nobody_sure(self, desk, dana):
        assert Level.SESSION == desk.house.identity_level(desk.customer().id, dana.token)

    def test_erasing_asks_who_has_an_address_for_a_code_and_who_has_none_for_nothing(self, desk, dana, monkeypatch):
        later(desk, monkeypatch, VERIFIED_FOR)
        kim = desk.customer()

        assert "identity.ask_code" == desk.house.sure_enough(dana.id, dana.token, Matter.ERASE).code
        assert "identity.enough" == desk.house.sure_enough(kim.id, kim.token, Matter.ERASE).code

    def test_leaving_makes_a_token_worthless(self, desk, dana):
        desk.house.leave(dana.token)

        assert desk.house.customer_by_token(dana.token) is None


class TestJoining:
    @pytest.fixture
    def phone(self, desk: Desk, dana: Customer) -> Customer:
        """Another browser of hers, in which she wrote before she signed in."""
        phone = desk.customer("de")
        desk.says(phone, "Wie lange dauert eine Erstattung?")
        return phone

    @pytest.fixture
    def fresh(self, desk: Desk, dana: Customer, carrier: Kept) -> str:
        """Her new token on the phone after the code."""
        return signs_in(desk, carrier).token

    def test_both_conversations_are_seen_from_both_places(self, desk, dana, phone, fresh):
        desk.house.join(fresh, phone.token)

        for one, other in ((dana, phone), (phone, dana)):
            assert {one.conversation, other.conversation} == set(desk.house.conversations(one.id))
            assert desk.house.timeline(other.conversation, one.id).conversation == other.conversation

    def test_everything_a_customer_does_works_across(self, desk, dana, phone, fresh):
        desk.house.join(fresh, phone.token)
        across = Customer(dana.id, dana.token, phone.conversation)
        desk.says(across, "How long does a refund take?")
        act = desk.last_act(across)

        desk.house.did_not_help(phone.conversation, dana.id, act)
        desk.house.ask_for_person(phone.conversation, dana.id, "button")
        assert desk.house.why(act, dana.id).asked == "How long does a refund take?"
        assert desk.house.receipt(act, dana.id)
        desk.house.refuse_ai(phone.conversation, dana.id)
        desk.house.allow_ai(phone.conversation, dana.id)
        assert () == desk.house.verify().problems

    def test_a_refusal_in_one_place_holds_in_both_and_a_yes_in_both_again(self, desk, dana, phone, fresh):
        desk.house.refuse_ai(phone.conversation, phone.id)
        assert not desk.house.ai_refused(dana.id)
        desk.house.join(fresh, phone.token)

        assert desk.house.ai_refused(dana.id)
        assert "refused_ai" == desk.says(dana, "How long does a refund take?").handover
        desk.house.allow_ai(dana.conversation, dana.id)
        assert not desk.house.ai_refused(phone.id)

    def test_refusing_reaches_the_running_conversations_of_all_places(self, desk, dana, phone, fresh):
        desk.house.join(fresh, phone.token)
        desk.house.refuse_ai(None, dana.id)

        assert "waiting" == desk.sees(phone).state

    def test_taking_apart_leaves_each_as_it_was(self, desk, dana, phone, fresh):
        desk.house.refuse_ai(phone.conversation, phone.id)
        desk.house.join(fresh, phone.token)
        assert 2 == desk.house.part(dana.id)

        assert not desk.house.ai_refused(dana.id)
        assert desk.house.ai_refused(phone.id)
        assert (phone.conversation,) == desk.house.conversations(phone.id)
        with pytest.raises(NotFound):
            desk.house.timeline(phone.conversation, dana.id)
        assert 0 == desk.house.part(dana.id)

    def test_can_be_undone_after_any_time(self, desk, dana, phone, fresh, monkeypatch):
        desk.house.join(fresh, phone.token)
        later(desk, monkeypatch, timedelta(days=400))

        assert 2 == desk.house.part(phone.id)

    def test_is_an_act_in_the_ledger_and_so_is_the_undo(self, desk, dana, phone, fresh):
        desk.house.join(fresh, phone.token)
        desk.house.part(dana.id)

        kinds = [kind for _, kind, _ in desk_records.deeds()]
        assert {"address_verified", "customer_signed_in", "customers_joined", "customers_parted"} <= set(kinds)
        assert () == desk.house.verify().problems

    def test_those_with_an_address_are_written_to(self, desk, dana, phone, fresh, carrier):
        carrier.letters.clear()
        desk.house.join(fresh, phone.token)
        desk.house.send_letters()

        assert [(DANAS, "Your conversations are together now")] == [(e.to, e.subject) for e in carrier.letters]

    def test_two_browsers_without_a_code_are_not_joined(self, desk, phone):
        sam = desk.customer()

        with pytest.raises(Refused):
            desk.house.join(sam.token, phone.token)

    def test_a_place_with_an_address_of_its_own_needs_its_own_code(self, desk, dana, fresh, monkeypatch):
        sam = desk.customer()
        proves(desk, sam, "sam@example.org")
        later(desk, monkeypatch, VERIFIED_FOR)
        hers = desk.house.ask_for_code(DANAS, "en", ELSEWHERE)
        token = desk.house.enter_code(hers, code_in_letter(desk, dana.id), ELSEWHERE).token

        with pytest.raises(Refused):
            desk.house.join(token, sam.token)

    def test_a_third_place_joins_all(self, desk, dana, phone, fresh):
        desk.house.join(fresh, phone.token)
        third = desk.customer()
        desk.house.join(fresh, third.token)

        assert {dana.id, phone.id, third.id} == set(desk.house.same_person(third.id))
        assert 3 == desk.house.part(phone.id)

    def test_who_proves_the_same_address_is_asked_and_joined_by_it(self, desk, dana, carrier):
        tablet = desk.customer()
        proves(desk, tablet)
        assert (dana.id,) == desk.house.others_with_address(tablet.id)

        desk.house.join_by_address(tablet.token)
        assert dana.id in desk.house.same_person(tablet.id)
        assert () == desk.house.others_with_address(tablet.id)
        assert desk.house.reachable(dana.id)

    def test_or_says_that_it_is_somebody_else_and_nothing_goes_there_again(self, desk, dana, carrier):
        partner = desk.customer()
        proves(desk, partner)
        desk.house.keep_apart(partner.token)

        assert [True] == [each.shared for each in desk.house.addresses_of(partner.id)]
        assert not desk.house.reachable(dana.id)
        carrier.letters.clear()
        desk.house.ask_for_code(DANAS, "en", ELSEWHERE)
        desk.house.send_letters()
        assert [] == carrier.letters

    def test_erasing_one_place_erases_the_person(self, desk, dana, phone, fresh):
        from fairdesk.house.forgetting import forget

        desk.house.join(fresh, phone.token)
        forget(desk.house, phone.id, "asked")

        for each in (dana, phone):
            assert desk.house.customer_by_token(each.token) is None
            assert () == desk_records.conversations_of(each.id)
        assert () == addresses.proved_by(desk.house.address_token(DANAS))

    def test_what_is_kept_as_long_as_promised_ends_for_each_place_alone(self, desk, dana, phone, fresh, monkeypatch):
        from fairdesk.house.forgetting import forget_what_is_due

        desk.house.join(fresh, phone.token)
        later(desk, monkeypatch, timedelta(days=60))
        desk.says(dana, "How long does a refund take?")
        later(desk, monkeypatch, timedelta(days=60))

        assert 1 == forget_what_is_due(desk.house, desk.house.now())
        assert (dana.conversation,) == desk.house.conversations(dana.id)
