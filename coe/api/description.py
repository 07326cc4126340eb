"""The OpenAPI document: made once per process from the operations, in English, and served as JSON and YAML."""

import json
from functools import lru_cache
from typing import Any

from django.utils import translation

from coe.api.schema import PROBLEM, shared

TITLE = "CoE API"
VERSION = "1.0.0"
ABOUT = """Everything the pages do, through the same actions.

**Tokens.** `Authorization: Bearer coe_pat_…`. A token acts as the member who made it, within its acts and brands, and \
belongs to one organisation. Rights are worked out for every request: what the member loses, the token loses.

**Writes.** Every write takes an `Idempotency-Key`. The same key with the same request brings the same answer and no \
second effect, for 24 hours.

**Lists.** Answers hold `items` and `next_cursor`; give it as `?cursor=` with the same filters. Rows added meanwhile \
shift nothing.

**Revisions.** A post is changed with the revision that was read (`If-Match` or `revision`). 409: somebody was first.

**Problems.** `application/problem+json` (RFC 9457), in the language of `Accept-Language` (en, zh-Hans).

**Limits.** `RateLimit` and `RateLimit-Policy` say what is left; 429 and 503 carry `Retry-After`."""

TAGS = {
    "me": "Who the token acts as",
    "posts": "Drafts, approval, slots, versions",
    "library": "Pictures",
    "campaigns": "Campaigns and values for links",
    "channels": "Connections to networks",
    "deliveries": "What was sent, what waits, what is unknown",
    "calendar": "A window of days; embargoes, festivals and events",
    "approvals": "Deciding on what others wrote",
    "workflows": "Who approves what",
    "rules": "What posts must and must not say",
    "freezes": "Stopping publishing",
    "mentions": "What others say",
    "sources": "Feeds and channels that are listened to",
    "metrics": "Definitions and figures with their origin",
    "conversions": "Orders, leads and bookings; costs",
    "goals": "Targets",
    "results": "The dashboard as data",
    "members": "People and invitations",
    "access": "Roles, grants, requests",
    "organisation": "Brands, markets, partners",
    "audit": "The trail",
    "notices": "News for the member",
    "webhooks": "News for programs: where it is sent, and what came of it",
    "chats": "News for groups in Slack, Feishu, WeCom and DingTalk",
}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole document, as plain data."""
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        made: Any = SchemaGenerator(urlconf="coe.api.rest_urls").get_schema(public=True)  # type: ignore[no-untyped-call]
        made["openapi"] = "3.1.0"
        made["info"] = {"title": TITLE, "version": VERSION, "description": ABOUT}
        made["servers"] = [{"url": "/api/v1"}]
        made["tags"] = [{"name": name, "description": about} for name, about in TAGS.items()]
        made["paths"] = {path: made["paths"][path] for path in made["paths"]}
        parts = made.setdefault("components", {})
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "coe_pat_…"}}
        parts["schemas"] = dict(sorted({**parts.get("schemas", {}), "Problem": PROBLEM}.items()))
        parts.update(shared())
        plain: dict[str, Any] = json.loads(json.dumps(made, default=str))
    return plain


def as_json() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
