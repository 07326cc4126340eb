"""The front door: what packages to the right use of publishing."""

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
    "CampaignFacts", "ChannelFacts", "LinkFacts", "PostFacts", "Risk", "SentVersion", "VersionFacts", "campaigns",
    "channels_measured", "deliveries_at_risk", "link_org", "link_target", "links_by_code", "links_by_utm",
    "post_facts", "published_counts", "punctuality", "sent_versions", "versions_of",
]  # fmt: skip
