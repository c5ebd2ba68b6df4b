"""The watch over the desk's own acts: counts of each day, what each night saw, what each alarm led to."""

from django.db import migrations, models

_COUNTED = ("outcome", "day", "by_column", "group_value", "topic")


class Migration(migrations.Migration):
    dependencies = [("fairness", "0003_cells")]

    operations = [
        migrations.CreateModel(
            name="Watched",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        *_COUNTED, blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                *((name, models.TextField()) for name in _COUNTED),
                ("yes", models.IntegerField()),
                ("n", models.IntegerField()),
            ],
            options={"db_table": "fairness_watched"},
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("day", models.TextField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("report", models.TextField()),
            ],
            options={"db_table": "fairness_look"},
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("incident", models.IntegerField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                *(
                    (name, models.TextField())
                    for name in ("outcome", "by_column", "group_value", "action", "rule", "version")
                ),
                ("stops", models.TextField()),
            ],
            options={"db_table": "fairness_alarm"},
        ),
    ]
