from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sensitive", "0002_clock"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelplineCheck",
            fields=[
                ("country", models.TextField(primary_key=True, serialize=False)),
                ("emergency", models.TextField()),
                ("line", models.TextField()),
                ("name", models.TextField()),
                ("sources", models.TextField()),
                ("verified_on", models.TextField()),
                ("expires_on", models.TextField()),
                ("owner", models.TextField()),
            ],
            options={
                "db_table": "sensitive_helpline",
            },
        ),
    ]
