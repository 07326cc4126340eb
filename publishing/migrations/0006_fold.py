from functools import partial

from django.db import migrations

from coe.search.filling import fill


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_folded")]

    operations = [
        migrations.RunPython(partial(fill, model="publishing.Post"), migrations.RunPython.noop),
        migrations.RunPython(partial(fill, model="publishing.Version"), migrations.RunPython.noop),
    ]
