"""The Atom feed of a brand's newsroom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from coe.tenancy.models import Brand
from coe.web.joining import local_name
from publishing.newsroom.selectors import Item, front_url, items, standing

_NEWEST = 30


class BrandFeed(Feed):  # type: ignore[type-arg]
    """The newest entries in every language, whole."""

    feed_type = Atom1Feed

    def __init__(self, org: str, brand: Brand) -> None:
        super().__init__()
        self._org, self._brand = org, brand

    def get_object(self, request: Any, *args: Any, **kwargs: Any) -> Brand:
        return self._brand

    def title(self, brand: Brand) -> str:
        return _("News from %(brand)s") % {"brand": local_name(brand)}

    def link(self, brand: Brand) -> str:
        return settings.BASE_URL + front_url(self._org, brand.slug)

    def feed_url(self, brand: Brand) -> str:
        return self.link(brand) + "feed.atom"

    def items(self, brand: Brand) -> Sequence[Item]:
        return items(self._org, brand, list(standing(brand)[:_NEWEST]))

    def item_title(self, item: Item) -> str:
        return item.title

    def item_link(self, item: Item) -> str:
        return settings.BASE_URL + item.url

    def item_guid(self, item: Item) -> str:
        return f"urn:uuid:{item.entry.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Item) -> datetime:
        return item.published_at

    item_updateddate = item_pubdate

    def item_description(self, item: Item) -> str:
        pictures = format_html_join(
            "",
            '<p><img src="{}" alt="{}" width="{}" height="{}"></p>',
            ((settings.BASE_URL + one.url, one.alt, one.width, one.height) for one in item.pictures),
        )
        # urlize(autoescape=True) escapes what it does not link.
        words = format_html_join(
            "",
            "<p>{}</p>",
            ((mark_safe(urlize(one, autoescape=True)),) for one in item.paragraphs),  # noqa: S308
        )
        link = format_html('<p><a href="{0}">{0}</a></p>', item.entry.link) if item.entry.link else ""
        return str(pictures + words + link)
