"""The auditor's page looks for entries by kind and by day; without these it read the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accountability", "0002_waiting")]

    operations = [
        migrations.AddIndex("Entry", models.Index(fields=["kind", "position"], name="accountability_entry_kind")),
        migrations.AddIndex("Entry", models.Index(fields=["at", "position"], name="accountability_entry_at")),
    ]
