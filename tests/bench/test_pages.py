"""Server time of the main pages over a year of work, against the page that does nothing."""

from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from django.test import Client

from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from publishing.content.models import Post
from tests.bench.conftest import p50_p95, show, spent, took

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("as_served")]
ROUNDS = 30
PAGES = {
    "home": "", "approvals": "approvals/", "calendar": "calendar/", "posts": "posts/", "listening": "listening/mentions/",
    "dashboard": "results/", "members": "members/", "audit": "audit/",
}  # fmt: skip


def measured(client: Client, path: str) -> tuple[float, float, float]:
    """Median and 95th percentile, once warm; and the median of this process's own work, the database's left out."""

    def ask() -> None:
        assert client.get(path).status_code == 200, path

    ask()
    walls: list[float] = []
    works = [spent(lambda: walls.append(took(ask))) for _ in range(ROUNDS)]
    return *p50_p95(walls), median(works)


def test_pages(sign_in: Callable[[str], Client], group: Organisation) -> None:
    lead, creator = sign_in("clara"), sign_in("cem")
    with inside(group.pk):
        post = Post.objects.filter(versions__state="published").latest("slot")
    trivial = measured(Client(), "/-/alive")
    asked: list[tuple[str, Any, str]] = [(name, lead, path) for name, path in PAGES.items()]
    asked += [("post page", lead, f"posts/{post.pk}/"), ("composer", creator, "posts/new/")]
    rows = [("/-/alive", *trivial)] + [(name, *measured(who, f"/o/tarnfell/{path}")) for name, who, path in asked]
    show(
        f"Server time of a page, {ROUNDS} times each (ms)", ("page", "p50", "p95", "p50 / alive", "own work"),
        [(name, f"{p50 * 1000:.1f}", f"{p95 * 1000:.1f}", f"{p50 / trivial[0]:.0f}×", f"{work * 1000:.1f}")
         for name, p50, p95, work in rows],
    )  # fmt: skip
