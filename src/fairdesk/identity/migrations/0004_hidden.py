from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_wrong_codes")]
    operations = [
        migrations.CreateModel(
            name="HiddenPlace",
            fields=[
                ("customer_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("away_from", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=64, unique=True)),
                ("at", models.BigIntegerField()),
                ("visitor", models.CharField(default="", max_length=64)),
                ("until_at", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "identity_hidden",
                "indexes": [
                    models.Index(fields=["away_from"], name="identity_hidden_away_from"),
                    models.Index(fields=["visitor"], name="identity_hidden_visitor"),
                ],
            },
        ),
    ]
