"""Pages about who may do what."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coe.access import actions, matrix, selectors
from coe.access.acts import Act
from coe.access.forms import GrantForm, RoleForm
from coe.access.gaining import gain_of
from coe.access.gate import Audience, Request, gate, open_to
from coe.access.reach import EVERYTHING, Reach, reach
from coe.access.scopes import channel_or_404, target
from coe.accounts.factors import mark_second
from coe.lists.kinds import ListKind, declare
from coe.lists.many import ManyAct, Undo, register
from coe.lists.running import picked, start
from coe.lists.selectors import opened
from coe.lists.undoing import only_undone, tag
from coe.tenancy.models import Member
from coe.web.blocks import Column
from coe.web.days import day_of
from coe.web.joining import flowing
from coe.web.links import to

MEMBERS = declare(
    ListKind(
        "members",
        gettext_lazy("Members"),
        "members",
        (Act.MEMBER_SEE,),
        [
            Column("name", gettext_lazy("Full name"), sort=True),
            Column("roles", gettext_lazy("Roles")),
            Column("title", gettext_lazy("Job title"), sort=True, css="wide-only"),
            Column("partner", gettext_lazy("Partner"), sort=True, css="wide-only"),
            Column("second", gettext_lazy("Second factor"), css="wide-only"),
            Column("joined", gettext_lazy("Joined"), sort=True, css="wide-only"),
            Column("seen", gettext_lazy("Last seen"), sort=True, css="wide-only"),
        ],
        filters=("q", "state"),
        fixed=("name",),
        hidden=("title", "joined"),
    )
)
GRANTS = declare(
    ListKind(
        "grants",
        gettext_lazy("Grants"),
        "grants",
        (Act.ACCESS_SEE,),
        [
            Column("member", gettext_lazy("Member"), sort=True),
            Column("role", gettext_lazy("Role"), sort=True),
            Column("where", gettext_lazy("Where it holds"), sort=True),
            Column("reason", gettext_lazy("Reason"), css="wide-only"),
            Column("by", gettext_lazy("Granted by"), sort=True, css="wide-only"),
            Column("ends", gettext_lazy("Expires"), sort=True),
        ],
        filters=selectors.GRANT_FILTERS,
        fixed=("member",),
    )
)


@gate(Act.MEMBER_SEE)
def members(request: Request) -> HttpResponseBase:
    listing = opened(request, MEMBERS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    search, left = request.GET.get("q", "")[:100], request.GET.get("state") == "left"
    people = matrix.members(
        reach(request.rights, Act.MEMBER_SEE), also=request.member.pk, search=search, left=left,
        sort=request.GET.get("sort", ""),
    )  # fmt: skip
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    mark_second(page)
    context = {"page": page, "q": search, "left": left, "listing": listing}
    return TemplateResponse(request, "access/members.html", context)


@gate(Act.ACCESS_SEE)
def rights(request: Request, member: UUID) -> HttpResponse:
    seen = _seen(request, member, Act.ACCESS_SEE)
    return _rights_page(request, selectors.member_or_404(member, seen), seen)


def _seen(request: Request, member: UUID, act: Act) -> Reach:
    """What may be seen of somebody's rights: everything of one's own."""
    return EVERYTHING if member == request.member.pk else reach(request.rights, act)


@open_to(Audience.MEMBER, reason="everybody may know what they may do")
def my_rights(request: Request) -> HttpResponse:
    return _rights_page(request, selectors.member_or_404(request.member.pk, EVERYTHING), EVERYTHING)


def _rights_page(request: Request, person: Member, seen: Reach, form: GrantForm | None = None) -> HttpResponse:
    today = timezone.localdate(timezone=ZoneInfo(request.org.zone))
    day = day_of(request.GET.get("as_of", ""))
    day = None if day == today else day  # Today is not the past: it can be acted on.
    only_unused = request.GET.get("only") == "unused"
    at = datetime.combine(day, time(23, 59, 59), ZoneInfo(request.org.zone)) if day else None
    may_grant = request.rights.may(Act.ACCESS_GRANT, anywhere=True) and person.pk != request.member.pk
    context = {
        "person": person,
        "matrix": matrix.matrix_of(person, at=at, seen=seen, only_unused=only_unused),
        "narrowed": not seen.whole,
        "endable": selectors.endable(person, reach(request.rights, Act.ACCESS_GRANT)) if may_grant else (),
        "as_of": day,
        "shown_day": day or today,
        "only_unused": only_unused,
        "may_grant": may_grant,
        "mine": person.pk == request.member.pk,
        "form": form or (GrantForm(actor=request.actor, org=request.org) if may_grant else None),
    }
    return TemplateResponse(request, "access/rights.html", context, status=422 if form else 200)


@gate(Act.ACCESS_GRANT)
@require_GET
def grant_gain(request: Request, member: UUID) -> HttpResponse:
    """What `role` on `on` would change for somebody, as a fragment; nothing until both are chosen."""
    person = selectors.member_or_404(member, _seen(request, member, Act.ACCESS_GRANT))
    form = GrantForm(request.GET, actor=request.actor, org=request.org)
    form.is_valid()
    gain = None
    if form.cleaned_data.get("role") and form.cleaned_data.get("on"):
        gain = gain_of(person, form.role_id(), target(request.org.pk, form.cleaned_data["on"]))
    return TemplateResponse(request, "access/gain.html", {"gain": gain})


@gate(Act.ACCESS_GRANT)
@require_http_methods(["GET", "POST"])
def grant(request: Request, member: UUID) -> HttpResponseBase:
    seen = _seen(request, member, Act.ACCESS_GRANT)
    person = selectors.member_or_404(member, seen)
    if request.method == "GET":
        return redirect(to(request, "rights", member))
    form = GrantForm(request.POST, actor=request.actor, org=request.org)
    if form.is_valid():
        try:
            made = actions.grant(
                request.actor,
                member_id=member,
                role_id=form.role_id(),
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
                until=form.until(),
            )
        except ValidationError as error:
            _put(form, error)
        else:
            undo = to(request, "grant_end", made.pk)
            messages.success(
                request, _("Granted %(role)s to %(name)s.") % {"role": made.role, "name": person.name},
                extra_tags=f"undo:{undo}",
            )  # fmt: skip
            return redirect(to(request, "rights", member))
    return _rights_page(request, person, seen, form)


def _put(form: GrantForm | RoleForm, error: ValidationError) -> None:
    """Puts an action's error at its field; `until` is typed as two fields here."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        at = {"until": "lasting"}.get(name, name)
        form.add_error(at if at in form.fields else None, found)


