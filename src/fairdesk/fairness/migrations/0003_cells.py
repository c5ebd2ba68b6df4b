from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0002_disclosed")]

    operations = [
        migrations.CreateModel(
            name="Cell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "outcome",
                        "day",
                        "first_of",
                        "language",
                        "channel",
                        "topic",
                        "said",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("outcome", models.TextField()),
                ("day", models.TextField()),
                ("first_of", models.TextField()),
                ("language", models.TextField()),
                ("channel", models.TextField()),
                ("topic", models.TextField()),
                ("said", models.TextField()),
                ("people", models.IntegerField()),
                ("numbers", models.TextField(default="")),
            ],
            options={"db_table": "fairness_cell"},
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("day", models.TextField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("closed", models.BooleanField(default=False)),
            ],
            options={"db_table": "fairness_day"},
        ),
    ]
