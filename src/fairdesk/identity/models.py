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
    """What a customer's browser proves itself with, as a digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    customer_id = models.CharField(max_length=64)
    created_at = models.BigIntegerField()

    class Meta:
        """Names of table, indexes and constraints."""

        db_table = "identity_token"
        indexes = [models.Index(fields=["customer_id"], name="identity_token_customer")]


class Colleague(models.Model):
    """A person at the desk, beside Django's account of the same id. `duty_until` 0: off duty."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    work_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    duty_until = models.BigIntegerField(default=0)

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
