from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_viewer")]
    operations = [
        migrations.CreateModel(
            "Canned",
            [
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("texts", models.TextField()),
                ("owner", models.BigIntegerField()),
                ("changed_at", models.BigIntegerField()),
                ("review_by", models.TextField(default="")),
            ],
            options={"db_table": "desk_canned"},
        )
    ]
