"""How rights are said to customers: each kind of request, where it stands, what happens next. In short, plain words."""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.language import gettext_noop
from fairdesk.rights.requests import RequestKind, Stage

KINDS: Mapping[RequestKind, tuple[str, str]] = {
    RequestKind.SEE: (
        gettext_noop("See what you keep about me"),
        gettext_noop("You get a file with all we hold, and why."),
    ),
    RequestKind.EXPORT: (
        gettext_noop("Take my data with me"),
        gettext_noop("You get a file that other programs can read."),
    ),
    RequestKind.CORRECT: (
        gettext_noop("Correct something"),
        gettext_noop("Tell us what is wrong, and what is right."),
    ),
    RequestKind.RESTRICT: (
        gettext_noop("Keep my data, but do not use it"),
        gettext_noop("We store it and do nothing else with it."),
    ),
    RequestKind.OBJECT: (
        gettext_noop("Object to a use of my data"),
        gettext_noop("We stop that use. Tell us which one you mean."),
    ),
    RequestKind.CONTEST: (
        gettext_noop("Contest what you decided or concluded about me"),
        gettext_noop("A person looks at it again. Tell us your view."),
    ),
    RequestKind.ERASE: (
        gettext_noop("Erase all about me"),
        gettext_noop("All goes, for good. You get a certificate."),
    ),
}
"""Kind -> its name, and what it brings."""

STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.RECEIVED: (gettext_noop("We have it"), gettext_noop("A person reads your request next.")),
    Stage.IDENTITY_NEEDED: (
        gettext_noop("We need to know that it is you"),
        gettext_noop("Please answer the question below. Then we go on."),
    ),
    Stage.CLARIFICATION: (
        gettext_noop("We have a question"),
        gettext_noop("Please answer the question below. Then we go on."),
    ),
    Stage.ACCEPTED: (gettext_noop("Accepted"), gettext_noop("We begin with the work next.")),
    Stage.IN_WORK: (gettext_noop("In work"), gettext_noop("We are working on it.")),
    Stage.CHECKED: (
        gettext_noop("Checked"),
        gettext_noop("We have looked at what will go. Two people must agree, so that nothing goes by mistake."),
    ),
    Stage.APPROVED: (gettext_noop("Approved"), gettext_noop("It is carried out now.")),
    Stage.RUNNING: (gettext_noop("Running"), gettext_noop("It is carried out now.")),
    Stage.HELD: (
        gettext_noop("Partly done"),
        gettext_noop("All is erased but what a law makes us keep. The rest goes by itself when that ends."),
    ),
    Stage.DONE: (gettext_noop("Done"), gettext_noop("We did what you asked.")),
    Stage.REFUSED: (
        gettext_noop("Refused"),
        gettext_noop("We did not do this. Below is why, and where to complain."),
    ),
    Stage.WITHDRAWN: (gettext_noop("Taken back"), gettext_noop("You took it back. You can ask again at any time.")),
    Stage.DUPLICATE: (gettext_noop("Asked before"), gettext_noop("We answer this with your earlier request.")),
}
"""Stage -> its name, and what happens next."""

ASKS_IDENTITY: Mapping[str, str] = {
    "own_conversation": gettext_noop(
        "We want to be sure that it is you. Please tell us two things from your own conversation with us."
        " The day and the matter are enough. Please send no copy of an identity card."
    ),
    "code_by_mail": gettext_noop(
        "We want to be sure that it is you. Please open the link in our e-mail. Then write to us here."
    ),
}
"""What is needed -> how the customer is asked for it."""
