"""Who is there, and where we may write: addresses, one-time codes and links, joining a person's places and parting them.

Whoever types an address learns nothing about it: known or unknown, the same rows are written, the same answer given.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairdesk.clock import random_id
from fairdesk.database import Conflict, writing
from fairdesk.house.foundation import BY_ADDRESS
from fairdesk.house.letters import NOBODY, ONE_TIME, LetterSide, place_of_address, place_of_wishes
from fairdesk.identity import codes as rules
from fairdesk.identity import records as identity
from fairdesk.identity.codes import (
    LASTS,
    LIMITS,
    RIGHT,
    AskCode,
    Kept,
    TooMany,
    WrongCode,
    check,
    code_from,
    free_from,
    network,
    read_code,
)
from fairdesk.identity.contact import LONGEST_SAFE_WORD, Occasion, Wishes, read_email, says_safe_word, to_json
from fairdesk.identity.merging import ENOUGH, MAY_JOIN, Level, Matter, Side, enough_for, may_join
from fairdesk.identity.records import addresses, codes, hidden
from fairdesk.identity.records.codes import CodeRow
from fairdesk.identity.verify import digest
from fairdesk.nouns import BadInput, Because, CustomerId, NotFound, Refused
from fairdesk.privacy.keys import lookup_token, seal

VERIFIED_FOR = timedelta(minutes=60)
"""How long a browser counts as verified after a code was typed in it."""

MOST_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class Given:
    """An address as its customer sees it."""

    id: str
    address: str
    verified: bool
    shared: bool
    undeliverable: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a code or a link proved, the new token of the browser, and the page it leads to."""

    customer: CustomerId
    token: str
    leads_to: str


