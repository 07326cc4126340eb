"""The network of a frozen channel is kept by its key. Labels that name it at their end give it back."""

from django.db import migrations, models

SPLIT = """
DO $split$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT id FROM tenancy_organisation LOOP
        PERFORM set_config('coe.org', one::text, true);
        UPDATE governance_freeze f SET channel_network = n.key, channel_label = left(channel_label, -length(n.tail))
            FROM (VALUES ('newsroom', ' (Newsroom)'), ('bluesky', ' (Bluesky)'), ('mastodon', ' (Mastodon)')) n (key, tail)
            WHERE f.org_id = one AND f.channel_id IS NOT NULL AND right(f.channel_label, length(n.tail)) = n.tail;
    END LOOP;
    PERFORM set_config('coe.org', '', true);
END $split$
"""


def split(apps: object, editor: object) -> None:
    editor.execute(SPLIT, params=None)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_dry_runs"), ("tenancy", "0005_member_sample")]

    operations = [
        migrations.AddField("freeze", "channel_network", models.CharField(blank=True, max_length=20)),
        migrations.RunPython(split, migrations.RunPython.noop),
    ]