@gate(Act.ACCESS_GRANT)
@require_POST
def grant_end(request: Request, grant: UUID) -> HttpResponseBase:
    held = selectors.grant_or_404(grant, reach(request.rights, Act.ACCESS_GRANT))
    try:
        actions.end_grant(request.actor, grant_id=grant, reason=request.POST.get("reason", "").replace("\x00", ""))
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        said = _("Ended: %(role)s of %(name)s.") % {"role": held.role, "name": held.member.name}
        messages.success(request, said, extra_tags=_undo_of(request, held))
    return redirect(to(request, "rights", held.member_id))


def _undo_of(request: Request, held: Any) -> str:
    """Empty when nobody could give it again like that: nobody grants to themselves, nor into the past."""
    over = held.expires_at is not None and held.expires_at <= timezone.now()
    if held.ended_at or over or held.member_id == request.member.pk:
        return ""
    had = {
        "member_id": held.member_id, "role_id": held.role_id, "on": f"{held.scope}:{held.scope_id}",
        "reason": held.reason, "until": held.expires_at,
    }  # fmt: skip
    return tag(request, ENDED, {held.pk: had}, back_to=to(request, "rights", held.member_id))


def _grant_again(request: Request, grant: UUID, undo: Undo) -> None:
    actions.grant(request.actor, **undo)


ENDED = only_undone("grant_ended", _grant_again, lambda _count: _("The grant is given again."))


@gate(Act.ACCESS_SEE)
def grants(request: Request) -> HttpResponseBase:
    listing = opened(request, GRANTS)
    if listing.elsewhere:
        return redirect(listing.elsewhere)
    seen, wanted = reach(request.rights, Act.ACCESS_SEE), selectors.wanted_grants(request.GET)
    context = {
        "page": Paginator(selectors.grants(seen, wanted), 50).get_page(request.GET.get("page")),
        "wanted": wanted,
        "options": selectors.grant_choices(seen, wanted.view),
        "narrowed": bool(wanted.q or wanted.role or wanted.where),
        "listing": listing,
        "may_end": wanted.view != "ended" and request.rights.may(Act.ACCESS_GRANT, anywhere=True),
    }
    return TemplateResponse(request, "access/grants.html", context)


