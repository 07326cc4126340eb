"""The composer: a new post, a post being written, its autosave and its fragments."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coe.access.api import Act, Denied, Request, gate
from coe.web.fields import Wall, WallTime
from coe.web.joining import flowing
from coe.web.links import to
from publishing.content import actions, history, selectors
from publishing.content.checks import Trouble
from publishing.content.composer import Board, answer, make_form, marks, open_board, short_link_sample
from publishing.content.draft import Draft, Own, draft_of, merge
from publishing.content.forms import PostForm
from publishing.content.panels import plan_lines
from publishing.content.writing import Locked
from publishing.library import actions as library
from publishing.library import selectors as pictures


@gate(Act.POST_DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponseBase:
    """A post that is not kept yet.

    GET takes ?brand (slug or id; ?brand_id too), ?campaign, ?channel, and ?slot: a wall time in ?zone, else in the
    brand's zone.
    """
    draft = _blank(request)
    form = _form(request, draft, 0)
    if request.method == "GET":
        return _page(request, form, None)
    wanted = _typed(request, form)
    if request.POST.get("act") == "refresh":
        fitting = {channel.pk for channel in selectors.draftable_channels(request.rights, wanted.brand)}
        if not fitting & set(wanted.by_channel):
            wanted = replace(wanted, versions=_only_channel(request, wanted.brand))
        return _page(request, _form(request, wanted, 0, bound=False, brand_id=wanted.brand), None)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    try:
        post = actions.create(request.actor, draft=wanted)
    except ValidationError as error:
        return _page(request, _refused(form, error), None, status=422)
    return _kept(request, post)


@gate(Act.POST_DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, post_id: UUID) -> HttpResponseBase:
    post = selectors.post_or_404(request.rights, post_id)
    if not selectors.visible(request.rights, Act.POST_DRAFT).filter(pk=post.pk).exists():
        raise Denied(Act.POST_DRAFT)
    draft = draft_of(post)
    form = _form(request, draft, post.revision)
    if request.method == "GET":
        return _page(request, form, post)
    wanted = _typed(request, form)
    if request.POST.get("act") == "refresh":
        return _page(request, _form(request, wanted, post.revision, bound=False, brand_id=wanted.brand), post)
    if not form.is_valid():
        return _page(request, form, post, status=422, asked=request.POST.get("act") == "send")
    try:
        post = actions.save(request.actor, post_id=post.pk, revision=_revision(form), draft=wanted)
    except actions.StaleForm as stale:
        return _stale_page(request, stale.post, wanted, _revision(form))
    except ValidationError as error:
        return _page(request, _refused(form, error), post, status=422)
    return _kept(request, post)


@gate(Act.POST_DRAFT)
@require_POST
def autosave_new(request: Request) -> HttpResponseBase:
    """The first words of a new post: from here on it exists."""
    draft = _blank(request)
    form = _form(request, draft, 0)
    wanted = _typed(request, form)
    try:
        post = actions.create(request.actor, draft=wanted)
    except ValidationError as error:
        return _not_kept(error)
    return _answer(request, post, form)


@gate(Act.POST_DRAFT)
@require_POST
def autosave(request: Request, post_id: UUID) -> HttpResponseBase:
    """Keeps what is valid of what was typed, and says what is not. The same act as saving."""
    post = selectors.post_or_404(request.rights, post_id)
    form = _form(request, draft_of(post), post.revision)
    wanted = _typed(request, form)
    try:
        post = actions.save(request.actor, post_id=post.pk, revision=_revision(form), draft=wanted)
    except actions.StaleForm as stale:
        return JsonResponse({"ok": False, "stale": True, "reason": _who_was_first(stale.post)}, status=409)
    except ValidationError as error:
        return _not_kept(error)
    return _answer(request, post, form)


@gate(Act.POST_DRAFT)
@require_GET
def side(request: Request, post_id: UUID) -> HttpResponse:
    """Previews, findings and plan as they stand now, for htmx."""
    post = selectors.post_or_404(request.rights, post_id)
    form = _form(request, draft_of(post), post.revision)
    return render(request, "publishing/content/side.html", _context(request, _board(request, form, post)))


# ── the parts of it ─────────────────────────────────────────────────────────────────────────────


def _blank(request: Request) -> Draft:
    """What a new post begins with."""
    brands = selectors.draftable_brands(request.rights)
    source = request.POST if request.method == "POST" else request.GET
    asked = source.get("brand") or source.get("brand_id")
    chosen = next((brand for brand in brands if asked in {str(brand.pk), brand.slug}), None)
    if asked and chosen is None and request.method == "GET":
        raise Http404
    if chosen is None and request.brand_filter:
        chosen = next((brand for brand in brands if brand.pk == request.brand_filter.pk), None)
    chosen = chosen or next(iter(brands), None)
    if chosen is None:
        raise Denied(Act.POST_DRAFT)
    wanted = _uuid(request.GET.get("campaign"))
    campaign = selectors.campaigns_for(chosen.pk).filter(pk=wanted).first() if wanted else None
    language = "zh-Hans" if (get_language() or "").startswith("zh") else "en"
    wall = _asked_slot(request, chosen.zone)
    image = _asked_picture(request, chosen.pk)
    only = _only_channel(request, chosen.pk) if request.method == "GET" else ()
    return Draft(
        versions=only,
        images=((image.pk, image.alt),) if image else (),
        brand=chosen.pk,
        zone=wall.zone if wall else chosen.zone,
        language=language,
        campaign=campaign.pk if campaign else None,
        slot=wall.moment if wall else None,
    )


def _asked_picture(request: Request, brand_id: UUID) -> Any:
    """The picture a new post is to begin with, when the member may use it for this brand."""
    wanted = _uuid(request.GET.get("image")) if request.method == "GET" else None
    return pictures.found(request.rights, brand=brand_id).filter(pk=wanted).first() if wanted else None


def _only_channel(request: Request, brand_id: UUID) -> tuple[tuple[UUID, Own], ...]:
    """The channel the address asks for, or a brand's only one."""
    channels = selectors.draftable_channels(request.rights, brand_id)
    wanted = _uuid(request.GET.get("channel"))
    asked = [one for one in channels if one.pk == wanted] or (channels if len(channels) == 1 else [])
    return tuple((one.pk, Own()) for one in asked)


