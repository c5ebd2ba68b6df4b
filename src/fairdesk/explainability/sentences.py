"""The words of every reason: one sentence a code, in English, which is also the key of its translations.

A test walks the desk's guidelines and the steps of a turn and fails if a code has no sentence here. Sentences for
customers have at most 15 words and name what was decided on, never a score: a number without its meaning explains
nothing (12 CFR 1002.9, comment 9(b)(2)-5, says the same of "score too low").
"""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.language import gettext_noop

CUSTOMER: Mapping[str, str] = {
    # Why the assistant answered or not.
    "route.routine": gettext_noop("This is an everyday question, so the assistant tried to answer it."),
    "route.masking_failed": gettext_noop("We could not hide your personal data, so only a person reads this."),
    "route.triage_failed": gettext_noop("A safety check did not work, so a person reads your message."),
    "route.sensitive": gettext_noop("Your message is about something that people should look after, not a machine."),
    "route.asked_for_person": gettext_noop("You asked for a person."),
    "route.refused_ai": gettext_noop("You chose to be helped by people only."),
    "route.paused": gettext_noop("The assistant is switched off right now, so people answer."),
    "route.with_person": gettext_noop("Your conversation is with our team, so the assistant stays silent."),
    "route.language": gettext_noop("The assistant does not speak your language well enough."),
    # What a company's own rule names is told as a sensitive matter is: which of the two it was is nobody else's to see.
    "route.named": gettext_noop("Your message is about something that people should look after, not a machine."),
    "route.refused": gettext_noop("Something we need to decide this was missing, so a person decides."),
    # What became of its answer.
    "answer.found": gettext_noop("It found an answer in our help articles."),
    "history.helped_before": gettext_noop(
        "You asked about {title} before ({month}), so that article counts a little more."
    ),
    "answer.several": gettext_noop("You asked several things; it looked for an answer to each."),
    "answer.nothing": gettext_noop("It found no help article that answers your question."),
    "answer.other_language": gettext_noop("It found a help article in another language, none in yours."),
    "answer.written": gettext_noop("A language model wrote it from our help articles; we checked it against them."),
    "answer.departed": gettext_noop("A language model wrote an answer that goes beyond our help articles."),
    "answer.small_talk": gettext_noop("Your message asks for nothing, so it did not look for an answer."),
    "answer.flow": gettext_noop("Your message belongs to a task with steps, which follows our rules."),
    "answer.too_slow": gettext_noop("The assistant took longer than we promise."),
    "answer.error": gettext_noop("Something went wrong while it looked for an answer."),
    "release.sure_enough": gettext_noop("The article fits your question well enough to show you."),
    "release.unsure": gettext_noop("The articles did not fit your question well enough, so it did not guess."),
    "release.second_unclear": gettext_noop("The assistant was not sure for the second time, so a person answers."),
    "release.no_article": gettext_noop("No help article answers this, so a person does."),
    "release.article_expired": gettext_noop("The article it found is out of date, so a person answers."),
    "release.not_grounded": gettext_noop("Its answer went beyond our articles, so we did not send it."),
    "release.as_promised": gettext_noop("People checked answers this sure: few enough of them were wrong."),
    "release.below_promise": gettext_noop("It was not sure enough for what we promise, so a person answers."),
    "release.not_promised_yet": gettext_noop("People have not checked enough such answers yet, so a person answers."),
    "release.gate_closed": gettext_noop(
        "We stopped such answers until people have checked them, so a person answers."
    ),
    "release.error": gettext_noop("Something went wrong on our side, so a person answers."),
    "release.too_slow": gettext_noop("The answer took longer than we promise, so a person takes over."),
    "release.refused": gettext_noop("Something we need to check the answer was missing, so a person checks."),
    # Whether a person looks at it first.
    "review_first.draft_mode": gettext_noop("People look at every such answer before it is sent."),
    "review_first.named": gettext_noop("People look at answers about this before they are sent."),
    "review_first.refused": gettext_noop("Something we need to decide this was missing, so a person looks first."),
}

