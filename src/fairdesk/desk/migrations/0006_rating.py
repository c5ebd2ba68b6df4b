from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_pace")]
    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "conversation_id", "part", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("conversation_id", models.TextField()),
                ("part", models.TextField()),
                ("step", models.IntegerField()),
                ("at", models.BigIntegerField()),
            ],
            options={"db_table": "desk_rating"},
        )
    ]
