"""Names of networks for drawing. Glyphs are in the sprite; what a network can do is not known here."""

from django.utils.translation import gettext_lazy as _

from coe.web.joining import bracketed

NAMES = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "linkedin": "LinkedIn",
    "x": "X",
    "threads": "Threads",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "pinterest": "Pinterest",
    "telegram": "Telegram",
    "reddit": "Reddit",
    "wechat": _("WeChat"),
    "weibo": _("Weibo"),
    "douyin": _("Douyin"),
    "red": _("Xiaohongshu"),
    "bilibili": _("Bilibili"),
    "newsroom": _("Newsroom"),
    "rss": _("Feed"),
}


def label(network: str) -> str:
    return str(NAMES.get(network, network.replace("_", " ").title()))


def with_network(channel: str, network: str) -> str:
    """A channel's name and its network's. A newsroom says itself what it is; where none is known, the name alone."""
    return bracketed(channel, label(network)) if network and network != "newsroom" else channel
