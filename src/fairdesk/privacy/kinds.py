"""The kinds of things that are kept about a customer, in words: one line a kind, one kind or more a table.

English is the key of the translations. Sentences have at most 15 words. The legal bases are GDPR articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fairdesk.language import gettext_noop


class Origin(StrEnum):
    """Where what is kept comes from."""

    GIVEN = "given"
    OBSERVED = "observed"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its code and table, its list, what it is, why and on what basis; `shown` are the columns told.

    `voices` tells apart the lines of one timeline; `disputable`: whether a customer may correct, object or contest.
    `counted`: its rows say nothing that can be read, so only how many there are is told.
    """

    code: str
    table: str
    origin: Origin
    what: str
    why: str
    basis: str
    shown: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    disputable: bool = True
    counted: bool = False


_ANSWER = gettext_noop("To answer you.")
_ASKED = gettext_noop("You asked us for help (GDPR Article 6(1)(b)).")
_PROVE = gettext_noop("To show what we told you and what you chose.")
_PROOF = gettext_noop("The law asks us to prove it (GDPR Articles 6(1)(c) and 7(1)).")
_KNOW = gettext_noop("To show you your own page, and nobody else.")
_WATCH = gettext_noop("So that you can see who read your words.")
_SAFETY = gettext_noop("The law asks us to keep your data safe (GDPR Articles 6(1)(c) and 32).")
_RIGHT = gettext_noop("To do what you asked about your data.")
_LAW = gettext_noop("The law gives you this right (GDPR Articles 6(1)(c) and 18).")
_BETTER = gettext_noop("To learn how good our help is, from all answers together.")
_INTERESTS = gettext_noop("We want to help well, and you need not answer (GDPR Article 6(1)(f)).")
_CARE = gettext_noop("So that a person looks after you, not a machine.")
_INTEREST = gettext_noop("You are safer with a person here (GDPR Article 6(1)(f)).")
_HELP = gettext_noop("So that the person who answers can help you better.")
_ALIKE = gettext_noop("To check that everybody is helped equally well, in sums only.")
_YES = gettext_noop("You agreed, and can take it back (GDPR Articles 6(1)(a) and 9(2)(a)).")
_REACH = gettext_noop("To write to you where and when you want.")
_JOIN = gettext_noop("To show you your conversations in one place.")
_CLAIM = gettext_noop("Somebody may need it for a legal claim (GDPR Article 17(3)(e)).")
_TRY = gettext_noop("To test a rule on the past before we use it.")
_RULES = gettext_noop("Our rules should be fair to everybody (GDPR Article 6(1)(f)).")
_CHECKED = gettext_noop("To learn how often the assistant is right.")
_AGREED = gettext_noop("You agreed, and can take it back (GDPR Article 6(1)(a)).")
_MASK = gettext_noop("To keep these details from the assistant.")

G, O, I = Origin.GIVEN, Origin.OBSERVED, Origin.INFERRED  # noqa: E741  three columns of one table

