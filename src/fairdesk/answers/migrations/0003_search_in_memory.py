"""The search index lives in memory from now on; when a version was away between two times in force is kept."""

from django.db import migrations, models


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS answers_search")
    else:
        schema_editor.execute("ALTER TABLE answers_passage DROP COLUMN IF EXISTS lexemes")


class Migration(migrations.Migration):
    dependencies = [("answers", "0002_search_index")]

    operations = [
        migrations.CreateModel(
            name="Away",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("article", models.TextField()),
                ("language", models.TextField()),
                ("version", models.TextField()),
                ("retired_at", models.BigIntegerField()),
                ("back_at", models.BigIntegerField()),
            ],
            options={
                "db_table": "answers_away",
                "indexes": [models.Index(fields=["language", "back_at"], name="answers_away_language")],
            },
        ),
        migrations.RunPython(drop),
    ]
