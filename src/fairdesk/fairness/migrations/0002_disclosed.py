from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0001_probes")]

    operations = [
        migrations.CreateModel(
            name="Disclosed",
            fields=[
                ("customer_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("at", models.BigIntegerField()),
            ],
            options={
                "db_table": "fairness_disclosed",
                "indexes": [models.Index(fields=["at"], name="fairness_disclosed_at")],
            },
        ),
    ]
