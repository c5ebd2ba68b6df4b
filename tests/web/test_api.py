"""The JSON API over real HTTP: the whole way of a conversation, its events, its errors, and its own description."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import httpx
import pytest

from fairdesk.web.wire import TITLES
from tests.server import RunningDesk
from tests.web.guests import Guest, Program

QUESTION = "How long do I have to send an umbrella back?"
UNKNOWN = "Can I bring my canoe to your shop on a Tuesday?"


@pytest.fixture
def program(served: RunningDesk) -> Program:
    """A program with a conversation in English."""
    return Program(served.address)


@pytest.fixture
def cleo(colleagues: dict[str, Guest]) -> Guest:
    """The manager, signed in."""
    return colleagues["Cleo"]


@pytest.fixture
def anybody(served: RunningDesk):
    """A program without a token."""
    with httpx.Client(base_url=f"{served.address}/api/v1", trust_env=False) as http:
        yield http


class TestAConversation:
    def test_begins_with_the_notice_in_the_nearest_language(self, served):
        started = Program(served.address, "de-AT").started

        assert {"conversation", "token", "language", "notice"} == set(started)
        assert "de" == started["language"]
        assert 2 == len(started["notice"])

    @pytest.mark.parametrize("language", ["xx", "", "\0", "en-" + "x" * 30])
    def test_in_no_language_of_ours_begins_in_english(self, served, language):
        assert "en" == Program(served.address, language).started["language"]

    def test_is_answered_with_its_source_and_says_that_it_is_ai(self, program):
        sent = program.sends(QUESTION)

        question, answer = program.reads()["entries"]
        assert 201 == sent.status_code
        assert 1 == sent.json()["number"]
        assert ("customer", False, QUESTION) == (question["voice"], question["from_ai"], question["text"])
        assert ("assistant", True, "Assistant (AI)") == (answer["voice"], answer["from_ai"], answer["label"])
        assert answer["evidence"][0]["url"].startswith("/articles/en/")
        assert answer["evidence"][0]["quote"]

    def test_is_read_from_a_number_on(self, program):
        program.sends(QUESTION)

        assert [2] == [entry["number"] for entry in program.reads(after=1)["entries"]]
        assert [] == program.reads(after=2)["entries"]

    def test_reaches_a_person_when_asked(self, program):
        program.sends(QUESTION)

        asked = program.http.post(f"/conversations/{program.id}/person")

        assert 200 == asked.status_code
        assert "waiting" == asked.json()["state"]
        assert asked.json()["queue"]["says"]
        assert program.http.post(f"/conversations/{program.id}/person").json()["entries"] == asked.json()["entries"]

    def test_that_refuses_the_ai_gets_people_only(self, program):
        refused = program.http.post(f"/conversations/{program.id}/people-only")
        program.sends(QUESTION)

        assert refused.json()["ai_refused"]
        assert "waiting" == program.reads()["state"]
        assert [] == program.said("assistant")

    def test_hands_over_what_no_article_answers(self, program):
        program.sends(UNKNOWN)
        program.sends(UNKNOWN + " Please.")

        assert "waiting" == program.reads()["state"]


class TestAMessage:
    def test_sent_again_is_harmless(self, program):
        client_id = uuid.uuid4().hex

        numbers = [program.sends(QUESTION, client_id).json()["number"] for _ in range(3)]

        assert [1, 1, 1] == numbers
        assert [QUESTION] == program.said("customer")
        assert 1 == len(program.said("assistant"))

    def test_with_the_id_of_one_in_another_conversation_of_ones_own_is_refused(self, served, program):
        """One token opens one conversation; by the web a customer has several, and the id is the customer's."""
        client_id = uuid.uuid4().hex
        other = Program(served.address)

        assert [201, 201] == [each.sends(QUESTION, client_id).status_code for each in (program, other)]

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("a\0b\x07c", "abc"),
            ("  two\nlines\t ", "two\nlines"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("\u202eabc\u2066", "\u202eabc\u2066"),
            ("x" * 20_000, "x" * 20_000),
            ("👩\u200d👧 שלום مرحبا 你好", "👩\u200d👧 שלום مرحبا 你好"),
        ],
        ids=["controls", "ends", "markup", "bidi", "20,000 characters", "scripts"],
    )
    def test_is_kept_as_it_was_written_but_for_controls(self, program, text, kept):
        body = {"text": text, "client_message_id": uuid.uuid4().hex}

        sent = program.http.post(f"/conversations/{program.id}/messages", json=body)

        assert 201 == sent.status_code
        assert [kept] == program.said("customer")


