from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_unsent")]
    operations = [
        migrations.CreateModel(
            "Viewer",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id", "colleague", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("conversation_id", models.TextField()),
                ("colleague", models.BigIntegerField()),
                ("writes", models.BooleanField(default=False)),
                ("until", models.BigIntegerField()),
            ],
            options={"db_table": "desk_viewer"},
        )
    ]