PASSAGES = (
    gettext_noop("It compared {count} passage of our help articles and quotes it."),
    gettext_noop("It compared {count} passages of our help articles and quotes the best one."),
)
HIDDEN = (
    gettext_noop("The assistant did not see {count} personal detail: we hid it first."),
    gettext_noop("The assistant did not see {count} personal details: we hid them first."),
)
HIDDEN_LIST = (
    gettext_noop("We hid {count} thing before the assistant read this: {things}."),
    gettext_noop("We hid {count} things before the assistant read this: {things}."),
)
NOTHING_HIDDEN = gettext_noop("We found nothing to hide before the assistant read this.")
HIDDEN_KINDS: Mapping[str, str] = {
    "PERSON": gettext_noop("a name"),
    "EMAIL": gettext_noop("an e-mail address"),
    "PHONE": gettext_noop("a phone number"),
    "CARD": gettext_noop("a card number"),
    "IBAN": gettext_noop("a bank account"),
    "NATIONAL_ID": gettext_noop("an ID number"),
    "HEALTH_ID": gettext_noop("a health insurance number"),
    "ADDRESS": gettext_noop("a postal address"),
    "LOCATION": gettext_noop("a place"),
    "DATE_OF_BIRTH": gettext_noop("a date of birth"),
    "IP": gettext_noop("an internet address"),
    "URL": gettext_noop("a web address"),
    "USERNAME": gettext_noop("a user name"),
    "ACCOUNT": gettext_noop("an order or account number"),
    "SECRET": gettext_noop("a password or code"),
    "VEHICLE": gettext_noop("a number plate"),
}
HIDDEN_OTHERWISE = gettext_noop("another personal detail")

HANDOVER: Mapping[str, str] = {
    "masking_failed": gettext_noop("We could not hide your personal data, so only a person will read this."),
    "triage_failed": gettext_noop("A safety check did not work, so a person will read your message."),
    "sensitive": gettext_noop("This matters too much for a machine. A person will answer you."),
    "named": gettext_noop("This matters too much for a machine. A person will answer you."),
    "asked_for_person": gettext_noop("You asked for a person. A person will answer you."),
    "refused_ai": gettext_noop("You chose people only. A person will answer you."),
    "paused": gettext_noop("The assistant is switched off right now. A person will answer you."),
    "with_person": gettext_noop("Your conversation is with our team. A person will answer you."),
    "money_appealed": gettext_noop("You asked us to look at a decision again. A person will."),
    "did_not_help": gettext_noop("Sorry that the answer did not help. A person will take over."),
    "appeal": gettext_noop("You contested what the assistant did. A person will look at it."),
    "language": gettext_noop("The assistant does not know your language well. A person will answer you."),
    "rule_input": gettext_noop("We could not decide this by rule. A person will look at it."),
    "too_slow": gettext_noop("The answer took too long. A person will take over."),
    "model_too_slow": gettext_noop("The answer took too long. A person will take over."),
    "no_article": gettext_noop("None of our help articles answers this. A person will."),
    "article_expired": gettext_noop("The article we found is out of date. A person will answer you."),
    "not_grounded": gettext_noop("We could not back the answer with our articles. A person will answer you."),
    "second_unclear": gettext_noop("The assistant was not sure twice. A person will take over."),
    "below_promise": gettext_noop("The assistant was not sure enough. A person will answer you."),
    "not_promised_yet": gettext_noop("We are still checking such answers. A person will answer you."),
    "gate_closed": gettext_noop("The assistant does not answer this now. A person will answer you."),
    "unsure": gettext_noop("The assistant was not sure. A person will take over."),
    "draft_rejected": gettext_noop("A person looked at the answer and did not send it. A person will answer you."),
    "draft_expired": gettext_noop("Nobody looked at the answer in time. A person will answer you instead."),
    "wrote_again": gettext_noop("You wrote again, so a person will answer all of it."),
    "flow_person": gettext_noop("A person does the next step. They see what you told us."),
    "flow_failed": gettext_noop("We could not go on with this by ourselves. A person will help you."),
    "error": gettext_noop("Something went wrong on our side. A person will answer you."),
    "sent_a_file": gettext_noop("You sent a file. A person will look at it."),
    "taken_over": gettext_noop("A person from our team is now with you."),
}
UNCLEAR = gettext_noop("I am not sure about this. These help articles come nearest. You can also ask for a person.")
"""What the assistant says in place of an answer it is not sure of."""

HANDOVER_OTHERWISE = gettext_noop("A person will answer you.")

RULED = gettext_noop("The rule we used: {rules}.")
"""Names, after a flow's sentence, the guidelines by which it went on."""
RULES: Mapping[str, str] = {
    "order_access": gettext_noop("who may be told of an order"),
    "order_changes": gettext_noop("what may be changed in an order"),
    "public_facts": gettext_noop("what anybody may be told"),
}
"""The guidelines that come with the desk and decide in flows, as customers read them; a company's own go by their name."""

