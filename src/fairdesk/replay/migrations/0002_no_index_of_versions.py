"""Reports are found by their id and listed by their day; nothing asks for one by the versions it compared."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("replay", "0001_initial")]

    operations = [migrations.RemoveIndex(model_name="report", name="replay_report_versions")]
