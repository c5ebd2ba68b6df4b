"""The tables of the desk: conversations, their timelines, turns, what waits to be answered or sent, and work done.

Words, masked or not, are sealed under the customer's own key. Times are microseconds since 1970, UTC.
"""

from django.db import models


class Conversation(models.Model):
    """One conversation. `version` changes whenever somebody else's decision could be overtaken by the change."""

    id = models.TextField(primary_key=True)
    customer_id = models.TextField()
    channel = models.TextField()
    language = models.TextField()
    created_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    version = models.IntegerField(default=0)
    items = models.IntegerField(default=0)
    state = models.TextField()
    mode = models.TextField(default="automated")
    reason = models.TextField(default="")
    unclear = models.IntegerField(default=0)
    assignee = models.BigIntegerField(null=True)
    assignee_name = models.TextField(default="")
    waiting_since = models.BigIntegerField(null=True)
    waited_micros = models.BigIntegerField(null=True)
    waiting_people = models.IntegerField(null=True)
    waiting_place = models.IntegerField(null=True)
    work_from = models.BigIntegerField(null=True)
    work_micros = models.BigIntegerField(default=0)

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_conversation"
        indexes = [
            models.Index(fields=["customer_id"], name="desk_conv_customer"),
            models.Index(fields=["state", "waiting_since"], name="desk_conv_state"),
            models.Index(fields=["changed_at"], name="desk_conv_changed"),
        ]


class Item(models.Model):
    """One line of a timeline; the customer sees it from `released_at` on. `client_key` makes a resend harmless."""

    pk = models.CompositePrimaryKey("conversation_id", "number")
    conversation_id = models.TextField()
    number = models.IntegerField()
    id = models.TextField(unique=True)
    at = models.BigIntegerField()
    voice = models.TextField()
    code = models.TextField(default="")
    author = models.BigIntegerField(null=True)
    act = models.TextField(default="")
    language = models.TextField()
    released_at = models.BigIntegerField(null=True)
    client_key = models.TextField(null=True, unique=True)
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_item"
        indexes = [models.Index(fields=["act"], name="desk_item_act")]


class Turn(models.Model):
    """What became of one customer message. Typed route facts are plain; all that holds words is in `sealed`."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    number = models.IntegerField()
    at = models.BigIntegerField()
    route = models.TextField()
    release = models.TextField(default="")
    handover = models.TextField(default="")
    facts = models.TextField()
    digest = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_turn"
        indexes = [models.Index(fields=["conversation_id", "number"], name="desk_turn_conversation")]


class Arrival(models.Model):
    """A customer's message that has no turn yet; whoever holds the claim is answering it.

    `growing`: what a language model has written of the answer so far, sealed.
    """

    pk = models.CompositePrimaryKey("conversation_id", "number")
    conversation_id = models.TextField()
    number = models.IntegerField()
    act = models.TextField()
    claimed_until = models.BigIntegerField()
    growing = models.BinaryField(null=True)

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_arrival"


class Rating(models.Model):
    """How the help of the assistant, or of people, was in a conversation that is over: five steps, nobody's words or name."""

    pk = models.CompositePrimaryKey("conversation_id", "part")
    conversation_id = models.TextField()
    part = models.TextField()
    step = models.IntegerField()
    at = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_rating"


class Outbox(models.Model):
    """A kept assistant's text that has not left yet."""

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    number = models.IntegerField()
    channel = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_outbox"
        indexes = [models.Index(fields=["conversation_id"], name="desk_outbox_conversation")]


class Deed(models.Model):
    """An act of the house that belongs to no conversation (stop, start): its record, sealed under the house key."""

    act = models.TextField(primary_key=True)
    at = models.BigIntegerField()
    kind = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_deed"


class Opening(models.Model):
    """What opens the ledger's commitment to an act of a conversation that was hidden since, sealed.

    Other openings follow from the key of whose conversation it is; here that key is another one now.
    """

    act = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_opening"
        indexes = [models.Index(fields=["conversation_id"], name="desk_opening_conversation")]


class Keyboard(models.Model):
    """The keys a colleague chose: whether single ones work, and as JSON those that are not the usual ones."""

    colleague = models.BigIntegerField(primary_key=True)
    single_keys = models.BooleanField(default=True)
    changed = models.TextField(default="{}")

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_keyboard"


