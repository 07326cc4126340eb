"""The front door: what packages to the right use of publishing."""

from publishing.connections.adapters import NotConnected, open_adapter
from publishing.content.panels import PostPanel, register_post_panel
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
    LinkFacts,
    PostFacts,
    Risk,
    SentVersion,
    VersionFacts,
    campaigns,
    channels_measured,
    deliveries_at_risk,
    link_org,
    link_target,
    links_by_code,
    links_by_utm,
    post_facts,
    published_counts,
    punctuality,
    sent_versions,
    versions_of,
)

__all__ = [
    "CampaignFacts", "ChannelFacts", "LinkFacts", "NotConnected", "PostFacts", "PostPanel",
    "Risk", "SentVersion", "VersionFacts", "campaigns",    "channels_measured", "deliveries_at_risk", "link_org", "link_target", "links_by_code", "links_by_utm",
    "open_adapter", "post_facts", "published_counts", "punctuality", "register_post_panel", "sent_versions", "versions_of",
    "Ear", "ears", "login_lost", "sending_now", "version_by_remote", "versions_by_remote",
]  # fmt: skip
