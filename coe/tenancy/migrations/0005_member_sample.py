"""Who was made as a part of sample content is said on the membership, from its first moment and for ever."""

from django.db import migrations, models

import coe.tenancy.law

MARK = """
DO $mark$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT id FROM tenancy_organisation LOOP
        PERFORM set_config('coe.org', one::text, true);
        UPDATE tenancy_member m SET sample = true FROM accounts_user u
            WHERE u.id = m.user_id AND m.org_id = one AND NOT u.is_active AND u.email LIKE '%@sample.invalid';
    END LOOP;
    PERFORM set_config('coe.org', '', true);
END $mark$
"""


def mark(apps: object, editor: object) -> None:
    editor.execute(MARK, params=None)  # type: ignore[attr-defined]


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_sign_in_policy"), ("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="sample",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="member",
            constraint=coe.tenancy.law.Fixed(field="sample", name="tenancy_member_sample_fixed"),
        ),
    ]