COLLEAGUE: Mapping[str, str] = {
    "turn.answered": gettext_noop("The assistant answered."),
    "turn.review_first": gettext_noop("The assistant made a draft; a person looks at it before it is sent."),
    "turn.unclear": gettext_noop("The assistant said that it was not sure and showed the nearest articles."),
    "turn.handed_over": gettext_noop("The message went to a person."),
    "turn.asked_which": gettext_noop("Two articles came about equally near, so the customer was asked which one."),
    "turn.flow": gettext_noop("The message was a step of a flow; words that people wrote were sent."),
    "turn.small_talk": gettext_noop("The message asks for nothing; fixed words that people wrote were sent."),
    "mask.ok": gettext_noop("Personal data was looked for and hidden before anything else read the message."),
    "mask.failed": gettext_noop("Personal data could not be hidden; no model, index or log saw the message."),
    "triage.none": gettext_noop("No sensitive matter was found."),
    "triage.crisis": gettext_noop("Signs of a crisis: danger to life or health."),
    "triage.abuse": gettext_noop("Signs of abuse or violence."),
    "triage.minor": gettext_noop("The writer may be a minor."),
    "triage.bereavement": gettext_noop("Signs of a death close to the customer."),
    "triage.hardship": gettext_noop("Signs of money trouble."),
    "triage.fraud": gettext_noop("The customer may be a victim of fraud."),
    "triage.illness": gettext_noop("Signs of a serious illness."),
    "triage.discrimination": gettext_noop("A complaint about discrimination."),
    "triage.legal": gettext_noop("A legal matter or a threat of one."),
    "triage.failed": gettext_noop("The look for sensitive matters did not work."),
    "permit.ai_allowed": gettext_noop("The customer has not refused the assistant and it is not stopped."),
    "permit.ai_refused": gettext_noop("The customer chose people only."),
    "permit.paused": gettext_noop("The assistant is stopped."),
    "wish.none": gettext_noop("The message does not ask for a person."),
    "wish.failed": gettext_noop("The look for a wish for a person did not work."),
    "wish.asks_for_a_person": gettext_noop("The message asks for a person."),
    "route.routine": gettext_noop("Routed to the assistant: nothing speaks against it."),
    "route.masking_failed": gettext_noop("Routed to a person: masking failed."),
    "route.triage_failed": gettext_noop("Routed to a person: the look for sensitive matters failed."),
    "route.sensitive": gettext_noop("Routed to a person: a sensitive matter."),
    "route.asked_for_person": gettext_noop("Routed to a person: the customer asks for one."),
    "route.refused_ai": gettext_noop("Routed to a person: the customer chose people only."),
    "route.paused": gettext_noop("Routed to a person: the assistant is stopped."),
    "route.named": gettext_noop("Routed to a person: a rule of the company names it."),
    "route.with_person": gettext_noop("Routed to a person: one has the conversation, or it waits for one."),
    "route.language": gettext_noop("Routed to a person: the desk does not offer this language."),
    "route.refused": gettext_noop("Routed to a person: the guideline refused, an input was missing or wrong."),
    "answer.found": gettext_noop("The assistant found passages that answer the question."),
    "history.helped_before": gettext_noop(
        "An article that helped this customer before counts a little more; they agreed to that use."
    ),
    "answer.several": gettext_noop(
        "The message asks several things; each was searched by itself, the least sure counts."
    ),
    "answer.nothing": gettext_noop("The assistant found no passage that answers the question."),
    "answer.other_language": gettext_noop("The assistant found a passage in another language only."),
    "answer.written": gettext_noop(
        "A language model wrote the draft; each sentence stands in the passages it cites."
    ),
    "answer.departed": gettext_noop("A language model wrote the draft; it says what its passages do not."),
    "answer.small_talk": gettext_noop("The message only greets, thanks or says goodbye; nothing was searched."),
    "answer.flow": gettext_noop("The message belongs to a flow, which went on as its file says."),
    "answer.too_slow": gettext_noop("The assistant took longer than promised; its draft was thrown away."),
    "answer.error": gettext_noop("The assistant failed while it looked for an answer."),
    "release.sure_enough": gettext_noop("Released: sure enough, in time, valid, and it stands in its passages."),
    "release.unsure": gettext_noop("Not released: not sure enough, and said so."),
    "release.second_unclear": gettext_noop("Handed over: not sure enough for the second time."),
    "release.no_article": gettext_noop("Handed over: no article answers the question."),
    "release.article_expired": gettext_noop("Handed over: an article behind the draft is no longer valid."),
    "release.not_grounded": gettext_noop("Handed over: the draft does not stand in its passages."),
    "release.as_promised": gettext_noop("Released: as sure as the promise in force asks for."),
    "release.below_promise": gettext_noop("Handed over: less sure than the promise in force asks for."),
    "release.not_promised_yet": gettext_noop("Handed over: too few such answers were reviewed to promise anything."),
    "release.gate_closed": gettext_noop("Handed over: what was promised of such answers was broken."),
    "release.error": gettext_noop("Handed over: looking for an answer failed."),
    "release.too_slow": gettext_noop("Handed over: the draft came later than promised."),
    "release.refused": gettext_noop("Handed over: the guideline refused, an input was missing or wrong."),
    "review_first.draft_mode": gettext_noop("A person looks first: of this topic, at every answer."),
    "review_first.named": gettext_noop("A person looks first: a rule names such an answer."),
    "review_first.not_named": gettext_noop("Nobody looks first: no rule names such an answer."),
    "review_first.refused": gettext_noop(
        "A person looks first: the guideline refused, an input was missing or wrong."
    ),
}

