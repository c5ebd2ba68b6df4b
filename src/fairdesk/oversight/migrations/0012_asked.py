from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0011_judged_twice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("what", models.TextField()),
                ("version", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.TextField()),
                ("at", models.BigIntegerField()),
                ("body", models.TextField()),
                ("ended_at", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "oversight_asked",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("kind", "what"),
                        name="oversight_asked_once",
                    )
                ],
            },
        ),
    ]
