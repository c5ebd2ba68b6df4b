"""The tables of the articles: versions of articles, their passages, each version of the whole knowledge, and its probes.

Rows are retired, not deleted, so that a past turn can be explained and searched again as of its day. The index
that searches them is made in memory (index.py).
"""

from django.db import models


class Article(models.Model):
    """One version of an article in one language; `retired_at` is null while it is in force. Dates are ISO, "" is none."""

    pk = models.CompositePrimaryKey("id", "language", "version")
    id = models.TextField()
    language = models.TextField()
    version = models.TextField()
    title = models.TextField()
    url = models.TextField()
    owner = models.TextField()
    audience = models.TextField()
    valid_until = models.TextField()
    checked = models.TextField()
    markdown = models.TextField()
    added_at = models.BigIntegerField()
    retired_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_article"
        indexes = [models.Index(fields=["retired_at", "language", "id"], name="answers_article_live")]


class Passage(models.Model):
    """A quotable part of an article's version. `analysed` holds its search terms, "" if customers may not be told it.

    `number` is the order of adding, `name` the passage's own name if its source gave one.
    """

    # Short columns first: SQLite then decides about a row without walking through its texts.
    number = models.BigAutoField(primary_key=True)
    language = models.TextField()
    valid_until = models.TextField()
    added_at = models.BigIntegerField()
    retired_at = models.BigIntegerField(null=True)
    id = models.TextField(unique=True)
    article = models.TextField()
    version = models.TextField()
    ordinal = models.IntegerField()
    name = models.TextField()
    anchor = models.TextField()
    checked = models.TextField()
    analysis = models.IntegerField()
    title = models.TextField()
    heading = models.TextField()
    analysed = models.TextField()
    text = models.TextField()
    markdown = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_passage"
        indexes = [
            models.Index(fields=["article", "language", "version"], name="answers_passage_article"),
            models.Index(fields=["language", "retired_at"], name="answers_passage_live"),
        ]


class Away(models.Model):
    """When a version of an article was out of force between two times in force (an edit that was undone)."""

    number = models.BigAutoField(primary_key=True)
    article = models.TextField()
    language = models.TextField()
    version = models.TextField()
    retired_at = models.BigIntegerField()
    back_at = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_away"
        indexes = [models.Index(fields=["language", "back_at"], name="answers_away_language")]


class Knowledge(models.Model):
    """Each version of all that may be quoted, and since when it holds; `version` is a hash over the whole history."""

    number = models.BigAutoField(primary_key=True)
    version = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_knowledge"
        indexes = [models.Index(fields=["at"], name="answers_knowledge_at")]


class Probe(models.Model):
    """A probe of the answers: when, of which knowledge, and as JSON its figures, its questions, and what differed.

    Words stand in it where the company wrote them; a customer's question is named by its act alone.
    """

    number = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    knowledge = models.TextField()
    figures = models.TextField()
    asked = models.TextField()
    differ = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_probe"
        indexes = [models.Index(fields=["at"], name="answers_probe_at")]


class Task(models.Model):
    """A task of an article's owner: its matter, what was found (JSON), by when it is due, and what became of it."""

    id = models.TextField(primary_key=True)
    matter = models.TextField()
    found = models.TextField()
    opened_at = models.BigIntegerField()
    due = models.TextField()
    state = models.TextField()
    outcome = models.TextField()
    closed_at = models.BigIntegerField(null=True)
    closed_by = models.TextField()
    stamp = models.TextField()

    class Meta:
        """Names of table and indexes."""

        db_table = "answers_task"
        indexes = [models.Index(fields=["state", "due"], name="answers_task_state")]


class Compared(models.Model):
    """A version of an article whose sentences were held against those of all others."""

    number = models.BigAutoField(primary_key=True)
    language = models.TextField()
    article = models.TextField()
    version = models.TextField()

    class Meta:
        """Name of the table."""

        db_table = "answers_compared"
