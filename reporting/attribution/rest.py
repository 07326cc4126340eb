"""The door for shops: one signed conversion per request."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coe.access.api import Act, Actor, Audience, open_to
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from reporting.attribution import actions, selectors
from reporting.attribution.payload import Wrong, read
from reporting.attribution.signing import TOLERANCE, Signed, moment

LARGEST = 64 * 1024


def problem(status: int, code: str, title: str, detail: str, **more: Any) -> JsonResponse:
    """RFC 9457. `errors`: [{field, fix}]."""
    body = {"type": f"about:blank#{code}", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@csrf_exempt
@require_POST
@open_to(Audience.PUBLIC, reason="shops have no login; every message is signed with a key of the organisation")
def conversions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """201 for a new conversion, 200 for one that is known; problem+json otherwise."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return problem(413, "too-large", _("The message is too large."), _("Send one conversion per request."))
    body = request.body
    signed = Signed(
        request.headers.get("webhook-id", ""),
        request.headers.get("webhook-timestamp", ""),
        request.headers.get("webhook-signature", ""),
    )
    if refused := _headers(signed):
        return refused
    # An unknown organisation answers like a wrong signature: nobody learns here who is a customer.
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        return _unsigned()
    with inside(organisation.pk):
        key = selectors.signing_key(signed, body)
        if key is None:
            return _unsigned()
        return _take(organisation, key, signed, body)


def _headers(signed: Signed) -> JsonResponse | None:
    for name, value in (
        ("webhook-id", signed.message_id),
        ("webhook-timestamp", signed.timestamp),
        ("webhook-signature", signed.signature),
    ):
        if not value:
            return problem(
                401, "unsigned", _("The message is not signed."),
                _("Send the header %(name)s.") % {"name": name}, errors=[{"field": name, "fix": _("Send it.")}],
            )  # fmt: skip
    if len(signed.message_id) > 120 or not signed.message_id.isprintable():
        return problem(
            400, "message-id", _("The webhook-id cannot be used."),
            _("Send at most 120 printable characters, another id for each message."),
            errors=[{"field": "webhook-id", "fix": _("Shorten it.")}],
        )  # fmt: skip
    if moment(signed, now=timezone.now().timestamp()) is None:
        return problem(
            401, "timestamp", _("The message is too old, or its clock is wrong."),
            _("Send webhook-timestamp as seconds since 1970, at most %(minutes)d minutes from now, and sign again.")
            % {"minutes": TOLERANCE // 60},
            errors=[{"field": "webhook-timestamp", "fix": _("Set the clock, and sign when sending.")}],
        )  # fmt: skip
    return None


def _unsigned() -> JsonResponse:
    return problem(
        401, "signature", _("The signature does not fit."),
        _("Sign “id.timestamp.body” with HMAC-SHA256 and a key of this organisation that is not revoked, and send it "
          "as v1,<base64>."),
        errors=[{"field": "webhook-signature", "fix": _("Check key, body and encoding.")}],
    )  # fmt: skip


def _take(organisation: Organisation, key: selectors.SigningKey, signed: Signed, body: bytes) -> JsonResponse:
    try:
        said = read(_json(body))
    except ValueError:
        return problem(
            400, "json", _("The body is not a JSON object."), _("Send one JSON object in UTF-8."),
            errors=[{"field": "", "fix": _("Check the JSON.")}],
        )  # fmt: skip
    except Wrong as wrong:
        return problem(
            422, "fields", _("The conversion was not kept."), _("Put the named fields right and send it again."),
            errors=[{"field": field, "fix": fix} for field, fix in wrong.problems],
        )  # fmt: skip
    actor = Actor.public(organisation.pk, key.name, Act.PUBLIC_CONVERT)
    try:
        kept = actions.report(
            actor, key_id=key.id, source=key.source, said=said, message_id=signed.message_id,
            body_digest=hashlib.sha256(body).hexdigest(),
        )  # fmt: skip
    except actions.Contradiction as error:
        return problem(
            409, "contradiction", _("This id was used before for something else."),
            _("Nothing was changed. Report a correction as a conversion of its own, with its own ids; a refund has a "
              "negative value."),
            errors=[{"field": error.what, "fix": _("Use a new id.")}],
        )  # fmt: skip
    return JsonResponse(
        {"id": str(kept.conversion_id), "new": kept.new, "matched": kept.matched, "why": kept.why},
        status=201 if kept.new else 200,
    )


def _json(body: bytes) -> dict[str, Any]:
    """A JSON object with exact decimals. Raises ValueError for anything else, NaN and deep nesting included."""

    def refuse(name: str) -> Any:
        raise ValueError(name)

    try:
        found = json.loads(body.decode(), parse_float=Decimal, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004  (one kind of failure for the caller)
    return found
