from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0012_asked"),
    ]

    operations = [
        migrations.AddField(model_name="asked", name="why", field=models.TextField(default="")),
        migrations.AddField(model_name="asked", name="agreed_by", field=models.TextField(default="")),
        migrations.AddField(model_name="asked", name="agreed_why", field=models.TextField(default="")),
    ]
