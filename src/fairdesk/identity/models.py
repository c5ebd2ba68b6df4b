"""The tables of who is who. Only records.py reads and writes them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Customer(models.Model):
    """Somebody who wrote to the desk; nothing here says who."""

    id = models.CharField(max_length=64, primary_key=True)
    created_at = models.BigIntegerField()
    language = models.CharField(max_length=8)
    last_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_customer"


class Token(models.Model):
    """What a customer's browser proves itself with, as a digest. `verified_at`: when a code was typed in it."""

    digest = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    created_at = models.BigIntegerField()
    verified_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_token"
        indexes = [models.Index(fields=["customer_id"], name="identity_token_customer")]


class Colleague(models.Model):
    """A person at the desk, beside Django's account of the same id. `duty_until` 0: off duty.

    `away`: there, and given nothing new. `capacity`: how many conversations at once the desk may give them by itself.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    work_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    duty_until = models.BigIntegerField(default=0)
    away = models.BooleanField(db_default=False)
    capacity = models.IntegerField(db_default=5)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_colleague"


class SignIn(models.Model):
    """A one-time sign-in link, as a digest. `used_at` null: not used yet."""

    digest = models.CharField(max_length=64, primary_key=True)
    user_id = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_signin"
        indexes = [models.Index(fields=["user_id"], name="identity_signin_user")]


class WrongCode(models.Model):
    """A colleague's wrong second factor; gone with the first right one."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_wrong_code"
        indexes = [models.Index(fields=["user_id", "at"], name="identity_wrong_code_user")]


class Company(models.Model):
    """The one company of this data folder: a single row whose id is 1."""

    id = models.SmallIntegerField(primary_key=True)
    facts = models.TextField()
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=20)
    changed_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_company"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="identity_company_single")]


class Address(models.Model):
    """An address a customer gave: sealed under their key, found by a keyed token. `verified_at` null: not proved."""

    id = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    token = models.CharField(max_length=64)
    sealed = models.BinaryField()
    added_at = models.BigIntegerField()
    verified_at = models.BigIntegerField(null=True)
    shared = models.BooleanField(default=False)
    undeliverable_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_address"
        indexes = [models.Index(fields=["token"], name="identity_address_token")]
        constraints = [models.UniqueConstraint(fields=["customer_id", "token"], name="identity_address_once")]


class Contact(models.Model):
    """How a customer wants to be written to, sealed under their key."""

    customer_id = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    changed_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_contact"


class Joined(models.Model):
    """A customer who is the same person as the others with this person_id, a random number of its own."""

    customer_id = models.CharField(max_length=64, primary_key=True)
    person_id = models.CharField(max_length=64)
    joined_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_joined"
        indexes = [models.Index(fields=["person_id"], name="identity_joined_person")]


class Letter(models.Model):
    """A letter that waits, left or was held back. Sealed while it waits, empty after. customer_id "": of nobody any more.

    `once`: what makes a second letter about the same thing the same letter. `due_at`: not before; also the claim of
    whoever carries it now. `until_at`: of no use after.
    """

    id = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=40)
    attempts = models.IntegerField(default=0)
    made_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    until_at = models.BigIntegerField(null=True)
    done_at = models.BigIntegerField(null=True)
    once = models.CharField(max_length=200, unique=True)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_letter"
        indexes = [
            models.Index(fields=["state", "due_at"], name="identity_letter_due"),
            models.Index(fields=["customer_id"], name="identity_letter_customer"),
        ]


class Code(models.Model):
    """A one-time code or link, as digests. customer_id "": asked for with an address that nobody here has."""

    id = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    address_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    link = models.CharField(max_length=64, unique=True)
    leads_to = models.CharField(max_length=200)
    expires_at = models.BigIntegerField()
    tries = models.IntegerField(default=0)
    used_at = models.BigIntegerField(null=True)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_code"
        indexes = [
            models.Index(fields=["customer_id"], name="identity_code_customer"),
            models.Index(fields=["expires_at"], name="identity_code_expires"),
        ]


class HiddenPlace(models.Model):
    """A place that was hidden from another, the digest of the code that leads to it, and the browser it is open in."""

    customer_id = models.CharField(max_length=64, primary_key=True)
    away_from = models.CharField(max_length=64)
    code = models.CharField(max_length=64, unique=True)
    at = models.BigIntegerField()
    visitor = models.CharField(max_length=64, default="")
    until_at = models.BigIntegerField(default=0)

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_hidden"
        indexes = [
            models.Index(fields=["away_from"], name="identity_hidden_away_from"),
            models.Index(fields=["visitor"], name="identity_hidden_visitor"),
        ]


class Attempt(models.Model):
    """Something that is limited was done: by whom as a keyed digest, and when. Kept for two hours."""

    id = models.BigAutoField(primary_key=True)
    who = models.CharField(max_length=64)
    at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_attempt"
        indexes = [
            models.Index(fields=["who", "at"], name="identity_attempt_who"),
            models.Index(fields=["at"], name="identity_attempt_at"),
        ]


class OnCall(models.Model):
    """Who is on call, from when to when; how they are reached is sealed. A duty that is over is deleted: no history."""

    id = models.CharField(max_length=64, primary_key=True)
    colleague = models.BigIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    by_mail = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_on_call"
        indexes = [models.Index(fields=["until"], name="identity_on_call_until")]


class CareCertificate(models.Model):
    """Until when a colleague may open conversations about a sensitive matter ("all": every one), and who said so."""

    id = models.CharField(max_length=64, primary_key=True)
    colleague = models.BigIntegerField()
    topic = models.CharField(max_length=30)
    given_by = models.BigIntegerField()
    given_by_name = models.CharField(max_length=60)
    at = models.BigIntegerField()
    until = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_care_certificate"
        indexes = [models.Index(fields=["colleague"], name="identity_care_certificate_who")]