def _asked_slot(request: Request, zone: str) -> Wall | None:
    """The time an empty place on the calendar stands for; none for nonsense, and for what is past."""
    if request.method != "GET" or not request.GET.get("slot"):
        return None
    try:
        wall: Wall | None = WallTime().clean([request.GET["slot"][:16], request.GET.get("zone") or zone])
    except ValidationError:
        return None
    return wall


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None


def _form(
    request: Request, draft: Draft, revision: int, *, bound: bool = True, brand_id: UUID | None = None
) -> PostForm:
    bound = bound and request.method == "POST"
    typed = request.POST.copy() if bound else None
    if typed is not None and typed.get("quick"):
        # Pressed without script: the time comes with the button, and the form is kept.
        typed["slot_0"] = str(typed["quick"])
    return make_form(
        typed,
        request.FILES if bound else None,
        rights=request.rights,
        draft=draft,
        revision=revision,
        brand_id=brand_id or (_posted_brand(request) if bound else None) or draft.brand,
    )


def _posted_brand(request: Request) -> UUID | None:
    """The brand that was chosen, when it is one this member may draft for: its channels are the ones on the page."""
    chosen = _uuid(request.POST.get("brand"))
    return chosen if chosen and selectors.draftable_brands(request.rights).filter(pk=chosen).exists() else None


def _typed(request: Request, form: PostForm) -> Draft:
    """What was typed, uploaded pictures included: they are in the library from now on, whatever else is wrong."""
    form.is_valid()
    wanted = form.draft()
    channel = wanted.versions[0][0] if wanted.versions else None
    for name, picture in form.added:
        asset = library.add(request.actor, picture=picture, name=name, brand_id=wanted.brand, channel_id=channel)
        form.also(asset.pk, asset.alt)
        if asset.pk not in dict(wanted.images):
            wanted = replace(wanted, images=(*wanted.images, (asset.pk, asset.alt)))
    return wanted


def _revision(form: PostForm) -> int:
    given = form.cleaned_data.get("revision")
    return given if isinstance(given, int) else 0