KINDS: tuple[Kind, ...] = (
    Kind("messages", "desk_item", G, gettext_noop("Messages you wrote"), _ANSWER, _ASKED, ("language",), ("customer",)),
    Kind("files", "attachments_file", G, gettext_noop("Files you sent"), _ANSWER, _ASKED),
    Kind("ratings", "desk_rating", G, gettext_noop("How you said it was"), _BETTER, _INTERESTS, ("part", "step")),
    Kind("choices", "consent_choice", G, gettext_noop("Choices you made"), _PROVE, _PROOF, ("purpose", "choice", "method")),
    Kind("helps", "consent_accommodation", G, gettext_noop("What helps you"), _HELP, _YES, ("until",)),
    Kind("groups", "fairness_disclosed", G, gettext_noop("Groups you belong to"), _ALIKE, _YES, disputable=False, counted=True),
    Kind("addresses", "identity_address", G, gettext_noop("Addresses you gave us"), _REACH, _ASKED,
         ("added_at", "verified_at", "shared", "undeliverable_at")),
    Kind("wishes", "identity_contact", G, gettext_noop("How you want us to write"), _REACH, _ASKED, ("changed_at",)),
    Kind("requests", "rights_request", G, gettext_noop("Requests about your data"), _RIGHT, _LAW,
         ("kind", "stage", "due_at", "ended_at"), disputable=False),
    Kind("request-words", "rights_words", G, gettext_noop("What was written in a request"), _RIGHT, _LAW, ("side",)),
    Kind("limits", "privacy_restriction", G, gettext_noop("Limits you set"), _RIGHT, _LAW, ("lifted_at",), disputable=False),
    Kind("conversations", "desk_conversation", O, gettext_noop("Conversations"), _ANSWER, _ASKED,
         ("channel", "language", "state", "reason", "changed_at")),
    Kind("replies", "desk_item", O, gettext_noop("Answers you got"), _ANSWER, _ASKED, ("voice", "who"),
         ("assistant", "person", "prepared")),
    Kind("events", "desk_item", O, gettext_noop("What happened in your conversations"), _ANSWER, _ASKED, ("code", "who"),
         ("event",)),
    Kind("notices", "consent_served", O, gettext_noop("Notices we showed you"), _PROVE, _PROOF,
         ("name", "language", "place")),
    Kind("withdrawals", "consent_withdrawal", O, gettext_noop("What your no reached"), _PROVE, _PROOF, ("purpose",),
         disputable=False),
    Kind("letters", "identity_letter", O, gettext_noop("Letters to you"), _REACH, _ASKED,
         ("kind", "state", "reason", "made_at", "done_at")),
    Kind("codes", "identity_code", O, gettext_noop("One-time codes we made"), _KNOW, _SAFETY, ("expires_at", "used_at"),
         disputable=False),
    Kind("joined", "identity_joined", O, gettext_noop("Places that are you"), _JOIN, _ASKED, ("joined_at",)),
    Kind("past", "replay_conversation", O, gettext_noop("Earlier conversations, brought from another system"), _TRY, _RULES,
         ("channel", "language", "imported_at"), disputable=False),
    Kind("tried", "replay_case", O, gettext_noop("Where another rule would have helped you"), _TRY, _RULES, ("done_at",),
         disputable=False),
    Kind("holds", "rights_hold", O, gettext_noop("What must not be erased yet"), _CLAIM, _CLAIM,
         ("role", "review_by", "lifted_at")),
    Kind("stops", "oversight_pause", O, gettext_noop("Stops of the assistant for you alone"), _CARE, _INTEREST,
         ("by_name", "released_at")),
    Kind("reviews", "oversight_answer_review", O, gettext_noop("Answers to you that people checked"), _CHECKED, _AGREED,
         ("language", "channel"), disputable=False),
    Kind("appeals", "oversight_appeal", O, gettext_noop("What you contested, and who decided on it"), _CARE, _INTEREST,
         ("due_at",), disputable=False),
    Kind("corrections", "oversight_override", O, gettext_noop("Answers to you that people corrected"), _CARE, _INTEREST,
         ("channel",), disputable=False),
    Kind("drafts", "oversight_draft", O, gettext_noop("Answers that a person looks at first"), _ANSWER, _ASKED,
         ("language", "until"), disputable=False),
    Kind("probes", "oversight_probe", O, gettext_noop("Answers to you that test whether people look"), _CHECKED, _AGREED,
         ("language",), disputable=False),
    Kind("visits", "identity_customer", O, gettext_noop("When you were here"), _ANSWER, _ASKED,
         ("created_at", "last_at", "language"), disputable=False),
    Kind("keys", "identity_token", O, gettext_noop("How your browser is known"), _KNOW, _ASKED, ("created_at",), disputable=False),
    Kind("hidden-place", "identity_hidden", O, gettext_noop("How a hidden conversation is found"), _KNOW, _SAFETY,
         disputable=False),
    Kind("openings", "desk_opening", O, gettext_noop("What opens your proofs"), _PROVE, _PROOF, disputable=False),
    Kind("looks", "privacy_look", O, gettext_noop("Who looked"), _WATCH, _SAFETY, ("role", "work_name"), disputable=False),
    Kind("glasses", "privacy_glass", O, gettext_noop("Who opened with a reason what was closed to them"), _WATCH, _SAFETY,
         ("role", "work_name"), disputable=False),
    Kind("arrivals", "desk_arrival", O, gettext_noop("Messages waiting for an answer"), _ANSWER, _ASKED, disputable=False),
    Kind("outgoing", "desk_outbox", O, gettext_noop("Answers on their way to you"), _ANSWER, _ASKED, disputable=False),
    Kind("unsent", "desk_unsent", O, gettext_noop("Replies that a colleague can still change"), _ANSWER, _ASKED,
         disputable=False),
    Kind("open-now", "desk_viewer", O, gettext_noop("Who has your conversation open now"), _WATCH, _SAFETY,
         disputable=False),
    Kind("given", "desk_assignment", O, gettext_noop("Whom your conversations were given to"), _ANSWER, _ASKED,
         disputable=False),
    Kind("aside", "desk_snooze", O, gettext_noop("Conversations of yours that were put aside"), _ANSWER, _ASKED,
         disputable=False),
    Kind("later", "desk_later", G, gettext_noop("How you want to be reached instead of waiting"), _ANSWER, _ASKED,
         ("how",), disputable=False),
    Kind("labels", "desk_labelled", O, gettext_noop("Labels on your conversations"), _ANSWER, _ASKED),
    Kind("undo", "desk_undo", O, gettext_noop("What can still be taken back for some minutes"), _ANSWER, _ASKED,
         disputable=False),
    Kind("words", "desk_token", O, gettext_noop("Words by which your conversations are found"), _ANSWER, _ASKED,
         disputable=False, counted=True),
    Kind("tasks", "flows_state", O, gettext_noop("Tasks we took you through"), _ANSWER, _ASKED, ("name", "ended", "until"),
         disputable=False),
    Kind("errands", "flows_errand", O, gettext_noop("What we are about to do for you"), _ANSWER, _ASKED, ("tries",),
         disputable=False),
    Kind("decisions", "desk_turn", I, gettext_noop("What was decided about your messages"), _ANSWER, _ASKED,
         ("route", "release", "confidence", "handover", "unclear")),
    Kind("past-turns", "replay_turn", I, gettext_noop("What our rules say about earlier conversations"), _TRY, _RULES,
         ("route", "release", "handover"), disputable=False),
    Kind("notes", "desk_item", I, gettext_noop("Notes that colleagues wrote"), _ANSWER, _ASKED, ("who",), ("note",)),
    Kind("hidden", "privacy_vault", I, gettext_noop("Details we hid from the assistant"), _MASK, _SAFETY, ("changed_at",)),
    Kind("concerns", "sensitive_concern", I, gettext_noop("Signs that you need a person"), _CARE, _INTEREST),
)  # fmt: skip
"""In the order in which they are shown."""

