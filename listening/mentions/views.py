"""The list of what was heard, and handling it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from coe.access.api import Act, Request, gate, holders_anywhere
from coe.lists.kinds import ListKind, declare
from coe.lists.many import Undo
from coe.lists.selectors import opened
from coe.lists.undoing import only_undone, tag
from coe.web.blocks import Column
from coe.web.input import uuid_of
from coe.web.joining import flowing
from coe.web.links import to
from listening.mentions import actions, selectors
from listening.mentions.asked import wanted_of
from listening.mentions.choices import KIND_CHOICES, LANGUAGE_CHOICES, STATE_CHOICES
from listening.mentions.selectors import Wanted
from listening.mentions.states import State
from listening.sources.selectors import source_choices

UNDO = "mentions:undo"
GIVING = frozenset({"take", "give", "drop"})


MENTIONS = declare(
    ListKind(
        "mentions",
        gettext_lazy("Inbox"),
        "mentions",
        (Act.MENTION_SEE,),
        [
            Column("said", gettext_lazy("Who said what")),
            Column("brand", gettext_lazy("Brand")),
            Column("when", gettext_lazy("When")),
        ],
        filters=("q", "state", "kind", "language", "channel", "source", "post", "owner", "since", "until"),
        fixed=("said",),
    )
)


@gate(Act.MENTION_SEE)
@require_GET
def mentions(request: Request) -> HttpResponse:
    listing = opened(request, MENTIONS)
    if listing.elsewhere:
        return HttpResponseRedirect(listing.elsewhere)
    wanted = wanted_of(request.GET)
    anything = selectors.filtered(
        request.rights,
        replace(wanted, state=""),
        brand=request.brand_filter,
        market=request.market_filter,
        zone=request.org.zone,
    )
    counts = selectors.state_counts(anything)
    rows = anything.filter(state=wanted.state) if wanted.state else anything
    back = "newer" in request.GET
    key = request.GET.get("newer" if back else "older", "")[:80]
    shown = selectors.page(rows, rights=request.rights, words=wanted.words, key=key, back=back)
    sources = source_choices(request.rights)
    context = {
        "listing": listing,
        "shown": shown,
        "wanted": wanted,
        "tabs": _tabs(request, wanted, counts),
        "kinds": KIND_CHOICES,
        "languages": LANGUAGE_CHOICES,
        "sources": sources,
        "narrowed": _narrowed(request),
        "filtered": _filtered(request),
        "may_handle": request.rights.may(Act.MENTION_HANDLE, anywhere=True),
        "people": [(str(one.pk), one.name) for one in holders_anywhere(Act.MENTION_HANDLE)],
        "me": str(request.member.pk),
        "owners": _owners(request),
        "may_manage": request.rights.may(Act.SOURCE_MANAGE, anywhere=True),
        "listens": bool(sources),
        "here": request.get_full_path(),
        "reopening": wanted.state in {State.HANDLED, State.ASIDE},
        "state_kept": request.GET.get("state", ""),
    }
    return TemplateResponse(request, "listening/mentions/mentions.html", context)


def _owners(request: Request) -> list[tuple[str, str]]:
    """Whose mentions can be asked for: one's own, nobody's, or everybody's."""
    return [(str(request.member.pk), _("Mine")), ("none", _("Nobody’s"))]


def _narrowed(request: Request) -> bool:
    """Whether anything but the state narrows the list."""
    return bool(request.brand_filter or request.market_filter) or _filtered(request)


def _filtered(request: Request) -> bool:
    """Whether a filter of the list itself, but the state, narrows it."""
    names = ("q", "kind", "language", "channel", "source", "post", "owner", "since", "until")
    return any(request.GET.get(name) for name in names)


def _tabs(request: Request, wanted: Wanted, counts: dict[str, int]) -> list[dict[str, Any]]:
    found = []
    for value, text in STATE_CHOICES:
        query = request.GET.copy()
        for name in ("older", "newer", "state"):
            query.pop(name, None)
        if value != State.NEW:
            query["state"] = value or "any"
        count = counts.get(value, 0) if value else sum(counts.values())
        found.append({"url": f"?{query.urlencode()}", "text": text, "current": wanted.state == value, "count": count})
    return found


