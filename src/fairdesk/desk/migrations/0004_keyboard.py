from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_openings")]
    operations = [
        migrations.CreateModel(
            "Keyboard",
            [
                ("colleague", models.BigIntegerField(primary_key=True, serialize=False)),
                ("single_keys", models.BooleanField(default=True)),
                ("changed", models.TextField(default="{}")),
            ],
            options={"db_table": "desk_keyboard"},
        )
    ]