class TestWhy:
    def test_is_the_computed_reason_with_what_the_assistant_saw(self, program):
        program.sends("How long do I have to send it back? Write to kim@example.org")
        act = program.reads()["entries"][-1]["act"]

        why = program.http.get(f"/acts/{act}/why", params={"language": "de"}).json()

        assert act == why["act"]
        assert "kim@example.org" not in json.dumps(why)
        assert "send it back" in why["masked"]
        assert "turn" == why["because"]["step"]
        assert {"routing", "release"} <= set(why["guidelines"])

    def test_of_a_decision_about_money_says_who_decided_and_what_would_have_paid(self, served, program, cleo):
        act = refused_money(program, cleo)

        why = program.http.get(f"/acts/{act}/why").json()

        assert ("refund", "refused", 30.0, "person", "Cleo", "Thirty days are over.") == tuple(
            why["decision"].values()
        )
        assert ["The time to send it back is over."] == why["says"]
        assert "refund.person_refused" == why["because"]["code"]
        assert "guideline.refund" in why["guidelines"]
        assert "at most 30 days old" in why["record"]["otherwise"]
        assert 404 == Program(served.address).http.get(f"/acts/{act}/why").status_code

    def test_the_receipt_verifies_offline(self, served, program, tmp_path):
        program.sends(QUESTION)
        receipt = program.http.get(f"/acts/{program.reads()['entries'][-1]['act']}/receipt")
        file = tmp_path / "receipt.txt"
        file.write_text(receipt.text)

        checked = served.command("ledger", "check", str(file))

        assert 200 == receipt.status_code
        assert 0 == checked.returncode, checked.stderr
        assert "The receipt holds" in checked.stdout


class TestAppeal:
    def test_reaches_people_once_with_the_words(self, program):
        program.sends(QUESTION)
        act = program.reads()["entries"][-1]["act"]

        for _ in range(2):
            told = program.http.post(f"/acts/{act}/appeal", json={"text": "Look again."}).json()

        assert "waiting" == told["state"]
        assert [QUESTION, "Look again."] == program.said("customer")
        assert 1 == [entry["event"] for entry in program.reads()["entries"]].count("appealed")

    def test_of_a_decision_about_money(self, program, cleo):
        act = refused_money(program, cleo)

        assert 200 == program.http.post(f"/acts/{act}/appeal", json={"text": "It came late."}).status_code

        assert "money_appealed" in [entry["event"] for entry in program.reads()["entries"]]
        assert "It came late." == program.said("customer")[-1]
        told = program.http.get(f"/acts/{act}/appeal").json()
        assert ("open", 1, None) == (told["state"], told["round"], told["outcome"])
        assert "Cleo" == told["decides"], "nobody else at this desk may decide about money: she, a day later"

    def test_says_who_decides_until_when_and_then_how_it_ended(self, served, program, cleo):
        program.sends(QUESTION)
        act, stranger = program.reads()["entries"][-1]["act"], Program(served.address)
        is_problem(program.http.get(f"/acts/{act}/appeal"), 404)
        program.http.post(f"/acts/{act}/appeal", json={})

        told = program.http.get(f"/acts/{act}/appeal").json()
        assert ("open", "") == (told["state"], told["words"])
        assert told["decides"]
        assert told["until"] > told["at"][:10]
        cleo.opens("/desk/appeals")
        cleo.posts(f"/desk/appeals/{act}/take")
        cleo.opens(f"/desk/c/{program.id}")
        cleo.presses("Decide and tell the customer", outcome="upheld", sentence="It is five days, as it said.")

        told = program.http.get(f"/acts/{act}/appeal").json()
        assert ("decided", "upheld", "Cleo", "It is five days, as it said.", True) == (
            told["state"], told["outcome"], told["who"], told["words"], told["may_be_repeated"],
        )  # fmt: skip
        is_problem(stranger.http.get(f"/acts/{act}/appeal"), 404)

    def test_is_its_own_customer_s(self, served, program):
        program.sends(QUESTION)
        act, stranger = program.reads()["entries"][-1]["act"], Program(served.address)

        for theirs in (act, "nobody", "x" * 3000):
            is_problem(stranger.http.post(f"/acts/{theirs}/appeal", json={}), 404)
        assert "assistant" == program.reads()["state"]

    def test_with_too_many_words_is_refused_before_anything_is_kept(self, program):
        program.sends(QUESTION)
        act = program.reads()["entries"][-1]["act"]

        is_problem(program.http.post(f"/acts/{act}/appeal", json={"text": "a" * 5001}), 422)
        assert "assistant" == program.reads()["state"]


