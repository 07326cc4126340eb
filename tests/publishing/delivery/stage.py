"""Posts that are ready to go, for tests of delivery."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from coe.access.action import Doing
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.states import move
from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from coe.tenancy.secrets import seal
from publishing.connections.models import Channel, Connection
from publishing.content.models import Post, Version
from publishing.content.wire import wire
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.schedule import schedule
from tests.factories.cast import Org


def _in_the_evening() -> str:
    """A zone where it is six: what approvals cover is a day, and hours pass in tests that may be run at any time."""
    ahead = 18 - timezone.now().hour
    ahead -= 24 * (ahead > 14)
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@dataclass
class Stage:
    """Works inside one organisation; `server` is where channels of the plain network post to."""

    org: Org
    server: str = "http://127.0.0.1:9"
    made: int = field(default=0)

    def channel(self, brand: str = "harbour", network: str = "plain", **credentials: str) -> Channel:
        self.made += 1
        with inside(self.org.id):
            channel = Channel.objects.create(
                org_id=self.org.id, brand=self.org.brands[brand], network=network, handle=f"{network}-{self.made}"
            )
            move(channel, "connected")
            link = Connection(org_id=self.org.id, channel=channel, checked_at=timezone.now())
            login = {"server": self.server, "token": "canary-token"} | credentials
            if network == "newsroom":
                login = {}
            link.credentials = seal(login, org=self.org.id, row=link.pk, column="credentials")
            link.save()
        return channel

    def version(self, channel: Channel, text: str = "Hello", *, slot: datetime | None = None, **more: Any) -> Version:
        with inside(self.org.id):
            author = self.org.cal.member
            post = Post.objects.create(
                org_id=self.org.id, brand=Brand.objects.get(pk=channel.brand_id), text=text, author=author,
                authors=[author.pk], slot=slot or timezone.now(), zone=_in_the_evening(), **more,
            )  # fmt: skip
            version = Version.objects.create(org_id=self.org.id, post=post, channel=channel)
            move(version, "in_approval")
        return version

    def due(self, channel: Channel, text: str = "Hello", *, ago: float = 1, **more: Any) -> Delivery:
        """A delivery whose slot was `ago` seconds ago."""
        slot = timezone.now() - timedelta(seconds=ago)
        return self.schedule(self.version(channel, text, slot=slot, **more), slot)

    def schedule(self, version: Version, slot: datetime) -> Delivery:
        with inside(self.org.id):
            do = Doing(Actor.task(self.org.id, "test", Act.SYSTEM_DELIVER), Act.SYSTEM_DELIVER)
            return schedule(do, version, digest=wire(version.pk).digest, slot=slot)

    def now(self, delivery: Delivery) -> Delivery:
        """The delivery as it stands."""
        with inside(self.org.id):
            return Delivery.objects.select_related("version").get(pk=delivery.pk)

    def states(self, delivery: Delivery) -> tuple[str, str]:
        found = self.now(delivery)
        return found.state, found.version.state

    def attempts(self, delivery: Delivery) -> list[Attempt]:
        with inside(self.org.id):
            return list(Attempt.objects.filter(delivery=delivery).order_by("number"))

    def pass_time(self, delivery: Delivery, **time: float) -> None:
        """As if so much time had passed: the delivery's own moments lie so much earlier."""
        passed = timedelta(**time)
        with inside(self.org.id), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE publishing_delivery SET not_before = not_before - %s, slot = slot - %s, "
                "expires_at = expires_at - %s, claimed_until = claimed_until - %s WHERE id = %s",
                [passed, passed, passed, passed, delivery.pk],
            )
            cursor.execute(
                "UPDATE publishing_attempt SET started_at = started_at - %s, finished_at = finished_at - %s "
                "WHERE delivery_id = %s",
                [passed, passed, delivery.pk],
            )

    def row(self, table: str, where: str, *values: Any) -> list[tuple[Any, ...]]:
        with inside(self.org.id), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE {where}", values)
            return cursor.fetchall()


def org_and_channel(delivery: Delivery) -> tuple[UUID, UUID]:
    return delivery.org_id, delivery.channel_id
