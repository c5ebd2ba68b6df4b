from django.db import migrations, models


def end_the_earlier(apps, _editor):
    """Leave of several promises in force of one topic the newest: two could be made at once, before this forbade it."""
    promise = apps.get_model("oversight", "Promise")
    newest = set()
    for each in promise.objects.filter(ended_at__isnull=True).order_by("-at", "-id"):
        if each.topic in newest:
            promise.objects.filter(id=each.id).update(ended_at=each.at)
        newest.add(each.topic)


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_reviewed_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErrorWatch",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("topic", models.TextField()),
                ("at", models.BigIntegerField()),
                ("reviewed", models.IntegerField()),
                ("wrong", models.IntegerField()),
                ("stands", models.TextField()),
            ],
            options={"db_table": "oversight_error_watch"},
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("topics", models.TextField()),
                ("topic", models.TextField()),
                ("target", models.FloatField()),
                ("confidence", models.FloatField()),
                ("run", models.BigIntegerField()),
                ("since", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("at", models.BigIntegerField()),
                ("doubt", models.FloatField()),
                ("reviewed", models.IntegerField()),
                ("threshold", models.FloatField(null=True)),
                ("answered", models.IntegerField()),
                ("wrong", models.IntegerField()),
                ("needed", models.IntegerField(null=True)),
                ("first_at", models.BigIntegerField()),
                ("last_at", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("most_by", models.BigIntegerField()),
            ],
            options={
                "db_table": "oversight_look",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topics", "target", "confidence", "run", "number"), name="oversight_look_once"
                    )
                ],
            },
        ),
        migrations.AddField("answerreview", "topics", models.TextField(default="")),
        migrations.AddField("promise", "topics", models.TextField(default="")),
        migrations.AddField("promise", "look_id", models.TextField(default="")),
        migrations.RemoveIndex("promise", "oversight_promise_in_force"),
        migrations.RunPython(end_the_earlier, migrations.RunPython.noop),
        migrations.AddConstraint(
            "promise",
            models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("topic",), name="oversight_one_promise"
            ),
        ),
    ]
