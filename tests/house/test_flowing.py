"""What of flows the house keeps, calls and ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.database import rows
from fairdesk.flows import records as flows
from fairdesk.house.flowing import errand_key, with_values
from fairdesk.nouns import ActId, BadInput
from fairdesk.privacy.mask import Vault
from tests.flows.a_flow import changed

VAULT = Vault.empty().put([("ACCOUNT", "NU-20931-2", "")])


class TestValues:
    def test_placeholders_become_the_customer_s_own_values(self):
        assert {"order": "NU-20931-2", "days": 3} == with_values({"order": "[ACCOUNT_1]", "days": 3}, VAULT, "")

    def test_the_proved_address_is_left_out_where_there_is_none(self):
        assert {} == with_values({"email": "known.email"}, VAULT, "")
        assert {"email": "kim@example.org"} == with_values({"email": "known.email"}, VAULT, "kim@example.org")

    def test_a_key_is_that_of_the_act_and_the_step(self):
        assert errand_key(ActId("a"), "go") == errand_key(ActId("a"), "go")
        assert 3 == len({errand_key(ActId(act), step) for act, step in (("a", "go"), ("b", "go"), ("a", "stay"))})


class TestInForce:
    def test_a_flow_whose_guideline_the_desk_does_not_have_is_refused(self, desk):
        with pytest.raises(Exception, match="no access guideline is in force"):
            desk.house.keep_flow(changed(), "cancel.yaml")

    def test_a_fault_keeps_nothing(self, shop):
        before = flows.in_force()
        with pytest.raises(BadInput):
            shop.desk.house.keep_flow("format: 2", "cancel.yaml")

        assert before == flows.in_force()

    def test_one_that_is_retired_begins_no_more(self, shop):
        shop.desk.house.retire_flow("where_is_my_order")

        assert shop.desk.says(shop.known(), "Where is my order?").flow is None

    def test_without_a_back_office_no_flow_begins(self, shop):
        kim = shop.known()
        shop.desk.house.settings = replace(shop.desk.house.settings, back_office="")

        turn = shop.desk.says(kim, "Where is my order?")

        assert (None, {}) == (turn.flow, turn.situation.flows)


class TestOvertaken:
    def test_a_flow_that_was_retired_meanwhile_is_not_kept(self, shop):
        kim = shop.known()
        shop.desk.meanwhile("before keep", lambda: shop.desk.house.retire_flow("where_is_my_order"))

        turn = shop.desk.says(kim, "Where is my order?")

        assert turn.flow is None
        assert flows.state_of(kim.conversation) is None

    def test_a_person_who_took_over_meanwhile_has_it(self, shop):
        kim = shop.known()
        shop.desk.meanwhile("before keep", lambda: shop.desk.house.take_over(kim.conversation, shop.desk.ada))

        assert ("with_person", None) == ((turn := shop.desk.says(kim, "Where is my order?")).handover, turn.reply)


class TestWhatIsKept:
    def test_what_was_asked_for_is_hidden_where_it_stands_alone(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Where is my order?")

        turn = shop.desk.says(kim, "I think nu-20931-2")

        assert turn.asked.text.endswith("[ACCOUNT_1]")

    def test_erasing_the_customer_takes_it(self, shop):
        from fairdesk.house.forgetting import forget

        kim = shop.known()
        shop.desk.says(kim, "Where is my order?")

        forget(shop.desk.house, kim.id, "asked")

        assert [] == list(rows("SELECT * FROM flows_state"))

    def test_the_customer_reads_it_in_their_copy(self, shop):
        kim = shop.known()
        shop.desk.says(kim, "Where is my order?")

        assert 1 == flows.holdings(kim.id)["flows_state"]

    def test_it_ends_after_its_time(self, shop, monkeypatch):
        from datetime import timedelta

        from fairdesk import clock

        kim = shop.known()
        shop.desk.says(kim, "Where is my order?")
        later = clock.now() + timedelta(hours=25)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert shop.desk.says(kim, "NU-20931-2").situation.flow is None
