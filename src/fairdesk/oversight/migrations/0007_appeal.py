from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0006_override"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "act", "round", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.TextField()),
                ("round", models.IntegerField()),
                ("conversation_id", models.TextField()),
                ("customer_id", models.TextField()),
                ("at", models.BigIntegerField()),
                ("due_at", models.BigIntegerField()),
                ("decider", models.BigIntegerField()),
                ("decider_name", models.TextField()),
                ("topic", models.TextField()),
                ("language", models.TextField()),
                ("outcome", models.TextField()),
                ("decided_at", models.BigIntegerField(null=True)),
                ("late_told", models.BooleanField()),
            ],
            options={
                "db_table": "oversight_appeal",
                "indexes": [
                    models.Index(fields=["customer_id"], name="oversight_appeal_customer"),
                    models.Index(fields=["conversation_id"], name="oversight_appeal_talk"),
                    models.Index(fields=["at"], name="oversight_appeal_at"),
                ],
            },
        ),
    ]
