from functools import partial

from django.db import migrations

from coe.search.filling import fill


class Migration(migrations.Migration):
    dependencies = [("listening", "0003_folded"), ("tenancy", "0001_initial")]

    operations = [migrations.RunPython(partial(fill, model="listening.Mention"), migrations.RunPython.noop)]
