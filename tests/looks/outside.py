"""Pages outside any organisation: signing in and up, one's own account, what readers of a newsroom see."""

import re

from django.test import Client

from coe.accounts.models import Invitation
from coe.accounts.tokens import token
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from tests.architecture.test_urls import walk
from tests.looks.addresses import INSIDE, Page

NEWSROOM = "/n/{org}/nordhang/"
ARTICLE = re.compile(r'href="(/n/[-\w]+/[-\w]+/[-\w]{3,}/)"')

# Route, where it is asked, and who does: "" is nobody.
FIXED = (
    ("account/login/", "", ""), ("account/signup/", "", ""), ("account/password/reset/", "", ""),
    ("account/password/reset/done/", "", ""), ("account/password/reset/key/done/", "", ""), ("account/inactive/", "", ""),
    ("account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "account/password/reset/key/1-old/", ""),
    ("account/invitation/<slug:token>/", "account/invitation/no-longer/", ""),
    ("account/organisations/", "", "cem"), ("account/organisations/new/", "", "cem"), ("account/security/", "", "cem"),
    ("account/second-factor/", "", "cem"), ("account/2fa/totp/activate/", "", "cem"),
    ("account/2fa/webauthn/add/", "", "cem"), ("account/data/", "", "cem"), ("account/delete/", "", "cem"),
    ("account/sessions/", "", "cem"), ("account/email/", "", "cem"), ("account/password/change/", "", "cem"),
    ("account/reauthenticate/", "", "cem"), ("account/logout/", "", "cem"),
    ("nowhere/", "", ""),
)  # fmt: skip

# What is no page of its own, or is only reached on the way through something that cannot be linked to.
NO_PAGES = {
    "", "-/alive", "-/ready", "-/queues", "-/deliveries", "-/accent-<accent:accent>.css", "-/demo/shop/<slug:brand>/",
    "-/demo/shop/<slug:brand>/<slug:path>/", "-/digest/<str:token>/stop/", "cal/<slug:org>/<str:token>.ics",
    "docs/", "docs/<str:language>/", "docs/<str:language>/<path:path>", "l/<slug:code>",
    "n/<slug:org>/<slug:brand>/feed.atom", "n/<slug:org>/<slug:brand>/picture/<sha256:sha256>",
    "account/organisations/<slug:slug>/first/", "account/2fa/", "account/2fa/webauthn/", "account/data/export/",
    "account/data/export/<uuid:export_id>/", "account/picture/", "account/look/", "account/language/",
    "account/sessions/<int:session_id>/end/", "account/confirm-email/", "account/password/set/",
    "account/login/code/confirm/", "account/2fa/authenticate/", "account/2fa/reauthenticate/",
    "account/2fa/totp/deactivate/", "account/2fa/recovery-codes/", "account/2fa/recovery-codes/generate/",
    "account/2fa/recovery-codes/download/", "account/2fa/webauthn/reauthenticate/", "account/2fa/webauthn/login/",
    "account/2fa/webauthn/keys/<int:pk>/remove/", "account/2fa/webauthn/keys/<int:pk>/edit/",
}  # fmt: skip
NEWSROOM_ROUTES = {
    "n/<slug:org>/<slug:brand>/", "n/<slug:org>/<slug:brand>/<newsroom_language:language>/",
    "n/<slug:org>/<slug:brand>/<slug:slug>/",
}  # fmt: skip


def outside(org: str) -> list[Page]:
    """The pages, with an invitation that is open and a newsroom that has published."""
    pages = [Page(route, f"/{path or route}", who) for route, path, who in FIXED]
    organisation = Organisation.objects.get(slug=org)
    with inside(organisation.pk):
        asked = Invitation.objects.latest("created_at")
    pages.append(Page("account/invitation/open", f"/account/invitation/{token(asked.pk, asked.sent)}/", ""))
    front = NEWSROOM.format(org=org)
    articles = [
        link for link in ARTICLE.findall(Client().get(front).content.decode()) if not link.endswith("/zh-hans/")
    ]
    pages += [Page("newsroom", front, ""), Page("newsroom/chinese", f"{front}zh-hans/", "")]
    pages += [Page("newsroom/entry", articles[0], "")]
    return pages


def unlisted() -> set[str]:
    """Routes outside organisations which are neither looked at nor said to be no page."""
    listed = {route for route, _path, _who in FIXED} | NO_PAGES | NEWSROOM_ROUTES
    optional = ("static/", "media/", "jsi18n", "api/", "^static", "^media")
    return {route for route, _view in walk() if not route.startswith((INSIDE, *optional))} - listed
