"""Home: what waits for this person today. Packages to the right register panels; coe asks without knowing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.gate import Audience, Request, open_to


@dataclass(frozen=True)
class Panel:
    """A panel that has something to show for this person. `template` renders with `context` and the request.

    `order`: smaller stands higher. `side`: in the narrow column. `headline` says how things are, in one sentence; the
    panel with the smallest order that has one speaks for the page. `act`: (url, words) of the page's main button.
    """

    order: int
    template: str
    context: dict[str, Any]
    side: bool = False
    headline: str | Promise = ""
    act: tuple[str, str | Promise] | None = None


@dataclass(frozen=True)
class Errand:
    """A line of the panel *For you*: something small that waits. kind and icon as components/state.html."""

    kind: str
    icon: str
    title: str | Promise
    text: str | Promise = ""
    link: tuple[str, str | Promise] | None = field(default=None)


PanelFinder = Callable[[Request], Panel | None]
ErrandFinder = Callable[[Request], Sequence[Errand]]
_panels: list[PanelFinder] = []
_errands: list[ErrandFinder] = []


def panel(finder: PanelFinder) -> PanelFinder:
    """Registers a panel; its package imports the module in AppConfig.ready()."""
    _panels.append(finder)
    return finder


def errands(finder: ErrandFinder) -> ErrandFinder:
    _errands.append(finder)
    return finder


def _quiet(small: int) -> str:
    """The headline when no panel speaks."""
    if not small:
        return _("Nothing waits for you.")
    return ngettext("%(count)d thing to look at.", "%(count)d things to look at.", small) % {"count": small}


@open_to(Audience.MEMBER, reason="everybody has a first page; its panels ask for their own rights")
def home(request: Request) -> HttpResponse:
    found = sorted((one for finder in _panels if (one := finder(request))), key=lambda one: one.order)
    speaker = next((one for one in found if one.headline), None)
    small = [errand for finder in _errands for errand in finder(request)]
    context = {
        "now": datetime.now(ZoneInfo(request.org.zone)) if request.org.zone else timezone.now(),
        "headline": speaker.headline if speaker else _quiet(len(small)),
        "act": next((one.act for one in found if one.act), None),
        "wide": [one for one in found if not one.side],
        "side": [one for one in found if one.side],
        "errands": small,
    }
    return TemplateResponse(request, "home.html", context)
