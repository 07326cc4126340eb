"""What the demo leaves out but some page needs: made by the same people through the same pages."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from coe.webhooks.models import Endpoint
from governance.dryruns.tasks import go_on
from governance.policies.models import Rule
from publishing.content.models import PostImage

HOOK = {"name": "Warehouse", "url": "https://hooks.example.com/in", "types": ["freeze.declared", "post.submitted"]}
CHAT = {
    "provider": "slack", "name": "Editors", "url": "https://hooks.slack.com/services/T0/B0/x", "language": "en",
    "kinds": ["freeze.declared"], "secret": "",
}  # fmt: skip
EMBARGO = {"title": "Half-year figures", "brand": "", "market": ""}
RULE = {
    "name": "Weather words", "severity": "warn", "brand": "", "message": "Weather changes", "terms": "snow | winter\n雪",
    "allowed": "",
}  # fmt: skip
TOKEN = {"name": "Reader", "acts": ["post.see"], "scope": "whole", "lasting": "90"}


def _day(ahead: int) -> str:
    return (timezone.now() + timedelta(days=ahead)).date().isoformat()


def _done(client: Client, path: str, form: dict[str, Any]) -> None:
    answer = client.post(path, form)
    assert answer.status_code in (200, 302), (
        path,
        answer.status_code,
        re.findall(r"field-error.*", answer.content.decode()),
    )


def _table(brand: str) -> SimpleUploadedFile:
    """Two rows: one that may become a post, one with three bad cells."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["brand", "channels", "text", "date", "time"])
    rows.writerow([brand, "newsroom", "The lake is open.", _day(9), "10:00"])
    rows.writerow(["Nobody", "semaphore", "The lake is shut.", "soon", "10:00"])
    return SimpleUploadedFile("posts.csv", out.getvalue().encode(), content_type="text/csv")


def stock(clients: dict[str, Client], slug: str) -> list[str]:
    """Makes them, and gives the addresses that no page of the crawl leads to."""
    organisation = Organisation.objects.get(slug=slug)
    at = f"/o/{slug}/"
    iris, cem, clara = clients["iris"], clients["cem"], clients["clara"]
    _done(iris, f"{at}settings/webhooks/new/", HOOK)
    _done(iris, f"{at}settings/chats/new/", CHAT)
    _done(cem, f"{at}settings/tokens/new/", TOKEN)
    _done(clara, f"{at}governance/rules/new/blocked_terms/", RULE)
    _done(clara, f"{at}calendar/feeds/", {"name": "Mine"})
    _done(clara, f"{at}lists/approvals/keep/", {"name": "Mine", "query": "view=back"})
    _done(clara, f"{at}calendar/days/embargo/", EMBARGO | {"first": _day(40), "last": _day(41)})
    with inside(organisation.pk):
        mine = PostImage.objects.filter(post__author__user__email__startswith="cem@", post__versions__state="draft")
        image = mine.select_related("post__brand").first()
        assert image
        rule = Rule.objects.get(name=RULE["name"])
    table = cem.post(f"{at}posts/import/", {"file": _table(image.post.brand.name)})
    with inside(organisation.pk):
        endpoint = Endpoint.objects.get()
    _done(iris, f"{at}settings/webhooks/{endpoint.pk}/do/", {"do": "test"})
    tried = clara.post(f"{at}governance/rules/{rule.pk}/past/").headers["Location"]
    go_on(org_id=str(organisation.pk), run_id=tried.rstrip("/").rpartition("/")[2])
    return [f"{at}posts/{image.post_id}/pictures/{image.asset_id}/crop", table.headers["Location"], tried]
