"""Rewrites an English question as speakers of a dialect or of English as a second language write it. Pure.

    rewritten("I don't have any photo.", DIALECT)        # (("negative concord", "I don't have no photo."), ...)

Each rule is one feature, applied wherever it stands, and leaves what is asked as it was; the example of each was read by
a person and a test holds the rule to it. A rule that changes nothing makes no pair. Features, and the speech they are
found in: the Electronic World Atlas of Varieties of English (Kortmann, Lunkenheimer and Ehret, 2020), by the number of
its feature, and for learners C. Swan and M. Smith, Learner English, 2nd ed. (2001), by its chapters. Whoever speaks so
does not write every feature into every sentence; a pair holds one feature, so that a difference names its cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

DIALECT, LEARNER = "dialect", "second language"
"""The two kinds of rules: how they are called where pairs are counted."""

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One feature: its name, of which speech, where it is described, how it is written, and the example that was read."""

    name: str
    kind: str
    source: str
    change: Change
    before: str
    after: str


def rewritten(question: str, kind: str) -> tuple[tuple[str, str], ...]:
    """Return the question by each rule of a kind that changes it, with the rule's name."""
    made = ((rule.name, rule.change(question)) for rule in RULES if rule.kind == kind)
    return tuple((name, text) for name, text in made if text != question)


def _swap(pattern: str, by: str) -> Change:
    """Return what puts *by* in the place of *pattern*, and keeps a capital that stood there."""
    looked_for = re.compile(pattern, re.I)

    def written(found: re.Match[str]) -> str:
        said = found.expand(by)
        return said[:1].upper() + said[1:] if found.group()[:1].isupper() and said else said

    return lambda text: _tidied(looked_for.sub(written, text))


def _tidied(text: str) -> str:
    """Take out the space that a word left, and begin with a capital as before."""
    said = re.sub(r" {2,}", " ", re.sub(r" ([?.,!])", r"\1", text)).strip()
    return said[:1].upper() + said[1:] if text[:1].isspace() else said


def _each(*changes: Change) -> Change:
    def all_of(text: str) -> str:
        for change in changes:
            text = change(text)
        return text

    return all_of


_SUBJECT = r"\b(he|she|it|the \w+|my \w+|your \w+|this)\b"
_VERB = {
    "has": "have", "does": "do", "takes": "take", "costs": "cost", "wants": "want", "pays": "pay", "goes": "go",
    "comes": "come", "holds": "hold", "says": "say", "needs": "need", "works": "work",
}  # fmt: skip
_THIRD = _each(*(_swap(rf"\b{one}\b(?!n't)", two) for one, two in _VERB.items()), _swap(r"\bdoesn't\b", "don't"))
_PAST = {"bought": "buyed", "sent": "sended", "broke": "breaked", "rang": "ringed", "was charged": "was charge"}

