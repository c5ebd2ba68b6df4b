"""The tables of oversight: stops of the assistant, what reviewers found that the mask missed, overridden answers; kept as history."""

from __future__ import annotations

from django.db import models


class Pause(models.Model):
    """One stop of the assistant; in force while `released_at` is empty. Times are microseconds in UTC."""

    id = models.TextField(primary_key=True)
    scope = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    reason = models.TextField()
    start_asked_by_id = models.BigIntegerField(null=True)
    start_asked_by_name = models.TextField(default="")
    start_asked_at = models.BigIntegerField(null=True)
    released_by_id = models.BigIntegerField(null=True)
    released_by_name = models.TextField(default="")
    released_at = models.BigIntegerField(null=True)

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_pause"
        indexes = [
            # Read on the way of every message: only the few stops in force are in it.
            models.Index(fields=["at"], name="oversight_pause_in_force", condition=models.Q(released_at__isnull=True))
        ]


class MaskReview(models.Model):
    """One look at a masked message: how many things of which kinds were missed, and nothing of the message itself."""

    token = models.BinaryField(primary_key=True, max_length=32)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    missed = models.IntegerField()
    kinds = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_mask_review"


class AnswerReview(models.Model):
    """One look at an answer of the assistant: whether it was right, and what was known of it; no word of it."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    verdict = models.TextField()
    answered_at = models.BigIntegerField()
    topic = models.TextField()
    confidence = models.FloatField()
    sent = models.BooleanField()
    language = models.TextField()
    channel = models.TextField()
    percent = models.IntegerField()
    topics = models.TextField(default="")
    """What had a promise of its own then; "" where that was not noted yet: such a review promises nothing."""
    stands = models.TextField(default="")
    """Where it stands between those who judge it: "", agreed, apart or settled."""
    second_by = models.BigIntegerField(null=True)
    second = models.TextField(default="")
    """Who judged it otherwise, and how; only until it is settled."""

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_answer_review"
        indexes = [
            models.Index(fields=["customer_id"], name="oversight_review_customer"),
            models.Index(fields=["at"], name="oversight_review_at"),
        ]


class Override(models.Model):
    """One answer of the assistant that a colleague corrected: why, and what it was about. Not who: the conversation has that."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    at = models.BigIntegerField()
    reason = models.TextField()
    topic = models.TextField()
    channel = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_override"
        indexes = [
            models.Index(fields=["customer_id"], name="oversight_override_customer"),
            models.Index(fields=["conversation_id"], name="oversight_override_talk"),
            models.Index(fields=["at"], name="oversight_override_at"),
        ]


class Appeal(models.Model):
    """One appeal against an act, the first or the second: who decides it and until when, and how it ended; no word of it."""

    pk = models.CompositePrimaryKey("act", "round")
    act = models.TextField()
    round = models.IntegerField()
    conversation_id = models.TextField()
    customer_id = models.TextField()
    at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    decider = models.BigIntegerField()
    decider_name = models.TextField()
    topic = models.TextField()
    language = models.TextField()
    outcome = models.TextField()
    decided_at = models.BigIntegerField(null=True)
    late_told = models.BooleanField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_appeal"
        indexes = [
            models.Index(fields=["customer_id"], name="oversight_appeal_customer"),
            models.Index(fields=["conversation_id"], name="oversight_appeal_talk"),
            models.Index(fields=["at"], name="oversight_appeal_at"),
        ]


class Drill(models.Model):
    """One drill of the stop: how many conversations ran, how long until all were silent, texts that left after it."""

    id = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    talks = models.IntegerField()
    took_micros = models.BigIntegerField()
    after_stop = models.IntegerField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_drill"
        indexes = [models.Index(fields=["at"], name="oversight_drill_at")]


class Promise(models.Model):
    """What was promised of a topic's answers, and until when; `ended_at` is empty while it is in force."""

    id = models.TextField(primary_key=True)
    topic = models.TextField()
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    threshold = models.FloatField()
    target = models.FloatField()
    confidence = models.FloatField()
    reviewed = models.IntegerField()
    answered = models.IntegerField()
    wrong = models.IntegerField()
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    entries = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    topics = models.TextField(default="")
    look_id = models.TextField(default="")

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_promise"
        constraints = [
            # One promise a topic at a time. Read on the way of every message: only the few in force are in its index.
            models.UniqueConstraint(
                fields=["topic"], name="oversight_one_promise", condition=models.Q(ended_at__isnull=True)
            )
        ]


class Look(models.Model):
    """One planned look at a topic's reviewed answers: taken once, and kept with what it found.

    `run`: since when it is this assistant (0: always); `since`: from when on answers counted, a break at the latest;
    `number`: counted over all topics of the run; `upto`: when the last answer it counted was reviewed; `most_by`: who gave
    more than half of the verdicts (0: nobody did).
    """

    id = models.TextField(primary_key=True)
    topics = models.TextField()
    topic = models.TextField()
    target = models.FloatField()
    confidence = models.FloatField()
    run = models.BigIntegerField()
    since = models.BigIntegerField()
    number = models.IntegerField()
    at = models.BigIntegerField()
    doubt = models.FloatField()
    reviewed = models.IntegerField()
    threshold = models.FloatField(null=True)
    answered = models.IntegerField()
    wrong = models.IntegerField()
    needed = models.IntegerField(null=True)
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    upto = models.BigIntegerField()
    most_by = models.BigIntegerField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_look"
        constraints = [
            models.UniqueConstraint(
                fields=["topics", "target", "confidence", "run", "number"], name="oversight_look_once"
            )
        ]