OTHER = Kind("other", "", O, gettext_noop("Other things we keep"), _ANSWER, _ASKED, disputable=False)
"""What stands in a table that has no kind yet."""

NAMELESS_CONCERN = gettext_noop("We noted that you need a person. We do not name the reason here.")

LABELS = {
    "language": gettext_noop("Language"), "purpose": gettext_noop("Use of your words"), "choice": gettext_noop("Your choice"),
    "method": gettext_noop("How you said it"), "channel": gettext_noop("Channel"), "state": gettext_noop("Where it stands"),
    "reason": gettext_noop("Why a person was called"), "changed_at": gettext_noop("Last change"), "voice": gettext_noop("Who said it"),
    "who": gettext_noop("Work name"), "work_name": gettext_noop("Work name"), "role": gettext_noop("Role"),
    "code": gettext_noop("What happened"), "name": gettext_noop("About"), "place": gettext_noop("Where"),
    "created_at": gettext_noop("First"), "last_at": gettext_noop("Last"), "lifted_at": gettext_noop("Ended"),
    "route": gettext_noop("Who answers"), "release": gettext_noop("What became of the answer"),
    "confidence": gettext_noop("How well an article fits"), "handover": gettext_noop("Why a person was called"),
    "unclear": gettext_noop("Unsure answers before this"), "expires_at": gettext_noop("Goes on"),
    "part": gettext_noop("About"), "step": gettext_noop("From 1 to 5"),
    "until": gettext_noop("Goes on"), "added_at": gettext_noop("Given on"), "verified_at": gettext_noop("Confirmed on"),
    "shared": gettext_noop("Other people read it"), "undeliverable_at": gettext_noop("Letters came back"),
    "how": gettext_noop("How"), "kind": gettext_noop("Kind"), "stage": gettext_noop("Where it stands"), "due_at": gettext_noop("Answer by"),
    "ended_at": gettext_noop("Ended"), "side": gettext_noop("Who wrote it"), "made_at": gettext_noop("Written"),
    "done_at": gettext_noop("Left"), "imported_at": gettext_noop("Brought here"), "used_at": gettext_noop("Used"), "joined_at": gettext_noop("Joined"),
    "review_by": gettext_noop("Looked at again by"), "by_name": gettext_noop("Work name"), "released_at": gettext_noop("Ended"),
    "why": gettext_noop("Why"), "to": gettext_noop("To"), "address": gettext_noop("Address"), "words": gettext_noop("Your words"),
    "chosen": gettext_noop("What helps you"), "reached": gettext_noop("What it reached"), "filed_at": gettext_noop("Asked on"),
}  # fmt: skip

