"""Setting a desk up: colleagues with links that work once, and a made-up company that is made once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer
from fairdesk.clock import now
from fairdesk.desk import records
from fairdesk.house import setting_up
from fairdesk.house.opening import House, open_house
from fairdesk.house.replaying import replay_all
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, MaskedText, NotFound, Refused
from fairdesk.settings import Settings


@pytest.fixture
def house(folder):
    made = open_house(Settings(data=folder), migrate=False)
    yield made
    made.close()


def token(path: str) -> str:
    assert path.startswith("/desk/sign-in/")
    return path.rsplit("/", 1)[1]


class TestColleagues:
    def test_who_was_added_is_listed_and_in_the_ledger(self, house: House):
        setting_up.add_colleague(house, "ada", "Ada", "colleague")

        (line,) = setting_up.list_colleagues(house)
        assert ["ada", "Ada", "colleague", "away"] == line.split()
        assert "colleague_added" == records.deeds()[-1][1]

    @pytest.mark.parametrize(("name", "role"), [("ada", "colleague"), ("ben", "emperor"), ("", "colleague")])
    def test_a_name_twice_or_an_unknown_role_adds_nobody(self, house: House, name, role):
        setting_up.add_colleague(house, "ada", "Ada", "colleague")
        deeds = len(records.deeds())

        with pytest.raises(BadInput):
            setting_up.add_colleague(house, name, "Somebody", role)

        assert 1 == len(identity.colleagues())
        assert deeds == len(records.deeds())

    def test_a_link_signs_in_once(self, house: House):
        setting_up.add_colleague(house, "ada", "Ada", "colleague")
        link = token(setting_up.link_for(house, "ada"))

        assert "Ada" == identity.sign_in(link, now()).work_name
        with pytest.raises(Refused):
            identity.sign_in(link, now())

    def test_a_link_of_yesterday_signs_nobody_in(self, house: House):
        setting_up.add_colleague(house, "ada", "Ada", "colleague")
        link = token(setting_up.link_for(house, "ada"))

        with pytest.raises(Refused):
            identity.sign_in(link, now() + setting_up.LINK_VALID + timedelta(seconds=1))

    def test_nobody_gets_a_link_for_nobody(self, house: House):
        with pytest.raises(NotFound, match="colleague list"):
            setting_up.link_for(house, "nobody")

    def test_a_desk_without_anybody_gets_a_first_manager(self, house: House):
        assert ["Manager"] == [name for name, _ in setting_up.sign_in_links(house)]
        assert ["Manager"] == [name for name, _ in setting_up.sign_in_links(house)]
        assert ["manager"] == [person.role for person in identity.colleagues()]


class TestDemo:
    @pytest.fixture
    def demo(self, house: House) -> House:
        assert setting_up.set_up_demo(house)
        return house

    def test_it_shows_what_a_desk_does_and_holds_together(self, demo: House):
        ada = identity.colleague_named("ada").id
        counts = demo.queue(ada, "all").counts

        assert len(setting_up.DEMO_TALK) == counts["all"]
        assert counts["waiting"] >= 2
        assert counts["assistant"] >= 1
        assert {"bereavement"} == {row.concern for row in demo.queue(ada, "sensitive").rows}
        assert () == demo.verify().problems

    def test_every_turn_decided_again_has_the_same_digest(self, demo: House):
        outcome = replay_all(demo)

        assert sum(len(lines) for _, lines in setting_up.DEMO_TALK) == outcome.turns
        assert () == outcome.changed

    @pytest.mark.parametrize(
        ("language", "question", "article"),
        [
            ("en", "Can I bring back a parasol?", "returns"),
            ("en", "Can you mend my brolly?", "repairs"),
            ("en", "How do I get my money back?", "refunds"),
            ("de", "Wie kann ich den Regenschirm zurückschicken?", "returns"),
            ("es", "¿Cómo devolver la sombrilla?", "returns"),
        ],
    )
    def test_its_customers_need_not_know_the_words_of_its_articles(
        self, demo: House, language: str, question: str, article: str
    ):
        found = answer(MaskedText(question), language, (), demo.now(), answers.find)

        assert article == found.evidence[0].article
        assert 0.5 <= found.confidence

    def test_what_they_ask_in_its_words_is_answered_as_without_synonyms(self, demo: House):
        """A second name for a word must not make an answer that was sure unsure."""
        asked = MaskedText("How long does the refund for order [ACCOUNT_1] take? Write to me at [EMAIL_1]")

        found = answer(asked, "en", (), demo.now(), answers.find)

        assert ("refunds", "how-long-a-refund-takes") == (found.evidence[0].article, found.evidence[0].anchor)
        assert 0.5 <= found.confidence

    def test_a_second_time_nothing_is_changed(self, demo: House):
        before = len(records.deeds()), records.queue_counts(0)

        assert not setting_up.set_up_demo(demo)
        assert before == (len(records.deeds()), records.queue_counts(0))

    def test_two_people_are_there(self, demo: House):
        assert 2 == identity.people_on_duty(now())
        assert 4 == len(setting_up.sign_in_links(demo))

    def test_its_people_and_places_are_plainly_made_up(self):
        assert "made-up" in setting_up.DEMO.name
        assert setting_up.DEMO.email.endswith(".example")

    def test_where_a_company_works_already_nothing_is_set_up(self, house: House):
        setting_up.add_colleague(house, "zoe", "Zoe", "manager")

        assert not setting_up.set_up_demo(house)
        assert identity.read_company() is None
