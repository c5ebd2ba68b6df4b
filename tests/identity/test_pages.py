"""The pages of identity: links that previews cannot burn, forms that lose nothing, doors that stay shut for strangers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from fairdesk.database import writing
from fairdesk.desk.keyboard import Keyboard
from fairdesk.identity import records
from fairdesk.identity.company import Company, Logo, form_of
from fairdesk.identity.pages import urls
from fairdesk.identity.verify import LINK_LASTS
from fairdesk.nouns import ColleagueId
from fairdesk.settings import Settings

pytestmark = pytest.mark.usefixtures("folder", "alone")

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def _elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("elsewhere")


_OTHERS = (
    "desk", "desk-appeals", "incidents", "stop", "what-we-keep", "new", "practice", "mfa_login_webauthn", "mfa_index",
    "account_login",
)  # fmt: skip
urlpatterns = [*urls, *(path(f"elsewhere/{name}", _elsewhere, name=name) for name in _OTHERS)]


def keep(company: Company) -> None:
    with writing():
        records.keep_company(company, AT)


class Doors:
    """The least a request needs: a house with a clock, the colleague of the session, a company."""

    now = AT

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        request.house = SimpleNamespace(
            now=lambda: Doors.now,
            settings=Settings(),
            stops=lambda _colleague: (),
            keyboard=lambda _colleague: Keyboard(),
            alarms=lambda _colleague: (),
            change_company=lambda _by, company: keep(company),
            laws=lambda: (("US-CA", "California Consumer Privacy Act"),),
        )
        request.language = "en"
        request.colleague = records.colleague(request.user.pk) if request.user.is_authenticated else None
        request.company = SimpleNamespace(name="Example Ltd", telephone="", relay="", email="", logo="")
        return self._answer(request)


@pytest.fixture
def alone() -> Iterator[None]:
    """This room's pages without the rest of the house."""
    from django.conf import settings

    middleware = [name for name in settings.MIDDLEWARE if not name.startswith("fairdesk.")]
    Doors.now = AT
    with override_settings(
        ROOT_URLCONF=sys.modules[__name__],
        MIDDLEWARE=[*middleware, f"{__name__}.Doors"],
        ALLOWED_HOSTS=["testserver"],
    ):
        yield


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=False)


def hire(name: str = "robin", role: str = "manager") -> ColleagueId:
    with writing():
        return records.add_colleague(name, name.capitalize(), role)


def link(user: ColleagueId) -> str:
    with writing():
        return f"/desk/sign-in/{records.new_signin(user, AT, LINK_LASTS)}"


def signed_in(client: Client, role: str = "manager") -> Client:
    client.post(link(hire(role=role)))
    return client


def kept_company() -> Company:
    found = records.read_company()
    assert found
    return found


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