def refused_money(program: Program, cleo: Guest) -> str:
    """Let Cleo take a program's conversation and refuse a refund in it; return the act."""
    program.sends("A human please, I do not want it any more")
    cleo.opens(f"/desk/c/{program.id}")
    cleo.presses("Take over")
    cleo.opens(f"/desk/c/{program.id}/money")
    late = {"kind": "refund", "amount": "30", "order_age_days": "31", "times_before": "0", "trouble": "changed_mind"}
    cleo.presses("Let the rule decide", **late, proof="none")
    cleo.presses("Decide", outcome="refuse", words="Thirty days are over.")
    return next(entry["act"] for entry in program.reads()["entries"] if entry["event"] == "money_refused")


class TestEvents:
    def test_come_with_the_numbers_of_the_entries(self, program):
        program.sends(QUESTION)

        with program.listens() as events:
            heard = [next(events) for _ in range(3)]

        assert ["entry", "entry", "status"] == [event.kind for event in heard]
        assert ["1", "2"] == [event.id for event in heard[:2]]
        assert program.reads()["entries"] == [event.data for event in heard[:2]]
        assert {"state": "assistant", "writing": False, "assistant_on": True} == heard[2].data

    def test_continue_where_the_stream_broke_without_loss_or_doubling(self, program):
        """Cut after every single event, and go on with its id, while messages keep coming."""
        heard: list[int] = []
        for n in range(6):
            program.sends(f"{QUESTION} {n}")
            last = heard[-1] if heard else None
            with program.listens(last) as events:
                heard.append(int(next(event for event in events if event.kind == "entry").id))
        entries = [entry["number"] for entry in program.reads()["entries"]]

        while heard[-1] < entries[-1] and len(heard) <= len(entries):
            with program.listens(heard[-1]) as events:
                heard.append(int(next(event for event in events if event.kind == "entry").id))

        assert entries == heard

    @pytest.mark.parametrize("last", ["", "x", "-1", "1.5", "9" * 400, "\xb2"])
    def test_after_something_that_is_no_number_begin_at_the_beginning(self, program, last):
        program.sends(QUESTION)
        headers = {"Last-Event-ID": last.encode("latin-1")}

        with program.http.stream("GET", f"/conversations/{program.id}/events", headers=headers) as stream:
            first = next(line for line in stream.iter_lines() if line.startswith("id:"))

        assert "id: 1" == first

    def test_after_can_be_a_question_in_the_address(self, program):
        program.sends(QUESTION)

        with program.listens(after=1) as events:
            assert "2" == next(events).id


