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

from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from governance.approvals.actions import decide
from governance.approvals.models import Request
from publishing.connections.models import Channel
from publishing.content.models import Post, Version
from tests.factories.cast import Cast, Org

ZONE = "Europe/Zurich"


def channel(org: Org, brand: str, network: str, handle: str, state: str = "connected") -> Channel:
    with inside(org.id):
        made = Channel.objects.create(org=org.organisation, brand=org.brands[brand], network=network, handle=handle)
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


@pytest.fixture
def post(stage: Stage, typed: Callable[..., dict[str, Any]], browse: Any) -> Callable[..., Any]:
    """`post(text="…")` writes a post as Cal through the composer and gives it."""

    def write(**fields: Any) -> Any:
        answer = browse(stage.north.cal).post(stage.north.url("posts/new/"), typed(**fields))
        assert answer.status_code == 302, answer.content.decode()[:3000]
        with inside(stage.north.id):
            return Post.objects.get(pk=answer["Location"].split("/")[-3])

    return write


@pytest.fixture
def send(stage: Stage, browse: Any) -> Callable[..., Any]:
    """`send(post, typed(…))` sends it for approval from the composer; the answer."""

    def go(of: Any, data: dict[str, Any], who: str = "cal") -> Any:
        with inside(stage.north.id):
            revision = Post.objects.get(pk=of.pk).revision
        data = data | {"act": "send", "revision": str(revision)}
        return browse(getattr(stage.north, who)).post(stage.north.url(f"posts/{of.pk}/edit/"), data)

    return go


def approve(stage: Stage, of: Any, who: str = "bea", kind: str = "approve", **more: Any) -> None:
    """A person decides the open request, and the news is handed out."""
    with inside(stage.north.id):
        request = Request.objects.get(subject_id=of.pk, state="open")
    decide(
        getattr(stage.north, who).actor,
        request_id=request.pk,
        kind=kind,
        digest=request.digest,
        step=request.step,
        **more,
    )
    drain(org_id=str(stage.north.id))


def states(stage: Stage, of: Any) -> dict[str, str]:
    with inside(stage.north.id):
        return dict(Version.objects.filter(post=of.pk).values_list("channel__network", "state"))
