"""Every mail with made-up facts, for looking at: `?kind=…&language=zh-hans&as=text`. Routed in DEBUG only."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from coe.access.gate import Audience, open_to
from coe.notices.composing import Line, Part
from coe.notices.kinds import Kind, Letter, group_label, kinds
from coe.notices.letters import letter

WHY = "made-up samples of mails; routed in DEBUG only"
SAMPLES: dict[str, Any] = {
    "post": "The first snow, and soup at four", "step": "Brand", "channel": "@northern-lodges", "network": "Bluesky",
    "by": "Mina Okafor", "where": "Northern Lodges", "reason": "Avalanche warning above the village", "count": 3,
    "name": "Cem Aydın", "role": "Brand lead", "scope": "Northern Lodges", "act": "post.approve", "code": "rejected",
    "slot": "2026-11-24T15:30+00:00",
}  # fmt: skip
FACTS = (
    ("Channels", "@northern-lodges (Bluesky), @lodges (Mastodon)"), ("Slot", "Tue 24 Nov 2026, 16:30 CET"),
    ("Time left", "1 h 34 min"), ("Findings", "2"), ("Sent by", "Cem Aydın"),
)  # fmt: skip
QUOTE = "The first snow of the year fell last night.\n\nSoup from four, the fire from five. Bring somebody."


def _params(kind: Kind) -> dict[str, Any]:
    return {name: name for name in re.findall(r"%\((\w+)\)", _raw(kind))} | SAMPLES


def _raw(kind: Kind) -> str:
    try:
        return str(kind.text)
    except (TypeError, KeyError, ValueError):
        return ""  # A plural is not a text before its number is known.


def sample(name: str, *, language: str) -> EmailMultiAlternatives | None:
    """The mail of a kind, or "digest"; None for a name that is none."""
    common: dict[str, Any] = {
        "to": "reader@example.com", "language": language, "organisation": "Tarnfell Group",
        "unsubscribe_url": "http://localhost/choose", "url": "http://localhost/open",
    }  # fmt: skip
    with translation.override(language):
        if name == "digest":
            parts = list(_parts())
            return letter(
                "digest", count=sum(len(part.lines) for part in parts), parts=parts, is_digest=True,
                stop_url="http://localhost/stop", **common,
            )  # fmt: skip
        found = next((kind for kind in kinds() if kind.code == name), None)
        if found is None:
            return None
        said = Letter(FACTS, QUOTE, "en", "") if found.letter else Letter()
        return letter(
            "notice", text=found.say(_params(found)), brand="Northern Lodges", by="Mina Okafor", at=timezone.now(),
            said=said, label=str(found.label), **common,
        )  # fmt: skip


def _parts() -> Iterator[Part]:
    now = timezone.now()
    for number, kind in enumerate(kinds()[:7]):
        line = Line(kind.say(_params(kind)), "http://localhost/notice", now - timedelta(hours=number), "Mina Okafor")
        yield Part("Northern Lodges" if number % 3 else "Harbour Inns", group_label(kind.code), [line, line])


@open_to(Audience.PUBLIC, reason=WHY)
def mails(request: HttpRequest) -> HttpResponse:
    """The list, and one mail in a frame at the width of a mail program and of a phone."""
    language = request.GET.get("language", "en")
    name = request.GET.get("kind", "approval.waiting")
    shown = sample(name, language=language)
    if shown is None:
        raise Http404
    context = {
        "names": ["digest", *(kind.code for kind in kinds())],
        "name": name,
        "language": language,
        "mail": SimpleNamespace(subject=shown.subject, body=shown.body),
    }
    return render(request, "gallery/mails.html", context)


@xframe_options_sameorigin
def _framed(request: HttpRequest, name: str) -> HttpResponse:
    shown = sample(name, language=request.GET.get("language", "en"))
    if shown is None:
        raise Http404
    return HttpResponse(str(shown.alternatives[0][0]))


_styled: Any = csp_replace({"default-src": [SELF], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]})
mail = open_to(Audience.PUBLIC, reason=WHY)(_styled(_framed))