@gate(Act.MENTION_HANDLE)
@require_POST
def settle(request: Request) -> HttpResponse:
    """Handles, sets aside, reopens or gives the picked mentions; `act` is handled, aside, new, take, give or drop."""
    ids = _picked(request)
    act = request.POST.get("act", "")
    if not ids or act not in {*State.values, *GIVING}:
        messages.warning(request, _("Pick at least one mention."))
        return _back(request)
    try:
        if act in GIVING:
            return _give(request, act, ids)
        if act == State.NEW:
            changed = actions.reopen(request.actor, mention_ids=ids)
        else:
            changed = actions.settle(request.actor, mention_ids=ids, to=State(act))
    except ValidationError as error:
        messages.error(request, flowing(error.messages))
        return _back(request)
    if not changed:
        messages.info(request, _("Somebody settled these already."))
        return _back(request)
    _tell(request, act, changed)
    return _back(request)


def _give(request: Request, act: str, ids: list[UUID]) -> HttpResponse:
    whom = {"take": request.member.pk, "drop": None}.get(act, uuid_of(request.POST.get("to", "")))
    if act == "give" and whom is None:
        messages.warning(request, _("Choose who answers."))
        return _back(request)
    had = selectors.owners(request.rights, ids)
    changed = actions.assign(request.actor, mention_ids=ids, to=whom)
    count = len(changed)
    said = {
        "take": ngettext("%(count)d mention is yours.", "%(count)d mentions are yours.", count),
        "give": ngettext("%(count)d mention given.", "%(count)d mentions given.", count),
        "drop": ngettext("%(count)d mention is nobody’s again.", "%(count)d mentions are nobody’s again.", count),
    }[act] % {"count": count}
    if count:
        undo = tag(
            request, GIVEN, {one: {"was": had.get(one), "now": whom} for one in changed}, back_to=_where_to(request)
        )
        messages.success(request, said, extra_tags=undo)
    else:
        messages.info(request, _("Nothing changed: they were settled already, or with that person."))
    return _back(request)


def _give_back(request: Request, mention_id: UUID, undo: Undo) -> None:
    if selectors.owners(request.rights, [mention_id]) != {mention_id: undo["now"]}:
        raise ValidationError(_("Somebody gave it on since."))
    if not actions.assign(request.actor, mention_ids=[mention_id], to=undo["was"]):
        raise ValidationError(_("It was settled since."))


GIVEN = only_undone(
    "mentions_given",
    _give_back,
    lambda count: (
        ngettext(
            "%(count)d mention is with whom it was before.", "%(count)d mentions are with whom they were before.", count
        )
        % {"count": count}
    ),
)


def _tell(request: Request, act: str, changed: list[UUID]) -> None:
    count = len(changed)
    said = {
        State.HANDLED: ngettext("%(count)d mention handled.", "%(count)d mentions handled.", count),
        State.ASIDE: ngettext("%(count)d mention set aside.", "%(count)d mentions set aside.", count),
        State.NEW: ngettext("%(count)d mention is new again.", "%(count)d mentions are new again.", count),
    }[State(act)] % {"count": count}
    if act == State.NEW:
        messages.success(request, said)
        return
    # The last batch only: undo is for the slip of a moment ago, and ids do not fit into an address.
    token = uuid4().hex[:12]
    request.session[UNDO] = {"token": token, "ids": [str(one) for one in changed]}
    messages.success(request, said, extra_tags=f"undo:{to(request, 'mentions_undo', token)}")


@gate(Act.MENTION_HANDLE)
@require_POST
def undo(request: Request, token: str) -> HttpResponse:
    kept = request.session.get(UNDO) or {}
    if kept.get("token") != token:
        messages.warning(request, _("This can no longer be undone."))
        return _back(request)
    del request.session[UNDO]
    changed = actions.reopen(request.actor, mention_ids=[UUID(one) for one in kept["ids"]], only_mine=True)
    said = ngettext("%(count)d mention is new again.", "%(count)d mentions are new again.", len(changed))
    messages.success(request, said % {"count": len(changed)})
    return _back(request)


def _picked(request: Request) -> list[UUID]:
    found = (uuid_of(value) for value in request.POST.getlist("pick"))
    return list(dict.fromkeys(one for one in found if one))


def _back(request: Request) -> HttpResponse:
    """To the list as it was filtered."""
    return HttpResponseRedirect(_where_to(request))


def _where_to(request: Request) -> str:
    home = to(request, "mentions")
    where = request.POST.get("next", "") or request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return where if allowed and home in where else home
