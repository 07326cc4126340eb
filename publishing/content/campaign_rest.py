"""Campaigns, tracked links, and the lists of values that links may carry."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from publishing.content import campaign_actions as actions
from publishing.content import campaign_selectors as selectors
from publishing.content import links
from publishing.content.page_forms import CampaignForm, UtmForm


class CampaignOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    slug = serializers.CharField()
    brand = Ref(allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class CampaignIn(Shape):
    name = Line(80)
    slug = Line(60)
    brand = Id(required=False, allow_null=True, default=None, help_text="null: all brands.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class CampaignPut(Shape):
    name = Line(80)
    brand = Id(required=False, allow_null=True, default=None, help_text="null: all brands.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


def _form(call: Call, *, fixed: bool = False) -> Any:
    form = CampaignForm(plain(call.data), brands=selectors.campaign_brands(call.rights), fixed_slug=fixed)
    form.fields["brand"].required = not call.rights.may(Act.CAMPAIGN_MANAGE)
    return form


@read("campaigns_list", Act.CAMPAIGN_MANAGE, tag="campaigns", gives=CampaignOut, paged=True)
def campaigns(call: Call) -> Page:
    """List campaigns, by name."""
    return listed(call.window, selectors.campaigns(call.rights), key=lambda one: f"{one.name} {one.pk}")


@read("campaigns_get", Act.CAMPAIGN_MANAGE, tag="campaigns", gives=CampaignOut)
def campaign(call: Call, campaign_id: UUID) -> Any:
    """Read one campaign."""
    return selectors.campaign_or_404(call.rights, campaign_id)


@write("campaigns_create", Act.CAMPAIGN_MANAGE, tag="campaigns", takes=CampaignIn, gives=CampaignOut, status=201)
def begin(call: Call) -> Any:
    """Begin a campaign. Its slug is what utm_campaign carries, and stays."""
    return actions.begin_campaign(call.actor, **cleaned(_form(call)))


@write("campaigns_update", Act.CAMPAIGN_MANAGE, tag="campaigns", takes=CampaignPut, gives=CampaignOut, method="PUT")
def change(call: Call, campaign_id: UUID) -> Any:
    """Change a campaign."""
    found = selectors.campaign_or_404(call.rights, campaign_id)
    return actions.change_campaign(call.actor, campaign_id=found.pk, **cleaned(_form(call, fixed=True)))


# ── links ───────────────────────────────────────────────────────────────────────────────────────


class TrackedLinkOut(serializers.Serializer[Any]):
    id = Id()
    code = serializers.CharField()
    short = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField()
    brand = Ref()
    campaign = Ref(allow_null=True)
    version_id = Id(allow_null=True)
    created_at = Instant()

    def get_short(self, link: Any) -> str:
        return links.short(link.code)

    def get_target(self, link: Any) -> str:
        return links.target(link)


class LinkFilters(Shape):
    brand = Id(required=False)
    campaign = Id(required=False)
    post = Id(required=False)


@read("links_list", Act.POST_SEE, tag="campaigns", gives=TrackedLinkOut, filters=LinkFilters, paged=True)
def tracked(call: Call) -> Page:
    """List tracked links of posts the member may see, newest first."""
    return keyset(call.window, selectors.tracked(call.rights, **call.query), "-created_at", "pk")


# ── values ──────────────────────────────────────────────────────────────────────────────────────


class UtmOut(serializers.Serializer[Any]):
    id = Id()
    field = serializers.CharField()
    value = serializers.CharField()
    retired_at = Instant(allow_null=True)


class UtmIn(Shape):
    field = Line(12)
    value = Line(60)


@read("utm_values_list", Act.CAMPAIGN_MANAGE, tag="campaigns", gives=UtmOut, paged=True)
def values(call: Call) -> Page:
    """List the values that links may carry, and those that were retired."""
    return listed(call.window, selectors.utm_values(), key=lambda one: f"{one.field} {one.value} {one.pk}")


@write("utm_values_create", Act.CAMPAIGN_MANAGE, tag="campaigns", takes=UtmIn, gives=UtmOut, status=201)
def allow(call: Call) -> Any:
    """Put a value on a list, or back on it."""
    return actions.allow_value(call.actor, **cleaned(UtmForm(plain(call.data))))


@write("utm_values_retire", Act.CAMPAIGN_MANAGE, tag="campaigns", gives=UtmOut)
def retire(call: Call, value_id: UUID) -> Any:
    """Take a value off its list. Links that carry it stay as they are."""
    actions.retire_value(call.actor, value_id=value_id)
    return next(one for one in selectors.utm_values() if one.pk == value_id)
