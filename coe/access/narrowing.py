"""The brand and the market a person narrowed every page to."""

from typing import Any

from coe.tenancy.models import Brand, Market, Organisation

LONGEST = 40
"""Characters of a name in the address that are looked at."""


def narrowed(request: Any, organisation: Organisation) -> tuple[Brand | None, Market | None]:
    """`?brand=<slug>` and `?market=<code>` set them, empty ones clear them; the session keeps them.

    What a person may see nothing of is as unknown as what does not exist. No query when nothing is narrowed, one for
    each that is.
    """
    brand, market = (_kept(request, name, organisation) for name in ("brand", "market"))
    rights = request.rights
    return (
        Brand.objects.filter(rights.reach(), org=organisation, slug=brand).first() if brand else None,
        Market.objects.filter(rights.markets(), org=organisation, code=market).first() if market else None,
    )


def _kept(request: Any, name: str, organisation: Organisation) -> str:
    key = f"{name}:{organisation.pk}"
    if name in request.GET:
        if chosen := request.GET[name]:
            request.session[key] = chosen[:LONGEST]
        else:
            request.session.pop(key, None)
    return str(request.session.get(key) or "")
