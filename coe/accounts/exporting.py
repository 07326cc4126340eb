"""A copy of what is held about a person: one ZIP of JSON files, one folder per organisation.

Packages to the right add their part with `part("posts", …)`; each gets the member, inside the organisation.
"""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from coe.access.models import AccessRequest, Grant
from coe.access.rights import rights_of
from coe.accounts.factors import factors_of
from coe.accounts.models import Export, Picture, SignIn, User
from coe.accounts.policy import shut
from coe.accounts.states import Making
from coe.audit.models import Entry
from coe.notices.models import Notice, Preference
from coe.tenancy.context import inside
from coe.tenancy.models import Member, Organisation

LIFE = timedelta(days=7)
Part = Callable[[Member], list[dict[str, Any]]]
_PARTS: dict[str, Part] = {}


def part(name: str, finder: Part) -> None:
    """Adds <name>.json to each organisation's folder. Call from `AppConfig.ready`."""
    _PARTS[name] = finder


def begin(user: User) -> Export:
    """Notes the wish and has it made in the background; asking twice while it is made gives the same."""
    from coe.accounts.tasks import export

    waiting = Export.objects.filter(user=user, state=Making.MAKING).first()
    if waiting:
        return waiting
    try:
        with transaction.atomic():
            made = Export.objects.create(user=user, expires_at=timezone.now() + LIFE)
    except IntegrityError:
        return Export.objects.get(user=user, state=Making.MAKING)
    transaction.on_commit(lambda: export.delay(export_id=str(made.pk)), robust=True)
    return made


def make(export_id: UUID) -> Export | None:
    """Makes the file, a step per organisation, and notes after each how far it is. None when it was made already."""
    made = Export.objects.select_related("user").filter(pk=export_id, state=Making.MAKING).first()
    if made is None:
        return None
    with inside(None, user=made.user_id):
        members = list(Member.objects.filter(user_id=made.user_id).order_by("joined_at"))
    Export.objects.filter(pk=made.pk).update(total=len(members) + 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "login.json", _login(made.user))
        picture = Picture.objects.filter(user=made.user).first()
        if picture:
            archive.writestr("picture.webp", bytes(picture.data))
        for done, member in enumerate(members, start=1):
            Export.objects.filter(pk=made.pk).update(done=done)
            with inside(member.org_id, user=made.user_id):
                folder = Organisation.objects.get(pk=member.org_id).slug
                for name, rows in _organisation(member).items():
                    _put(archive, f"{folder}/{name}.json", rows)
    data = buffer.getvalue()
    path = default_storage.save(f"exports/{made.pk}.zip", ContentFile(data))
    kept = Export.objects.filter(pk=made.pk, state=Making.MAKING).update(
        state=Making.READY, path=path, size=len(data), done=len(members) + 1, expires_at=timezone.now() + LIFE
    )
    if not kept:
        default_storage.delete(path)
    made.refresh_from_db()
    return made


def _put(archive: zipfile.ZipFile, name: str, what: Any) -> None:
    archive.writestr(name, json.dumps(what, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))


def _login(user: User) -> dict[str, Any]:
    factors = factors_of(user)
    return {
        "profile": {
            "name": user.name, "email": user.email, "language": user.language, "theme": user.theme, "zone": user.zone,
            "clock": user.clock, "since": user.created_at,
        },
        "emails": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": {
            "authenticator_app": factors.app.created_at if factors.app else None,
            "passkeys": [{"name": one.name, "added": one.added, "used": one.used} for one in factors.passkeys],
            "recovery_codes_left": factors.codes_left,
        },
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "sign_ins": list(SignIn.objects.filter(user=user).values("at", "ip", "agent", "how")),
    }  # fmt: skip


def _organisation(member: Member) -> dict[str, Any]:
    """One organisation's files: what it holds about this member.

    Where they can open nothing any more, only what is about themselves: a copy is no way round the door.
    """
    away = member.left_at is not None or shut(member, rights_of(member), None)
    return _themselves(member, named=not away) | ({} if away else _inside(member))


def _themselves(member: Member, *, named: bool) -> dict[str, Any]:
    """Membership, grants and own acts; with NAMED, also what each act was done to."""
    acts = ("at", "act", "detail", "subject_type", "reason") + (("subject_label",) if named else ())
    return {
        "membership": {
            "organisation": str(Organisation.objects.get(pk=member.org_id)), "name": member.name,
            "title": member.title, "joined": member.joined_at, "left": member.left_at, "seen": member.last_seen_at,
        },
        "grants": [
            {"role": one.role.label, "on": one.scope_label, "reason": one.reason, "granted": one.granted_at,
             "expires": one.expires_at, "ended": one.ended_at}
            for one in Grant.objects.filter(member=member).select_related("role").order_by("granted_at")
        ],
        "acts": list(Entry.objects.filter(actor_id=str(member.pk)).order_by("seq").values(*acts)),
    }  # fmt: skip


def _inside(member: Member) -> dict[str, Any]:
    """What the organisation's own pages show them, and what they wrote there."""
    mine = {"member": member}
    return {
        "requests": list(AccessRequest.objects.filter(**mine).values("act", "scope_label", "note", "asked_at")),
        "notices": list(Notice.objects.filter(**mine).values("kind", "params", "url", "created_at", "read_at")),
        "notice_choices": list(Preference.objects.filter(**mine).values("kind", "in_app", "mail")),
        **{name: finder(member) for name, finder in sorted(_PARTS.items())},
    }  # fmt: skip


def failed(export_id: UUID) -> None:
    Export.objects.filter(pk=export_id, state=Making.MAKING).update(state=Making.FAILED)


def remove_file(made: Export) -> None:
    if made.path:
        default_storage.delete(made.path)


def sweep_old() -> int:
    """Deletes exports whose time is over, and gives up on those that nobody finished within an hour."""
    now = timezone.now()
    Export.objects.filter(state=Making.MAKING, created_at__lt=now - timedelta(hours=1)).update(state=Making.FAILED)
    over = list(Export.objects.filter(expires_at__lte=now))
    for made in over:
        remove_file(made)
        made.delete()
    return len(over)
