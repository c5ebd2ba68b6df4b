from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accountability", "0003_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                ("cause_key", models.TextField()),
                ("found", models.TextField()),
                ("severity", models.TextField()),
                ("known_at", models.BigIntegerField()),
                ("opened_at", models.BigIntegerField()),
                ("opened_by", models.BigIntegerField()),
                ("owner", models.BigIntegerField()),
                ("owner_name", models.TextField()),
                ("breach", models.TextField()),
                ("due_at", models.BigIntegerField()),
                ("reported_at", models.BigIntegerField(null=True)),
                ("closed_at", models.BigIntegerField(null=True)),
                ("late_told", models.BooleanField()),
                ("version", models.IntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": "accountability_incident"},
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("cause_key",),
                name="accountability_incident_once",
            ),
        ),
    ]
