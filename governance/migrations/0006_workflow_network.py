"""The network of a workflow's channel is kept by its key. Labels that name it at their end give it back.

They were kept in the language of whoever wrote the workflow.
"""

from django.db import migrations, models

SPLIT = """
DO $split$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT id FROM tenancy_organisation LOOP
        PERFORM set_config('coe.org', one::text, true);
        UPDATE governance_workflow w SET channel_network = n.key, channel_label = left(channel_label, -length(n.tail))
            FROM (VALUES ('newsroom', ' (Newsroom)'), ('newsroom', ' (新闻室)'), ('bluesky', ' (Bluesky)'),
                  ('mastodon', ' (Mastodon)')) n (key, tail)
            WHERE w.org_id = one AND w.channel_id IS NOT NULL AND w.channel_network = ''
              AND right(w.channel_label, length(n.tail)) = n.tail;
    END LOOP;
    PERFORM set_config('coe.org', '', true);
END $split$
"""


def split(apps: object, editor: object) -> None:
    editor.execute(SPLIT, params=None)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_freeze_network"), ("tenancy", "0005_member_sample")]

    operations = [
        migrations.AddField("workflow", "channel_network", models.CharField(blank=True, max_length=20)),
        migrations.RunPython(split, migrations.RunPython.noop),
    ]
