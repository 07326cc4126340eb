"""What stands in the newsrooms, who read it, and what went out at all, for those who listen and measure."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from coe.demo.shapes import Out
from coe.demo.steps import Stage
from coe.demo.texts import load
from publishing.content.models import Version
from publishing.delivery.models import Delivery
from publishing.demo.plan import Planned, id_of
from publishing.newsroom.models import Entry, ViewCount


def slug_of(one: Planned, version: Version) -> str:
    """An address of its own: words of the title and the day, or an id where the title has no Latin letters."""
    words = slugify(version.own_title or one.post.title)[:48].strip("-")
    return f"{words}-{one.slot:%y%m%d}" if len(words) > 3 else version.pk.hex[:12]


def newsrooms(stage: Stage, sent: list[tuple[Planned, Version, Delivery]]) -> None:
    """Entries of the newsrooms with their readers by day; and what went out, for those who listen and measure."""
    entries, counts, outs = [], [], []
    links = stage.things["links"]
    weights = {row["slug"]: row["weight"] for row in load("group")["brands"]}
    for one, version, row in sent:
        assert row.sent_at is not None
        out = Out(
            version_id=version.pk, post_id=one.post.pk, channel_id=version.channel_id,
            network=version.channel.network, brand=one.brand.slug, language=version.channel.language,
            at=row.sent_at, remote_id=row.remote_id, link_id=links[version.pk].pk if version.pk in links else None,
            campaign_id=one.post.campaign_id, drawn=_drawn(stage, one, weights[one.brand.slug]),
        )  # fmt: skip
        outs.append(out)
        if out.network == "newsroom":
            entry = _entry(stage, one, version, row)
            entries.append(entry)
            out.views_by_day = _views(stage, out)
            counts += [
                ViewCount(id=id_of(stage, "views", version.pk, day), org=stage.org, entry=entry, day=day, views=views)
                for day, views in out.views_by_day
            ]
    Entry.objects.bulk_create(entries, batch_size=500)
    ViewCount.objects.bulk_create(counts, batch_size=1000)
    stage.things["out"] = outs
    stage.things["readers"] = sum(row.views for row in counts)


def _drawn(stage: Stage, one: Planned, weight: float) -> float:
    """How strongly a post draws people: its brand, luck, and a year in which all of them grew."""
    age = (stage.now - one.slot) / timedelta(days=365)
    return weight * stage.chance.lognormvariate(0, 0.45) * (1.25 - 0.5 * age)


def _entry(stage: Stage, one: Planned, version: Version, row: Delivery) -> Entry:
    image = one.facts.get("image")
    link = stage.things["links"].get(version.pk)
    own = version.channel.language.startswith("zh") != one.language.startswith("zh") and version.own_text is not None
    language = version.channel.language if own else one.language
    return Entry(
        id=uuid.UUID(row.remote_id), org=stage.org, channel=version.channel, key=row.idempotency_key,
        slug=slug_of(one, version), title=version.own_title or one.post.title,
        text=version.own_text or one.post.text, link=f"{settings.BASE_URL}/l/{link.code}" if link else "",
        language=language, published_at=row.sent_at or one.slot,
        images=[
            {"sha256": image[0].sha256, "mime": image[0].mime, "alt": image[1], "width": image[0].width,
             "height": image[0].height}
        ] if image else [],
    )  # fmt: skip


def _views(stage: Stage, out: Out) -> list[tuple[Any, int]]:
    """Most readers come in the first days."""
    first, today = out.at.date(), stage.now.date()
    found = []
    for age in range(14):
        day = first + timedelta(days=age)
        views = int(46 * out.drawn * 0.62**age * stage.chance.uniform(0.7, 1.3))
        if day > today or views < 1:
            break
        found.append((day, views))
    return found
