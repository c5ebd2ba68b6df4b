from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0005_lots"),
    ]

    operations = [
        migrations.CreateModel(
            name="Override",
            fields=[
                ("act", models.TextField(primary_key=True, serialize=False)),
                ("conversation_id", models.TextField()),
                ("customer_id", models.TextField()),
                ("at", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("topic", models.TextField()),
                ("channel", models.TextField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "oversight_override",
                "indexes": [
                    models.Index(fields=["customer_id"], name="oversight_override_customer"),
                    models.Index(fields=["conversation_id"], name="oversight_override_talk"),
                    models.Index(fields=["at"], name="oversight_override_at"),
                ],
            },
        ),
    ]
