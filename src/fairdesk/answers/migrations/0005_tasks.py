"""The articles' owners get tasks, and which articles were compared with the others is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0004_probes")]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("matter", models.TextField()),
                ("found", models.TextField()),
                ("opened_at", models.BigIntegerField()),
                ("due", models.TextField()),
                ("state", models.TextField()),
                ("outcome", models.TextField()),
                ("closed_at", models.BigIntegerField(null=True)),
                ("closed_by", models.TextField()),
                ("stamp", models.TextField()),
            ],
            options={
                "db_table": "answers_task",
                "indexes": [models.Index(fields=["state", "due"], name="answers_task_state")],
            },
        ),
        migrations.CreateModel(
            name="Compared",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("language", models.TextField()),
                ("article", models.TextField()),
                ("version", models.TextField()),
            ],
            options={"db_table": "answers_compared"},
        ),
    ]
