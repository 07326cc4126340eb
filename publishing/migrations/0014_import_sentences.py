"""What an import found is kept as sentences to be said in the reader's language, no longer in the uploader's.

Why an import stopped was one text; it becomes a list, with that text as it was in it. Rows hold lists already.
"""

from django.db import migrations, models

FORWARD = """
ALTER TABLE publishing_import ALTER COLUMN problem TYPE jsonb
USING CASE WHEN problem = '' THEN '[]'::jsonb ELSE jsonb_build_array(problem) END
"""
BACK = """
ALTER TABLE publishing_import ALTER COLUMN problem TYPE varchar(500)
USING left(coalesce(
    CASE WHEN jsonb_typeof(problem -> 0) = 'string' THEN problem ->> 0 ELSE problem -> 0 ->> 'say' END, ''
), 500)
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0013_channel_look")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(FORWARD, BACK)],
            [migrations.AlterField("import", "problem", models.JSONField(blank=True, default=list))],
        ),
        # Gone back, it is there again with a default, for the rows that came meanwhile.
        migrations.AlterField("import", "language", models.CharField(default="en", max_length=10)),
        migrations.RemoveField("import", "language"),
    ]
