"""From notices to mails: one notice, or many together, in the reader's language and on the reader's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from coe.notices.kinds import Letter, group_label, known, sentence
from coe.notices.letters import absolute, attach_picture, letter
from coe.notices.models import Notice
from coe.notices.stopping import stop_token
from coe.web.links import to


def notice_mail(notice: Notice) -> EmailMultiAlternatives:
    """The mail of one notice. Runs inside the organisation; the notice has its member, login, brand loaded."""
    user = notice.member.user
    with translation.override(user.language), timezone.override(ZoneInfo(_zone(notice))):
        found = known(notice.kind)
        said = _letter(notice)
        mail = letter(
            "notice",
            to=user.email,
            language=user.language,
            text=sentence(notice.kind, notice.params),
            organisation=notice.org.name,
            brand=_brand(notice),
            by=notice.by_name,
            said=said,
            at=notice.created_at,
            label=str(found.label) if found else notice.kind,
            url=absolute(notice.url),
            unsubscribe_url=absolute(to(notice.org, "notice_settings")),
        )
    if said.picture:
        attach_picture(mail, said.picture)
    mail.extra_headers["Message-ID"] = _message_id("notice", notice)
    return mail


def _letter(notice: Notice) -> Letter:
    """What the kind adds. A subject that is gone must not keep its mail from going out."""
    found = known(notice.kind)
    made = found.letter(notice.subject_id, notice.params) if found and found.letter else None
    return made or Letter()


@dataclass(frozen=True)
class Line:
    text: str
    url: str
    at: Any
    by: str


@dataclass(frozen=True)
class Part:
    """What a digest says of one brand and one group of kinds."""

    brand: str
    group: str
    lines: Sequence[Line]


def digest_mail(notices: Sequence[Notice], *, is_digest: bool) -> EmailMultiAlternatives:
    """One mail of several notices of one member, by brand and group of kinds."""
    first = notices[0]
    user = first.member.user
    with translation.override(user.language), timezone.override(ZoneInfo(_zone(first))):
        stop = absolute(reverse("digest_stop", args=[stop_token(first.member)]))
        mail = letter(
            "digest",
            to=user.email,
            language=user.language,
            organisation=first.org.name,
            count=len(notices),
            parts=_parts(notices),
            is_digest=is_digest,
            url=absolute(to(first.org, "notices")),
            stop_url=stop if is_digest else "",
            unsubscribe_url=absolute(to(first.org, "notice_settings")),
        )
    if is_digest:
        mail.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.extra_headers["Message-ID"] = _message_id("digest", first)
    return mail


def _parts(notices: Sequence[Notice]) -> list[Part]:
    grouped: dict[tuple[str, str], list[Line]] = {}
    for notice in sorted(notices, key=lambda one: (one.brand is not None, _brand(one), one.kind, one.created_at)):
        key = (_brand(notice), group_label(notice.kind))
        line = Line(
            sentence(notice.kind, notice.params), absolute(to(notice.org, "notice", notice.pk)), notice.created_at,
            notice.by_name,
        )  # fmt: skip
        grouped.setdefault(key, []).append(line)
    return [Part(brand, group, lines) for (brand, group), lines in grouped.items()]


def _brand(notice: Notice) -> str:
    brand = notice.brand
    if brand is None:
        return ""
    return brand.name_zh if brand.name_zh and (translation.get_language() or "").startswith("zh") else brand.name


def _zone(notice: Notice) -> str:
    return notice.member.user.zone or notice.org.zone


def _message_id(what: str, notice: Notice) -> str:
    """The same for the same notice, so that a mail program shows one even if two came."""
    return f"<{what}.{notice.pk}@{urlsplit(settings.BASE_URL).hostname}>"
