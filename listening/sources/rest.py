"""Where we listen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act, Denied, Place
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, listed
from coe.api.problems import Problem, field_error
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from coe.tenancy.context import inside
from coe.web.outbound import client
from listening.sources import actions, feeds, selectors
from listening.sources.forms import FeedForm
from listening.sources.waking import soon
from listening.sources.words import problem_words

OPEN = "whoever reads mentions or manages sources may see where we listen"


class SourceOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    network = serializers.CharField()
    is_feed = serializers.BooleanField()
    url = serializers.CharField()
    brand = Ref(allow_null=True)
    channel_id = Id(allow_null=True)
    polled_at = Instant(allow_null=True)
    next_poll_at = Instant()
    heard = serializers.IntegerField(help_text="In seven days.")
    paused = serializers.BooleanField()
    problem = serializers.CharField(help_text="A code; empty while all is well.")
    may_manage = serializers.BooleanField()


class FeedIn(Shape):
    url = Line(500)
    name = Line(120, required=False, allow_blank=True, default="", help_text="Empty: the feed’s own title.")
    brand_id = Id(required=False, allow_null=True, default=None, help_text="null: the whole organisation.")
    language = serializers.ChoiceField(choices=["", "zh", "en"], default="", help_text="Empty: as each item says.")


def _one(call: Call, source_id: UUID) -> Any:
    rows = selectors.rows(call.rights, selectors.listed(call.rights).filter(pk=source_id))
    if not rows:
        raise Problem("not-found")
    return rows[0]


@read("sources_list", None, tag="sources", gives=SourceOut, paged=True, open_because=OPEN)
def sources(call: Call) -> Page:
    """List where we listen: channels and feeds."""
    if not any(call.rights.may(act, anywhere=True) for act in (Act.MENTION_SEE, Act.SOURCE_MANAGE)):
        raise Denied(Act.MENTION_SEE)
    return listed(
        call.window,
        selectors.rows(call.rights, selectors.listed(call.rights)),
        key=lambda row: f"{row.is_feed} {row.name} {row.id}",
    )


@write("sources_create", Act.SOURCE_MANAGE, tag="sources", takes=FeedIn, gives=SourceOut, status=201,
       own_transaction=True)  # fmt: skip
def add(call: Call) -> Any:
    """Listen to a feed. It is opened once now, to see that it can be read."""
    brand_id = call.data["brand_id"]
    with inside(call.org.pk, user=call.member.user_id):
        call.actor.require(Act.SOURCE_MANAGE, Place(brand=brand_id))
        data = plain({name: value for name, value in call.data.items() if name != "brand_id"})
        form = FeedForm(
            {**data, "brand": str(brand_id or "")}, brands=selectors.brand_choices(call.rights),
            whole=call.rights.may(Act.SOURCE_MANAGE),
        )  # fmt: skip
        said = cleaned(form, brand="brand_id")
    found = feeds.read(client(), said["url"], {})
    if isinstance(found, feeds.NoFeed):
        detail = str(problem_words(found.problem))
        raise Problem("fields", errors=[field_error("#/url", str(found.problem), detail)])
    made = actions.add_feed(
        call.actor, url=said["url"], name=said["name"] or found.title or said["url"][:120], brand_id=brand_id,
        language=said["language"] or found.language[:10], items=found.items, validators=dict(found.validators),
    )  # fmt: skip
    with inside(call.org.pk, user=call.member.user_id):
        return _one(call, made.pk)


def _changed(call: Call, act: Callable[..., Any], source_id: UUID) -> Any:
    selectors.source_or_404(call.rights, source_id)
    act(call.actor, source_id=source_id)
    return _one(call, source_id)


@write("sources_pause", Act.SOURCE_MANAGE, tag="sources", gives=SourceOut)
def pause(call: Call, source_id: UUID) -> Any:
    """Pause a source."""
    return _changed(call, actions.pause, source_id)


@write("sources_resume", Act.SOURCE_MANAGE, tag="sources", gives=SourceOut)
def resume(call: Call, source_id: UUID) -> Any:
    """Listen to a source again."""
    answer = _changed(call, actions.resume, source_id)
    soon(call.org.pk, source_id)
    return answer


@write("sources_poll", Act.SOURCE_MANAGE, tag="sources", gives=SourceOut)
def poll(call: Call, source_id: UUID) -> Any:
    """Ask a source as soon as a worker is free."""
    answer = _changed(call, actions.poll_now, source_id)
    soon(call.org.pk, source_id)
    return answer


@write("sources_retire", Act.SOURCE_MANAGE, tag="sources")
def retire(call: Call, source_id: UUID) -> None:
    """Stop listening to a feed for good. What it said stays."""
    selectors.source_or_404(call.rights, source_id)
    actions.retire(call.actor, source_id=source_id)