class Unsent(models.Model):
    """A colleague's reply that has not left yet: they may take it back until `leaves_at`, and it stays while `held`.

    `closes`: the conversation is closed when it leaves. `words` are sealed under the customer's key.
    """

    id = models.TextField(primary_key=True)
    conversation_id = models.TextField()
    author = models.BigIntegerField()
    seen = models.IntegerField()
    at = models.BigIntegerField()
    leaves_at = models.BigIntegerField()
    held = models.TextField(default="")
    closes = models.BooleanField(default=False)
    words = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_unsent"
        indexes = [
            models.Index(fields=["conversation_id"], name="desk_unsent_conversation"),
            models.Index(fields=["leaves_at"], name="desk_unsent_leaves"),
        ]


class Viewer(models.Model):
    """A colleague who has a conversation open at this moment, and whether they write. Gone seconds after they leave."""

    pk = models.CompositePrimaryKey("conversation_id", "colleague")
    conversation_id = models.TextField()
    colleague = models.BigIntegerField()
    writes = models.BooleanField(default=False)
    until = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_viewer"


class Canned(models.Model):
    """A reply that colleagues wrote beforehand: language -> text as JSON, and the day it should be looked at again."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    texts = models.TextField()
    owner = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    review_by = models.TextField(default="")

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_canned"


class Assignment(models.Model):
    """Whom a waiting conversation was given to, a team or a colleague; it is theirs once they take it over."""

    conversation_id = models.TextField(primary_key=True)
    team = models.BigIntegerField(null=True)
    colleague = models.BigIntegerField(null=True)

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_assignment"
        indexes = [models.Index(fields=["colleague"], name="desk_assignment_colleague")]


class Team(models.Model):
    """Colleagues who can take the same kind of conversation."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)

    class Meta:
        """Name of the table."""

        db_table = "desk_team"


class Member(models.Model):
    """A colleague who is in a team."""

    pk = models.CompositePrimaryKey("team", "colleague")
    team = models.BigIntegerField()
    colleague = models.BigIntegerField()

    class Meta:
        """Name of the table."""

        db_table = "desk_member"


class Rota(models.Model):
    """Whether the desk gives out what waits by itself, and who was given something last: one row, whose id is 1."""

    id = models.SmallIntegerField(primary_key=True)
    automatic = models.BooleanField(default=False)
    last = models.BigIntegerField(default=0)

    class Meta:
        """Name of the table."""

        db_table = "desk_rota"


class Snooze(models.Model):
    """A conversation put aside. `until` null: until the customer writes. `woke_at`: it came back, and stands first."""

    conversation_id = models.TextField(primary_key=True)
    until = models.BigIntegerField(null=True)
    woke_at = models.BigIntegerField(null=True)

    class Meta:
        """Name of the table."""

        db_table = "desk_snooze"


class Label(models.Model):
    """One of the company's own labels."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)

    class Meta:
        """Name of the table."""

        db_table = "desk_label"


class Labelled(models.Model):
    """A conversation that has a label."""

    pk = models.CompositePrimaryKey("conversation_id", "label")
    conversation_id = models.TextField()
    label = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_labelled"
        indexes = [models.Index(fields=["label"], name="desk_labelled_label")]


class Undo(models.Model):
    """How a conversation stood before something was done to several at once; kept for some minutes."""

    pk = models.CompositePrimaryKey("id", "conversation_id")
    id = models.TextField()
    conversation_id = models.TextField()
    colleague = models.BigIntegerField()
    kind = models.TextField()
    at = models.BigIntegerField()
    version = models.IntegerField()
    items = models.IntegerField()
    before = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_undo"
        indexes = [models.Index(fields=["conversation_id"], name="desk_undo_conversation")]


class Token(models.Model):
    """A word of a conversation, as a keyed digest: it is found without being stored."""

    pk = models.CompositePrimaryKey("digest", "conversation_id")
    digest = models.BigIntegerField()
    conversation_id = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_token"
        indexes = [models.Index(fields=["conversation_id"], name="desk_token_conversation")]


class Later(models.Model):
    """What a customer chose instead of waiting: a call in a window, or an e-mail when a person has answered.

    `sealed`: the number, under the customer's key; empty for an e-mail. `tried`: how often nobody answered the telephone.
    `told`: the last line that an e-mail told of, or that said that a call was missed. The row goes with the call, the
    choice, the case, or some days after the window.
    """

    conversation_id = models.TextField(primary_key=True)
    how = models.TextField()
    at = models.BigIntegerField()
    begins = models.BigIntegerField(null=True)
    ends = models.BigIntegerField(null=True)
    tried = models.IntegerField(default=0)
    told = models.IntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        """Names of table and indexes."""

        db_table = "desk_later"
