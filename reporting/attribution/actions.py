"""Writes: keys of shops, conversions from shops and sheets, costs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.states import Stale
from coe.tenancy.models import Organisation
from coe.tenancy.secrets import seal
from publishing import api as publishing
from reporting.attribution.joining import Joined, facts_of, join, known_ids
from reporting.attribution.models import Conversion, ConversionKey, Cost
from reporting.attribution.payload import Report
from reporting.attribution.signing import new_secret


def _member(do: Doing) -> UUID:
    """Keys and costs are people's: no task holds the acts that write them."""
    assert do.actor.member_id is not None
    return do.actor.member_id


# ── keys ────────────────────────────────────────────────────────────────────────────────────────


@action(Act.CONVERSION_IMPORT)
def create_key(do: Doing, *, name: str, source: str) -> str:
    """A new key for a shop; its secret, which is never shown again. Raises ValidationError for a taken name."""
    do.require()
    key = ConversionKey(pk=uuid.uuid4(), org_id=do.org_id, name=name, source=source, created_by_id=_member(do))
    secret = new_secret()
    key.secret = seal({"secret": secret}, org=do.org_id, row=key.pk, column="secret")
    if ConversionKey.objects.filter(name=name).exists():
        raise ValidationError({"name": _("A key of this name exists. Choose another name.")})
    key.save(force_insert=True)
    do.record(key, after={"name": name, "source": source}, detail="key made")
    return secret


@action(Act.CONVERSION_IMPORT)
def revoke_key(do: Doing, *, key_id: UUID) -> None:
    """From now on nothing signed with it is taken."""
    do.require()
    key = get_object_or_404(ConversionKey.objects.select_for_update(), pk=key_id)
    if key.revoked_at:
        do.nothing()
        return
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    do.record(key, before={"revoked": False}, after={"revoked": True}, detail="key revoked")


# ── conversions ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Kept:
    """The answer to a report. `new` is False when it was known already."""

    conversion_id: UUID
    new: bool
    matched: bool
    why: str


