"""The settings page as data. A card shows when its page exists and the member may open it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from coe.tenancy.selectors import counts
from coe.web.links import to


@dataclass(frozen=True)
class Card:
    name: str
    """URL name."""
    icon: str
    title: Any
    text: Any
    acts: tuple[str, ...] = ()
    """Any of them opens it; none: every member."""
    count: str = ""
    """Key in coe.tenancy.selectors.counts."""


GROUPS: tuple[tuple[Any, tuple[Card, ...]], ...] = (
    (
        _("You"),
        (
            Card(
                "profile", "user-circle", _("Your account"), _("Name, language, theme, time zone, notices, password.")
            ),
            Card("notice_settings", "bell", _("Notices"), _("What reaches you here and by mail, and when.")),
            Card(
                "security",
                "shield-lock",
                _("Sign-in and security"),
                _("Passkeys, authenticator app, recovery codes, sessions."),
            ),  # fmt: skip
            Card("my_rights", "key", _("Your rights"), _("What you may do here, and which role gives it to you.")),
        ),
    ),
    (
        _("Organisation"),
        (
            Card(
                "organisation",
                "building-community",
                _("Organisation"),
                _("Name, time zone and currency."),
                ("org.manage",),
            ),
            Card(
                "sign_in_policy",
                "lock-access",
                _("Signing in"),
                _("Who needs a second factor, and how long a session lasts."),
                ("org.manage",),
            ),
            Card(
                "brands",
                "building-store",
                _("Brands"),
                _("Names, marks, colours and time zones."),
                ("org.manage",),
                "brands",
            ),
            Card(
                "chats",
                "messages",
                _("Group chats"),
                _("Groups in Slack, Feishu, WeCom or DingTalk that hear what a team must know."),
                ("webhook.manage",),
            ),
            Card(
                "webhooks",
                "webhook",
                _("Webhooks"),
                _("Programs of yours that are told what happens, signed and logged."),
                ("webhook.manage",),
            ),
            Card(
                "markets",
                "world",
                _("Markets"),
                _("The countries and regions your brands speak to."),
                ("org.manage",),
                "markets",
            ),
            Card(
                "partners",
                "heart-handshake",
                _("Partners"),
                _("Agencies, and when their contracts end."),
                ("org.manage",),
                "partners",
            ),
        ),
    ),
    (
        _("People and rights"),
        (
            Card("members", "users", _("Members"), _("Who is here, and what each may do."), ("member.see",), "members"),
            Card(
                "invitations",
                "mail",
                _("Invitations"),
                _("Who was asked to join and has not answered."),
                ("member.invite",),
            ),
            Card(
                "roles",
                "id-badge-2",
                _("Roles"),
                _("Sets of acts: the default ones and your own."),
                ("access.see", "role.write"),
            ),
            Card(
                "grants", "license", _("Grants"), _("Who holds which role where, until when and why."), ("access.see",)
            ),
            Card(
                "access_requests",
                "hand-stop",
                _("Access requests"),
                _("Rights that people have asked for."),
                ("access.grant",),
            ),
            Card(
                "api_tokens",
                "api",
                _("API tokens"),
                _("What programs may do in your name."),
                ("token.manage", "token.oversee"),
            ),
            Card("audit", "list-search", _("Audit"), _("What was done, by whom, and why."), ("audit.see",)),
        ),
    ),
    (
        _("Publishing and rules"),
        (
            Card(
                "channels",
                "broadcast",
                _("Channels"),
                _("Connections to networks, and whether they hold."),
                ("channel.see",),
            ),
            Card("workflows", "git-merge", _("Workflows"), _("Who approves what, step by step."), ("workflow.see",)),
            Card("rules", "gavel", _("Rules"), _("What posts must and must not say."), ("rule.see",)),
            Card(
                "campaigns",
                "flag",
                _("Campaigns"),
                _("Names and dates that posts and links belong to."),
                ("campaign.manage",),
            ),
            Card("sources", "rss", _("Sources"), _("Feeds and channels that are listened to."), ("source.manage",)),
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    url: str
    icon: str
    title: Any
    text: Any
    count: int | None


def cards(request: Any) -> list[tuple[Any, list[Shown]]]:
    """(title, cards) of each group that has any for this member."""
    numbers = counts()
    found = [(title, list(_shown(request, group, numbers))) for title, group in GROUPS]
    return [(title, shown) for title, shown in found if shown]


def _shown(request: Any, group: tuple[Card, ...], numbers: dict[str, int]) -> Iterator[Shown]:
    for card in group:
        if card.acts and not any(request.rights.may(act, anywhere=True) for act in card.acts):
            continue
        url = _address(request, card.name)
        if not url:
            continue
        yield Shown(url, card.icon, card.title, card.text, numbers.get(card.count))


def _address(request: Any, name: str) -> str:
    """Inside the organisation, else outside it (what belongs to the login), else empty."""
    try:
        return to(request, name)
    except NoReverseMatch:
        pass
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
