"""Trying a rule on past posts, for programs."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act, Rights
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Id, Instant, Named, Ref
from governance.dryruns import actions, selectors
from governance.policies.rest import SEVERITIES
from governance.policies.selectors import rule_or_404


class BrandShare(serializers.Serializer[Any]):
    brand = Ref(source="name", allow_null=True, help_text="Null: brands you do not see any more, as one.")
    posts = serializers.IntegerField(source="looked")
    hit = serializers.IntegerField()


class MonthShare(serializers.Serializer[Any]):
    month = serializers.DateField(source="name", help_text="Its first day.")
    posts = serializers.IntegerField(source="looked")
    hit = serializers.IntegerField()


class DryRunOut(serializers.Serializer[Any]):
    """`hit` of `looked` posts were touched so far; `posts` is how many there are to look at."""

    id = Id()
    rule_id = Id()
    version = serializers.IntegerField(source="number", help_text="Of the rule.")
    stale = serializers.BooleanField(help_text="The rule says something else by now.")
    severity = serializers.ChoiceField(choices=SEVERITIES, help_text="What a finding meant for a post.")
    state = Named()
    since = Instant()
    until = Instant()
    posts = serializers.IntegerField()
    looked = serializers.IntegerField()
    hit = serializers.IntegerField()
    by_brand = BrandShare(many=True)
    by_month = MonthShare(many=True)
    created_at = Instant()
    finished_at = Instant(allow_null=True)


class MarkOut(serializers.Serializer[Any]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class PlaceOut(serializers.Serializer[Any]):
    """A text, cut around what was found; `start` and `end` count its code points. `notes` are about all of it."""

    channels = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    text = serializers.CharField()
    marks = MarkOut(many=True, source="spans")
    notes = serializers.ListField(child=serializers.CharField())


class TouchedOut(serializers.Serializer[Any]):
    post_id = Id(source="post.id")
    title = serializers.CharField(source="post.label")
    brand = Ref(source="post.brand")
    slot = Instant(source="post.at")
    places = PlaceOut(many=True)


def _shown(run: Any, rights: Rights) -> dict[str, Any]:
    names = (
        "id", "rule_id", "number", "severity", "since", "until", "posts", "looked", "hit", "created_at", "finished_at",
    )  # fmt: skip
    return {
        **{name: getattr(run, name) for name in names},
        "stale": selectors.stale(run),
        "state": {"code": run.state, "label": run.get_state_display()},
        "by_brand": selectors.by_brand(run, rights),
        "by_month": selectors.by_month(run),
    }


def _run(call: Call, rule_id: UUID, run_id: UUID) -> Any:
    return selectors.run_or_404(call.member, rule_or_404(call.rights, rule_id), run_id)


@write("rules_dry_run", Act.RULE_WRITE, tag="rules", gives=DryRunOut, status=201)
def begin(call: Call, rule_id: UUID) -> Any:
    """Try the newest version of a rule on the posts of the last 12 months.

    No post is changed. It looks at what you may see; many posts are looked at in the background: read the run again
    until its state is `done`.
    """
    rule = rule_or_404(call.rights, rule_id)
    made = actions.begin(call.actor, rule_id=rule.pk)
    return _shown(_run(call, rule_id, made.pk), call.rights)


@read("rules_dry_runs_list", Act.RULE_WRITE, tag="rules", gives=DryRunOut, paged=True)
def runs(call: Call, rule_id: UUID) -> Page:
    """List your own dry runs of a rule, newest first."""
    found = selectors.runs(call.member, rule_or_404(call.rights, rule_id))
    return keyset(
        call.window, found, "-created_at", "pk", shown=lambda page: [_shown(run, call.rights) for run in page]
    )


@read("rules_dry_runs_get", Act.RULE_WRITE, tag="rules", gives=DryRunOut)
def run(call: Call, rule_id: UUID, run_id: UUID) -> Any:
    """Read one of your own dry runs of a rule."""
    return _shown(_run(call, rule_id, run_id), call.rights)


@read("rules_dry_runs_posts", Act.RULE_WRITE, tag="rules", gives=TouchedOut, paged=True)
def posts(call: Call, rule_id: UUID, run_id: UUID) -> Page:
    """List the posts a dry run found something in, newest first, with the words it found."""
    found = _run(call, rule_id, run_id)
    page = listed(call.window, list(enumerate(found.hits)), key=lambda one: f"{one[0]:06}")
    return replace(page, rows=selectors.told(found, call.rights, [post_id for _place, post_id in page.rows]))
