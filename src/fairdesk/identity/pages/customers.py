"""Customers without accounts: signing in with a code, where we may write, "this is not me", places that belong together.

All of it is plain pages and forms. The answer to an address that we know and to one that we do not is the same page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from fairdesk.identity.codes import AskCode, TooMany, WrongCode
from fairdesk.identity.contact import Channel, Wishes, read_safe_word, read_wishes, written
from fairdesk.nouns import BadInput, Refused
from fairdesk.rendering import DeskRequest, View, calm, forgotten, page, this_customer

BEFORE = "fairdesk-before"
"""The cookie that remembers, signed and for an hour, who this browser was before somebody signed in on it."""

AN_HOUR = 3600


def _both(view: View) -> View:
    return require_http_methods(["GET", "HEAD", "POST"])(calm(view))


def _takes(view: View) -> View:
    return require_POST(calm(view))


def _where(request: DeskRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _centre() -> str:
    """Return the page that signing in leads to: the privacy centre where there is one."""
    try:
        return reverse("privacy")
    except NoReverseMatch:
        return reverse("contact")


# --- signing in -----------------------------------------------------------------------------------------------------
@_both
def sign_in(request: DeskRequest) -> HttpResponse:
    """Ask for an e-mail address and send a code to it, if it is one we know."""
    if request.method != "POST":
        return _ask_address(request)
    typed = request.POST.get("email", "")
    try:
        name = request.house.ask_for_code(typed, request.language, _where(request))
    except BadInput:
        return _ask_address(request, typed, "email", 422)
    except TooMany as often:
        return _ask_address(request, typed, "too_many", 429, until=often.until)
    return HttpResponseRedirect(reverse("customer-code", args=[name]))


def _ask_address(
    request: DeskRequest, typed: str = "", fault: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    return page(request, "identity/customer_sign_in.html", {"typed": typed, "fault": fault, **more}, status)


@_both
def code(request: DeskRequest, name: str) -> HttpResponse:
    """Take the code; this browser is then the customer's."""
    return _code(request, name, reverse("customer-sign-in"))


def _code(request: DeskRequest, name: str, again: str, *, proves: bool = False) -> HttpResponse:
    if request.method != "POST":
        return _ask_code(request, again, proves)
    try:
        found = request.house.enter_code(name, request.POST.get("code", ""), _where(request), request.token)
    except WrongCode as wrong:
        return _ask_code(request, again, proves, "code", 422, left=wrong.tries_left)
    except TooMany as often:
        return _ask_code(request, again, proves, "too_many", 429, until=often.until)
    return _proved(request) if proves else _signed_in(request, found)


