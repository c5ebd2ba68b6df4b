from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_lists")]
    operations = [
        migrations.CreateModel(
            "Later",
            [
                ("conversation_id", models.TextField(primary_key=True, serialize=False)),
                ("how", models.TextField()),
                ("at", models.BigIntegerField()),
                ("begins", models.BigIntegerField(null=True)),
                ("ends", models.BigIntegerField(null=True)),
                ("tried", models.IntegerField(default=0)),
                ("told", models.IntegerField(default=0)),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": "desk_later"},
        )
    ]
