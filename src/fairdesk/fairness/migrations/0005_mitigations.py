from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0004_watched")]

    operations = [
        migrations.CreateModel(
            name="Mitigation",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.TextField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("proposal", models.TextField()),
                ("rule", models.TextField(default="")),
                ("says", models.TextField()),
                ("difference", models.TextField()),
                ("setting", models.TextField(default="{}")),
                ("why", models.TextField()),
                ("review_by", models.TextField()),
                ("looks", models.TextField(default="[]")),
                ("ending", models.TextField(default="")),
                ("told", models.TextField(default="")),
            ],
            options={
                "db_table": "fairness_mitigation",
                "indexes": [models.Index(fields=["proposal"], name="fairness_mitigation_proposal")],
            },
        ),
    ]
