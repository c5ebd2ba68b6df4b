"""What a customer reads is said in every language on offer, wholly, and with the same parts filled in."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from babel import Locale
from django.test import Client
from django.utils.translation import gettext as framework_says
from django.utils.translation import override
from tools import catalogues

from fairdesk.accessibility import literacy
from fairdesk.consent.notices import Notice
from fairdesk.desk import handover
from fairdesk.desk.timeline import State
from fairdesk.explainability import sentences
from fairdesk.explainability.wording import handover_sentence
from fairdesk.language import DEFAULT, OFFERED, direction, say, say_count
from fairdesk.nouns import Duty, Voice
from fairdesk.rendering import django_code
from fairdesk.web.doors import open_door
from tests.people import Desk
from tests.web.fake_house import ACT, OTHER, PASSAGE, TALK, FakeHouse, Visit, entry
from tests.web.visiting import Read, Visitor

pytestmark = pytest.mark.once  # words are the same on every database

pytest_plugins = ["tests.web.visiting"]

TEXTS = {(text.one, text.many) for text in catalogues.texts()}
TRANSLATED = [code for code in OFFERED if code != DEFAULT]
KEPT = {code: catalogues.read(code) for code in TRANSLATED}

SAME_AS_ENGLISH = {
    ("es", "No"),
    ("it", "No"),
    ("es", "Error:"),
    ("pt", "E-mail:"),
    ("it", "E-mail:"),
    ("nl", "E-mail:"),
    ("pl", "E-mail:"),
    ("de", "E-Mail:"),
    ("fr", "Version"),
    ("fr", "date"),
    ("de", "Name"),
    ("nl", "product"),
    ("de", "Version"),
    ("it", "Oceania"),
    ("pl", "Oceania"),
    ("nl", "Man"),
}
"""Words that are the same in both languages."""

ENGLISH = re.compile(r"\b(the|you|your|and|with|this|these|answers?|please|our)\b", re.IGNORECASE)
PART = re.compile(r"\{\w+\}|%\(\w+\)s")
SCRIPT = {"ar": r"[\u0621-\u064a]", "uk": r"[\u0400-\u04ff]", "zh": r"[\u4e00-\u9fff]"}
ENDS = {".": ".", "。": ".", "?": "?", "？": "?", "؟": "?", ":": ":", "：": ":", "…": "…"}
PLURAL_CATEGORIES = ["zero", "one", "two", "few", "many", "other"]

FOR_COLLEAGUES = {"stop_slot.html"}
"""Pieces of the desk's header, which is English."""

every_language = pytest.mark.parametrize("code", TRANSLATED)


def pairs(code: str) -> Iterator[tuple[str, str]]:
    """Yield each English text with each of its translations."""
    for message in KEPT[code]:
        if message.id and isinstance(message.id, str):
            yield message.id, str(message.string)
        elif message.id:
            # The first form stands for one, where the language says so; all are held against the English of many.
            yield from ((message.id[1], form) for form in message.string)


def numbers_of_form(code: str, form: int) -> list[int]:
    """Return which counts up to 1000 take a form."""
    choose = gettext.c2py(KEPT[code].plural_expr)
    return [n for n in range(1000) if choose(n) == form]


# --- the extractor ---------------------------------------------------------------------------------------------------
def test_every_kind_of_call_is_found_and_no_other():
    source = (
        "A = gettext_noop('one')\n"
        "B = (gettext_noop('{count} x'), gettext_noop('{count} xs'))\n"
        "def f(l):\n    say(l, 'two {n}', n=1)\n    say_count(l, '{count} y', '{count} ys', 3)\n"
        "    house.say(c, 'a customer', 'words')\n    say(l, A)\n    say('printed')\n"
        "COLLEAGUE: dict = {'x': gettext_noop('for colleagues')}\n"
    )

    found = [(text.one, text.many) for text in catalogues.in_python(source, "x.py")]

    expected = [("one", ""), ("{count} x", "{count} xs"), ("two {n}", ""), ("{count} y", "{count} ys")]
    assert expected == found