class TestErrors:
    """Every one is problem details (RFC 9457), whoever refused: the API, the framework before it, or the streams."""

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/conversations/{id}", 401),
            ("GET", "/conversations/{id}/events", 401),
            ("POST", "/conversations/{id}/messages", 401),
            ("GET", "/acts/x/why", 401),
            ("POST", "/acts/x/appeal", 401),
            ("GET", "/rights", 401),
            ("GET", "/rights/x", 401),
            ("GET", "/nothing", 404),
            ("GET", "/conversations/{id}/nothing", 404),
            ("DELETE", "/conversations", 405),
            ("PUT", "/conversations/{id}/messages", 405),
        ],
    )
    def test_without_a_token(self, anybody, program, method, path, status):
        is_problem(anybody.request(method, path.format(id=program.id)), status)

    @pytest.mark.parametrize("token", ["x", "x" * 8000, "\x01", "é", "address:abc", "Bearer x"])
    def test_with_a_token_that_is_none(self, anybody, program, token):
        headers = {"Authorization": b"Bearer " + token.encode()}

        for path in (f"/conversations/{program.id}", f"/conversations/{program.id}/events"):
            is_problem(anybody.get(path, headers=headers), 401)

    @pytest.mark.parametrize("id", ["nobody", "%00", "%ff", "x" * 3000])
    def test_for_what_is_not_there(self, program, id):
        for path in (f"/conversations/{id}", f"/conversations/{id}/events", f"/acts/{id}/why", f"/acts/{id}/receipt"):
            is_problem(program.http.get(path), 404)

    def test_a_stream_is_only_read(self, program):
        is_problem(program.http.post(f"/conversations/{program.id}/events"), 405)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 422), (b"{", 400), (b"[[[[", 400), (b"[" * 100_000, 400), (b"[]", 422), (b"null", 422), (b'"x"', 422),
            (b"\xff\xfe", 400), (b'{"text": "\xff", "client_message_id": "abcdefgh"}', 400),
            (b'{"text": 1, "client_message_id": []}', 422), (b'{"text": NaN}', 422), (b'{"text": "x"}', 422),
            (b'{"text": "", "client_message_id": "abcdefgh"}', 422),
            (b'{"text": "\\u200b\\u202e", "client_message_id": "abcdefgh"}', 422),
            (b'{"text": "x", "client_message_id": "short"}', 422),
            (b'{"text": "x", "client_message_id": "abcd\\u0000efgh"}', 422),
            (b'{"text": "\\ud800", "client_message_id": "abcdefgh"}', 422),
            (b'{"text": "x", "client_message_id": "abc\\ud800defgh"}', 422),
            (b'{"text": "' + b"x" * 20_001 + b'", "client_message_id": "abcdefgh"}', 422),
            (b'{"text": "' + b"x" * 200_000 + b'", "client_message_id": "abcdefgh"}', 422),
            (b'{"text": "' + b"x" * 2_000_000 + b'", "client_message_id": "abcdefgh"}', 413),
            (b"text=x&client_message_id=abcdefgh", 400),
        ],
    )  # fmt: skip
    def test_for_a_body_that_is_none(self, program, body, status):
        path, headers = f"/conversations/{program.id}/messages", {"Content-Type": "application/json"}

        refused = program.http.post(path, content=body, headers=headers)

        is_problem(refused, status)
        assert "xxx" not in refused.text, "what was sent must not be repeated"
        assert [] == program.reads()["entries"]

    @pytest.mark.parametrize("after", ["x", "1.5", "9" * 5000, "%00"])
    def test_for_a_number_that_is_none(self, program, after):
        is_problem(program.http.get(f"/conversations/{program.id}?after={after}"), 422)

    @pytest.mark.parametrize("after", ["-1", "9" * 18, "9" * 30])
    def test_a_number_beyond_everything_is_no_error(self, program, after):
        assert 200 == program.http.get(f"/conversations/{program.id}?after={after}").status_code

    def test_say_what_to_do_now(self, program):
        assert "write your question first" in program.sends("").json()["detail"]


def is_problem(response: httpx.Response, status: int) -> None:
    """Check that a response is problem details as RFC 9457 has them."""
    assert status == response.status_code, response.text[:300]
    assert "application/problem+json" == response.headers["Content-Type"]
    told = response.json()
    assert {"type", "title", "status", "detail"} == set(told)
    assert (TITLES[status], status) == (told["title"], told["status"])
    assert told["detail"]
    assert "Traceback" not in response.text


