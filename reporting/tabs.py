"""The pages of Results, as tabs."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coe.access.api import Request
from coe.web.links import to

_TABS: tuple[tuple[str, str | Promise], ...] = (
    ("dashboard", _("How we are doing")),
    ("value", _("Value")),
    ("conversions", _("Conversions")),
    ("costs", _("Costs")),
    ("goals", _("Goals")),
    ("metrics", _("Metrics")),
)


def tabs(request: Request, current: str) -> list[dict[str, Any]]:
    return [{"url": to(request, name), "text": text, "current": name == current} for name, text in _TABS]