class TestSignIn:
    def test_explains_the_link_and_asks_for_no_password(self, client: Client) -> None:
        said = text_of(client.get("/desk/sign-in"))

        assert "fairdesk colleague link NAME" in said
        assert "password" not in re.findall(r'type="(\w+)"', said)
        assert "Sign in with a passkey" in said

    def test_looking_at_a_link_does_not_use_it_up(self, client: Client) -> None:
        address = link(hire())

        for _preview in range(3):
            assert "Sign in as Robin" in text_of(client.get(address))
        client.head(address)

        assert 302 == client.post(address).status_code

    def test_pressing_the_button_signs_in_and_puts_on_duty(self, client: Client) -> None:
        answer = client.post(link(hire()))

        assert (302, "/desk") == (answer.status_code, answer["Location"])
        assert 200 == client.get("/desk/company").status_code
        assert 1 == records.people_on_duty(AT)

    def test_a_link_used_twice_says_so_and_signs_nobody_in(self, client: Client) -> None:
        address = link(hire())
        client.post(address)

        thief = Client()
        answer = thief.post(address)

        assert 403 == answer.status_code
        assert "used already; if that was not you" in text_of(answer)
        assert 302 == thief.get("/desk/company").status_code

    def test_an_old_link_says_that_it_is_old(self, client: Client) -> None:
        address = link(hire())
        Doors.now = AT + LINK_LASTS

        assert "too old" in text_of(client.get(address))
        assert 403 == client.post(address).status_code

    @pytest.mark.parametrize("token", ["invented", "x" * 5000, "%00", "<script>alert(1)</script>", "ünï"])
    def test_an_invented_link_gets_a_clear_answer(self, client: Client, token: str) -> None:
        answer = (
            client.get(f"/desk/sign-in/{token}") if "/" not in token else client.get("/desk/sign-in/%3Cscript%3E")
        )

        assert 403 == answer.status_code
        assert "<title>Error: Sign in" in text_of(answer)
        assert "<script>alert" not in text_of(answer)

    def test_needs_the_forms_own_token(self) -> None:
        assert 403 == Client(enforce_csrf_checks=True).post(link(hire())).status_code
        assert 0 == records.people_on_duty(AT)

    def test_a_name_is_shown_as_words(self, client: Client) -> None:
        with writing():
            user = records.add_colleague("eve", "<b>Eve</b>", "colleague")

        assert "&lt;b&gt;Eve" in text_of(client.get(link(user)))

    def test_nothing_on_the_way_may_store_it(self, client: Client) -> None:
        assert "no-store" == client.get(link(hire()))["Cache-Control"]

    def test_signing_in_changes_the_session(self, client: Client) -> None:
        client.post(link(hire()))
        before = client.cookies["sessionid"].value
        client.post("/desk/sign-out")
        client.post(link(hire("sam")))

        assert before != client.cookies["sessionid"].value


class TestSignOut:
    def test_signs_out_and_leaves_duty(self, client: Client) -> None:
        signed_in(client)

        assert "/desk/sign-in" == client.post("/desk/sign-out")["Location"]
        assert 302 == client.get("/desk/company").status_code
        assert 0 == records.people_on_duty(AT)

    def test_a_link_to_it_signs_nobody_out(self, client: Client) -> None:
        signed_in(client)

        assert 405 == client.get("/desk/sign-out").status_code
        assert 200 == client.get("/desk/company").status_code

    def test_twice_is_harmless(self, client: Client) -> None:
        assert 302 == client.post("/desk/sign-out").status_code


class TestCompany:
    def typed(self, **changes: Any) -> dict[str, Any]:
        kept = dict(form_of(Company("Example Ltd", "Europe/Berlin")))
        return {**kept, "languages": ["en", "de"], **changes}

    def test_saves_what_was_typed_and_shows_it_again(self, client: Client) -> None:
        answer = signed_in(client).post(
            "/desk/company", self.typed(hours_0="09:00-17:30", telephone="+00 000 555 0101", law="US-CA")
        )

        assert "/desk/company?saved=1" == answer["Location"]
        kept = kept_company()
        assert ("Example Ltd", ((540, 1050),), ("en", "de")) == (kept.name, kept.hours[0], kept.languages)
        said = text_of(client.get("/desk/company?saved=1"))
        assert "Saved." in said
        assert 'value="+00 000 555 0101"' in said
        assert 'value="09:00-17:30"' in said
        assert '<option value="US-CA" selected>US-CA: ' in said

    def test_a_faulty_form_loses_nothing_and_names_every_fault(self, client: Client) -> None:
        typed = self.typed(
            name="",
            hours_2="<nine> to five",
            holidays="2026-12-25\nChristmas",
            telephone="+00 000 555 0101",
            country="Germany",
        )

        answer = signed_in(client).post("/desk/company", typed)

        said = text_of(answer)
        assert 422 == answer.status_code
        assert "<title>Error: Company" in said
        for field in ("name", "hours_2", "holidays", "country"):
            assert f'href="#{field}"' in said
            assert f'id="{field}-fault"' in said
            assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', said)
        assert 'href="#telephone"' not in said
        linked = re.findall(r'<li><a href="#(\w+)"', said)
        assert ["name", "hours_2", "holidays", "country"] == linked, "in the order of the page"
        for words in ("&lt;nine&gt; to five", "Christmas", "+00 000 555 0101", "Germany"):
            assert words in said
        assert re.search(r'value="de" checked', said)
        assert not re.search(r'value="fr" checked', said)
        assert records.read_company() is None

    def test_every_input_has_a_label_and_every_description_exists(self, client: Client) -> None:
        said = text_of(signed_in(client).post("/desk/company", self.typed(name="", email="x", hours_0="x")))
        ids = set(re.findall(r'\bid="([^"]+)"', said))

        inputs = re.findall(r'<(?:input|textarea)\b[^>]*\bid="([^"]+)"', said)
        assert 15 <= len(inputs)
        assert set(inputs) <= set(re.findall(r'<label for="([^"]+)"', said))
        assert {part for found in re.findall(r'aria-describedby="([^"]+)"', said) for part in found.split()} <= ids
        assert set(re.findall(r'href="#([^"]+)"', said)) <= ids
        assert len(ids) == len(re.findall(r'\bid="([^"]+)"', said))

    @pytest.mark.parametrize("role", ["colleague", "reviewer", "privacy_officer", "auditor"])
    def test_who_may_not_is_refused_and_changes_nothing(self, client: Client, role: str) -> None:
        signed_in(client, role)

        for answer in (client.get("/desk/company"), client.post("/desk/company", self.typed())):
            assert 403 == answer.status_code
        assert records.read_company() is None

    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        for answer in (client.get("/desk/company"), client.post("/desk/company", self.typed())):
            assert answer["Location"].startswith("/desk/sign-in")
        assert records.read_company() is None

    def test_an_empty_post_is_a_faulty_form_not_a_broken_page(self, client: Client) -> None:
        assert 422 == signed_in(client).post("/desk/company", {}).status_code