class Lot(models.Model):
    """A week's answers of a topic, accepted or rejected from a sample.

    `readable`: how many of its answers are of customers who let them be looked at. `strata`: name, answers, looked at, wrong;
    written anew until it is judged.
    """

    id = models.TextField(primary_key=True)
    topic = models.TextField()
    topics = models.TextField()
    from_at = models.BigIntegerField()
    to_at = models.BigIntegerField()
    drawn_at = models.BigIntegerField()
    answers = models.IntegerField()
    readable = models.IntegerField()
    sample = models.IntegerField()
    most_wrong = models.IntegerField()
    version = models.TextField()
    strata = models.TextField()
    standing = models.TextField()
    judged_at = models.BigIntegerField(null=True)
    reviewed = models.IntegerField()
    wrong = models.IntegerField()
    stop_id = models.TextField(default="")

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_lot"
        constraints = [
            models.UniqueConstraint(fields=["topic", "topics", "to_at"], name="oversight_one_lot_a_week"),
        ]


class LotLook(models.Model):
    """A draft of a lot that is looked at: known by a keyed token, with no word, no customer and no reviewer.

    `stratum` is empty of a draft that was not sent. `judges`: the lot is accepted or rejected by it. `risky`: it estimates
    the error. `verdict`: of a look that counts for the estimate alone.
    """

    token = models.BinaryField(primary_key=True, max_length=32)
    lot_id = models.TextField()
    stratum = models.TextField()
    judges = models.BooleanField()
    risky = models.BooleanField()
    verdict = models.TextField(default="")

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_lot_look"
        indexes = [models.Index(fields=["lot_id"], name="oversight_lot_look_lot")]


class ErrorWatch(models.Model):
    """Where the watch over a topic's errors stands: over a promise, or over what is sent while nothing is promised."""

    key = models.TextField(primary_key=True)
    topic = models.TextField()
    at = models.BigIntegerField()
    reviewed = models.IntegerField()
    wrong = models.IntegerField()
    stands = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_error_watch"


class Draft(models.Model):
    """A draft that a person looks at before it is sent: where it stands. Its words stand in its turn, sealed.

    `stands`: waits, accepted, edited, rejected or for_people; `because`: why it did not leave as it was.
    """

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    customer_id = models.TextField()
    number = models.IntegerField()
    at = models.BigIntegerField()
    until = models.BigIntegerField()
    risk = models.TextField()
    language = models.TextField()
    stands = models.TextField()
    because = models.TextField(default="")
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_draft"
        indexes = [
            models.Index(fields=["customer_id"], name="oversight_draft_customer"),
            # Read on the way of every message: only the few that wait are in it.
            models.Index(
                fields=["conversation_id"], name="oversight_draft_waits", condition=models.Q(ended_at__isnull=True)
            ),
        ]


class Consultation(models.Model):
    """A record that the people who work here were told and asked before anything about single ones is measured."""

    id = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    told_on = models.TextField()
    what = models.TextField()
    to_whom = models.TextField()
    questions = models.TextField()
    answers = models.TextField()
    changes = models.TextField()

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_consultation"


class Probe(models.Model):
    """A masked draft with a planted fault, outside all conversations; its words are sealed under its customer's key."""

    id = models.TextField(primary_key=True)
    act = models.TextField()
    customer_id = models.TextField()
    language = models.TextField()
    fault = models.TextField()
    at = models.BigIntegerField()
    made_by = models.BigIntegerField()
    checked_by = models.BigIntegerField(null=True)
    stands = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """How the table is called and searched."""

        app_label = "oversight"
        db_table = "oversight_probe"
        indexes = [models.Index(fields=["customer_id"], name="oversight_probe_customer")]


class Vigilance(models.Model):
    """What one colleague found and missed, as counts without times; `told`: as they stood when a sum was last told.

    `due`: the probe that is the next thing they look at, or "". `asks`: one that they were told of and have not yet said
    whether they knew it, or "".
    """

    colleague_id = models.BigIntegerField(primary_key=True)
    now = models.TextField()
    told = models.TextField()
    due = models.TextField(default="")
    asks = models.TextField(default="")

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_vigilance"


class Agreement(models.Model):
    """How often which two verdicts were given on one answer, without act, person and time; `told`: the figure last told."""

    id = models.TextField(primary_key=True)
    now = models.TextField()
    told = models.TextField(default="")

    class Meta:
        """How the table is called."""

        app_label = "oversight"
        db_table = "oversight_agreement"


class Asked(models.Model):
    """What one person asked for and another is to grant; `ended_at` is empty while it waits. `body`: a flow's file.

    `why`: of who asked; `agreed_by`, `agreed_why`: of who agreed, if anybody did.
    """

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    what = models.TextField()
    version = models.TextField()
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    at = models.BigIntegerField()
    body = models.TextField()
    why = models.TextField(default="")
    ended_at = models.BigIntegerField(null=True)
    agreed_by = models.TextField(default="")
    agreed_why = models.TextField(default="")

    class Meta:
        """How the table is called, and that a thing is asked for once at a time."""

        app_label = "oversight"
        db_table = "oversight_asked"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "what"], name="oversight_asked_once", condition=models.Q(ended_at__isnull=True)
            )
        ]
