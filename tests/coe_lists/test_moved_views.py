"""Views that were kept while the queue and the history of approvals shared a key are where they are looked for."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from coe.lists.models import Habit, SavedView
from coe.tenancy.context import inside
from tests.factories.cast import Cast, Org, Person

pytestmark = pytest.mark.django_db


def keep(org: Org, who: Person, name: str, query: str, kind: str = "approvals", **more: Any) -> SavedView:
    with inside(org.id):
        return SavedView.objects.create(
            org=org.organisation, member=who.member, kind=kind, name=name, query=query, **more
        )


def moved() -> None:
    migration = import_module("coe.lists.migrations.0002_approvals_history")
    migration.move(apps, SimpleNamespace(connection=connection))


def kinds(org: Org) -> dict[str, str]:
    with inside(org.id):
        return dict(SavedView.objects.order_by("name").values_list("name", "kind"))


def test_what_only_the_history_knows_is_the_historys(cast: Cast, browse: Any) -> None:
    north, south = cast.north, cast.south
    keep(north, north.bea, "Rejected", "state=rejected")
    keep(north, north.bea, "Mine", "mine=on&q=lake")
    keep(north, north.bea, "By brand", "sort=brand")
    keep(north, north.bea, "Narrow", "q=lake", columns=["brand"])
    keep(north, north.bea, "Sent", "q=lake&view=sent")
    keep(north, north.bea, "Sent, sorted", "sort=sent&view=sent")
    keep(north, north.bea, "Lake", "q=lake")
    keep(north, north.bea, "Posts", "state=draft", kind="posts")
    keep(south, south.sam, "Theirs", "state=approved", shared=True)
    moved()
    history = "approvals_history"
    assert kinds(north) == {
        "By brand": history, "Lake": "approvals", "Mine": history, "Narrow": history, "Posts": "posts",
        "Rejected": history, "Sent": "approvals", "Sent, sorted": "approvals",
    }  # fmt: skip
    assert kinds(south) == {"Theirs": history}
    page = browse(north.bea).get(north.url("approvals/history/?state=rejected")).context["listing"]
    assert "Rejected" in [row.view.name for row in page.views]
    moved()
    assert kinds(south) == {"Theirs": history}


def test_a_name_that_was_given_again_since_is_told_apart(north: Org) -> None:
    long = "x" * 60
    for name in ("Rejected", long):
        keep(north, north.bea, name, "state=rejected")
        keep(north, north.bea, name, "state=rejected&q=since", kind="approvals_history")
    keep(north, north.cleo, "Rejected", "state=rejected")
    moved()
    with inside(north.id):
        found = set(SavedView.objects.filter(member=north.bea.member).values_list("name", "query"))
        assert [one.name for one in SavedView.objects.filter(member=north.cleo.member)] == ["Rejected"]
    assert found == {
        ("Rejected", "state=rejected&q=since"), ("Rejected (2)", "state=rejected"),
        (long, "state=rejected&q=since"), ("x" * 56 + " (2)", "state=rejected"),
    }  # fmt: skip


def test_columns_and_the_view_it_opens_with_go_along(north: Org) -> None:
    rejected, sent = keep(north, north.bea, "Rejected", "state=rejected"), keep(north, north.bea, "Sent", "view=sent")
    since = keep(north, north.hal, "Since", "mine=on", kind="approvals_history")
    own = {"org": north.organisation, "kind": "approvals"}
    with inside(north.id):
        Habit.objects.create(**own, member=north.bea.member, opens=rejected)
        Habit.objects.create(**own, member=north.cal.member, opens=sent, columns=["brand"])
        Habit.objects.create(**own, member=north.cleo.member, opens=sent)
        Habit.objects.create(**own, member=north.hal.member, opens=rejected, columns=["brand"])
        Habit.objects.create(**own | {"kind": "approvals_history"}, member=north.hal.member, opens=since)
    moved()
    with inside(north.id):
        found = {(one.member.name, one.kind): (one.opens, one.columns) for one in Habit.objects.all()}
    assert found == {
        ("Bea Brand", "approvals_history"): (rejected, []),
        ("Cal Creator", "approvals"): (sent, []),
        ("Cal Creator", "approvals_history"): (None, ["brand"]),
        ("Cleo Lead", "approvals"): (sent, []),
        ("Hal Harbour", "approvals_history"): (since, ["brand"]),
    }
