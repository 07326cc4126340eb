"""What was mailed before is said to be sent; what still waits is due since it was written.

The owner is bound by the tables' policies too (FORCE), and no organisation is entered here: lifted for two updates.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE notices_notice NO FORCE ROW LEVEL SECURITY;
UPDATE notices_notice SET mailed = 'sent' WHERE mailed_at IS NOT NULL AND mailed = '';
UPDATE notices_notice SET mail_after = created_at WHERE by_mail AND mailed_at IS NULL AND mail_after IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE notices_notice FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_rhythm")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
