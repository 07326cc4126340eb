"""Made-up people, posts and numbers for the component gallery. Long words and Chinese on purpose."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from coe.web.blocks import Column
from coe.web.wording import Span

LONG = (
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz "
    "and a very long line after it that must not break the row"
)
CHOICES = [("wait", "In approval"), ("ok", "Scheduled"), ("idle", "Draft")]


@dataclass(frozen=True)
class SampleBrand:
    name: str
    mark: str = ""
    name_zh: str = ""
    slug: str = ""

    def __str__(self) -> str:
        return self.name


BRANDS = [
    SampleBrand("Nordhang Mountain", "nh", "北坡雪山"),
    SampleBrand("Larkmere Hotels", "lm"),
    SampleBrand("Tarnfell Lodges", "tl"),
    SampleBrand("Yukimori Springs", "ys", "雪森汤泉"),
    SampleBrand("Sable & Pine", "sp"),
    SampleBrand("Highpass", "hp"),
    SampleBrand("Fernhold Spa", "fs"),
]
STATES = [
    ("idle", "pencil", "Draft"),
    ("wait", "hourglass", "In approval"),
    ("stop", "arrow-back-up", "Sent back"),
    ("ok", "calendar-check", "Scheduled"),
    ("ok", "circle-check", "Published"),
    ("stop", "player-pause", "Held"),
    ("doubt", "help-circle", "Outcome unknown"),
    ("doubt", "help-circle", "结果待核实"),
]
NETWORKS = [
    "instagram",
    "facebook",
    "linkedin",
    "bluesky",
    "mastodon",
    "x",
    "threads",
    "youtube",
    "tiktok",
    "wechat",
    "weibo",
    "red",
    "newsroom",
]


def samples(now: datetime) -> dict[str, Any]:
    """Everything the gallery page shows, except its forms and switches."""
    text = "Guaranteed fresh snow, hot bread at the top, and day passes from 49 until Sunday."
    return {
        "plains": [False, True],
        "states": STATES,
        "brands": BRANDS,
        "plain_brand": SampleBrand("Old Mill"),
        "networks": NETWORKS,
        "moment": now,
        "deadlines": [
            (now - timedelta(minutes=18), now - timedelta(hours=5)),
            (now + timedelta(minutes=94), now - timedelta(hours=5)),
            (now + timedelta(hours=4), now - timedelta(hours=2)),
            (now + timedelta(days=2), now - timedelta(hours=2)),
        ],
        "figure_cards": [
            {
                "id": "f1",
                "name": "Time to first answer",
                "version": 4,
                "definition": "Median of the time from a mention that asks something to our first public or private "
                "answer. Nights count; messages we marked as spam do not.",
                "source": "Inbox of 38 channels",
                "fetched": now,
                "coverage": "38 of 42 channels; 4 give no times",
                "restated": "once, 2 Dec (was 2 h 58 min)",
                "links": [("", "Definition"), ("", "All 52 weeks")],
            }
        ],
        "weeks": [2, 3, 2.5, 4, 5, 4.6, 6, 6.4, 7.2, 7, 8.1, 9],
        "gaps": [9, 8, None, None, 5, 4, 3],
        "flat": [4, 4, 4],
        "chart_lines": {
            "kind": "lines",
            "labels": [f"W{week}" for week in range(40, 49)],
            "goal": 60,
            "goal_text": "plan",
            "series": [
                {"name": "Nordhang", "values": [20, 28, 33, 41, 48, 57, 66, 74, 81], "main": True},
                {"name": "Larkmere", "values": [30, 31, 29, 34, 33, 36, None, 41, 44]},
                {"name": "Highpass", "values": [38, 36, 35, 30, 28, 27, 25, 24, 22]},
            ],
            "events": [{"at": "W44", "text": "Lift stop"}],
        },
        "chart_bars": {
            "kind": "bars",
            "labels": [brand.name for brand in BRANDS[:5]],
            "values": [148200, 121900, 58400, 41700, 22600],
            "states": ["ok", "ok", "", "", "stop"],
        },
        "chart_columns": {
            "kind": "columns",
            "labels": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            "goal": 120,
            "goal_text": "2 h",
            "series": [{"name": "Minutes", "values": [98, 110, 104, 190, 176, 131]}],
        },
        "chart_trend": {
            "kind": "trend",
            "values": [290, 305, 298, 322, 340, 331, 352, 349, 371, 366, 388, 412],
            "goal": 378,
            "goal_text": "378k",
            "state": "ok",
            "from": 240,
        },
        "text": text,
        "spans": [Span(0, 21, 1, "stop"), Span(60, 67, 2, "wait")],
        "findings": [
            {
                "number": 1,
                "kind": "stop",
                "title": "A promise nobody can keep",
                "text": mark_safe("“Guaranteed fresh snow”. Try <a href='#words'>“Fresh snow expected”</a>."),
                "note": "Passes only with your reason · Claims v6",
            },
            {
                "number": 2,
                "kind": "wait",
                "title": "A price without its conditions",
                "text": "“from 49” needs currency, dates and age group.",
                "note": "Adds a legal step",
            },
        ],
        "old": "The north face opens on Friday at 07:10.",
        "new": "The north face opens on Saturday 12 December at 07:10, until Sunday.",
        "old_zh": "北坡将于 12 月 11 日（周五）清晨开放。",
        "new_zh": "北坡将于 12 月 12 日（周六）清晨开放。",
        "steps": [
            {
                "name": "Nell",
                "title": "Sent by Nell, partner",
                "note": "version 4",
                "when": "09:02",
                "done": "ok",
            },
            {
                "name": "Jo",
                "title": "Market lead asked for changes",
                "note": LONG,
                "when": "09:41",
                "done": "wait",
            },
            {
                "name": "Mara Keller",
                "title": "You, brand manager",
                "note": "waiting since 09:41",
                "when": "by 14:00",
                "current": True,
                "me": True,
            },
            {
                "name": "Lea Roth",
                "title": "Legal reviewer",
                "note": "one of 3, because of the price",
                "when": "by 16:00",
            },
        ],
        "tabs": [
            {
                "url": "#tabs",
                "text": "Instagram",
                "network": "instagram",
                "current": True,
                "changed": "changed",
            },
            {"url": "#tabs", "text": "微信", "network": "wechat", "count": 3},
            {"url": "#tabs", "text": "Newsroom", "network": "newsroom"},
        ],
        "views": [
            {"url": "#tabs", "text": "To decide", "current": True},
            {"url": "#tabs", "text": "Sent back", "count": 2},
        ],
        "page": Paginator(range(95), 20).page(2),
        "choices": CHOICES,
        "columns": [
            Column("title", "Post", sort=True),
            Column("state", "State", sort=True),
            Column("networks", "Networks"),
            Column("reach", "Readers", sort=True, number=True),
            Column("due", "Goes out", number=True, css="wide-only"),
        ],
        "rows": [
            {
                "title": "First tracks before breakfast",
                "brand": BRANDS[0],
                "state": STATES[1],
                "networks": NETWORKS[:4],
                "reach": "2,080",
            },
            {
                "title": "雪落时，汤正热。冬至特别浴汤 12 月 21 日开放，共 40 席。",
                "lang": "zh-Hans",
                "brand": BRANDS[3],
                "state": STATES[3],
                "networks": ["wechat", "weibo", "red"],
                "reach": "412",
            },
            {"title": LONG, "brand": BRANDS[1], "state": STATES[6], "networks": ["weibo"], "reach": "0"},
        ],
        "bulk_buttons": mark_safe('<button class="btn btn-primary">Approve</button>'),
        "samples": [
            Message(messages.SUCCESS, "Approved “Onsen etiquette in six pictures”", extra_tags="undo:/undo"),
            Message(messages.WARNING, "Kept, but one picture has no rights after March."),
            Message(messages.ERROR, "Weibo refused it: the picture is too large. Use one under 5 MB."),
        ],
    }
