from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_growing")]
    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("act", models.TextField(primary_key=True, serialize=False)),
                ("conversation_id", models.TextField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "desk_opening",
                "indexes": [models.Index(fields=["conversation_id"], name="desk_opening_conversation")],
            },
        ),
    ]