_USES = {
    "ai_answer": gettext_noop("The assistant answers"),
    "improve": gettext_noop("Better help articles"),
    "train_people": gettext_noop("Training of colleagues"),
    "personalise": gettext_noop("Answers that use earlier conversations"),
    "research": gettext_noop("A check that everybody is treated alike"),
    "contact": gettext_noop("Letters you did not ask for"),
    "accommodate": gettext_noop("What helps you"),
    "disclose": gettext_noop("Groups you belong to"),
}
_EVENTS = {
    "asked_for_person": gettext_noop("You asked for a person."), "refused_ai": gettext_noop("You chose people only."),
    "allowed_ai": gettext_noop("You let the assistant answer again."), "handed_over": gettext_noop("People were called."),
    "taken_over": gettext_noop("A colleague took the conversation."),
    "answer_discarded": gettext_noop("An answer was thrown away."), "answer_held_back": gettext_noop("An answer was held back."),
    "returned_to_ai": gettext_noop("The assistant answers again."), "resolved": gettext_noop("A colleague closed it."),
    "hidden": gettext_noop("You hid this conversation."),
    "put_back": gettext_noop("The person had to go. Another person will answer you."),
    "opened_again": gettext_noop("We have opened this conversation again."),
    "asked_for_call": gettext_noop("You asked for a call."), "asked_for_email": gettext_noop("You asked for an e-mail."),
    "waits_here": gettext_noop("You took it back and wait here."), "called_back": gettext_noop("A person called you."),
    "call_missed": gettext_noop("Nobody called you in the promised time."),
    "number_let_go": gettext_noop("Your number was deleted."),
    "reopened": gettext_noop("You wrote again, so it opened."), "did_not_help": gettext_noop("You said that an answer did not help."),
    "appealed": gettext_noop("You contested what the assistant did. A person will look at it."),
    "appeal_upheld": gettext_noop("A person looked at it again. It stays as it was."),
    "appeal_changed": gettext_noop("A person looked at it again and changed it."),
    "appeal_passed_on": gettext_noop("Another person looks at what you contested."),
    "rule_changed": gettext_noop("What you contested has changed a rule."),
    "article_changed": gettext_noop("What you contested has changed an article."),
    "overridden": gettext_noop("A person corrected an answer of the assistant."),
    "answered_purpose": gettext_noop("You said yes or no to another use."),
    "ended": gettext_noop("You ended it."),
    "file_sent": gettext_noop("You sent a file. A person will look at it."),
    "draft_waits": gettext_noop("A person looks at the answer first."),
    "draft_accepted": gettext_noop("A person looked at the answer and let it go."),
    "draft_edited": gettext_noop("A person took over to change the answer."),
    "draft_rejected": gettext_noop("A person looked at the answer and did not send it."),
    "action_done": gettext_noop("Done in our system."),
    "action_failed": gettext_noop("It could not be done in our system. A person will look at it."),
    "action_held_back": gettext_noop("We stopped before it was done. A person will look at it."),
    "brief_edited": gettext_noop("A colleague changed what is noted of your case."),
    "brief_corrected": gettext_noop("You corrected what is noted of your case. The person sees both versions."),
    "asked_again": gettext_noop("A colleague asked for something you had given."),
}  # fmt: skip
_TOPICS = {
    "crisis": gettext_noop("Danger to life or health"), "abuse": gettext_noop("Abuse or violence"),
    "minor": gettext_noop("A child or young person"), "fraud": gettext_noop("Theft or fraud"),
    "bereavement": gettext_noop("A death close to you"), "hardship": gettext_noop("Money trouble"),
    "illness": gettext_noop("Illness or distress"), "discrimination": gettext_noop("Unfair treatment"),
    "legal": gettext_noop("A legal matter"),
}  # fmt: skip

