from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_rating")]
    operations = [
        migrations.CreateModel(
            "Unsent",
            [
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("conversation_id", models.TextField()),
                ("author", models.BigIntegerField()),
                ("seen", models.IntegerField()),
                ("at", models.BigIntegerField()),
                ("leaves_at", models.BigIntegerField()),
                ("held", models.TextField(default="")),
                ("closes", models.BooleanField(default=False)),
                ("words", models.BinaryField()),
            ],
            options={
                "db_table": "desk_unsent",
                "indexes": [
                    models.Index(fields=["conversation_id"], name="desk_unsent_conversation"),
                    models.Index(fields=["leaves_at"], name="desk_unsent_leaves"),
                ],
            },
        )
    ]
