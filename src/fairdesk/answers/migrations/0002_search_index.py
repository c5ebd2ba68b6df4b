"""The search index over the passages' terms: FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL.

Both index the terms that our own analysis made (answers_passage.analysed), so both databases find the same.
"""

from django.db import migrations


def make(_apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        # Contentless: the terms are kept in answers_passage already. Rows are never taken out (passages retire).
        schema_editor.execute(
            "CREATE VIRTUAL TABLE answers_search USING fts5(title, heading, body, content='', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
    else:
        schema_editor.execute(
            "ALTER TABLE answers_passage ADD COLUMN lexemes tsvector GENERATED ALWAYS AS "
            "(array_to_tsvector(array_remove(regexp_split_to_array(analysed, '\\s+'), ''))) STORED"
        )
        schema_editor.execute("CREATE INDEX answers_passage_lexemes ON answers_passage USING gin (lexemes)")


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_initial")]
    operations = [migrations.RunPython(make)]
