"""The front door: what packages to the right use of publishing."""

from publishing.connections.adapters import NotConnected, open_adapter
from publishing.content.moments import PostMoment, register_post_moments
from publishing.content.panels import PlanLine, PostPanel, register_plan_line, register_post_panel
from publishing.for_listening import (
    Ear,
    ears,
    login_lost,
    sending_now,
    version_by_remote,
    versions_by_remote,
)
from publishing.for_reports import (
    CampaignFacts,
    ChannelFacts,
    ChannelPlace,
    LinkFacts,
    PostFacts,
    Risk,
    SentVersion,
    VersionFacts,
    campaigns,
    channel_places,
    channels_measured,
    deliveries_at_risk,
    first_pictures,
    link_org,
    link_target,
    links_by_code,
    links_by_utm,
    links_on,
    measured_ids,
    post_facts,
    published_counts,
    punctuality,
    sent_versions,
    versions_of,
)

__all__ = [
    "CampaignFacts", "campaigns", "channel_places", "ChannelFacts", "ChannelPlace", "channels_measured",
    "deliveries_at_risk", "Ear", "ears", "first_pictures",
    "link_org", "link_target", "LinkFacts", "links_by_code", "links_by_utm", "links_on", "login_lost", "measured_ids",
    "NotConnected",
    "open_adapter", "PlanLine", "post_facts", "PostFacts", "PostMoment", "PostPanel", "published_counts", "punctuality",
    "register_plan_line", "register_post_moments",
    "register_post_panel", "Risk", "sending_now", "sent_versions", "SentVersion",
    "version_by_remote", "VersionFacts", "versions_by_remote", "versions_of",
]  # fmt: skip
