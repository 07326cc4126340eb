"""What is said across every page while publishing is stopped."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.web.bands import Band
from coe.web.joining import flowing
from coe.web.links import to
from coe.web.templatetags.coe import moment_words
from governance.crisis.models import Freeze
from governance.crisis.selectors import freezes_on, visible


def known_on(request: Any) -> list[Freeze]:
    """The freezes that are on and that this member may know of; read once for a request, whoever asks."""
    known: list[Freeze] | None = request.__dict__.get("_freezes_on")
    if known is None:
        # Asked on every page, where only the place is said: who declared it is left out.
        on = freezes_on().filter(visible(request.rights)).select_related(None).select_related("brand")
        known = request.__dict__["_freezes_on"] = list(on)
    return known


def planned(freeze: Freeze) -> str:
    """When it is planned to end, or that this has passed, as a sentence; nothing when nobody planned it."""
    if freeze.until is None:
        return ""
    when = moment_words(freeze.until, zone=False)[0]
    if freeze.overdue:
        return _("Planned to end %(when)s; it stays on until somebody lifts it.") % {"when": when}
    return _("Planned to end %(when)s.") % {"when": when}


def freeze_bands(request: Any) -> list[Band]:
    """One line for one freeze, one line for several."""
    on = known_on(request)
    if not on:
        return []
    links: list[tuple[str, str | Promise]] = [(to(request, "freezes"), _("Show"))]
    if len(on) == 1:
        freeze = on[0]
        # One channel or brand is named first: so it reads on a phone as well.
        said = _("Publishing to %(where)s is stopped.") if freeze.place else _("Publishing is stopped: %(where)s.")
        strong = said % {"where": freeze.where}
        return [Band("stop", flowing((freeze.reason, planned(freeze))), strong, links)]
    strong = ngettext("%(count)d freeze is on.", "%(count)d freezes are on.", len(on)) % {"count": len(on)}
    return [Band("stop", " · ".join(freeze.where for freeze in on[:5]), strong, links)]