class TestLogo:
    def post(self, client: Client, picture: bytes, **more: str) -> Any:
        typed = {**form_of(Company("Example Ltd")), "languages": ["en"], **more}
        return client.post("/desk/company", {**typed, "logo": SimpleUploadedFile("logo.png", picture, "image/png")})

    def test_is_shown_as_what_its_bytes_are(self, client: Client) -> None:
        assert 302 == self.post(signed_in(client), PNG).status_code

        answer = Client().get("/logo")
        assert (200, "image/png", PNG) == (answer.status_code, answer["Content-Type"], answer.content)
        assert "nosniff" == answer["X-Content-Type-Options"]

    def test_is_sent_once(self, client: Client) -> None:
        self.post(signed_in(client), PNG)
        tag = client.get("/logo")["ETag"]

        again = client.get("/logo", headers={"if-none-match": tag})
        assert (304, b"") == (again.status_code, again.content)

    @pytest.mark.parametrize(
        ("picture", "told"), [(b"<svg onload=alert(1)>", "carry script"), (PNG + b"\0" * 3_000_000, "at most 200 kB")]
    )
    def test_one_that_cannot_be_shown_is_refused_and_the_rest_is_not_lost(
        self, client: Client, picture: bytes, told: str
    ) -> None:
        answer = self.post(signed_in(client), picture, name="Typed Ltd")

        said = text_of(answer)
        assert 422 == answer.status_code
        assert told in said
        assert 'href="#logo"' in said
        assert 'value="Typed Ltd"' in said
        assert records.read_company() is None

    def test_stays_when_none_is_chosen_and_goes_when_asked(self, client: Client) -> None:
        keep(Company("Example Ltd", logo=Logo(PNG, "image/png")))
        typed = {**form_of(Company("Example Ltd")), "languages": ["en"]}

        signed_in(client).post("/desk/company", typed)
        assert kept_company().logo is not None
        client.post("/desk/company", {**typed, "remove_logo": "1"})
        assert kept_company().logo is None

    def test_none_is_404(self, client: Client) -> None:
        assert 404 == client.get("/logo").status_code


def test_the_addresses_have_their_names() -> None:
    names = [
        "sign-in",
        "sign-in-link",
        "sign-out",
        "sessions",
        "people",
        "on-call",
        "care-certificates",
        "company",
        "logo",
    ]
    assert names == [url.name for url in urls[: len(names)]]


def test_a_signed_in_colleague_counts_for_half_a_day_at_most(client: Client) -> None:
    signed_in(client)

    assert 0 == records.people_on_duty(AT + timedelta(hours=12))
