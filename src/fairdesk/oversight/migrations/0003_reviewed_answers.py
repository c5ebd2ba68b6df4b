from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_masking_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerReview",
            fields=[
                ("act", models.TextField(primary_key=True, serialize=False)),
                ("conversation_id", models.TextField()),
                ("customer_id", models.TextField()),
                ("at", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("verdict", models.TextField()),
                ("answered_at", models.BigIntegerField()),
                ("topic", models.TextField()),
                ("confidence", models.FloatField()),
                ("sent", models.BooleanField()),
                ("language", models.TextField()),
                ("channel", models.TextField()),
                ("percent", models.IntegerField()),
            ],
            options={
                "db_table": "oversight_answer_review",
                "indexes": [
                    models.Index(fields=["customer_id"], name="oversight_review_customer"),
                    models.Index(fields=["at"], name="oversight_review_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("topic", models.TextField()),
                ("at", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("threshold", models.FloatField()),
                ("target", models.FloatField()),
                ("confidence", models.FloatField()),
                ("reviewed", models.IntegerField()),
                ("answered", models.IntegerField()),
                ("wrong", models.IntegerField()),
                ("first_at", models.BigIntegerField()),
                ("last_at", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "oversight_promise",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["topic"],
                        name="oversight_promise_in_force",
                    )
                ],
            },
        ),
    ]
