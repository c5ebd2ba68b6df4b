"""What runs of counterfactual pairs found is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("why", models.TextField()),
                ("subject", models.TextField()),
                ("act", models.TextField()),
                ("new", models.IntegerField()),
                ("report", models.TextField()),
            ],
            options={
                "db_table": "fairness_run",
                "indexes": [models.Index(fields=["subject", "number"], name="fairness_run_subject")],
            },
        ),
    ]
