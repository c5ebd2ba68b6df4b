"""Entries that wait are in a table of their own, which costs an act one page; keys and cosignatures have tables too."""

from django.db import migrations, models

import fairdesk.accountability.models

_MOVE_WAITING = """
    INSERT INTO accountability_waiting (act, at, kind, entry, leaf)
    SELECT act, at, kind, entry, leaf FROM accountability_formerly WHERE position IS NULL ORDER BY at, id"""
_MOVE_PLACED = """
    INSERT INTO accountability_entry (position, act, at, kind, entry, leaf)
    SELECT position, act, at, kind, entry, leaf FROM accountability_formerly WHERE position IS NOT NULL
    ORDER BY position"""


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("Entry", "accountability_entry_position"),
        migrations.RemoveIndex("Entry", "accountability_entry_waiting"),
        migrations.RemoveIndex("Entry", "accountability_entry_act"),
        migrations.RenameModel("Entry", "Formerly"),
        migrations.AlterModelTable("Formerly", "accountability_formerly"),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("number", fairdesk.accountability.models.RowNumber(primary_key=True, serialize=False)),
                ("act", models.TextField()),
                ("at", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("entry", models.BinaryField()),
                ("leaf", models.BinaryField()),
            ],
            options={"db_table": "accountability_waiting"},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("act", models.TextField()),
                ("at", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("entry", models.BinaryField()),
                ("leaf", models.BinaryField()),
            ],
            options={
                "db_table": "accountability_entry",
                "indexes": [models.Index(fields=["act"], name="accountability_entry_act")],
            },
        ),
        migrations.RunSQL([_MOVE_WAITING, _MOVE_PLACED], migrations.RunSQL.noop),
        migrations.DeleteModel("Formerly"),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("verifier_key", models.TextField()),
                ("size", models.BigIntegerField()),
                ("lost", models.BooleanField()),
            ],
            options={"db_table": "accountability_key"},
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "size", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("key", models.TextField()),
                ("at", models.BigIntegerField()),
                ("line", models.TextField()),
            ],
            options={"db_table": "accountability_cosignature"},
        ),
    ]