def _end_one(request: Request, grant: UUID, args: Mapping[str, Any]) -> Mapping[str, Any]:
    selectors.grant_or_404(grant, reach(request.rights, Act.ACCESS_GRANT))
    actions.end_grant(request.actor, grant_id=grant, reason=args["reason"])
    return {}


END = register(
    ManyAct(
        "grants_end",
        _end_one,
        None,  # what a right was given for is said anew when it is given again
        lambda count: ngettext("%(count)d grant ended", "%(count)d grants ended", count) % {"count": count},
        lambda count: (
            ngettext(
                "%(count)d grant stays: it is not yours to end, or the last administrator’s.",
                "%(count)d grants stay: not yours to end, or the last administrator’s.",
                count,
            )
            % {"count": count}
        ),
        gettext_lazy("Ending grants"),
    )
)


@gate(Act.ACCESS_GRANT)
@require_POST
def grants_end(request: Request) -> HttpResponseBase:
    """Ends the picked grants. All that match are not offered: ending rights is looked at row by row."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:300]
    ids = picked(request, lambda _query: ())
    if ids and not reason:
        messages.error(request, _("Say why these grants end."))
        ids = []
    return start(request, GRANTS, END, ids, {"reason": reason})


@gate(Act.ACCESS_SEE)
def roles(request: Request) -> HttpResponse:
    rows = selectors.roles(reach(request.rights, Act.ACCESS_SEE))
    return TemplateResponse(request, "access/roles.html", {"roles": rows})


@gate(Act.ACCESS_SEE)
def role(request: Request, role: UUID) -> HttpResponse:
    return TemplateResponse(request, "access/role.html", {"role": selectors.role_or_404(role)})


@gate(Act.ROLE_WRITE)
@require_http_methods(["GET", "POST"])
def role_edit(request: Request, role: UUID | None = None) -> HttpResponseBase:
    old = selectors.role_or_404(role) if role else None
    if old and old.key:
        # Default roles are the same everywhere; what differs is a role of one's own.
        return redirect(to(request, "role", old.pk))
    initial = {"name": old.name, "about": old.about, "acts": old.acts} if old else None
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_role(request.actor, role_id=role, **form.cleaned_data)
        except ValidationError as error:
            _put(form, error)
        else:
            messages.success(request, _("Saved the role %(role)s.") % {"role": made.name})
            return redirect(to(request, "roles"))
    status = 422 if form.errors else 200
    return TemplateResponse(request, "access/role_edit.html", {"form": form, "role": old}, status=status)


@gate(Act.ACCESS_GRANT)
def requests(request: Request) -> HttpResponse:
    asked = selectors.open_requests(reach(request.rights, Act.ACCESS_GRANT))
    return TemplateResponse(request, "access/requests.html", {"asked": asked})


@gate(Act.ACCESS_GRANT)
@require_POST
def request_decline(request: Request, asked: UUID) -> HttpResponseBase:
    selectors.request_or_404(asked, reach(request.rights, Act.ACCESS_GRANT))
    try:
        actions.decline(request.actor, request_id=asked)
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    return redirect(to(request, "access_requests"))


@open_to(Audience.MEMBER, reason="whoever lacks a right may ask for it")
@require_POST
def ask(request: Request) -> HttpResponseBase:
    try:
        actions.ask_for(
            request.actor, act=request.POST.get("act", ""), on=request.POST.get("on", ""),
            note=request.POST.get("note", "").replace("\x00", ""),
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
    else:
        messages.success(request, _("Asked. You are told as soon as somebody answers."))
    return redirect(to(request, "my_rights"))


@gate(Act.ACCESS_SEE)
def channel_access(request: Request, channel: UUID) -> HttpResponse:
    """Who can publish to a channel, and through what: the people of each step a post has to pass."""
    row, target = channel_or_404(channel, reach(request.rights, Act.ACCESS_SEE))
    acts = (Act.POST_DRAFT, Act.POST_APPROVE, Act.POST_SCHEDULE, Act.CHANNEL_CONNECT)
    people = [(act, matrix.through_what(act, target.place)) for act in acts]
    return TemplateResponse(request, "access/channel.html", {"channel": row, "people": people})
