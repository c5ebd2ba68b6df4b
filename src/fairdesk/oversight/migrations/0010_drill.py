from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0009_vigilance"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drill",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("talks", models.IntegerField()),
                ("took_micros", models.BigIntegerField()),
                ("after_stop", models.IntegerField()),
            ],
            options={
                "db_table": "oversight_drill",
                "indexes": [models.Index(fields=["at"], name="oversight_drill_at")],
            },
        ),
    ]
