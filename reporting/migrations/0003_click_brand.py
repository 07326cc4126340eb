import uuid

import django.db.models.deletion
from django.db import migrations, models

import coe.tenancy.law


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_figures"), ("tenancy", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="click",
            name="brand",
            field=models.ForeignKey(
                default=uuid.uuid4, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.brand"
            ),
            preserve_default=False,
        ),
        migrations.RemoveIndex(model_name="click", name="reporting_click_when"),
        migrations.AddIndex(
            model_name="click",
            index=models.Index(
                condition=models.Q(("counted", True)), fields=["org", "at"], include=("brand",), name="reporting_click_when"
            ),
        ),
        migrations.AddConstraint(
            model_name="click",
            constraint=coe.tenancy.law.SameOrg(fk="brand", name="reporting_click_brand_org"),
        ),
    ]
