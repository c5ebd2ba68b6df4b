from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_keyboard")]
    operations = [
        migrations.AddField("conversation", "waiting_people", models.IntegerField(null=True)),
        migrations.AddField("conversation", "waiting_place", models.IntegerField(null=True)),
    ]
