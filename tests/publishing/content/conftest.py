"""A stage for writing posts: two connected channels and a newsroom for Harbour, one for Valley, one in the south."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from coe.tenancy.context import inside
from publishing.connections.models import Channel
from tests.factories.cast import Cast, Org

ZONE = "Europe/Zurich"


def channel(org: Org, brand: str, network: str, handle: str, state: str = "connected") -> Channel:
    with inside(org.id):
        made = Channel.objects.create(
            org=org.organisation, brand=org.brands[brand], network=network, handle=handle
        )
        if state != "unconnected":
            Channel.objects.filter(pk=made.pk).update(state=state)
            made.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@dataclass
class Stage:
    cast: Cast
    bluesky: Channel
    mastodon: Channel
    newsroom: Channel
    valley: Channel
    foreign: Channel

    @property
    def north(self) -> Org:
        return self.cast.north


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(
        cast,
        channel(cast.north, "harbour", "bluesky", "harbour.example"),
        channel(cast.north, "harbour", "mastodon", "harbour@social.example"),
        channel(cast.north, "harbour", "newsroom", "harbour"),
        channel(cast.north, "valley", "bluesky", "valley.example"),
        channel(cast.south, "bakery", "bluesky", "bakery.example"),
    )


def tomorrow(hour: int = 10, days: int = 1) -> datetime:
    """A wall time in the brand's zone."""
    local = timezone.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None)


@pytest.fixture
def typed(stage: Stage) -> Callable[..., dict[str, Any]]:
    """What the composer posts: `typed(text="…", channels=[stage.bluesky])`, more fields by name."""

    def fill(**fields: Any) -> dict[str, Any]:
        on = fields.pop("channels", [stage.bluesky])
        wall = fields.pop("at", tomorrow())
        data = {
            "brand": str(stage.north.brands["harbour"].pk),
            "campaign": "",
            "language": "en",
            "title": "",
            "text": "The lake is open.",
            "link_url": "",
            "utm_medium": "social",
            "utm_content": "",
            "slot_0": wall.strftime("%Y-%m-%dT%H:%M") if wall else "",
            "slot_1": ZONE,
            "revision": "0",
            "channel": [str(one.pk) for one in on],
            "act": "keep",
        }
        return data | fields

    return fill


def picture(
    size: tuple[int, int] = (80, 60), kind: str = "JPEG", name: str = "lake.jpg", colour: str = "teal", **options: Any
) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
