"""The customer's page and the desk, read and used without scripts, over a fake house."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.desk.timeline import State
from fairdesk.nouns import Voice
from tests.web.fake_house import ACT, PASSAGE, STRANGER, TALK, Visit, entry, rich_entries
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]

CUSTOMER_PAGES = ["/", f"/c/{TALK}", f"/why/{ACT}", "/what-we-keep", "/nowhere"]
DESK_PAGES = ["/desk", f"/desk/c/{TALK}", "/desk/stop", f"/desk/why/{ACT}"]


class TestFirstVisit:
    def test_says_that_a_machine_answers_before_anything_is_written(self, visit: Visit, dana: Visitor):
        visit.customer = None

        page = dana.opens("/")

        assert "An automated assistant answers first" in page.text
        assert page.text.index("automated assistant") < page.text.index("Your message")

    def test_a_first_message_opens_a_conversation(self, visit: Visit, dana: Visitor):
        dana.opens("/")

        dana.presses("Send", text="Where is my parcel?")

        assert f"/c/{TALK}" == dana.at
        assert "Where is my parcel?" in dana.page.text
        assert ["start", "say"] == [asked[0] for asked in visit.house.asked]

    def test_the_same_form_sent_twice_opens_one_conversation(self, visit: Visit, dana: Visitor):
        form = dana.opens("/").form_with("Send")
        for _ in range(2):
            dana.client.post("/c/new", {**form.fields, "text": "Where is my parcel?"})

        sent = [asked for asked in visit.house.asked if asked[0] == "say"]

        assert 1 == [asked[0] for asked in visit.house.asked].count("start")
        assert 1 == len({asked[2] for asked in sent})

    def test_an_empty_message_is_named_at_the_field_and_in_the_title(self, dana: Visitor):
        dana.opens("/")

        page = dana.presses("Send", text=" \x00 ")

        assert 422 == dana.status
        assert "<title>Error:" in page.html
        assert ("Write a message first, then send it.", "#text") in page.links
        assert 'aria-invalid="true"' in page.html

    def test_a_person_comes_before_any_message(self, visit: Visit, dana: Visitor):
        visit.customer = None
        dana.opens("/")
        visit.house.new_customer = lambda request: setattr(visit, "customer", "dana") or "dana"  # type: ignore[assignment,method-assign]

        page = dana.presses("A person instead")

        assert ("ask_for_person", "button") in visit.house.asked
        assert "A person will answer you." in page.text
        assert "You are number 2 in the line." in page.text


class TestConversation:
    def test_says_in_words_who_speaks(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}")

        said = [name.rsplit(" ", 1)[0] for level, name in page.headings if level == 2]

        assert said[:2] == ["You", "Assistant (AI) answer 1"]
        assert "Fixed words, prepared by people" in said
        assert "A colleague (a person) Ana" in said

    def test_each_answer_has_its_source_reason_and_a_way_on(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}")

        names = [name for name, _ in page.links]

        assert "From: Parcels › Marked delivered, not received (checked 3 November)" in names
        assert "/articles/en/parcels#not-received" in [address for _, address in page.links]
        assert {"Why this answer? Answer 1", "Why this answer? Answer 2"} <= set(names)
        assert {"This did not help Answer 1", "This did not help Answer 2"} <= set(page.buttons)

    def test_an_unclear_answer_shows_the_nearest_articles_and_a_person(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}")

        assert "I am not sure about this." in page.text
        assert ("Refunds › How long it takes", "/articles/en/refunds#how-long") in page.links
        assert "Ask a person" in page.buttons

    def test_an_article_in_another_language_is_a_link_that_says_which(self, visit: Visit, dana: Visitor):
        named = replace(PASSAGE, language="de")
        visit.house.entries = (entry(1, Voice.PREPARED, "One in Deutsch may help.", evidence=(named,)),)

        page = dana.opens(f"/c/{TALK}")

        assert ("Read it in Deutsch", "/articles/de/parcels#not-received") in page.links
        assert 'hreflang="de"' in page.html

    def test_the_log_is_a_list_within_a_log_that_the_keyboard_reaches(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}")

        assert '<div role="log" aria-live="off" tabindex="0" aria-labelledby="log-name"><ol' in page.html

    @pytest.mark.parametrize("state", [State.ASSISTANT, State.RESOLVED])
    def test_a_person_is_one_press_away(self, visit: Visit, dana: Visitor, state: State):
        visit.house.state = state
        dana.opens(f"/c/{TALK}")

        page = dana.presses("A person instead")

        assert ("ask_for_person", "button") in visit.house.asked
        assert "The wait is about 4 minutes." in page.text

    def test_while_an_answer_is_made_a_link_looks_again(self, visit: Visit, dana: Visitor):
        visit.house.state, visit.house.writing = State.ASSISTANT, True

        page = dana.opens(f"/c/{TALK}")

        assert "The assistant is looking in our articles" in page.text
        assert ("Check for the answer", f"/c/{TALK}#latest") in page.links
        assert "http-equiv" not in page.html

    def test_refusing_the_assistant_is_one_press_and_so_is_the_way_back(self, visit: Visit, dana: Visitor):
        dana.opens(f"/c/{TALK}")

        dana.presses("Stop using the assistant")
        assert "Let the assistant answer" in dana.page.buttons
        dana.presses("Let the assistant answer")

        assert [("refuse_ai",), ("allow_ai",)] == visit.house.asked

    def test_this_did_not_help_names_the_act(self, visit: Visit, dana: Visitor):
        dana.opens(f"/c/{TALK}")

        dana.presses("This did not help Answer 1")

        assert [("did_not_help", ACT)] == visit.house.asked

    @pytest.mark.parametrize("path", [f"/c/{TALK}", f"/c/{TALK}/entries", f"/why/{ACT}", f"/why/{ACT}/receipt"])
    def test_a_stranger_finds_nothing(self, visit: Visit, dana: Visitor, path: str):
        visit.customer = STRANGER

        page = dana.opens(path)

        assert 404 == dana.status
        assert "4711-0923" not in page.text

    def test_somebody_without_any_conversation_finds_nothing(self, visit: Visit, dana: Visitor):
        visit.customer = None

        dana.opens(f"/c/{TALK}")

        assert 404 == dana.status


class TestWordsAreData:
    def test_markup_in_messages_is_shown_not_run(self, visit: Visit, dana: Visitor):
        visit.house.entries = tuple(
            entry(n, voice, "<script>alert(1)</script> <b onclick=x>", answer=1, act=ACT, who="<i>Ana")
            for n, voice in enumerate((Voice.CUSTOMER, Voice.ASSISTANT, Voice.PERSON, Voice.PREPARED), 1)
        )

        page = dana.opens(f"/c/{TALK}")

        assert [] == page.inline
        assert page.html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
        assert "<script>alert" not in page.html

    def test_direction_marks_cannot_turn_the_rest_of_the_page(self, visit: Visit, dana: Visitor):
        visit.house.entries = (
            entry(1, Voice.CUSTOMER, "\u202egnihtemos\nsecond"),
            entry(2, Voice.PERSON, "ok", who="\u202eAna"),
        )

        page = dana.opens(f"/c/{TALK}")

        assert '<p dir="auto">\u202egnihtemos<br>second</p>' in page.html
        assert "<bdi>\u202eAna</bdi>" in page.html

    def test_an_article_name_with_markup_stays_text(self, visit: Visit, dana: Visitor):
        lines = list(rich_entries())
        odd = replace(lines[1].evidence[0], title='"><script>', article="../a b", anchor="x&y")
        visit.house.entries = (replace(lines[1], evidence=(odd,)),)

        page = dana.opens(f"/c/{TALK}")

        assert [] == page.inline
        assert "/articles/en/../a%20b#x%26y" in [address for _, address in page.links]


class TestNothingIsLost:
    @pytest.mark.parametrize("path", ["/", f"/c/{TALK}"])
    def test_words_come_back_when_they_could_not_be_kept(self, visit: Visit, dana: Visitor, path: str):
        dana.opens(path)
        before = dana.page.form_with("Send").fields["client_id"]
        visit.house.failing = True

        page = dana.presses("Send", text="Please send it again <now>")

        assert 503 == dana.status
        assert "Please send it again <now>" in page.form_with("Send").fields["text"]
        assert before == page.form_with("Send").fields["client_id"]
        assert "nothing left this page" in page.text
        assert ("000 555 0101", "tel:0005550101") in page.links
        assert ("help@example.com", "mailto:help@example.com") in page.links

    def test_and_can_be_sent_from_there_once_it_works_again(self, visit: Visit, dana: Visitor):
        dana.opens(f"/c/{TALK}")
        visit.house.failing = True
        dana.presses("Send", text="Please send it again")
        visit.house.failing = False

        dana.presses("Send", text="Please send it again")

        assert f"/c/{TALK}" == dana.at
        assert 1 == len([asked for asked in visit.house.asked if asked[0] == "say"])

    def test_asking_for_a_person_when_nothing_can_be_kept_shows_the_other_ways(self, visit: Visit, dana: Visitor):
        visit.house.state = State.ASSISTANT
        dana.opens("/")
        visit.house.failing = True

        page = dana.presses("A person instead")

        assert 503 == dana.status
        assert "000 555 0101" in page.text

    def test_too_long_a_message_comes_back_whole(self, dana: Visitor):
        dana.opens(f"/c/{TALK}")

        page = dana.presses("Send", text="a" * 20_001)

        assert 422 == dana.status
        assert 20_001 == len(page.form_with("Send").fields["text"])
        assert "too long" in page.text

    def test_an_expired_form_gives_the_words_back(self, dana: Visitor):
        dana.opens(f"/c/{TALK}")
        dana.client.cookies.clear()

        page = dana.presses("Send", text="My long story")

        assert 403 == dana.status
        assert "My long story" in page.text
        assert "Your words, to keep" in page.text


class TestLiveAnswers:
    def test_a_message_sent_by_script_brings_the_new_entries(self, visit: Visit, dana: Visitor):
        fields = dana.opens(f"/c/{TALK}").form_with("Send").fields

        response = dana.client.post(
            f"/c/{TALK}/say", {**fields, "text": "Hello", "after": "9"}, headers={"X-Live": "1"}
        )

        assert 201 == response.status_code
        assert 'data-number="11"' in response.content.decode()
        assert 'data-number="9"' not in response.content.decode()
        assert 'data-state="person"' in response.content.decode()

    def test_a_refusal_to_a_script_is_one_sentence(self, dana: Visitor):
        fields = dana.opens(f"/c/{TALK}").form_with("Send").fields

        response = dana.client.post(f"/c/{TALK}/say", {**fields, "text": ""}, headers={"X-Live": "1"})

        assert (422, "Write a message first, then send it.") == (response.status_code, response.content.decode())

    @pytest.mark.parametrize("after", ["-1", "x", "9" * 40, ""])
    def test_an_odd_cursor_brings_everything(self, dana: Visitor, after: str):
        response = dana.client.get(f"/c/{TALK}/entries?after={after}")

        assert 9 == response.content.decode().count("data-number=")


class TestWhy:
    def test_shows_reasons_evidence_and_what_was_seen(self, dana: Visitor):
        page = dana.opens(f"/why/{ACT}?c={TALK}")

        assert "This is an everyday question, so the assistant tried to answer it." in page.text
        assert '<mark class="mask">[ORDER_1]</mark>' in page.html
        assert ("Parcels › Marked delivered, not received", "/articles/en/parcels#not-received") in page.links
        assert "R12" in page.text
        assert {"Ask a person", "This did not help"} <= set(page.buttons)

    def test_the_receipt_is_a_file(self, dana: Visitor):
        dana.opens(f"/why/{ACT}/receipt")

        assert 'attachment; filename="receipt-act1.txt"' == dana.response["Content-Disposition"]
        assert f"receipt of {ACT}\n" == dana.response.content.decode()


class TestTheDesk:
    @pytest.mark.parametrize("path", DESK_PAGES)
    def test_nobody_reads_it_without_signing_in(self, visit: Visit, dana: Visitor, path: str):
        response = dana.client.get(path)

        assert 302 == response.status_code
        assert response["Location"].startswith("/desk/sign-in?next=%2Fdesk")

    def test_lists_have_names_and_counts(self, ana: Visitor):
        page = ana.opens("/desk?view=sensitive")

        assert ("Waiting 1", "/desk?view=waiting") in page.links
        assert ("With the assistant 1", "/desk?view=assistant") in page.links

    def test_an_unknown_list_is_the_first_one(self, ana: Visitor):
        assert (1, "Waiting") in ana.opens("/desk?view=%3Cscript%3E").headings

    def test_a_case_shows_everything_and_the_note_apart(self, ana: Visitor):
        page = ana.opens(f"/desk/c/{TALK}")

        assert (1, "Parcel not received") in page.headings
        assert "Internal note Ana" in " ".join(name for _, name in page.headings)
        assert "reason in full of answer 1" in [name for name, _ in page.links]
        assert {"Brief", "Consent", "Handling", "Suggested passages"} <= {name for _, name in page.headings}

    def test_a_suggested_passage_goes_into_the_reply_by_link(self, ana: Visitor):
        page = ana.opens(f"/desk/c/{TALK}")
        address = next(to for name, to in page.links if name == "Put into the reply (passage 2)")

        page = ana.opens(f"/desk/c/{TALK}{address.split('#')[0]}")

        assert "A refund takes three to five working days." == page.form_with("Send").fields["text"]

    def test_a_reply_carries_the_version_that_was_read(self, visit: Visit, ana: Visitor):
        ana.opens(f"/desk/c/{TALK}")

        ana.presses("Send", text="On its way.")

        assert [("reply", "On its way.", 7)] == visit.house.asked

    def test_an_overtaken_reply_comes_back_with_what_is_new(self, visit: Visit, ana: Visitor):
        ana.opens(f"/desk/c/{TALK}")
        visit.house.overtaken = True
        visit.house.entries = (*visit.house.entries, entry(11, Voice.CUSTOMER, "It has come!"))

        page = ana.presses("Send", text="On its way.")

        assert 409 == ana.status
        assert "On its way." == page.form_with("Send").fields["text"]
        assert "Customer new" in " ".join(name for _, name in page.headings)
        assert "Something new came in while you wrote" in page.text

    def test_taking_over_and_being_too_late(self, visit: Visit, ana: Visitor):
        visit.house.mine = False
        ana.opens(f"/desk/c/{TALK}")
        visit.house.overtaken = True

        page = ana.presses("Take over")

        assert 409 == ana.status
        assert "It was taken already" in page.text

    @pytest.mark.parametrize(
        ("button", "deed"), [("Resolve", "resolve"), ("Return to the assistant", "return_to_ai")]
    )
    def test_other_deeds_are_one_press(self, visit: Visit, ana: Visitor, button: str, deed: str):
        ana.opens(f"/desk/c/{TALK}")

        ana.presses(button)

        assert [(deed,)] == visit.house.asked

    def test_a_note_is_kept_as_a_note(self, visit: Visit, ana: Visitor):
        ana.opens(f"/desk/c/{TALK}")

        ana.presses("Keep the note", text="Called the depot.")

        assert [("note", "Called the depot.")] == visit.house.asked

    def test_an_unknown_case_is_a_calm_page(self, ana: Visitor):
        assert "This page is not here" in ana.opens("/desk/c/nothing").text
        assert 404 == ana.status


class TestStopping:
    @pytest.mark.parametrize("path", DESK_PAGES)
    def test_the_way_to_stop_is_on_every_desk_page(self, ana: Visitor, path: str):
        assert ("Stop the assistant", "/desk/stop") in ana.opens(path).links

    def test_one_stops_and_two_start(self, visit: Visit, ana: Visitor):
        ana.opens("/desk/stop")

        page = ana.presses("Stop the assistant now", reason="An article is wrong")
        assert "The assistant is stopped. Every message goes to people now." in page.text
        assert "Assistant stopped" in page.text
        page = ana.presses("Ask to start again (everything)")
        assert "A second person must agree." in page.text
        assert "Agree: start again (everything)" not in page.buttons

        assert [("stop_ai", "all", "An article is wrong"), ("start_ai", "s1")] == visit.house.asked

    @pytest.mark.parametrize("typed", [{"reason": ""}, {"reason": "x", "scope": "everywhere"}])
    def test_a_stop_wants_a_reason_and_a_scope(self, visit: Visit, ana: Visitor, typed: dict[str, str]):
        ana.opens("/desk/stop")

        page = ana.presses("Stop the assistant now", **typed)

        assert 422 == ana.status
        assert "It was not stopped" in page.text
        assert [] == visit.house.asked


class TestEveryPage:
    @pytest.mark.parametrize("path", CUSTOMER_PAGES + DESK_PAGES)
    def test_is_sound(self, visit: Visit, ana: Visitor, path: str):
        """One first-level heading, no level skipped, ids once, every field labelled, nothing inline."""
        visit.colleague = visit.colleague if path.startswith("/desk") else None

        page = ana.opens(path)

        levels = [level for level, _ in page.headings]
        assert 1 == levels.count(1)
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        assert len(set(page.ids)) == len(page.ids)
        assert [] == page.inline
        for tag, given in page.fields:
            wrapped = given.get("type") in {"hidden", "radio"}
            assert wrapped or given.get("id") in page.labelled, (tag, given)
        assert all(name for name, _ in page.links)
        assert all(page.buttons)
        assert "no-store" == ana.response["Cache-Control"]

    @pytest.mark.parametrize("path", CUSTOMER_PAGES)
    def test_of_a_customer_has_the_person_at_the_end_of_the_header(self, visit: Visit, dana: Visitor, path: str):
        visit.house.state = State.ASSISTANT

        page = dana.opens(path)

        header = page.html[: page.html.index("</header>")]
        assert "A person instead</button></form></div>" in header.replace("\n", "")

    def test_of_a_customer_stays_small(self, dana: Visitor):
        """The whole page with style, script and picture is at most 40 kB without compression."""
        from pathlib import Path

        import fairdesk.web

        static = Path(fairdesk.web.__file__).parent / "static"
        parts = sum((static / name).stat().st_size for name in ("fairdesk.css", "live.js", "favicon.svg"))

        assert parts + len(dana.opens("/").html.encode()) <= 40_000
        assert parts + len(dana.opens(f"/c/{TALK}").html.encode()) <= 40_000