RULES: tuple[Rule, ...] = (
    # --- dialects -------------------------------------------------------------------------------------------------------
    Rule("zero copula", DIALECT, "eWAVE 174-178: African American English, Caribbean and Pacific Englishes",
         _swap(r"\b(he|she|it|they|we|you|my \w+|the \w+) (?:is|are)(?= (?!there\b|marked\b))", r"\1"),
         "My umbrella is broken.", "My umbrella broken."),
    Rule("habitual be", DIALECT, "eWAVE 90-91: African American English, Newfoundland, Ireland",
         _swap(r"\b(he|she|it|they|my \w+|the \w+) (?:is|are)\b", r"\1 be"),
         "My umbrella is broken.", "My umbrella be broken."),
    Rule("negative concord", DIALECT, "eWAVE 154: most varieties of English",
         _each(_swap(r"\b(\w+n't \w+(?: \w+)?) any\b", r"\1 no"), _swap(r"\b(not \w+) anything\b", r"\1 nothing")),
         "I don't have any photo.", "I don't have no photo."),
    Rule("ain't", DIALECT, "eWAVE 155-157: American, British and Caribbean Englishes",
         _swap(r"\b(?:is not|isn't|are not|aren't|has not|hasn't|have not|haven't)\b", "ain't"),
         "My refund has not arrived.", "My refund ain't arrived."),
    Rule("was for were", DIALECT, "eWAVE 180: British and American vernaculars",
         _each(_swap(r"\bwere\b", "was"), _swap(r"\bI was\b", "I were")),
         "I was charged twice.", "I were charged twice."),
    Rule("no third person s", DIALECT, "eWAVE 170: East Anglia, African American English, Caribbean and Asian Englishes",
         _THIRD, "How long does a refund take?", "How long do a refund take?"),
    Rule("no inversion in questions", DIALECT, "eWAVE 228-229: Indian, Irish and African American English",
         _each(_swap(r"\bhow can I\b", "how I can"), _swap(r"\bwhere do I\b", "where I"), _swap(r"\bhow do I\b", "how I"),
               _swap(r"\bcan I\b", "I can"), _swap(r"\bdo I\b", "I")),
         "How can I cancel an order?", "How I can cancel an order?"),
    Rule("you all", DIALECT, "eWAVE 34: the South of the United States, Ireland, the Caribbean",
         _swap(r"\byou\b(?! all)", "y'all"), "Do you repair it?", "Do y'all repair it?"),
    Rule("g-dropping", DIALECT, "common in speech of most regions; written in informal text (Eisenstein, J. Sociolinguistics 19 (2015) 161)",
         _swap(r"\b(\w{3,})ing\b", r"\1in'"), "Can it go into a washing machine?", "Can it go into a washin' machine?"),
    Rule("done and been", DIALECT, "eWAVE 104-106: African American English, the South of the United States",
         _each(_swap(r"\b(?:has|have) (?=arrived|received|come)", "done "), _swap(r"\bwas (?=charged)", "been ")),
         "I was charged twice.", "I been charged twice."),
    Rule("invariant tag", DIALECT, "eWAVE 165: Indian, Singapore and Welsh English",
         _swap(r"\?$", ", isn't it?"), "Can I pay by bank transfer?", "Can I pay by bank transfer, isn't it?"),
    Rule("progressive of states", DIALECT, "eWAVE 88: Indian, African and Irish English",
         _each(_swap(r"\bI want\b", "I am wanting"), _swap(r"\bI need\b", "I am needing"), _swap(r"\bI have\b(?! n)", "I am having")),
         "I want to change my address.", "I am wanting to change my address."),
    # --- English as a second language -----------------------------------------------------------------------------------
    Rule("no articles", LEARNER, "Swan and Smith 2001: speakers of Slavonic, East Asian, Turkic and Indian languages",
         _swap(r"\b(?:the|an|a) (?=\w)", ""), "How long does a refund take?", "How long does refund take?"),
    Rule("article too many", LEARNER, "Swan and Smith 2001: speakers of Romance languages and Arabic",
         _swap(r"\b(?<!the )(?<!a )(?<!of )(delivery|money|post)\b(?! address)", r"the \1"),
         "How long does delivery take?", "How long does the delivery take?"),
    Rule("no third person s by learners", LEARNER, "Swan and Smith 2001: speakers of East Asian, Scandinavian and Malay languages",
         _each(_THIRD, _swap(_SUBJECT + r" doesn't\b", r"\1 don't")), "What does a repair cost?", "What do a repair cost?"),
    Rule("no auxiliary in questions", LEARNER, "Swan and Smith 2001: speakers of Romance, Slavonic and East Asian languages",
         _swap(r"\b(?:does|do|did) (?=I\b|you\b|he\b|she\b|it\b|we\b|they\b|the\b|a\b|an\b|my\b|delivery\b)", ""),
         "How long does a refund take?", "How long a refund take?"),
    Rule("present for past", LEARNER, "Swan and Smith 2001: speakers of East Asian and Malay languages",
         _each(_swap(r"\bsent\b", "send"), _swap(r"\bbought\b", "buy"), _swap(r"\bbroke\b(?!n)", "break"),
               _swap(r"\brang\b", "ring"), _swap(r"\barrived\b", "arrive"), _swap(r"\breceived\b", "receive")),
         "He sent the parcel back.", "He send the parcel back."),
    Rule("regular past of irregular verbs", LEARNER, "Swan and Smith 2001: learners of all languages",
         _each(*(_swap(rf"\b{one}\b", two) for one, two in _PAST.items())),
         "The handle broke.", "The handle breaked."),
    Rule("present perfect for past", LEARNER, "Swan and Smith 2001: speakers of German and Romance languages",
         _each(_swap(r"\b(I) (bought)\b", r"\1 have \2"), _swap(r"\b(he) (sent)\b", r"\1 has \2")),
         "the umbrella that I bought", "the umbrella that I have bought"),
    Rule("other prepositions", LEARNER, "Swan and Smith 2001: learners of all languages",
         _each(_swap(r"\bby bank\b", "with bank"), _swap(r"\bon account\b", "by account"), _swap(r"\bfor the post\b", "the post"),
               _swap(r"\bof my\b", "from my"), _swap(r"\bto my card\b", "on my card"), _swap(r"\binto a\b", "in a"),
               _swap(r"\bfor the same\b", "in the same"), _swap(r"\bafter the guarantee\b", "behind the guarantee")),
         "Can I pay by bank transfer?", "Can I pay with bank transfer?"),
    Rule("no plural s", LEARNER, "Swan and Smith 2001: speakers of East Asian languages",
         _each(_swap(r"\bweeks\b", "week"), _swap(r"\bdays\b", "day"), _swap(r"\bcosts\b", "cost")),
         "for three weeks", "for three week"),
    Rule("since for for", LEARNER, "Swan and Smith 2001: speakers of German, French and Italian",
         _swap(r"\bfor (?=\w+ (?:weeks|days|months))", "since "), "for three weeks", "since three weeks"),
    Rule("subject left out", LEARNER, "Swan and Smith 2001: speakers of Spanish, Italian, Portuguese, Polish, Arabic and Chinese",
         _swap(r"\b(?:is there|it is)\b", "is"), "Is there a way to pay?", "Is a way to pay?"),
    Rule("how for what", LEARNER, "Swan and Smith 2001: speakers of German and Slavonic languages",
         _each(_swap(r"^what does (.+) cost\b", r"how much costs \1"), _swap(r"\bhow long is\b", "how much time is")),
         "What does delivery cost?", "How much costs delivery?"),
    Rule("spelt by ear", LEARNER, "common slips of learners (Swan and Smith 2001, sections on spelling)",
         _each(_swap(r"\breceived\b", "recieved"), _swap(r"\baddress\b", "adress"), _swap(r"\bumbrella\b", "umbrela"),
               _swap(r"\bparcel\b", "parsel"), _swap(r"\bdelivery\b", "delivry"), _swap(r"\baccount\b", "acount"),
               _swap(r"\brefund\b", "refound"), _swap(r"\bguarantee\b", "garantee"), _swap(r"\bcancel\b", "cancle")),
         "Can I change the address?", "Can I change the adress?"),
)  # fmt: skip