class TestItsDescription:
    @pytest.fixture
    def document(self, anybody):
        return anybody.get("/openapi.json").json()

    def test_names_every_address_the_streams_too(self, document):
        assert {
            "/api/v1/conversations",
            "/api/v1/conversations/{conversation}",
            "/api/v1/conversations/{conversation}/messages",
            "/api/v1/conversations/{conversation}/events",
            "/api/v1/conversations/{conversation}/person",
            "/api/v1/conversations/{conversation}/people-only",
            "/api/v1/acts/{act}/why",
            "/api/v1/acts/{act}/receipt",
            "/api/v1/acts/{act}/appeal",
            "/api/v1/how-our-ai-works",
            "/api/v1/consents",
            "/api/v1/consents/{purpose}",
            "/api/v1/consents/{number}/receipt",
            "/api/v1/notices/{version}",
            "/api/v1/privacy",
            "/api/v1/export",
            "/api/v1/rights",
            "/api/v1/rights/{id}",
            "/api/v1/rights/{id}/certificate",
        } == set(document["paths"])

    def test_describes_events_with_their_type_and_the_header_that_continues_them(self, document):
        events = document["paths"]["/api/v1/conversations/{conversation}/events"]["get"]

        assert ["text/event-stream"] == list(events["responses"]["200"]["content"])
        assert {"conversation", "after", "Last-Event-ID"} == {each["name"] for each in events["parameters"]}
        assert events["security"]

    def test_every_error_is_problem_details(self, document):
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                errors = {code: said for code, said in operation["responses"].items() if code >= "400"}
                assert errors, f"{method} {path} names no error"
                for code, said in errors.items():
                    assert ["application/problem+json"] == list(said["content"]), f"{method} {path} {code}"

    def test_every_reference_leads_somewhere(self, document):
        named = set(document["components"]["schemas"])

        assert references(document) <= {f"#/components/schemas/{name}" for name in named}
        assert document["openapi"].startswith("3.")

    def test_is_valid(self, document):
        validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed")

        validator.validate(document)


def references(node: object) -> set[str]:
    """Return every $ref in a JSON document."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(each) for each in node.values()))
    return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()


class TestWhatIsKept:
    def test_is_three_lists_with_who_looked(self, program):
        program.sends(QUESTION)

        seen = program.http.get("/privacy", params={"language": "de"}).json()

        assert {"given", "observed", "inferred", "looks", "conversations", "restricted", "goes", "recipients"} == set(
            seen
        )
        assert QUESTION == seen["given"][0]["items"][0]["text"]
        assert ("contest", False, []) == (seen["inferred"][0]["asks"], seen["restricted"], seen["looks"])
        assert program.id == seen["conversations"][0]["id"]
        json.dumps(seen)

    def test_page_by_page(self, program):
        program.sends(QUESTION)

        one = program.http.get("/privacy", params={"kind": "messages"}).json()

        assert (["messages"], []) == ([group["code"] for group in one["given"]], one["inferred"])
        assert 422 == program.http.get("/privacy", params={"kind": "shoes"}).status_code

    def test_as_a_copy_it_is_a_zip_that_nobody_stores(self, program):
        program.sends(QUESTION)

        answer = program.http.get("/export")

        assert (200, "application/zip", "no-store") == (
            answer.status_code, answer.headers["Content-Type"], answer.headers["Cache-Control"],
        )  # fmt: skip
        with zipfile.ZipFile(io.BytesIO(answer.content)) as copy:
            assert QUESTION in copy.read("data/messages.jsonl").decode()

    def test_is_told_to_its_own_customer_alone(self, program, anybody, served):
        program.sends(QUESTION)

        for address in ("/privacy", "/export"):
            assert 401 == anybody.get(address).status_code
            assert 401 == anybody.get(address, headers={"Authorization": "Bearer made-up"}).status_code
        assert QUESTION not in Program(served.address).http.get("/privacy").text
