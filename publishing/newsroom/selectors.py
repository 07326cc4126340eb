"""What readers of a newsroom see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator

from coe.tenancy.models import Brand
from publishing.newsroom.models import Entry

# How languages stand in addresses; entries of other languages keep the interface in English.
LANGUAGE_PATHS = {"en": "en", "zh": "zh-hans"}
_SENTENCE = re.compile(r".+?(?:[.!?]+(?=\s|$)|[。！？]+|$)\s*", re.DOTALL)
_WORDS_A_MINUTE, _SIGNS_A_MINUTE = 220, 400


@dataclass(frozen=True)
class Picture:
    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Item:
    """An entry as a page shows it."""

    entry: Entry
    url: str
    title: str
    stand: str
    """The first sentence or two."""
    paragraphs: Sequence[str]
    pictures: Sequence[Picture]
    minutes: int

    @property
    def published_at(self) -> datetime:
        return self.entry.published_at

    @property
    def language(self) -> str:
        """As HTML wants it: en, zh-Hans, de …"""
        return self.entry.language

    @property
    def front_picture(self) -> Picture | None:
        return self.pictures[0] if self.pictures else None


def brand_or_404(slug: str) -> Brand:
    """A brand that has a newsroom; read inside its organisation."""
    from publishing.connections.models import Channel

    brand = Brand.objects.filter(slug=slug).first()
    if brand is None or not Channel.objects.filter(brand=brand, network="newsroom").exists():
        raise Http404
    return brand


def standing(brand: Brand) -> "QuerySet[Entry]":
    """What is published and was not withdrawn, newest first."""
    return Entry.objects.filter(channel__brand=brand, withdrawn_at__isnull=True).order_by("-published_at", "pk")


def in_language(found: "QuerySet[Entry]", language: str) -> "QuerySet[Entry]":
    """Entries of the language a page is in (`en` or `zh-hans`); English pages also carry every other language."""
    if language == "zh-hans":
        return found.filter(language__istartswith="zh")
    return found.exclude(language__istartswith="zh")


def entry_or_404(brand: Brand, slug: str) -> Entry:
    entry = standing(brand).filter(slug=slug).first()
    if entry is None:
        raise Http404
    return entry


def has_picture(brand: Brand, sha256: str) -> dict[str, Any]:
    """The stored facts of a picture of a published entry. Raises Http404 for any other."""
    entry = standing(brand).filter(images__contains=[{"sha256": sha256}]).first()
    if entry is None:
        raise Http404
    found: dict[str, Any] = next(one for one in entry.images if one["sha256"] == sha256)
    return found


def items(org: str, brand: Brand, entries: Sequence[Entry]) -> list[Item]:
    return [_item(org, brand, entry) for entry in entries]


def interface_of(language: str) -> str:
    """The interface language of a page in a content language."""
    return "zh-hans" if language.lower().startswith("zh") else "en"


def front_url(org: str, brand: str, language: str = "") -> str:
    return reverse("newsroom", args=(org, brand, language) if language else (org, brand))


def entry_url(org: str, brand: str, slug: str) -> str:
    return reverse("newsroom_entry", args=(org, brand, slug))


def _item(org: str, brand: Brand, entry: Entry) -> Item:
    paragraphs = [one.strip() for one in re.split(r"\n\s*\n", entry.text) if one.strip()]
    first = paragraphs[0] if paragraphs else ""
    title = entry.title or Truncator(first).chars(80)
    return Item(
        entry=entry,
        url=entry_url(org, brand.slug, entry.slug),
        title=title,
        stand=_stand(first),
        paragraphs=paragraphs,
        pictures=[
            Picture(
                reverse("newsroom_picture", args=(org, brand.slug, one["sha256"])),
                one["alt"],
                one["width"],
                one["height"],
            )
            for one in entry.images
        ],
        minutes=_minutes(entry),
    )


def _stand(paragraph: str) -> str:
    sentences = _SENTENCE.findall(paragraph) or [""]
    stand = "".join(sentences[:2]).strip()
    return Truncator(stand if len(stand) < 220 else sentences[0].strip()).chars(240)


def _minutes(entry: Entry) -> int:
    if entry.language.startswith("zh"):
        return max(1, round(len(entry.text) / _SIGNS_A_MINUTE))
    return max(1, round(len(entry.text.split()) / _WORDS_A_MINUTE))