class Contradiction(Exception):
    """The same id was reported before with other facts. `what` is external_id or webhook-id."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@action(Act.PUBLIC_CONVERT)
def report(do: Doing, *, key_id: UUID, source: str, said: Report, message_id: str, body_digest: str) -> Kept:
    """Keeps one reported conversion. The same message or the same order again changes nothing.

    Raises Contradiction when an id comes back with other facts: corrections are reports of their own.
    """
    do.require()
    earlier = Conversion.objects.filter(source=source, message_id=message_id).first()
    if earlier is not None:
        if earlier.body_digest != body_digest:
            raise Contradiction("webhook-id")
        do.nothing()
        return _kept(earlier, new=False)
    joined = join([said])[0]
    row = _row(do, source, said, joined, message_id=message_id, body_digest=body_digest)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = Conversion.objects.filter(source=source, external_id=said.external_id).first()
        if known is None or facts_of(known) != said.facts():
            raise Contradiction("external_id" if known else "webhook-id") from None
        do.nothing()
        return _kept(known, new=False)
    _used(key_id)
    do.record(row, label=f"{source} {said.external_id}", after=_audit(row))
    return _kept(row, new=True)


def _used(key_id: UUID) -> None:
    """Notes that a key works; at most once a minute, so a busy shop does not fight over one row."""
    now = timezone.now()
    ConversionKey.objects.filter(pk=key_id).exclude(used_at__gt=now - timedelta(minutes=1)).update(used_at=now)


def _row(
    do: Doing, source: str, said: Report, joined: Joined, *, message_id: str = "", body_digest: str = ""
) -> Conversion:
    return Conversion(
        org_id=do.org_id, source=source, external_id=said.external_id, kind=said.kind, value=said.value,
        currency=said.currency, occurred_at=said.occurred_at, click_id=joined.click_id, link_id=joined.link_id,
        brand_id=joined.brand_id, why=joined.why, message_id=message_id, body_digest=body_digest,
    )  # fmt: skip


def _kept(row: Conversion, *, new: bool) -> Kept:
    return Kept(row.pk, new, row.link_id is not None, row.why)


def _audit(row: Conversion) -> dict[str, Any]:
    return {
        "kind": row.kind, "value": row.value, "currency": row.currency, "occurred_at": row.occurred_at,
        "link": row.link_id, "why": row.why,
    }  # fmt: skip


@action(Act.CONVERSION_IMPORT)
def import_rows(do: Doing, *, source: str, rows: Sequence[Report], name: str) -> int:
    """Keeps the rows of a sheet that are not known yet; how many. One audit row for the sheet, named `name`.

    Raises Stale when another import wrote one of them meanwhile: nothing is kept then.
    """
    do.require()
    known = known_ids(source, rows)
    fresh = [said for said in rows if said.external_id not in known]
    made = [_row(do, source, said, joined) for said, joined in zip(fresh, join(fresh), strict=True)]
    try:
        with transaction.atomic():
            Conversion.objects.bulk_create(made, batch_size=500)
    except IntegrityError:
        raise Stale(made[0]) from None
    if not made:
        do.nothing()
        return 0
    do.record(
        Organisation.objects.get(pk=do.org_id), label=name, detail="conversions",
        after={
            "source": source, "kept": len(made), "known before": len(rows) - len(made),
            "matched": sum(1 for row in made if row.link_id),
        },
    )  # fmt: skip
    return len(made)


# ── costs ───────────────────────────────────────────────────────────────────────────────────────


@action(Act.COST_ENTER)
def enter_cost(
    do: Doing,
    *,
    brand_id: UUID,
    what: str,
    amount: Decimal,
    spent_on: date,
    campaign_id: UUID | None = None,
    post_id: UUID | None = None,
) -> Cost:
    """Money spent, in the organisation's currency. A post brings its campaign, which then carries the cost too.

    Raises ValidationError when the campaign or the post belongs to another brand.
    """
    do.require(brand=brand_id)
    if post_id:
        post = publishing.post_facts([post_id]).get(post_id)
        if post is None or post.brand_id != brand_id:
            raise ValidationError({"post": _("This post belongs to another brand.")})
        campaign_id = post.campaign_id
    elif campaign_id and campaign_id not in {one.id for one in publishing.campaigns(brand_ids=[brand_id])}:
        raise ValidationError({"campaign": _("This campaign belongs to another brand.")})
    cost = Cost.objects.create(
        org_id=do.org_id, brand_id=brand_id, campaign_id=campaign_id, post_id=post_id, what=what, amount=amount,
        currency=Organisation.objects.values_list("currency", flat=True).get(pk=do.org_id), spent_on=spent_on,
        entered_by_id=_member(do),
    )  # fmt: skip
    do.record(cost, label=what, after={
        "amount": amount, "currency": cost.currency, "spent_on": spent_on, "brand": brand_id,
        "campaign": campaign_id, "post": post_id,
    })  # fmt: skip
    return cost


@action(Act.COST_ENTER)
def cancel_cost(do: Doing, *, cost_id: UUID) -> None:
    """It no longer counts; the row stays."""
    cost = get_object_or_404(Cost.objects.select_for_update(), pk=cost_id)
    do.require(brand=cost.brand_id)
    if cost.cancelled_at:
        do.nothing()
        return
    cost.cancelled_at, cost.cancelled_by_id = timezone.now(), do.actor.member_id
    cost.save(update_fields=["cancelled_at", "cancelled_by"])
    do.record(cost, label=cost.what, before={"amount": cost.amount}, after={"cancelled": True}, detail="cancelled")


@action(Act.COST_ENTER)
def count_cost_again(do: Doing, *, cost_id: UUID) -> None:
    """Undoes a cancelling. Raises ValidationError when another person cancelled it: that is theirs to take back."""
    cost = get_object_or_404(Cost.objects.select_for_update(), pk=cost_id)
    do.require(brand=cost.brand_id)
    if cost.cancelled_at is None or cost.cancelled_by_id != do.actor.member_id:
        raise ValidationError(_("It was not cancelled by you."))
    cost.cancelled_at = cost.cancelled_by_id = None
    cost.save(update_fields=["cancelled_at", "cancelled_by"])
    do.record(cost, label=cost.what, before={"cancelled": True}, after={"amount": cost.amount}, detail="restored")
