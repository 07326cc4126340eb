"""What changed between two contents of a post, field by field, text word by word (sign by sign in Chinese)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coe.web.joining import colon, comma, listed
from coe.web.places import zone_time
from coe.web.templatetags.coe import day_short, time_words
from coe.web.wording import diff as words_diff
from publishing.library.crops import Box

LABELS = {
    "brand": _("Brand"),
    "campaign": _("Campaign"),
    "title": _("Title"),
    "text": _("Main text"),
    "link_url": _("Link"),
    "utm_medium": _("Link medium"),
    "utm_content": _("Link content"),
    "language": _("Language"),
    "paid": _("Paid partnership or advertisement"),
    "slot": _("Goes out"),
    "versions": _("Channels"),
    "images": _("Pictures"),
    "crops": _("Crops"),
}


@dataclass(frozen=True)
class Change:
    """One field that differs. `html` shows both sides with <del> and <ins>; `channel` is set for own versions."""

    field: str
    label: Any
    html: SafeString
    channel: str = ""


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    name_of: Callable[[str, str], str] = lambda kind, key: key,
) -> list[Change]:
    """Differences of two Revision.content values. `name_of(kind, id)` names brands, campaigns, channels, assets."""
    found: list[Change] = []

    def note(field: str, old: str, new: str, channel: str = "", label: Any = "") -> None:
        if old != new:
            found.append(Change(field, label or LABELS[field], words_diff(old, new), channel))

    for field in ("title", "text", "link_url", "utm_medium", "utm_content", "language"):
        note(field, before.get(field) or "", after.get(field) or "")
    note("paid", _yes_or_no(before), _yes_or_no(after))
    for kind in ("brand", "campaign"):
        old, new = before.get(kind) or "", after.get(kind) or ""
        if old != new:
            note(kind, name_of(kind, old) if old else "", name_of(kind, new) if new else "")
    note("slot", _moment(before), _moment(after))
    # Naming asks the database, and most saves touch neither.
    if before.get("versions") != after.get("versions"):
        _versions(before, after, name_of, note)
    if before.get("images") != after.get("images"):
        note("images", _pictures(before, name_of), _pictures(after, name_of))
    if before.get("crops") != after.get("crops"):
        note("crops", _crops(before, name_of), _crops(after, name_of))
    return found


def _versions(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    name_of: Callable[[str, str], str],
    note: Callable[..., None],
) -> None:
    old, new = before.get("versions") or {}, after.get("versions") or {}
    on_before, on_after = (listed(sorted(name_of("channel", key) for key in side)) for side in (old, new))
    note("versions", on_before, on_after)
    for channel in sorted({*old, *new}, key=lambda key: name_of("channel", key)):
        was, now = old.get(channel) or {}, new.get(channel) or {}
        for part, main in (("text", "text"), ("title", "title")):
            # An own text that appears is compared with the main text it replaced, as a reader would.
            left = was.get(part) if was.get(part) is not None else before.get(main) or ""
            right = now.get(part) if now.get(part) is not None else after.get(main) or ""
            if was.get(part) != now.get(part) and channel in old and channel in new:
                note("versions", left, right, channel=channel, label=name_of("channel", channel))


def _pictures(content: Mapping[str, Any], name_of: Callable[[str, str], str]) -> str:
    rows = (
        f"{number}. {name_of('asset', image['asset'])}{colon()}{image.get('alt', '')}"
        for number, image in enumerate(content.get("images") or [], start=1)
    )
    return "\n".join(rows)


def _crops(content: Mapping[str, Any], name_of: Callable[[str, str], str]) -> str:
    rows = []
    for crop in content.get("crops") or []:
        box = Box(**crop["cut"]["box"])
        part = f"{box.width} × {box.height} ({box.x}, {box.y})"
        shape = f"{box.ratio}, {part}" if box.ratio else part
        rows.append(f"{name_of('channel', crop['channel'])}{comma()}{name_of('asset', crop['asset'])}{colon()}{shape}")
    return "\n".join(sorted(rows))


def _yes_or_no(content: Mapping[str, Any]) -> str:
    """Revisions from before there was the mark were not paid."""
    return str(_("yes") if content.get("paid") else _("no"))


def _moment(content: Mapping[str, Any]) -> str:
    if not content.get("slot"):
        return ""
    zone = content.get("zone") or "UTC"
    local = datetime.fromisoformat(content["slot"]).astimezone(ZoneInfo(zone))
    return f"{day_short(local)} {time_words(local)} {zone_time(zone)}"
