"""Pages say what happened and what to do now, in the reader's language, and never show our insides."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fairdesk.nouns import BadInput, DeskError, NotFound, Overtaken, Refused, Unavailable
from fairdesk.rendering import bad_request, calm, colleague_only, django_code, fresh_id, page, role_required
from tests.web.fake_house import TALK, Person, Visit
from tests.web.visiting import Visitor

pytest_plugins = ["tests.web.visiting"]

ERRORS = [Refused, NotFound, Overtaken, Unavailable, BadInput]


def request_of(path: str = "/", colleague: Person | None = None, language: str = "en") -> object:
    request = RequestFactory().get(path)
    request.colleague, request.language, request.company = colleague, language, None  # type: ignore[attr-defined]
    return request


class TestProblems:
    @pytest.mark.parametrize("kind", ERRORS)
    def test_each_error_is_a_calm_page_with_its_status_and_a_way_on(self, visit: Visit, kind: type[DeskError]):
        @calm
        def view(request: object) -> HttpResponse:
            raise kind("inner words: conversation 77 of table x")

        response = view(request_of())

        assert kind.http_status == response.status_code
        assert b"inner words" not in response.content
        assert b'href="/"' in response.content

    def test_a_colleague_reads_the_errors_own_words(self, visit: Visit):
        @calm
        def view(request: object) -> HttpResponse:
            raise Refused("you may not resolve this; ask Bo")

        response = view(request_of("/desk", Person()))

        assert b"you may not resolve this; ask Bo" in response.content

    def test_a_fault_of_ours_shows_no_insides(self, dana: Visitor):
        page = dana.opens("/broken")

        assert 500 == dana.status
        assert "Something went wrong on our side" in page.text
        assert "nobody may read" not in page.html
        assert "Traceback" not in page.html
        assert "000 555 0101" in page.text

    def test_an_error_of_the_desks_own_kind_is_not_swallowed_with_others(self, visit: Visit):
        @calm
        def view(request: object) -> HttpResponse:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            view(request_of())

    def test_what_is_too_big_is_said_to_be_too_big(self, visit: Visit):
        class RequestDataTooBig(Exception):
            pass

        assert 413 == bad_request(request_of(), RequestDataTooBig()).status_code  # type: ignore[arg-type]
        assert 400 == bad_request(request_of(), ValueError()).status_code  # type: ignore[arg-type]

    def test_two_megabytes_are_refused_politely(self, dana: Visitor):
        dana.opens(f"/c/{TALK}")

        dana.presses("Send", text="a" * 2_000_000)

        assert dana.status in {403, 413}
        assert "<h1>" in dana.page.html

    def test_bytes_that_are_no_utf8_are_no_fault(self, visit: Visit, dana: Visitor):
        fields = dana.opens(f"/c/{TALK}").form_with("Send").fields
        body = f"csrfmiddlewaretoken={fields['csrfmiddlewaretoken']}&text=".encode() + b"%ff%feHello"

        response = dana.client.post(f"/c/{TALK}/say", body, content_type="application/x-www-form-urlencoded")

        assert 302 == response.status_code
        assert "Hello" in str(visit.house.asked[-1][1])

    def test_a_method_that_is_not_offered_is_405(self, dana: Visitor):
        assert 405 == dana.client.get(f"/c/{TALK}/say").status_code


class TestWhoMay:
    def test_a_form_sent_after_signing_out_leads_to_the_desk_not_to_the_form(self, visit: Visit):
        request = RequestFactory().post("/desk/c/1/reply")

        response = colleague_only(lambda request: HttpResponse())(request)

        assert response["Location"].endswith("?next=%2Fdesk")

    def test_a_role_that_may_not_is_refused_with_a_way_on(self, visit: Visit):
        guarded = role_required(lambda colleague: colleague.role == "admin", "change the company")(
            lambda request: HttpResponse()
        )

        with pytest.raises(Refused, match="change the company; ask a colleague who may"):
            guarded(request_of("/desk", Person()))

    def test_nobody_is_sent_to_sign_in_before_roles_are_asked(self, visit: Visit):
        guarded = role_required(lambda colleague: colleague.role == "admin", "x")(lambda request: HttpResponse())

        assert 302 == guarded(request_of("/desk")).status_code


class TestLanguages:
    def test_arabic_runs_from_the_right(self, dana: Visitor):
        page = dana.opens(f"/c/{TALK}?lang=ar")

        assert ("ar", "rtl") == (page.roots["lang"], page.roots["dir"])

    def test_the_desk_is_english(self, ana: Visitor):
        page = ana.opens("/desk?lang=ar")

        assert ("en", "ltr") == (page.roots["lang"], page.roots["dir"])

    def test_an_unknown_language_is_english(self, visit: Visit):
        assert b'<html lang="en"' in page(request_of(language="xx"), "problem.html", {"status": 404}).content  # type: ignore[arg-type]

    def test_every_language_is_offered_by_its_own_name(self, dana: Visitor):
        page = dana.opens("/")

        assert {("Deutsch", "?lang=de"), ("العربية", "?lang=ar"), ("中文", "?lang=zh")} <= set(page.links)

    def test_the_framework_knows_chinese_by_its_script(self):
        assert ("zh-hans", "de") == (django_code("zh"), django_code("de"))


def test_fresh_ids_differ_and_tell_nothing() -> None:
    ids = {fresh_id() for _ in range(1000)}

    assert 1000 == len(ids)
    assert {32} == {len(one) for one in ids}
