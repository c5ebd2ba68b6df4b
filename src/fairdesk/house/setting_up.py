"""Sets a desk up: colleagues and their sign-in links, and the made-up company for trying things out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import as_file, files

from fairdesk.clock import new_id, random_id
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.shelving import add_articles
from fairdesk.identity import records as identity
from fairdesk.identity.care_certificates import ALL, CareCertificate
from fairdesk.identity.company import Company
from fairdesk.identity.opening import read_day
from fairdesk.identity.people import Colleague
from fairdesk.identity.records import care_certificates
from fairdesk.nouns import ColleagueId, Fact, RawText
from fairdesk.privacy.restriction import THE_HOUSE

CERTIFIED_FOR = timedelta(days=365)
LINK_VALID = timedelta(hours=24)
"""How long a link printed on the command line signs in; those shown in a browser live 15 minutes."""

DEMO = Company(
    name="Nobody's Umbrellas (a made-up shop)",
    time_zone="Europe/Lisbon",
    hours=(read_day("00:00-24:00"),) * 7,
    telephone="+00 000 555 0101",
    relay="+00 000 555 0102",
    email="help@nobodys-umbrellas.example",
    country="IE",
)
DEMO_PEOPLE = (
    ("ada", "Ada", "colleague"),
    ("ben", "Ben", "colleague"),
    ("cleo", "Cleo", "manager"),
    ("dora", "Dora", "privacy_officer"),
)
DEMO_CANNED = (
    ("Looking into it", {
        "en": "Thank you for writing. I am looking into order {number} now and will write here within the hour.\n\n{me}, {company}",
        "de": "Danke für Ihre Nachricht. Ich sehe mir Bestellung {number} jetzt an und schreibe Ihnen hier innerhalb einer Stunde.\n\n{me}, {company}",
    }),
    ("Return label", {
        "en": "I am sending you a return label for order {number}. We pay for the post.\n\n{me}",
        "es": "Le envío una etiqueta de devolución para el pedido {number}. Pagamos nosotros el envío.\n\n{me}",
    }),
    ("We only sell umbrellas", {"en": "I am sorry, we sell umbrellas and nothing else.\n\n{me}"}),
)  # fmt: skip
"""Canned replies of the made-up shop."""

DEMO_TALK = (
    ("en", ("How long do I have to send an umbrella back?", "And who pays for the post?")),
    ("en", ("How long does the refund for order 4711-0923 take? Write to me at kim@example.org",)),
    ("en", ("Do you sell canoes?",)),
    ("en", ("The umbrella was for my mother's funeral and it came broken.",)),
    ("de", ("Wie kann ich einen Schirm zurückgeben?",)),
    ("es", ("Quiero hablar con una persona, por favor.",)),
)
"""What the demo's customers write; each is answered by the desk as it stands, nothing here is scripted further."""


def add_colleague(house: Books, name: str, work_name: str, role: str) -> None:
    """Add a colleague. Raises BadInput naming the roles there are, or if the name is taken."""
    with writing():
        user = identity.add_colleague(name, work_name, role)
        house.memory.add_deed(house.now(), "colleague_added", "house", {"colleague": int(user), "role": role})


def colleague_named(name: str) -> Colleague:
    """Return the colleague who signs in with a name. Raises NotFound."""
    return identity.colleague_named(name)


def names_of(house: Books) -> dict[ColleagueId, str]:  # noqa: ARG001  a desk must be open
    """Return the name with which each colleague signs in."""
    return {person.id: person.name for person in identity.colleagues()}


def certify(house: Books, *people: ColleagueId) -> None:
    """Give colleagues a care certificate for every sensitive matter, for a year, as the demo does."""
    until = house.now() + CERTIFIED_FOR
    with writing():
        for who in people:
            given = CareCertificate(new_id(), who, ALL, THE_HOUSE, "the demo", house.now(), until)
            care_certificates.add(given)
            facts: dict[str, Fact] = {"by": int(THE_HOUSE), "colleague": int(who), "topic": ALL}
            house.memory.add_deed(house.now(), "care_certificate_given", "house", facts)


def link_for(house: Books, name: str) -> str:
    """Return the path of a new one-time sign-in link. Raises NotFound for an unknown name."""
    user = identity.colleague_named(name).id
    with writing():
        token = identity.new_signin(user, house.now(), LINK_VALID)
    return f"/desk/sign-in/{token}"


def sign_in_links(house: Books) -> list[tuple[str, str]]:
    """Return a new link for everybody at the desk; on a desk without anybody, a first manager is made."""
    if not identity.colleagues():
        add_colleague(house, "manager", "Manager", "manager")
    return [(person.work_name, link_for(house, person.name)) for person in identity.colleagues()]


def list_colleagues(house: Books) -> Iterator[str]:
    """Yield a line for each colleague."""
    for person in identity.colleagues():
        there = "on duty" if person.on_duty(house.now()) else "away"
        yield f"{person.name:20} {person.work_name:20} {person.role:16} {there}"


def is_demo(house: Books) -> bool:
    """Whether the desk is that of the made-up company."""
    return house.knowing.company().name == DEMO.name


def set_up_demo(house: Books) -> bool:
    """Make the demo company with articles, four colleagues and a few conversations; False if a company is there."""
    if identity.read_company() is not None or identity.colleagues():
        return False
    at = house.now()
    with writing():
        identity.keep_company(DEMO, at)
    for name, work_name, role in DEMO_PEOPLE:
        add_colleague(house, name, work_name, role)
    with writing():
        for name, _, _ in DEMO_PEOPLE[:2]:
            identity.set_on_duty(identity.colleague_named(name).id, True, at)
    certify(house, *(identity.colleague_named(name).id for name, _, _ in DEMO_PEOPLE[:3]))
    with as_file(files("fairdesk.house") / "demo_articles") as folder:
        add_articles(house, folder)
    for file in sorted((files("fairdesk.house") / "demo_flows").iterdir(), key=lambda each: each.name):
        house.keep_flow(file.read_text("utf-8"), file.name)
    for name, texts in DEMO_CANNED:
        house.keep_canned(identity.colleague_named("ada").id, "", name, texts, None)
    for language, lines in DEMO_TALK:
        customer, _ = house.add_customer(language)
        conversation = house.start(customer, language)
        for line in lines:
            house.say(conversation, customer, RawText(line), random_id())
    house.close_the_day()
    return True
