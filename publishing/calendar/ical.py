"""Posts as an iCalendar object (RFC 5545). The bytes depend on the posts alone, so their hash is an ETag."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from coe.tenancy.models import Organisation
from coe.web.joining import listed
from coe.web.links import to
from publishing.content.states import State

SHOWN_FOR = timedelta(minutes=15)
"""A post has a moment and no length; calendars draw nothing without one."""
_CONFIRMED = {State.SCHEDULED, State.PUBLISHED}
_CANCELLED = {State.WITHDRAWN, State.REJECTED, State.EXPIRED}


@dataclass(frozen=True)
class Item:
    """A post as a calendar program is told of it. Moments are UTC."""

    id: UUID
    title: str
    begins: datetime
    brand: str
    networks: list[str]
    state: State
    revision: int
    changed: datetime


def status(state: State) -> str:
    return "CONFIRMED" if state in _CONFIRMED else "CANCELLED" if state in _CANCELLED else "TENTATIVE"


def calendar(org: Organisation, name: str, items: list[Item]) -> bytes:
    """The whole object, with CRLF and folded lines."""
    made = Calendar()
    made.add("prodid", "-//CoE//Calendar//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    # Programs ask again when they like; these two say that an hour is soon enough.
    made["refresh-interval"] = vText("PT1H", params={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for item in items:
        made.add_component(_event(org, item))
    return bytes(made.to_ical())


def _event(org: Organisation, item: Item) -> Event:
    address = f"{settings.BASE_URL}{to(org, 'post', item.id)}"
    word = str(item.state.label)
    event = Event()
    # The same for the life of the post, so a program moves the entry it has instead of adding another.
    event.add("uid", f"post-{item.id}@{urlsplit(settings.BASE_URL).hostname or 'coe'}")
    event.add("dtstamp", item.changed.replace(microsecond=0))
    event.add("last-modified", item.changed.replace(microsecond=0))
    event.add("sequence", item.revision)
    event.add("dtstart", item.begins)
    event.add("dtend", item.begins + SHOWN_FOR)
    said = {"brand": item.brand, "post": item.title, "state": word}
    event.add("summary", _("%(brand)s: %(post)s (%(state)s)") % said)
    told = [_("State: %(state)s") % {"state": word}]
    if item.networks:
        told.append(_("Networks: %(networks)s") % {"networks": listed(item.networks)})
    event.add("description", "\n".join([*told, address]))
    event.add("categories", [item.brand])
    event.add("status", status(item.state))
    event.add("transp", "TRANSPARENT")
    event.add("url", address)
    return event