FACTS: Mapping[str, str] = {
    "masking_ok": gettext_noop("personal data could be hidden"),
    "triage_ok": gettext_noop("the look for sensitive matters worked"),
    "concern": gettext_noop("sensitive matter"),
    "ai_refused": gettext_noop("the customer chose people only"),
    "ai_paused": gettext_noop("the assistant is stopped"),
    "with_person": gettext_noop("a person has the conversation, or it waits for one"),
    "asks_for_person": gettext_noop("the customer asks for a person"),
    "unclear_before": gettext_noop("unclear answers just before"),
    "language_offered": gettext_noop("the language is offered"),
    "answer_found": gettext_noop("an article answers the question"),
    "confidence": gettext_noop("how sure, from 0 to 1"),
    "in_time": gettext_noop("the answer came in time"),
    "answerer_ok": gettext_noop("looking for an answer worked"),
    "evidence_valid": gettext_noop("every passage is of a valid article"),
    "grounded": gettext_noop("the answer stands in its passages"),
    "promise": gettext_noop("what was promised of such answers"),
    "intent": gettext_noop("what the message asks"),
    "article": gettext_noop("the article the answer rests on"),
    "written": gettext_noop("a language model wrote the answer"),
    "draft_mode": gettext_noop("people look at every answer of this topic"),
    "above_promise": gettext_noop("as sure as the promise asks for"),
    "hidden": gettext_noop("personal details hidden"),
    "model": gettext_noop("version of what hides personal data"),
    "start": gettext_noop("what every answer starts from"),
    "lead": gettext_noop("share of the question that the passage covers, times its lead"),
    "headed": gettext_noop("share of the question in title and headings"),
    "informed": gettext_noop("informative words found, of three"),
    "passages": gettext_noop("passages found"),
    "questions": gettext_noop("questions in the message"),
    "title": gettext_noop("the article"),
    "month": gettext_noop("the month in which it helped"),
    "moved": gettext_noop("it came first by that alone"),
    "tied": gettext_noop("how near another article comes"),
    "rival": gettext_noop("what another article earned, as a share of the best"),
    "chosen": gettext_noop("which of the two offered the customer chose"),
    "article_language": gettext_noop("language of the article"),
    "small_talk": gettext_noop("what kind of small talk it is"),
    "flow": gettext_noop("flow"),
    "flow_step": gettext_noop("the step it stands at"),
    "did": gettext_noop("what the message did in it"),
    "left_out": gettext_noop("passages left out because they give orders to a machine"),
    "language_model": gettext_noop("language model"),
    "prompt": gettext_noop("version of what it is told"),
    "model_fault": gettext_noop("why its words were not used"),
    "care": gettext_noop("rules of care that its words broke"),
    "model_tries": gettext_noop("times it was asked"),
    "model_seconds": gettext_noop("seconds it took"),
    "tokens_in": gettext_noop("tokens it read"),
    "tokens_out": gettext_noop("tokens it wrote"),
    "cost": gettext_noop("what it cost"),
    "support": gettext_noop("share of its weakest sentence that a passage supports"),
    "missing_promise": gettext_noop("promises that no passage makes"),
    "missing_number": gettext_noop("numbers that are not there"),
    "missing_unit": gettext_noop("numbers with another unit"),
    "missing_support": gettext_noop("sentences without support"),
    "articles": gettext_noop("articles found"),
    "input": gettext_noop("input that could not be used"),
    "problem": gettext_noop("what is wrong with it"),
    "ai_choice": gettext_noop("the customer's choice about the assistant"),
    "paused": gettext_noop("where the assistant is stopped"),
    "lexicon": gettext_noop("version of the word list"),
    "triage_model": gettext_noop("version of the model of sensitive matters"),
    "certainty": gettext_noop("how sure the model is"),
    "immediacy": gettext_noop("how soon"),
    "at_risk": gettext_noop("who may be in danger"),
    "upset": gettext_noop("sounds angry or in distress"),
    "hits": gettext_noop("expressions found"),
    "page_language": gettext_noop("language of the page"),
}

WORDS: Mapping[str, str] = {
    "True": gettext_noop("yes"),
    "False": gettext_noop("no"),
    "none": gettext_noop("none"),
    "kept": gettext_noop("in force"),
    "cold": gettext_noop("not made yet"),
    "closed": gettext_noop("broken"),
    "missing": gettext_noop("missing"),
    "mistyped": gettext_noop("of the wrong type"),
    "not_allowed": gettext_noop("not an allowed value"),
    "no_rule": gettext_noop("no rule applies"),
    "several_rules": gettext_noop("more than one rule applies"),
}
"""Values that are said in words; every other value is shown as it is."""
