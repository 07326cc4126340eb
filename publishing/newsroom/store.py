"""Where posts of a newsroom channel are kept: the `Store` behind its adapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.text import slugify, smart_split

from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from publishing.channels.base import Message
from publishing.connections.models import Channel
from publishing.newsroom.models import Entry, ViewCount
from publishing.newsroom.selectors import LANGUAGE_PATHS, entry_url

_WORDS = 10
_LENGTH = 60


@dataclass(frozen=True)
class Kept:
    remote_id: str
    url: str


class Shelf:
    """The entries of one channel. Every method opens the organisation itself, as a network would a connection."""

    def __init__(self, channel: Channel) -> None:
        self._org: UUID = channel.org_id
        self._channel: UUID = channel.pk
        self._brand_slug: str = channel.brand.slug
        self._org_slug: str = Organisation.objects.values_list("slug", flat=True).get(pk=channel.org_id)

    def put(self, key: str, message: Message) -> Kept:
        """Publishes once: the same key again gives the entry that is there."""
        with inside(self._org):
            for slug in _slugs(message, key):
                if found := self._entry(key):
                    return self._kept(found)
                try:
                    with transaction.atomic():
                        return self._kept(self._write(key, slug, message))
                except IntegrityError:
                    # The slug is taken, or the key arrived by another hand this moment: look again.
                    continue
            found = self._entry(key)
            if found is None:
                raise RuntimeError("no free address for a newsroom entry")
            return self._kept(found)

    def find(self, key: str) -> Kept | None:
        with inside(self._org):
            found = self._entry(key)
            return self._kept(found) if found else None

    def figures(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Views of entries; "" asks for the whole channel. Clicks are counted where links are."""
        with inside(self._org):
            mine = Entry.objects.filter(channel=self._channel)
            wanted = [one for one in remote_ids if one]
            counted = ViewCount.objects.filter(entry__in=mine.filter(pk__in=wanted))
            views = dict(counted.values_list("entry").annotate(Sum("views")).order_by())
            figures = {
                str(pk): {"views": views.get(pk, 0)} for pk in mine.filter(pk__in=wanted).values_list("pk", flat=True)
            }
            if "" in remote_ids:
                total = ViewCount.objects.filter(entry__in=mine).aggregate(views=Sum("views"))["views"] or 0
                posts = mine.filter(withdrawn_at__isnull=True).aggregate(posts=Count("pk"))["posts"]
                figures[""] = {"views": total, "posts": posts}
            return figures

    def _entry(self, key: str) -> Entry | None:
        return Entry.objects.filter(channel=self._channel, key=key).first()

    def _write(self, key: str, slug: str, message: Message) -> Entry:
        return Entry.objects.create(
            org_id=self._org,
            channel_id=self._channel,
            key=key,
            slug=slug,
            title=message.title[:200],
            text=message.text,
            link=message.link or "",
            language=message.lang or "en",
            images=[
                {
                    "sha256": image.sha256,
                    "mime": image.mime,
                    "alt": image.alt,
                    "width": image.width,
                    "height": image.height,
                }
                for image in message.images
            ],
            published_at=timezone.now(),
        )

    def _kept(self, entry: Entry) -> Kept:
        path = entry_url(self._org_slug, self._brand_slug, entry.slug)
        return Kept(str(entry.pk), f"{settings.BASE_URL}{path}")


def _slugs(message: Message, key: str) -> list[str]:
    """Addresses to try: words of the title or text, then with a piece of the key; Chinese gets only that."""
    words = " ".join(list(smart_split(message.title or message.text))[:_WORDS])
    slug = slugify(words)[:_LENGTH].strip("-")
    short = key.replace("-", "")
    # A lone word or number says less than an id when most of the title had no Latin letters.
    if len(slug) < 4 or slug in LANGUAGE_PATHS.values():
        return [short[:8], short[:12], short]
    return [slug, f"{slug}-{short[:4]}", f"{slug}-{short[:12]}"]