def _refused(form: PostForm, error: ValidationError) -> PostForm:
    """An action's refusal beside the field it is about."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            known = name if name in form.fields else None
            form.add_error(known, ValidationError(errors))
            if known is None:
                form.parts_wrong.setdefault(name, []).extend(ValidationError(errors).error_list)
    elif isinstance(error, Locked) and error.field in form.fields:
        form.add_error(error.field, error)
    else:
        form.add_error(None, error)
        if isinstance(error, Locked):
            form.parts_wrong.setdefault(error.field, []).extend(error.error_list)
    return form


def _kept(request: Request, post: Any) -> HttpResponseBase:
    act = request.POST.get("act", "")
    if act.startswith("crop:") and (asset := _uuid(act.removeprefix("crop:"))):
        return redirect(to(request, "post_crop", post.pk, asset))
    if act != "send":
        messages.success(request, _("Kept"))
        return redirect(to(request, "post_edit", post.pk))
    try:
        sent = actions.submit(request.actor, post_id=post.pk)
    except ValidationError as error:
        troubles = [Trouble("", message) for message in error.messages]
        return _unsent(request, post, troubles)
    if sent.problems:
        return _unsent(request, post, sent.problems)
    messages.success(request, _("Sent for approval"))
    return redirect(to(request, "post", post.pk))


def _unsent(request: Request, post: Any, troubles: list[Trouble]) -> HttpResponse:
    """It is kept, and what stands in the way is said beside each field."""
    post = selectors.post_or_404(request.rights, post.pk)
    form = _form(request, draft_of(post), post.revision, bound=False)
    return _page(request, form, post, status=422, asked=True, troubles=troubles)


def _board(request: Request, form: PostForm, post: Any, **more: Any) -> Board:
    brand_id = form.brand_id
    brand = next((one for one in form.choice("brand").queryset if one.pk == brand_id), None)
    if brand is None:
        raise Denied(Act.POST_DRAFT)
    board = open_board(
        org=request.org,
        member=request.member,
        rights=request.rights,
        form=form,
        brand=brand,
        post=post,
        **more,
    )
    board.library = pictures.offered(request.rights, brand_id, without=[row.asset.pk for row in board.images])
    return board


def _context(request: Request, board: Board, **more: Any) -> dict[str, Any]:
    return {
        "board": board,
        "form": board.form,
        "post": board.post,
        "marks": marks(board.findings),
        "sample_link": short_link_sample(),
        "plan_lines": plan_lines(request, board.post.pk) if board.post else [],
        "now": timezone.now(),
        "may_submit": request.rights.may(Act.POST_SUBMIT, anywhere=True),
        **more,
    }


def _page(
    request: Request,
    form: PostForm,
    post: Any,
    *,
    status: int = 200,
    asked: bool = False,
    troubles: list[Trouble] | None = None,
    **more: Any,
) -> HttpResponse:
    board = _board(request, form, post, asked=asked, troubles=troubles or [])
    context = _context(request, board, **more)
    return render(request, "publishing/content/composer.html", context, status=status)


def _stale_page(request: Request, post: Any, mine: Draft, began: int) -> HttpResponse:
    """Two people wrote at once. Both keep their words: what I did not touch becomes theirs, the rest stays mine."""
    post = selectors.post_or_404(request.rights, post.pk)
    theirs, base = draft_of(post), selectors.revision(post, began)
    before = Draft.from_json(base.content, brand=post.brand_id) if base else theirs
    merged, both = merge(before, mine, theirs)
    form = _form(request, merged, post.revision, bound=False)
    newest = selectors.revision(post, post.revision)
    stale = {
        "who": newest.member.name if newest else "",
        "at": newest.at if newest else post.updated_at,
        "theirs": history.between(before.as_json(), theirs.as_json()),
        "mine": history.between(theirs.as_json(), merged.as_json()),
        "both": both,
    }
    return _page(request, form, post, status=409, stale=stale)


def _who_was_first(post: Any) -> str:
    newest = selectors.revision(post, post.revision)
    who = newest.member.name if newest else ""
    return _(
        "%(who)s changed this post meanwhile. Save it by hand to see both versions; nothing you typed is lost."
    ) % {"who": who}


def _not_kept(error: ValidationError) -> JsonResponse:
    field = error.field if isinstance(error, Locked) else ""
    problems = [{"field": field, "message": message} for message in error.messages]
    return JsonResponse({"ok": False, "reason": flowing(error.messages), "problems": problems}, status=422)


def _answer(request: Request, post: Any, form: PostForm) -> JsonResponse:
    # The form in hand began from the revision before; what is shown is what is kept now.
    post = selectors.post_or_404(request.rights, post.pk)
    said = answer(_board(request, form, post), kept_at=_now())
    said |= {
        "url": to(request, "post_edit", post.pk),
        "autosave": to(request, "post_autosave", post.pk),
        "side": to(request, "post_side", post.pk),
    }
    return JsonResponse(said)


def _now() -> datetime:
    return timezone.now()