def _ask_code(
    request: DeskRequest, again: str, proves: bool, fault: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    context = {"again": again, "proves": proves, "fault": fault, **more}
    return page(request, "identity/customer_code.html", context, status)


def _signed_in(request: DeskRequest, found: Any) -> HttpResponse:
    """Make the browser the customer's. Who it was before is asked about, never taken along by itself."""
    house, before = request.house, request.customer
    stranger = before is not None and before not in house.same_person(found.customer)
    if stranger and not house.conversations(before):
        stranger = False
    response = HttpResponseRedirect(reverse("together") if stranger else found.leads_to or _centre())
    if stranger:
        response.set_signed_cookie(
            BEFORE, request.token, max_age=AN_HOUR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    request.new_token = found.token
    return response


@_both
def link(request: DeskRequest, link: str) -> HttpResponse:
    """Show one button (GET) and sign in when it is pressed (POST): a preview does not use the link up."""
    try:
        if request.method == "POST":
            return _signed_in(request, request.house.use_link(link, _where(request)))
        request.house.check_link(link, _where(request))
    except TooMany as often:
        return _ask_address(request, "", "too_many", 429, until=often.until)
    except Refused:
        return _ask_address(request, "", "link", 403)
    return page(request, "identity/customer_link.html")


# --- where we may write ---------------------------------------------------------------------------------------------
@_both
def contact(request: DeskRequest) -> HttpResponse:
    """Show where and how we may write, and take what the customer wishes."""
    if request.method != "POST":
        return _contact(request, saved="saved" in request.GET)
    typed = {name: request.POST.get(name, "") for name in ("channel", "begins", "ends", "zone", "neutral")}
    customer = this_customer(request)
    try:
        wishes = read_wishes(typed["channel"], typed["begins"], typed["ends"], typed["zone"], bool(typed["neutral"]))
        word = read_safe_word(request.POST.get("safe_word", ""))
    except BadInput:
        return _contact(request, "hours", 422, wished=typed)
    before = request.house.wishes(customer)
    if not word and before is not None and not request.POST.get("no_safe_word"):
        word = before.safe_word  # it is never shown, so an empty field says nothing about it
    request.house.keep_wishes(customer, replace(wishes, safe_word=word))
    return HttpResponseRedirect(reverse("contact") + "?saved=1")


def _contact(request: DeskRequest, fault: str = "", status: int = 200, **more: Any) -> HttpResponse:
    house, customer = request.house, request.customer
    context: dict[str, Any] = {"fault": fault, "known": customer is not None, "channels": tuple(Channel)}
    if customer is not None and request.inside:
        return page(request, "identity/customer_nowhere.html")
    if customer is not None:
        kept = house.wishes(customer) or Wishes(zone=house.company_zone())
        context |= {
            "addresses": house.addresses_of(customer),
            "wished": _form(kept),
            "silent": kept.silent,
            "has_safe_word": bool(kept.safe_word),
            "joined": house.joined_since(customer),
        }
    return page(request, "identity/customer_contact.html", {**context, **more}, status)


def _form(wishes: Wishes) -> dict[str, str]:
    begins, ends = (written(each) for each in wishes.hours) if wishes.hours else ("", "")
    neutral = "1" if wishes.neutral else ""
    return {"channel": wishes.channel, "begins": begins, "ends": ends, "zone": wishes.zone, "neutral": neutral}


@_takes
def add_address(request: DeskRequest) -> HttpResponse:
    """Keep an address and send a code to it."""
    typed = request.POST.get("email", "")
    try:
        name = request.house.add_address(this_customer(request), typed, _where(request), request.token)
    except BadInput:
        return _contact(request, "email", 422, typed=typed)
    except TooMany as often:
        return _contact(request, "too_many", 429, typed=typed, until=often.until)
    except AskCode:
        return _contact(request, "ask_code", 403, typed=typed)
    return HttpResponseRedirect(reverse("prove-address", args=[name]))


@_both
def prove_address(request: DeskRequest, name: str) -> HttpResponse:
    """Take the code that proves an address."""
    this_customer(request)
    return _code(request, name, reverse("contact"), proves=True)


def _proved(request: DeskRequest) -> HttpResponse:
    """Go on: to the question whether somebody else who proved the same address is the same person, if there is one."""
    others = request.house.others_with_address(this_customer(request))
    return HttpResponseRedirect(reverse("together") if others else reverse("contact") + "?saved=1")


@_takes
def change_address(request: DeskRequest, id: str) -> HttpResponse:
    """Send a code again, say that other people read an address or that they do not, or remove it."""
    house, customer, wish = request.house, this_customer(request), request.POST.get("do", "")
    try:
        if wish == "remove":
            house.remove_address(customer, id, request.token)
        elif wish in ("share", "unshare"):
            house.share_address(customer, id, wish == "share", request.token)
        elif wish == "code":
            address = next((each.address for each in house.addresses_of(customer) if each.id == id), "")
            name = house.add_address(customer, address, _where(request), request.token)
            return HttpResponseRedirect(reverse("prove-address", args=[name]))
    except AskCode:
        return _contact(request, "ask_code", 403)
    except TooMany as often:
        return _contact(request, "too_many", 429, until=often.until)
    return HttpResponseRedirect(reverse("contact") + "?saved=1")


# --- who is there ---------------------------------------------------------------------------------------------------
@_both
def not_me(request: DeskRequest) -> HttpResponse:
    """Say what starting afresh means (GET); let this browser be nobody's (POST)."""
    if request.method != "POST":
        reachable = request.customer is not None and request.house.reachable(request.customer)
        return page(request, "identity/customer_not_me.html", {"reachable": reachable})
    return forgotten(request, "/")


@_both
def together(request: DeskRequest) -> HttpResponse:
    """Ask whether two places are one person, with equal buttons, and do what is answered."""
    house, customer = request.house, this_customer(request)
    before = str(request.get_signed_cookie(BEFORE, "", max_age=AN_HOUR))
    others = house.others_with_address(customer)
    if not before and not others:
        return HttpResponseRedirect(reverse("contact"))
    if request.method != "POST":
        return page(request, "identity/customer_together.html", {"by_address": not before})
    yes = request.POST.get("answer", "") == "yes"
    try:
        if before and yes:
            house.join(request.token, before)
        elif not before:
            house.join_by_address(request.token) if yes else house.keep_apart(request.token)
    except Refused:
        return page(request, "identity/customer_together.html", {"by_address": not before, "refused": True}, 403)
    response = HttpResponseRedirect(reverse("contact") + "?saved=1")
    response.delete_cookie(BEFORE, samesite="Lax")
    return response


@_takes
def apart(request: DeskRequest) -> HttpResponse:
    """Take a person's places apart again."""
    request.house.part(this_customer(request))
    return HttpResponseRedirect(reverse("contact") + "?saved=1")


urls = [
    path("privacy/sign-in", sign_in, name="customer-sign-in"),
    path("privacy/sign-in/<str:name>", code, name="customer-code"),
    path("privacy/link/<str:link>", link, name="customer-link"),
    path("privacy/contact", contact, name="contact"),
    path("privacy/contact/address", add_address, name="add-address"),
    path("privacy/contact/address/<str:id>", change_address, name="change-address"),
    path("privacy/contact/code/<str:name>", prove_address, name="prove-address"),
    path("privacy/not-me", not_me, name="not-me"),
    path("privacy/together", together, name="together"),
    path("privacy/apart", apart, name="apart"),
]