def test_templates_are_read_as_the_framework_reads_them():
    source = (
        '<b>{% translate "It\'s " %}</b>{% translate \'Say "x"\' as y %}\n'
        "{% blocktranslate with n=a.b %}Number {{ n }}.{% endblocktranslate %}"
        "{% blocktranslate count n=c %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
        "{# {% translate 'never' %} #}{% comment %}{% translate 'never' %}{% endcomment %}"
    )

    found = [(text.one, text.many, text.line) for text in catalogues.in_template(source, "x.html")]

    expected = [("It's ", "", 1), ('Say "x"', "", 1), ("Number %(n)s.", "", 2), ("%(n)s day", "%(n)s days", 2)]
    assert expected == found


def test_no_translated_text_of_a_template_is_passed_over():
    """Counted another way: one text for each tag that opens."""
    files = [*(catalogues.SOURCE / "fairdesk").rglob("templates/**/*.html")]
    tags = sum(
        len(re.findall(r"{%\s*(?:block)?trans(?:late)?\s", path.read_text("utf-8")))
        for path in files
        if not path.name.startswith("desk_")
    )

    assert tags == sum(text.file.endswith(".html") for text in catalogues.texts())


def bare_words(template: str) -> str:
    """Return the words of a template that are neither code nor marked for translation, read or in an attribute."""
    block = r"{%\s*blocktrans.*?{%\s*endblocktrans.*?%}"
    bare = re.sub(rf"{block}|{{%.*?%}}|{{{{.*?}}}}|{{#.*?#}}", " ", template, flags=re.DOTALL)
    told = re.findall(r"(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"", bare)
    # A piece that is attributes alone has their names outside any tag.
    return " ".join([*told, re.sub(r"<[^>]*>|[\w-]+=\"\s*\"", " ", bare)])


def test_words_that_nobody_marked_are_noticed():
    assert "Send" in bare_words('<button class="x">Send</button>')
    assert "Pages" in bare_words('<nav aria-label="Pages">{{ x }}</nav>')
    assert not bare_words("{% blocktranslate %}A {{ b }}.{% endblocktranslate %}{{ c }}").strip()


def test_no_template_of_customers_has_words_outside_the_catalogues():
    left = {
        path.name: words
        for path in (catalogues.SOURCE / "fairdesk").rglob("templates/**/*.html")
        if not path.name.startswith("desk_") and path.name not in FOR_COLLEAGUES and "mfa" not in path.parts
        if (words := re.findall(r"[^\W\d_]{2,}", bare_words(path.read_text("utf-8"))))
    }

    assert {} == left


def test_the_rooms_own_tables_are_in_the_catalogues():
    one = [*sentences.CUSTOMER.values(), *sentences.HANDOVER.values(), sentences.UNCLEAR, *handover.WEEKDAYS]
    one += [sentences.HANDOVER_OTHERWISE, *literacy.ARTICLE, *literacy.ANSWER]

    assert {(text, "") for text in one} <= TEXTS
    assert {sentences.PASSAGES, sentences.HIDDEN} <= TEXTS
    assert not {(text, "") for text in sentences.FACTS.values()} & TEXTS


# --- the catalogues --------------------------------------------------------------------------------------------------
@every_language
class TestCatalogue:
    def test_holds_exactly_the_texts_of_the_source(self, code):
        kept = {message.id for message in KEPT[code] if message.id}

        assert {(one, many) if many else one for one, many in TEXTS} == kept

    def test_lacks_no_translation_and_is_sure_of_all(self, code):
        assert [] == catalogues.missing(KEPT[code])

    def test_fills_in_the_same_parts(self, code):
        for message in KEPT[code]:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = sorted(PART.findall(message.id if isinstance(message.id, str) else message.id[1]))
            for place, form in enumerate(forms if message.id else ()):
                # "One person is here" needs no figure where the form is for one count alone.
                single = len(forms) > 1 and len(numbers_of_form(code, place)) == 1
                left = [part for part in wanted if part != "{count}"] if single and "{count}" not in form else wanted
                assert left == sorted(PART.findall(form)), form
                assert not re.search(r"[{}%]", PART.sub("", form)), form

    def test_chooses_forms_as_the_language_does(self, code):
        """The forms stand in the order of CLDR's categories, which Babel knows."""
        cldr = Locale.parse("pt_PT" if code == "pt" else catalogues.FOLDERS[code]).plural_form
        used = sorted({cldr(n) for n in range(1000)}, key=PLURAL_CATEGORIES.index)
        choose = gettext.c2py(KEPT[code].plural_expr)

        assert len(used) == KEPT[code].num_plurals
        assert [used.index(cldr(n)) for n in range(1000)] == [choose(n) for n in range(1000)]

    def test_has_every_form_of_every_count(self, code):
        counted = [message for message in KEPT[code] if isinstance(message.id, tuple)]

        assert len(counted) >= 5
        assert {KEPT[code].num_plurals} == {len(message.string) for message in counted}

    def test_leaves_no_english(self, code):
        same = {(code, said) for text, said in pairs(code) if said.casefold() == text.casefold()}

        assert same <= SAME_AS_ENGLISH
        assert [] == [said for _, said in pairs(code) if ENGLISH.search(PART.sub("", said))]

    def test_is_written_in_its_own_script(self, code):
        assert [] == [
            said for _, said in pairs(code) if not re.search(SCRIPT.get(code, r"[a-zà-ž]"), said, re.IGNORECASE)
        ]

    def test_ends_as_the_english_ends(self, code):
        """A question stays a question, a label a label; no full stop is lost or added."""
        assert [] == [(text, said) for text, said in pairs(code) if ENDS.get(text[-1], "") != ENDS.get(said[-1], "")]

    def test_speaks_in_short_sentences(self, code):
        """At most 16 words, as the English has at most 15; a Chinese word is taken as two signs."""
        long = 32 if code == "zh" else 16
        sentences_said = [part for _, said in pairs(code) for part in re.split(r"(?<=[.?!:。？：])\s*", said)]

        assert [] == [one for one in sentences_said if len(one if code == "zh" else one.split()) > long]

    def test_names_the_button_as_the_button_is_named(self, code):
        telling = next(text for text, _ in TEXTS if "“A person instead”" in text)

        assert say(code, "A person instead") in say(code, telling)

    def test_says_that_nobody_has_reviewed_it(self, code):
        header = catalogues.po_file(code).read_text("utf-8").split("\n\n")[0]

        assert "NOT been reviewed by a native speaker" in header
        assert f"Language: {catalogues.FOLDERS[code]}" in header
        assert "fuzzy" not in header

    def test_is_compiled_from_what_is_kept(self, code):
        assert catalogues.mo_bytes(KEPT[code]) == catalogues.po_file(code).with_suffix(".mo").read_bytes()

    def test_updating_again_changes_nothing(self, code):
        again = catalogues.merged(code, catalogues.texts())

        assert catalogues.po_file(code).read_bytes() == catalogues.po_bytes(again)

    def test_is_read_by_the_standard_library_and_the_framework_alike(self, code):
        compiled = gettext.GNUTranslations(BytesIO(catalogues.mo_bytes(KEPT[code])))
        with override(django_code(code)):
            for message in KEPT[code]:
                if message.id and isinstance(message.id, str):
                    assert message.string == compiled.gettext(message.id) == framework_says(message.id)
                    assert message.string == say(code, message.id)


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone():
    texts = [catalogues.Text("You", "", "x.py", 1), catalogues.Text("A new text.", "", "x.py", 2)]

    updated = catalogues.merged("de", texts)

    assert {"You": "Sie", "A new text.": None} == {
        message.id: message.string or None for message in updated if message.id
    }
    assert ["A new text."] == catalogues.missing(updated)


def test_the_deciding_files_speak_without_a_framework():
    """say() stands under rooms that must not import Django; so must what it reads."""
    imported = {
        name.name
        for node in ast.walk(ast.parse((catalogues.SOURCE / "fairdesk/language.py").read_text("utf-8")))
        if isinstance(node, ast.Import)
        for name in node.names
    }

    assert {"gettext"} == imported
    assert "Ein Mensch wird Ihnen antworten." == handover_sentence("", "de")
    assert "سيرد عليك شخص." == handover_sentence("", "ar")


@pytest.mark.parametrize(
    ("code", "count", "expected"),
    [
        ("en", 1, "1 person is here."),
        ("de", 2, "2 Menschen sind da."),
        ("pl", 3, "Są tu 3 osoby."),
        ("pl", 5, "Jest tu 5 osób."),
        ("uk", 21, "Тут 21 людина."),
        ("ar", 2, "هنا شخصان."),
        ("ar", 11, "هنا 11 شخصًا."),
        ("zh", 1, "现在有 1 位工作人员。"),
    ],
)
def test_counts_are_said_in_the_form_of_the_language(code, count, expected):
    assert expected == say_count(code, "{count} person is here.", "{count} people are here.", count)


@pytest.mark.parametrize("code", OFFERED)
def test_every_wait_can_be_said(code):
    """Whatever the number: no form lacks a part, and none keeps its braces."""
    at = datetime(2026, 11, 3, 22, tzinfo=UTC)
    duties = [Duty(True, None, people, 0, seconds) for people in range(12) for seconds in (None, 20, 100, 600, 3600)]
    duties += [Duty(False, at + timedelta(days=days), 0, 0, None) for days in range(8)]

    for duty in duties:
        said = handover.wait_sentence(duty, 3, code, "Europe/Dublin", at)
        assert not re.search(r"[{}%]", said)
        assert code == DEFAULT or not ENGLISH.search(said)


# --- the pages -------------------------------------------------------------------------------------------------------
LONG_ENOUGH = 3
"""Pieces of fewer words than this prove nothing: another language may share them."""


def english_pieces() -> list[str]:
    """Return every English text between its parts, where it has enough words to be known again."""
    pieces = (piece.strip() for pair in TEXTS for text in pair for piece in PART.split(text))
    return sorted({piece for piece in pieces if len(piece.split()) >= LONG_ENOUGH})


ENGLISH_PIECES = english_pieces()


def english_in(page: Read) -> list[str]:
    """Return the English texts of ours that a page shows, in what is read or in an attribute."""
    shown = " ".join(page.html.replace("&#x27;", "'").split())
    return [piece for piece in ENGLISH_PIECES if piece in shown]


class Wordless(FakeHouse):
    """The fake house without its English customers: every kind of line, but no words of anybody's."""

    code = DEFAULT

    def notice(self, name, language):
        return Notice(name, language, "0f3c9a", ("·", "·"), ())

    def timeline(self, conversation, customer, after=0):
        wait = handover.wait_sentence(self.duty, 2, self.code, "UTC")
        return replace(super().timeline(conversation, customer, after), wait_says=wait)

    def why_in_full(self, act, colleague):
        return replace(super().why_in_full(act, colleague), evidence=(), asked="·", seen="·")


def lines():
    """One of every kind of line."""
    events = ["asked_for_person", "refused_ai", "allowed_ai", "taken_over", "answer_discarded", "answer_held_back"]
    events += ["returned_to_ai", "resolved", "reopened", "assistant_stopped"]
    bare = replace(PASSAGE, title="·", heading=(), quote="·")
    said = [
        entry(1, Voice.CUSTOMER, "·"),
        entry(2, Voice.ASSISTANT, "·", act=ACT, answer=1, evidence=(bare,)),
        entry(
            3,
            Voice.ASSISTANT,
            act=ACT,
            answer=2,
            evidence=(bare, replace(OTHER, title="·", heading=())),
            unclear=True,
        ),
        entry(4, Voice.PREPARED, "·"),
        entry(5, Voice.PERSON, "·", who="Ana"),
        entry(6, Voice.EVENT, code="did_not_help", values={"answer": 1}),
        entry(7, Voice.EVENT, code="taken_over", values={"who": "Ana"}),
    ]
    reasons = [*sentences.HANDOVER, "one nobody knows"]
    said += [entry(10 + n, Voice.EVENT, code="handed_over", values={"reason": why}) for n, why in enumerate(reasons)]
    return (*said, *(entry(50 + n, Voice.EVENT, code=code) for n, code in enumerate(events)))


def test_english_would_be_noticed(dana: Visitor, visit: Visit):
    visit.house = Wordless(entries=lines())

    assert len(english_in(dana.opens(f"/c/{TALK}"))) > 40


@every_language
class TestPages:
    @pytest.fixture(autouse=True)
    def _speaking(self, visit: Visit, code):
        visit.language, visit.house = code, Wordless(entries=lines())
        visit.house.code = code

    def stands(self, page: Read, code: str) -> None:
        """Hold that a page is in its language and runs in its direction."""
        assert (code, direction(code)) == (page.roots["lang"], page.roots["dir"])
        assert [] == english_in(page)

    @pytest.mark.parametrize("state", State)
    def test_a_conversation_with_every_kind_of_line(self, dana, visit, code, state):
        for visit.house.writing in (False, True):
            for visit.house.ai_refused in (False, True):
                visit.house.state = state

                self.stands(dana.opens(f"/c/{TALK}"), code)

    def test_a_wait_that_is_first_or_later_in_the_line(self, dana, visit, code):
        visit.house.state = State.WAITING
        for visit.house.position in (0, 1, 4):
            self.stands(dana.opens(f"/c/{TALK}"), code)

    def test_the_first_page_and_what_is_wrong_with_a_message(self, dana, code):
        self.stands(dana.opens("/"), code)
        send = say(code, "Send")
        for text in ("", "a" * 30_000):
            page = dana.presses(send, text=text)

            assert 422 == dana.status
            self.stands(page, code)

    def test_why_and_what_we_keep(self, dana, code):
        self.stands(dana.opens(f"/why/{ACT}?c={TALK}"), code)
        self.stands(dana.opens("/what-we-keep"), code)

    def test_what_goes_wrong(self, dana, visit, code):
        self.stands(dana.opens("/no-such-page"), code)
        self.stands(dana.opens("/broken"), code)
        dana.opens(f"/c/{TALK}")
        visit.house.failing = True
        page = dana.presses(say(code, "Send"), text="·")

        assert 503 == dana.status
        self.stands(page, code)


@every_language
def test_through_the_real_doors_everything_is_said_in_the_language(desk: Desk, code):
    """A first visit, an answer nobody has, a person asked for, the practice and the articles: real house, real pages."""
    open_door(desk.house)
    client = Client(SERVER_NAME="localhost")

    def opens(path: str) -> Read:
        page = Read(client.get(path, follow=True).content.decode())
        assert (code, direction(code)) == (page.roots["lang"], page.roots["dir"])
        assert [] == english_in(page)
        return page

    opens(f"/?lang={code}")
    talk = client.post("/c/new", {"text": "·?", "client_id": "a" * 32})["Location"].split("#")[0]
    opens(talk)
    client.post(f"{talk}/person")
    opens(talk)
    for path in ("/what-we-keep", "/what-is-this", "/articles", "/nowhere"):
        opens(path)
    missed = Read(client.post("/what-is-this", {}).content.decode())
    found = Read(client.post("/what-is-this", {"choice": literacy.WRONG}).content.decode())
    assert [] == english_in(missed) + english_in(found)
    assert say(code, "That is right. You found it.") in found.text
