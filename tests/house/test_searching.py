"""Search: found by every way there is, in every language, by nobody who may not open it, and forgotten with the customer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdesk.database import execute, on_sqlite, row, rows, writing
from fairdesk.desk.find import EVERY
from fairdesk.house.forgetting import forget
from fairdesk.house.searching import PAGE, Sought
from fairdesk.nouns import ColleagueId, Refused
from tests.house.test_assigning import waiting
from tests.letters import code_in_letter
from tests.people import Customer, Desk


def found(desk: Desk, words: str = "", who: ColleagueId | None = None, **narrowed) -> set[str]:
    """What somebody, Ada unless said, finds."""
    return {row.conversation for row in desk.house.search(who or desk.ada, Sought(words, **narrowed)).rows}


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "My violet umbrella has a broken handle. I am dana@example.org, order 4711-0923.")
    return dana


@pytest.fixture
def sam(desk: Desk) -> Customer:
    """The stranger: another umbrella."""
    sam = desk.customer()
    desk.says(sam, "Who pays for the post of an umbrella?")
    return sam


class TestByWords:
    """Item 40: text, customer, id, label, date, AI decision."""

    def test_every_word_must_be_there_in_any_order_and_form(self, desk, dana, sam):
        both, hers = {dana.conversation, sam.conversation}, {dana.conversation}

        assert both == found(desk, "umbrella")
        assert hers == found(desk, "VIOLET umbrellas") == found(desk, "the handle is broken")
        assert set() == found(desk, "violet post")
        assert set() == found(desk, "umbrel")

    def test_words_of_several_messages_are_found_together(self, desk, dana):
        desk.says(dana, "It was a birthday present")

        assert {dana.conversation} == found(desk, "violet birthday")

    def test_no_personal_detail_is_a_word(self, desk, dana):
        for words in ("dana", "dana@example.org", "example"):
            assert set() == found(desk, words), words

    @pytest.mark.parametrize("nothing", ["the of and", "?!", "   ", "", "zzzz"])
    def test_words_that_say_nothing_find_nothing(self, desk, dana, nothing):
        assert set() == found(desk, nothing)

    @pytest.mark.parametrize(
        ("language", "said", "words"),
        [
            ("en", "My umbrella leaks", "leaking umbrella"),
            ("es", "El paraguas está roto", "PARAGUAS rotos"),
            ("fr", "Mon parapluie est cassé", "parapluies casse"),
            ("de", "Mein Regenschirm hat ein Loch", "LOCH regenschirme"),
            ("pt", "O guarda-chuva não abre", "chuva"),
            ("it", "L'ombrello non si apre", "ombrelli"),
            ("nl", "Mijn paraplu is gescheurd", "paraplu gescheurd"),
            ("pl", "Parasol ma złamaną rączkę", "parasole zlamana"),
            ("ar", "المظلة مكسورة", "مظلة"),
            ("uk", "Парасоля зламалася", "парасолю"),
            ("zh", "我的雨伞坏了,怎么退款", "雨伞 退款"),
        ],
    )
    def test_in_every_language(self, desk, language, said, words):
        there, other = desk.customer(language), desk.customer(language)
        desk.says(there, said)
        desk.says(other, "123456")

        assert {there.conversation} == found(desk, words)


class TestByOtherWays:
    def test_by_the_id_of_a_conversation_or_an_act(self, desk, dana, sam):
        assert {dana.conversation} == found(desk, dana.conversation) == found(desk, desk.last_act(dana))
        assert set() == found(desk, "0" * 32)

    def test_by_customer_in_all_their_places(self, desk, dana, sam):
        house = desk.house
        named = house.add_address(dana.id, "dana@example.net", "192.0.2.1", dana.token)
        assert set() == found(desk, customer="dana@example.net")
        house.enter_code(named, code_in_letter(desk, dana.id), "192.0.2.1", dana.token)
        elsewhere = desk.customer()
        desk.says(elsewhere, "It is about the same umbrella and a canoe")
        house.join(dana.token, elsewhere.token)

        both = {dana.conversation, elsewhere.conversation}
        assert both == found(desk, customer=" Dana@example.net ") == found(desk, customer=dana.id)
        assert set() == found(desk, customer="nobody@example.net") == found(desk, customer="0" * 32)
        assert {elsewhere.conversation} == found(desk, "canoe", customer=dana.id)

    def test_by_label_day_and_what_the_assistant_decided(self, desk, dana, sam, monkeypatch):
        desk.house.add_label(desk.cleo, "Handles")
        ((label, _),) = desk.house.labels(desk.ada)
        desk.house.label(dana.conversation, desk.ada, label, has=True)
        today = desk.house.now().date()

        assert {dana.conversation} == found(desk, label=label) == found(desk, "umbrella", label=label)
        assert {sam.conversation} == found(desk, "umbrella", decided="answered")
        assert {dana.conversation, sam.conversation} == found(desk, since=today - timedelta(days=1), until=today)
        assert set() == found(desk, since=today + timedelta(days=2))
        assert set() == found(desk, until=date(2020, 1, 1))

    def test_what_was_handed_over_and_what_was_unclear(self, desk):
        (asked,) = waiting(desk)
        unclear = desk.customer()
        desk.says(unclear, "What colour is the label of a parcel?")

        assert {asked.conversation} <= found(desk, decided="handed_over")
        assert asked.conversation not in found(desk, decided="answered") | found(desk, decided="unclear")

    def test_nothing_asked_finds_nothing(self, desk, dana):
        assert set() == found(desk)


@pytest.mark.parametrize("few", [0, 500])
def test_rare_and_common_words_are_found_alike(desk, dana, sam, monkeypatch, few):
    """A rare word leads to its conversations; of common ones the latest conversations are looked through."""
    monkeypatch.setattr("fairdesk.desk.records.tokens.FEW", few)

    assert {dana.conversation, sam.conversation} == found(desk, "umbrella")
    assert {dana.conversation} == found(desk, "umbrella violet")
    assert set() == found(desk, "umbrella zzzz")


class TestPages:
    def test_the_latest_changed_first_and_none_twice(self, desk, monkeypatch):
        monkeypatch.setattr("fairdesk.house.searching.PAGE", 2)
        monkeypatch.setattr("fairdesk.desk.records.tokens.CHUNK", 2)
        customers = [desk.customer() for _ in range(5)]
        for each in customers:
            desk.says(each, "I would like to buy a canoe")

        pages = [desk.house.search(desk.ada, Sought("canoe", page=number)) for number in (1, 2, 3)]

        read = [row.conversation for page in pages for row in page.rows]
        assert [each.conversation for each in reversed(customers)] == read
        assert [True, True, False] == [page.more for page in pages]
        assert PAGE == 25


class TestWhoMayNotOpen:
    def test_does_not_find(self, desk, dana, sam):
        desk.house.restrict(dana.id, True, desk.house.now())

        for way in ({"words": "umbrella"}, {"words": dana.conversation}, {"customer": dana.id}):
            assert dana.conversation not in found(desk, **way)
        assert {sam.conversation} == found(desk, "umbrella")

        desk.house.break_glass(dana.conversation, desk.ben, "the bank asks about the refund")

        assert {dana.conversation} == found(desk, "violet", who=desk.ben)
        assert set() == found(desk, "violet")

    def test_who_does_not_work_here_searches_nothing(self, desk, dana):
        with pytest.raises(Refused):
            found(desk, "umbrella", who=ColleagueId(4711))


class TestTheTable:
    def test_holds_no_word_and_no_digest_without_a_key(self, desk, dana):
        kept = {digest for (digest,) in rows("SELECT digest FROM desk_token")}
        with writing():
            execute("DELETE FROM desk_token")
        desk.house.keys._file.execute("DELETE FROM house_key WHERE name = 'desk search'")
        desk.restart()
        again = desk.customer()
        desk.says(again, "My violet umbrella has a broken handle. I am dana@example.org, order 4711-0923.")
        anew = {digest for (digest,) in rows("SELECT digest FROM desk_token")}

        assert {EVERY} == kept & anew
        assert 5 < len(kept) == len(anew)

    def test_words_from_before_the_desk_could_search_are_kept_once(self, desk, dana, sam):
        before = set(rows("SELECT digest, conversation_id FROM desk_token"))
        with writing():
            execute("DELETE FROM desk_token")
        desk.house._words_kept = False

        desk.house.tend_lists()
        desk.house.tend_lists()

        assert before == set(rows("SELECT digest, conversation_id FROM desk_token"))
        assert desk.house._words_kept

    def test_no_digest_survives_an_erasure(self, desk, dana, sam):
        """Neither as a row nor as bytes in the file or its log, but for words that the stranger wrote too."""
        hers = {d for (d,) in rows("SELECT digest FROM desk_token WHERE conversation_id = %s", dana.conversation)}
        his = {d for (d,) in rows("SELECT digest FROM desk_token WHERE conversation_id = %s", sam.conversation)}
        needles = [digest.to_bytes(8, "big", signed=True) for digest in hers - his]
        assert len(needles) > 3
        if on_sqlite():
            assert all(_in_files(desk, needle) for needle in needles)

        forget(desk.house, dana.id, "asked")

        assert (0,) == row("SELECT count(*) FROM desk_token WHERE conversation_id = %s", dana.conversation)
        assert {sam.conversation} == found(desk, "umbrella")
        if on_sqlite():
            assert [] == [needle for needle in needles if _in_files(desk, needle)]


def _in_files(desk: Desk, needle: bytes) -> bool:
    return any(needle in file.read_bytes() for file in desk.folder.glob("fairdesk.db*"))
