from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0010_drill"),
    ]

    operations = [
        migrations.AddField("answerreview", "stands", models.TextField(default="")),
        migrations.AddField("answerreview", "second_by", models.BigIntegerField(null=True)),
        migrations.AddField("answerreview", "second", models.TextField(default="")),
        migrations.AddField("vigilance", "asks", models.TextField(default="")),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("now", models.TextField()),
                ("told", models.TextField(default="")),
            ],
            options={"db_table": "oversight_agreement"},
        ),
    ]
