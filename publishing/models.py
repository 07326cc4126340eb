"""The models of this package's slices."""

from publishing.calendar.models import CalendarFeed
from publishing.connections.models import Channel, ChannelRight, Connection
from publishing.content.models import Campaign, LinkCode, Post, PostImage, Revision, TrackedLink, UtmValue, Version
from publishing.delivery.models import Attempt, Delivery
from publishing.importing.models import Import, ImportRow
from publishing.library.models import Asset
from publishing.newsroom.models import Entry, ViewCount

__all__ = [
    "Asset", "Attempt", "CalendarFeed", "Campaign", "Channel", "ChannelRight", "Connection", "Delivery", "Entry",
    "Import", "ImportRow", "LinkCode", "Post", "PostImage", "Revision", "TrackedLink", "UtmValue", "Version",
    "ViewCount",
]  # fmt: skip
