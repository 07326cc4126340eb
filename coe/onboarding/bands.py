"""Across the top of every page: sample content is not real."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coe.onboarding.selectors import sample
from coe.onboarding.states import State
from coe.web.bands import Band, register
from coe.web.links import to


def find(request: HttpRequest) -> list[Band]:
    asked: Any = request
    held = sample()
    if held is None or held.state != State.READY:
        return []
    links: list[tuple[str, str | Promise]] = (
        [(to(asked, "help"), _("Remove it"))] if asked.rights.may("org.manage") else []
    )
    text = _("What belongs to the sample brand is made up, and is sent to no network.")
    return [Band("wait", text, _("Sample content"), links, "flask")]


register(find)