_REQUESTS = {
    "see": gettext_noop("See what you keep about me"), "export": gettext_noop("Take my data with me"),
    "correct": gettext_noop("Correct something"), "restrict": gettext_noop("Keep my data, but do not use it"),
    "object": gettext_noop("Object to a use of my data"),
    "contest": gettext_noop("Contest what you decided or concluded about me"), "erase": gettext_noop("Erase all about me"),
}  # fmt: skip
_STAGES = {
    "received": gettext_noop("We have it"), "identity_needed": gettext_noop("We need to know that it is you"),
    "clarification": gettext_noop("We have a question"), "accepted": gettext_noop("Accepted"), "in_work": gettext_noop("In work"),
    "checked": gettext_noop("Checked"), "approved": gettext_noop("Approved"), "running": gettext_noop("Running"),
    "held": gettext_noop("Partly done"), "done": gettext_noop("Done"), "refused": gettext_noop("Refused"),
    "withdrawn": gettext_noop("Taken back"), "duplicate": gettext_noop("Asked before"),
}  # fmt: skip
_LETTERS = {
    "code": gettext_noop("A one-time code"),
    "request_received": gettext_noop("We have your request"), "request_done": gettext_noop("Your request is answered"),
    "certificate": gettext_noop("Your data is deleted"), "withdrawal_report": gettext_noop("You took a yes back"),
    "answered": gettext_noop("A person has answered you"),
    "appeal_led": gettext_noop("What you contested has changed something"),
    "merged": gettext_noop("Your conversations are together now"), "export_ready": gettext_noop("Your copy is ready"),
}  # fmt: skip
"""The three as the rooms they come from say them: the same English, so the same translation."""

CODES: dict[str, str] = {
    **{f"purpose:{code}": words for code, words in _USES.items()},
    **{f"name:{code}": words for code, words in _USES.items()},
    **{f"code:{code}": words for code, words in _EVENTS.items()},
    **{f"topic:{code}": words for code, words in _TOPICS.items()},
    **{f"kind:{code}": words for code, words in (_REQUESTS | _LETTERS).items()},
    **{f"stage:{code}": words for code, words in _STAGES.items()},
    "letters.state:waiting": gettext_noop("Not sent yet"), "letters.state:sent": gettext_noop("Sent"),
    "letters.state:stopped": gettext_noop("Not sent"), "letters.state:failed": gettext_noop("Not delivered"),
    "side:asked": gettext_noop("You"), "side:reply": gettext_noop("You"), "side:question": gettext_noop("We"),
    "side:answer": gettext_noop("We"), "side:claim": gettext_noop("Your claim code"),
    "choice:granted": gettext_noop("Yes"), "choice:refused": gettext_noop("No"), "choice:withdrawn": gettext_noop("Taken back"),
    "method:button": gettext_noop("By button"), "method:words": gettext_noop("In words"), "method:api": gettext_noop("By a program"), "method:gpc": gettext_noop("By a signal of your browser"),
    "part:assistant": gettext_noop("The assistant (AI)"), "part:people": gettext_noop("People"),
    "how:call": gettext_noop("By a call"), "how:email": gettext_noop("By e-mail"),
    "shared:yes": gettext_noop("Yes"), "shared:no": gettext_noop("No"),
    "channel:web": gettext_noop("This website"), "channel:api": gettext_noop("A program"), "channel:email": gettext_noop("E-mail"),
    "state:assistant": gettext_noop("With the assistant"), "state:waiting": gettext_noop("Waiting for a person"),
    "state:person": gettext_noop("With a person"), "state:resolved": gettext_noop("Closed"),
    "voice:assistant": gettext_noop("The assistant (AI)"), "voice:person": gettext_noop("A person"),
    "voice:prepared": gettext_noop("Fixed words, prepared by people"),
    "route:assistant": gettext_noop("The assistant (AI)"), "route:person": gettext_noop("A person"),
    "release:send": gettext_noop("It was sent."), "release:unclear": gettext_noop("The assistant said it was not sure."),
    "release:hand_over": gettext_noop("A person answered instead."),
    "place:web": gettext_noop("This website"), "place:api": gettext_noop("A program"), "place:resolved": gettext_noop("At the end"),
}  # fmt: skip
"""Codes as customers read them, by column and code, with the kind before them where it says another thing there.

A code that is not here is shown as it is kept.
"""

ROLES = {
    "colleague": gettext_noop("A colleague"), "reviewer": gettext_noop("A reviewer"),
    "privacy_officer": gettext_noop("The privacy officer"), "auditor": gettext_noop("An auditor"),
    "manager": gettext_noop("A manager"), "house": gettext_noop("The office, by a command on the server"),
}  # fmt: skip
WHAT_LOOKED = {
    "conversation": gettext_noop("Opened the conversation"), "reason": gettext_noop("Opened the reason of an answer"),
    "file": gettext_noop("Opened a file you sent"), "export": gettext_noop("Made a copy of everything"), "glass": gettext_noop("Opened it with a reason, although it was closed to them"),
}  # fmt: skip