class ContactSide(LetterSide):
    """The part of the house that knows who is there and where we may write."""

    # --- addresses ---
    def address_token(self, address: str) -> str:
        """Return the token by which an address is found without being stored."""
        return self.tokens_of(address)[0]

    def customer_by_address(self, address: str, language: str) -> CustomerId:
        """Return the customer with this e-mail address, a new one if there is none. The address itself is not kept."""
        newest, *older = self.tokens_of(address)
        known = self._whose(newest)
        if known is not None:
            return known
        before = next(filter(None, map(self._whose, older)), None)
        customer = before or self.add_customer(language)[0]
        try:
            with writing():
                identity.add_token(customer, BY_ADDRESS + newest, self.now())
        except Conflict:  # somebody wrote from this address at the same moment: theirs is the customer
            return self.customer_by_address(address, language)
        return customer

    def add_customer(self, language: str) -> tuple[CustomerId, str]:
        """Make a customer; the customer's side of the house knows how."""
        raise NotImplementedError

    def _whose(self, token: str) -> CustomerId | None:
        """Return who proved an address first, or who wrote from it on the command line; None if nobody."""
        proved, wrote = addresses.proved_by(token), identity.customer_by_token(BY_ADDRESS + token)
        return proved[0].customer if proved else wrote

    def addresses_of(self, customer: CustomerId) -> tuple[Given, ...]:
        """Return the addresses that a person gave."""
        found = addresses.of(identity.same_person(customer))
        return tuple(
            Given(each.id, self.open_address(each), each.verified_at is not None, each.shared, each.undeliverable)
            for each in found
        )

    def add_address(self, customer: CustomerId, typed: str, where: str, browser: str) -> str:
        """Keep an address and send a code to it; return the name under which the code is typed in.

        *where*: the network address of who asks; *browser*: its token. Raises BadInput for what is no address,
        TooMany, Refused if a code to an address that is proved already must come first.
        """
        address = read_email(typed)
        if hidden.is_hidden(customer):  # who proved the same address elsewhere would be asked whether they are one
            raise Refused("nothing is ever sent about a hidden conversation; look here with your code")
        token, at = self.address_token(address), self.now()
        self._be_sure(customer, browser)
        kept = next((each for each in addresses.of((customer,)) if each.token == token), None)
        id = kept.id if kept else random_id()
        with self._limited(at, ask_address=token, ask_customer=customer, ask_network=network(where)):
            if kept is None:
                if len(addresses.of((customer,))) >= MOST_ADDRESSES:
                    raise BadInput(f"{MOST_ADDRESSES} addresses are kept at most; remove one first")
                sealed = seal(self.keys.of(customer), address.encode(), place_of_address(id))
                addresses.add(id, customer, token, sealed, at)
            return self._send_code(customer, address, token, at, Occasion.PROVE, proves=id)

    def share_address(self, customer: CustomerId, id: str, shared: bool, browser: str) -> None:
        """Keep whether other people read an address; nothing goes to one that they do. Refused as `add_address`."""
        kept = addresses.one(id, identity.same_person(customer))
        self._be_sure(customer, browser)
        with writing():
            addresses.share(kept.id, shared)

    def remove_address(self, customer: CustomerId, id: str, browser: str) -> None:
        """Forget an address; letters to it that still wait are held back by the gate. Refused as `add_address`."""
        kept = addresses.one(id, identity.same_person(customer))
        if kept.verified_at:
            self._be_sure(customer, browser)
        with writing():
            addresses.remove(kept.id)

    def _be_sure(self, customer: CustomerId, browser: str) -> None:
        """Raise AskCode if a code must come first: who changes addresses could otherwise make themselves the owner."""
        if self.sure_enough(customer, browser, Matter.ADDRESS).code != ENOUGH:
            raise AskCode("type a code that we send to your address first")

    def keep_wishes(self, customer: CustomerId, wishes: Wishes) -> None:
        """Keep how a customer wants to be written to; it holds for letters that wait already."""
        at = self.now()
        sealed = seal(self.keys.of(customer), _dumped(wishes), place_of_wishes(customer))
        with writing():
            addresses.keep_wishes(customer, sealed, at)

    def heed_safe_word(self, customer: CustomerId, text: str, at: datetime) -> None:
        """Stop every letter if a person wrote their safe word. Called in the transaction that keeps the message."""
        for each, kept in self.wishes_of_person(customer).items():
            if not kept.silent and says_safe_word(kept, text):
                silent = seal(self.keys.of(each), _dumped(replace(kept, silent=True)), place_of_wishes(each))
                addresses.keep_wishes(each, silent, at)
                self.memory.add_deed(at, "letters_stopped", "customer", {})

    def is_safe_word(self, customer: CustomerId, text: str) -> bool:
        """Whether a message is the safe word of this person, and nothing else."""
        if len(text) > LONGEST_SAFE_WORD:
            return False  # most messages: nothing has to be opened
        return any(says_safe_word(kept, text) for kept in self.wishes_of_person(customer).values())

    def company_zone(self) -> str:
        """Return the company's time zone: what a customer's is taken for until they say another."""
        return self.knowing.company().time_zone

    # --- codes ---
    def ask_for_code(self, typed: str, language: str, where: str) -> str:
        """Send a code to an address if we know it and may write to it; return the name under which it is typed in.

        Known or not, the same happens as far as the asker can see. Raises BadInput for what is no address, TooMany.
        """
        address = read_email(typed)
        token, at = self.address_token(address), self.now()
        with self._limited(at, ask_address=token, ask_network=network(where)):
            return self._send_code(self._whose(token) or NOBODY, address, token, at, Occasion.CODE, language=language)

    def _send_code(
        self, customer: CustomerId, address: str, token: str, at: datetime, occasion: Occasion, *,
        proves: str = "", language: str = "",
    ) -> str:  # fmt: skip
        name, code, link = random_id(), code_from(os.urandom(16)), secrets.token_urlsafe(32)
        expires = at + LASTS
        kept = Kept(self._code_digest(name, code), expires, 0)
        codes.add(CodeRow(name, customer, proves, "", kept), digest(link))
        # A code that proves an address is typed where it was asked for; a link would prove it to whoever opens it.
        values = {"code": code, "link": f"{ONE_TIME}{link}"} if not proves else {"code": code}
        self.keep_letter(
            customer, "code", values, at, to=address, token=token, until_at=expires, language=language,
            reach=self.reach(customer, token, occasion),
        )  # fmt: skip
        return name

    def _code_digest(self, name: str, code: str) -> str:
        return rules.digest(self.keys.house_key("codes"), name, code)

    def enter_code(self, name: str, typed: str, where: str, token: str = "") -> SignedIn:
        """Judge a code that was typed; who it proves is signed in with a new token.

        A code for an address proves that address; *token* is then the browser's own and stays. Raises WrongCode,
        TooMany.
        """
        at = self.now()
        given = self._code_digest(name, read_code(typed))
        with writing():
            self._check_limits(at, {"wrong_network": network(where)})
            row = codes.try_one(name)
            verdict = check(row.kept if row else None, given, at)
            right = verdict.code == RIGHT and row is not None and self._may_type_here(row, token)
            if row is None or not right or not codes.use(name, at):
                self._attempted("wrong_network", network(where), at)
                proved = None
            else:
                proved = self._proved(row, at, token)
        if proved is None:  # outside: a wrong try must be counted, and an error would undo the transaction
            raise WrongCode(int(verdict.facts.get("tries_left", 0)))
        return proved

    def _may_type_here(self, row: CodeRow, token: str) -> bool:
        """Whether a right code counts here: one that proves an address does so only where the address was given."""
        if row.customer == NOBODY:
            return False
        return not row.address or identity.customer_by_token(token) in identity.same_person(row.customer)

    def _proved(self, row: CodeRow, at: datetime, token: str) -> SignedIn:
        if row.address:
            addresses.prove(row.address, at)
            addresses.token_verified(token, at)
            self.memory.add_deed(at, "address_verified", "customer", {"address": row.address})
            return SignedIn(row.customer, token, row.leads_to)
        return self._signed_in(row, at)

    def _signed_in(self, row: CodeRow, at: datetime) -> SignedIn:
        fresh = secrets.token_urlsafe(32)
        identity.add_token(row.customer, fresh, at)
        addresses.token_verified(fresh, at)
        self.memory.add_deed(at, "customer_signed_in", "customer", {"code": row.id})
        return SignedIn(row.customer, fresh, row.leads_to)

    # --- links ---
    def one_time_link(
        self, customer: CustomerId, leads_to: str, at: datetime, lasts: timedelta = rules.LINK_LASTS
    ) -> str:
        """Return the path of a link that signs its customer in once, by the press of a button, and ends at a page.

        Call it in the transaction that writes the letter: the link stands nowhere else.
        """
        if not leads_to.startswith("/") or leads_to.startswith("//"):
            raise BadInput("a link leads to a page of this desk")
        name, link = random_id(), secrets.token_urlsafe(32)
        codes.add(CodeRow(name, customer, "", leads_to, Kept("", at + lasts, 0)), digest(link))
        return f"{ONE_TIME}{link}"

    def check_link(self, link: str, where: str) -> None:
        """Raise Refused if a link is unknown, used or too old (one answer for the three), TooMany."""
        at = self.now()
        with writing():
            self._check_limits(at, {"wrong_network": network(where)})
            good = self._good(codes.by_link(digest(link)), at)
            if not good:
                self._attempted("wrong_network", network(where), at)
        if not good:
            raise Refused("this link is not known here, was used already, or is too old; ask for a new one")

    def use_link(self, link: str, where: str) -> SignedIn:
        """Use a link up and sign its customer in. Raises Refused as `check_link`; of two at once, one succeeds."""
        self.check_link(link, where)
        at = self.now()
        with writing():
            row = codes.by_link(digest(link))
            if row is None or not codes.use(row.id, at):
                raise Refused("this link was used a moment ago; ask for a new one")
            return self._signed_in(row, at)

    def _good(self, row: CodeRow | None, at: datetime) -> bool:
        return row is not None and row.customer != NOBODY and not row.address and not row.kept.used_at and (
            at < row.kept.expires_at
        )  # fmt: skip

    # --- who is there ---
    def identity_level(self, customer: CustomerId, token: str) -> Level:
        """Return how sure we are that the browser with this token is this customer."""
        mine = identity.same_person(customer)
        times = [at for each in mine if (at := addresses.verified_at(token, each)) is not None]
        recent = any(self.now() - at < VERIFIED_FOR for at in times)
        return Level.VERIFIED if recent else Level.SESSION

    def reachable(self, customer: CustomerId) -> bool:
        """Whether a code could be sent to this person: there is a proved address that nobody else reads."""
        given = addresses.of(identity.same_person(customer))
        reaches = (self.reach(customer, each.token, Occasion.CODE) for each in given)
        return any(each.verified and not each.shared and not each.undeliverable for each in reaches)

    def sure_enough(self, customer: CustomerId, token: str, matter: Matter) -> Because:
        """Return whether it is sure enough who asks for something: identity.enough or identity.ask_code."""
        return enough_for(self.identity_level(customer, token), matter, reachable=self.reachable(customer))

    def leave(self, token: str) -> None:
        """Let a browser be nobody's: its token proves nothing any more. "This is not me" does this."""
        with writing():
            hidden.close_in(token)
            addresses.drop_token(token)

    # --- one person, several places ---
    def same_person(self, customer: CustomerId) -> tuple[CustomerId, ...]:
        """Return every customer who is the same person, this one first."""
        return identity.same_person(customer)

    def joined_since(self, customer: CustomerId) -> datetime | None:
        """Return since when a customer's places are joined; None if they are not."""
        return addresses.joined_since(customer)

    def others_with_address(self, customer: CustomerId) -> tuple[CustomerId, ...]:
        """Return other customers who proved an address that this person proved too."""
        mine = identity.same_person(customer)
        proved = (each for each in addresses.of(mine) if each.verified_at and not each.shared)
        both = (row for each in proved for row in addresses.proved_by(each.token))
        return tuple(dict.fromkeys(row.customer for row in both if row.customer not in mine and not row.shared))

    def join(self, token: str, other_token: str) -> str:
        """Make the customers of two tokens in one browser one person; return the act.

        Raises NotFound if a token proves nobody, Refused with what is missing.
        """
        one, other = self._by_token(token), self._by_token(other_token)
        return self._join(one, self._side(one, token), other, self._side(other, other_token))

    def join_by_address(self, token: str) -> str:
        """Make a customer one person with those who proved the same address before; return the act.

        The code that was typed just now went to the address of both: it proves both sides.
        """
        one = self._by_token(token)
        level = self.identity_level(one, token)
        acts = [
            self._join(one, Side(level, reachable=True), other, Side(level, reachable=True))
            for other in self.others_with_address(one)
        ]
        if not acts:
            raise NotFound("nobody else proved an address of yours")
        return acts[-1]

    def keep_apart(self, token: str) -> None:
        """Keep that an address which two proved is read by two people: nothing goes there from now on."""
        one = self._by_token(token)
        self._be_sure(one, token)
        strangers = self.others_with_address(one)
        with writing():
            for each in addresses.of(identity.same_person(one)):
                if any(row.customer in strangers for row in addresses.proved_by(each.token)):
                    addresses.share(each.id, True)

    def _join(self, one: CustomerId, this: Side, other: CustomerId, that: Side) -> str:
        joined = other in identity.same_person(one)
        verdict = may_join(this, that, joined=joined)
        if verdict.code != MAY_JOIN:
            raise Refused(f"these two cannot be joined now ({verdict.code}); sign in with a code first")
        at, person = self.now(), random_id()
        everybody = tuple(dict.fromkeys((*identity.same_person(one), *identity.same_person(other))))
        with writing():
            addresses.join(everybody, person, at)
            act = self.memory.add_deed(
                at, "customers_joined", "customer", {"person": person, "places": len(everybody)}
            )
            for each in (one, other):
                if any(row.verified_at for row in addresses.of((each,))):
                    self.write_letter(each, "merged", {"link": "/privacy/contact"}, at, once=f"merged:{person}")
        self.pulse.beat()
        return act

    def part(self, customer: CustomerId) -> int:
        """Take a person's places apart again; each is as it was. Returns how many there were, 0 if they were apart."""
        person, at = addresses.person_of(customer), self.now()
        everybody = identity.same_person(customer)
        if not person:
            return 0
        with writing():
            count = addresses.part(everybody)
            self.memory.add_deed(at, "customers_parted", "customer", {"person": person, "places": count})
        self.pulse.beat()
        return count

    def _side(self, customer: CustomerId, token: str) -> Side:
        given = addresses.of(identity.same_person(customer))
        proved = [self.reach(customer, each.token, Occasion.CODE) for each in given if each.verified_at]
        usable = [each for each in proved if not each.shared]
        return Side(self.identity_level(customer, token), bool(usable), shared=bool(proved) and not usable)

    def _by_token(self, token: str) -> CustomerId:
        customer = identity.customer_by_token(token) if token and not token.startswith(BY_ADDRESS) else None
        if customer is None:
            raise NotFound("this browser has no conversation here; start one on the first page")
        return customer

    # --- limits ---
    @contextmanager
    def _limited(self, at: datetime, **asked: str) -> Iterator[None]:
        """Run the block in a transaction if none of the limits is reached, and count it for each of them."""
        with writing():
            self._check_limits(at, asked)
            for name, who in asked.items():
                self._attempted(name, who, at)
            yield

    def _check_limits(self, at: datetime, asked: dict[str, str]) -> None:
        """Raise TooMany if a limit is reached: with the latest of the moments at which each is free again."""
        waits = [
            until
            for name, who in asked.items()
            if who
            and (
                until := free_from(
                    codes.attempts(self._limit_key(name, who), at - LIMITS[name].within), LIMITS[name], at
                )
            )
        ]
        if waits:
            raise TooMany(max(waits))

    def _attempted(self, name: str, who: str, at: datetime) -> None:
        if who:  # behind a proxy that hides everybody, one limit for all would shut all out
            codes.attempted(self._limit_key(name, who), at)

    def _limit_key(self, name: str, who: str) -> str:
        return lookup_token(self.keys.house_key("limits"), f"{name}|{who}").hex()


def _dumped(wishes: Wishes) -> bytes:
    return json.dumps(to_json(wishes)).encode()
