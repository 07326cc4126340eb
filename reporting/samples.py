"""The sample's figures: readers of its posts, as the newsroom would count them."""

from datetime import timedelta
from decimal import Decimal

from coe.onboarding.api import Stand, part
from reporting.metrics.models import Observation


@part(70)
def figures(stand: Stand) -> None:
    rows = []
    for version, _items, row in stand.things["out"]:
        out = version.post.slot
        for age, share in ((timedelta(hours=6), 0.34), (timedelta(days=1), 0.62), (timedelta(days=7), 1.0)):
            if out + age < stand.now:
                value = Decimal(int(row["views"] * share))
                rows.append(
                    Observation(
                        org=stand.org, metric="views", metric_version=1, object_type="version", object_id=version.pk,
                        period_start=out, period_end=out + age, value=value, source="newsroom",
                        fetched_at=out + age + timedelta(minutes=4),
                    )
                )  # fmt: skip
    Observation.objects.bulk_create(rows)
