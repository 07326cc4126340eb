"""The other organisation publishes too: one channel, a few posts."""

from datetime import timedelta

from coe.demo.day import will
from coe.demo.past import backdated, uid
from coe.demo.steps import OTHER, Stage, step
from coe.demo.texts import load
from publishing.connections.models import Channel
from publishing.content import actions
from publishing.content.draft import Draft, Own
from publishing.demo.channels import connect
from publishing.demo.today import submit


@step(20, "a channel", org=OTHER)
def channel(stage: Stage) -> str:
    brand = stage.brands["hearth"]
    opened = stage.ago(days=200)
    with backdated(Channel):
        made = Channel.objects.create(
            id=uid(stage.org.slug, "channel", brand.slug), org=stage.org, brand=brand, network="newsroom",
            market=stage.markets["cn"], handle=brand.slug, name=f"{brand.name} newsroom", language="zh-Hans",
            created_at=opened,
        )  # fmt: skip
    connect(stage, made, opened)
    stage.things["channel"] = made
    return "1 channel"


@step(520, "a few posts", org=OTHER)
def posts(stage: Stage) -> str:
    """One is a draft, one waits, the rest are approved."""
    rows = load("southgate")["posts"]
    for place, row in enumerate(rows):
        _plan(stage, place, row)
    return f"{len(rows)} posts"


def _plan(stage: Stage, place: int, row: dict[str, str]) -> None:
    words = Draft(
        brand=stage.brands["hearth"].pk, title=row["title"], text=row["text"],
        language="en" if row["title"].isascii() else "zh-Hans", slot=stage.ahead(hours=20 * (place + 1)),
        zone="Asia/Shanghai", versions=((stage.things["channel"].pk, Own()),),
    )  # fmt: skip
    state = {}

    def create() -> None:
        state["post"] = actions.create(stage.actor("tao"), draft=words).pk

    made = stage.ago(hours=20 - place)
    will(stage, made, create)
    if place > 0:
        will(stage, made + timedelta(hours=1), lambda: submit(stage, "tao", state["post"]))
    if place > 1:
        desk = stage.things["desk"]
        will(stage, made + timedelta(hours=2), lambda: desk.decide("sue", state["post"], "approve"))
