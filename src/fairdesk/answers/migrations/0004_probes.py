"""What the nightly probe of the answers found is kept: its figures, its questions, and what differed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0003_search_in_memory")]

    operations = [
        migrations.CreateModel(
            name="Probe",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("knowledge", models.TextField()),
                ("figures", models.TextField()),
                ("asked", models.TextField()),
                ("differ", models.TextField()),
            ],
            options={
                "db_table": "answers_probe",
                "indexes": [models.Index(fields=["at"], name="answers_probe_at")],
            },
        ),
    ]
