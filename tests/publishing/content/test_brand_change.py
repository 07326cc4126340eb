"""A draft may become another brand's, with nothing of the old brand left in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from publishing.content import actions
from publishing.content.draft import Draft, Own, draft_of
from publishing.content.models import Campaign, Post
from publishing.library.models import Asset
from tests.factories.cast import add_person
from tests.publishing.content.conftest import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(stage: Stage, post: Callable[..., Any]) -> Any:
    add_person(stage.north, "Cam Everywhere", "cam", "creator", "org")
    return post()


def save(stage: Stage, made: Any, **changes: Any) -> None:
    with inside(stage.north.id):
        now = Post.objects.get(pk=made.pk)
        wanted: Draft = replace(draft_of(now), **changes)
    actions.save(stage.north.people["cam"].actor, post_id=made.pk, revision=now.revision, draft=wanted)


def kept(stage: Stage, made: Any) -> Draft:
    with inside(stage.north.id):
        return draft_of(Post.objects.get(pk=made.pk))


def in_harbour(stage: Stage, what: str) -> UUID:
    """A campaign or picture of Harbour that the post has."""
    brand = stage.north.brands["harbour"]
    with inside(stage.north.id):
        if what == "campaign":
            return Campaign.objects.create(
                org=stage.north.organisation,
                name="W",
                slug="w",
                brand=brand,
                starts_on="2026-01-01",
                ends_on="2027-01-01",
            ).pk
        return Asset.objects.create(
            org=stage.north.organisation,
            sha256="f" * 64,
            mime="image/png",
            size=3,
            width=1,
            height=1,
            name="x",
            brand=brand,
        ).pk


def test_no_channel_of_the_old_brand_stays(stage: Stage, made: Any) -> None:
    before = kept(stage, made)
    with pytest.raises(ValidationError) as refused:
        save(stage, made, brand=stage.north.brands["valley"].pk)
    assert list(refused.value.error_dict) == ["channels"]
    assert kept(stage, made) == before


@pytest.mark.parametrize(("what", "field"), [("campaign", "campaign"), ("picture", "images")])
def test_nor_a_campaign_or_a_picture(stage: Stage, made: Any, what: str, field: str) -> None:
    thing = in_harbour(stage, what)
    save(stage, made, **({"campaign": thing} if what == "campaign" else {"images": ((thing, "A lake"),)}))
    before = kept(stage, made)
    with pytest.raises(ValidationError) as refused:
        save(stage, made, brand=stage.north.brands["valley"].pk, versions=((stage.valley.pk, Own()),))
    assert list(refused.value.error_dict) == [field]
    assert kept(stage, made) == before


def test_with_a_channel_of_the_new_brand_it_moves(stage: Stage, made: Any) -> None:
    valley = stage.north.brands["valley"].pk
    save(stage, made, brand=valley, versions=((stage.valley.pk, Own()),))
    now = kept(stage, made)
    assert (now.brand, list(now.by_channel)) == (valley, [stage.valley.pk])


def test_a_draft_does_not_move_into_a_sample_which_is_removed_whole(stage: Stage, made: Any) -> None:
    with inside(stage.north.id):
        sample = Brand.objects.create(org=stage.north.organisation, slug="sample", name="Sample", sample=True)
    before = kept(stage, made)
    with pytest.raises(ValidationError) as error:
        save(stage, made, brand=sample.pk, versions=(), campaign=None, images=())
    assert set(error.value.message_dict) == {"brand"}
    assert kept(stage, made) == before
