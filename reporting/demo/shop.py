"""The shop that links of the demo lead to. It reports orders as any shop would: signed with its key."""

import hashlib
import json
import secrets
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from coe.access.api import Act, Actor, Audience, open_to
from coe.demo.steps import GROUP
from coe.demo.texts import load
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Organisation
from coe.tenancy.secrets import unseal
from reporting.attribution import actions, selectors
from reporting.attribution.models import ConversionKey
from reporting.attribution.payload import Wrong, read
from reporting.attribution.signing import Signed, sign
from reporting.demo.money import KEY, KINDS


@open_to(Audience.PUBLIC, reason="the demo's own shop; anybody who follows a link of the demo comes here")
@require_http_methods(["GET", "HEAD", "POST"])
def shop(request: HttpRequest, brand: str, path: str = "") -> HttpResponse:
    """One thing to order. Without the demo, or for a brand it does not know, 404."""
    organisation = Organisation.objects.filter(slug=GROUP).first()
    goods = load("shop").get(brand)
    if organisation is None or goods is None:
        raise Http404
    chinese = (get_language() or "").startswith("zh")
    with inside(organisation.pk):
        row = Brand.objects.get(slug=brand)
        said = request.POST.get("click", "") if request.method == "POST" else request.GET.get("coe_click", "")
        context: dict[str, Any] = {
            "brand": row.name_zh if chinese else row.name, "item": goods["zh" if chinese else "en"],
            "currency": organisation.currency, "price": goods["price"], "click": said[:36],
        }  # fmt: skip
        if request.method == "POST":
            context["order"], context["matched"] = _order(organisation, goods["price"], said)
        return TemplateResponse(request, "demo/shop.html", context).render()


def _order(organisation: Organisation, price: str, click: str) -> tuple[str, bool]:
    """Reports an order, signed and checked like one from outside. Its number, and whether it was matched."""
    number = f"D{secrets.randbelow(900_000) + 100_000}"
    said = {
        "external_id": number, "kind": KINDS["Bookings"], "value": price, "currency": organisation.currency,
        "occurred_at": timezone.now().isoformat(),
    }  # fmt: skip
    body = json.dumps({**said, "click": click} if click else said).encode()
    signed = _signed(organisation, body)
    key = selectors.signing_key(signed, body)
    if key is None:
        raise Http404
    try:
        report = read(json.loads(body, parse_float=Decimal))
    except Wrong:
        # A click that is no id: the order stands, without it.
        return _order(organisation, price, "")
    kept = actions.report(
        Actor.public(organisation.pk, key.name, Act.PUBLIC_CONVERT), key_id=key.id, source=key.source, said=report,
        message_id=signed.message_id, body_digest=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    return number, kept.matched


def _signed(organisation: Organisation, body: bytes) -> Signed:
    key = ConversionKey.objects.filter(name=KEY, revoked_at__isnull=True).first()
    if key is None:
        raise Http404
    secret = unseal(key.secret, org=organisation.pk, row=key.pk, column="secret")["secret"]
    message, now = secrets.token_hex(12), int(timezone.now().timestamp())
    return Signed(message, str(now), sign(secret, message_id=message, timestamp=now, body=body))
