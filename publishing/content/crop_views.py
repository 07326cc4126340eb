"""Choosing the part of a picture that a channel shows, and the picture as a channel shows it."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coe.access.api import Act, Denied, Request, gate
from coe.web.links import to
from publishing.content import actions, selectors
from publishing.content.crop_forms import CropForm, beginning
from publishing.content.draft import Draft, draft_of
from publishing.content.states import State
from publishing.content.wire import Wire, wires
from publishing.content.writing import OUT
from publishing.library import crops, files, serving


@dataclass(frozen=True)
class Row:
    """A channel on the page: what it shows of the picture now. `ratio`: its name, or empty."""

    wire: Wire
    picture: Any
    ratio: str
    cropped: bool
    locked: bool


@gate(Act.POST_SEE)
@require_GET
def shown(request: Request, post_id: UUID, version_id: UUID, asset_id: UUID) -> HttpResponseBase:
    """The picture itself, cropped as this version shows it."""
    post = selectors.post_or_404(request.rights, post_id)
    return serving.picture(selectors.shown_or_404(post, version_id, asset_id), request)


@gate(Act.POST_SEE)
@require_GET
def avatar(request: Request, channel_id: UUID) -> HttpResponseBase:
    """The picture of a channel's account, for previews."""
    found = selectors.pictured_or_404(request.rights, channel_id)
    return serving.picture(SimpleNamespace(org_id=found.org_id, sha256=found.avatar, mime=found.avatar_mime), request)


@gate(Act.POST_DRAFT)
@require_http_methods(["GET", "POST"])
def crop(request: Request, post_id: UUID, asset_id: UUID) -> HttpResponseBase:
    """?channel (an id) begins with what that channel shows; otherwise with the first."""
    post = selectors.post_or_404(request.rights, post_id)
    if not selectors.visible(request.rights, Act.POST_DRAFT).filter(pk=post.pk).exists():
        raise Denied(Act.POST_DRAFT)
    asset = selectors.attached_or_404(post, asset_id).asset
    rows = _rows(post, asset.pk)
    open_ = [row for row in rows if not row.locked]
    channels = [(str(row.wire.channel.pk), str(row.wire.channel)) for row in open_]
    first = next((row for row in open_ if str(row.wire.channel.pk) == request.GET.get("channel")), None)
    begin = first or next((row for row in open_ if row.cropped), None)
    box = begin.picture.cut.box if begin and begin.cropped else crops.whole(asset)
    initial = {
        **beginning(box, asset),
        "revision": post.revision,
        "channel": [str(first.wire.channel.pk)] if first else [key for key, _label in channels],
    }
    form = CropForm(request.POST or None, asset=asset, channels=channels, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _save(request, post.pk, form, draft_of(post)):
            messages.success(request, _("Kept"))
            return redirect(to(request, "post_edit", post.pk) + "#images")
        status = 422
    context = {"post": post, "asset": asset, "rows": rows, "form": form, "ratios": crops.RATIOS, "least": crops.LEAST}
    return render(request, "publishing/content/crop.html", context, status=status)


def _rows(post: Any, asset_id: UUID) -> list[Row]:
    found = []
    for wire in wires(post):
        if wire.version.state == State.WITHDRAWN:
            continue
        picture = next(picture for picture, _alt in wire.images if picture.pk == asset_id)
        cropped = isinstance(picture, crops.Cropped)
        ratio = picture.cut.box.ratio if isinstance(picture, crops.Cropped) else ""
        found.append(Row(wire, picture, ratio, cropped, wire.version.state in OUT))
    return found


def _save(request: Request, post_id: UUID, form: CropForm, had: Draft) -> bool:
    """Keeps the part for the channels that were ticked; says in the form why not."""
    wanted = {UUID(key) for key in form.cleaned_data["channel"]}
    try:
        cut = crops.make(form.asset, form.box())
        rest = tuple(one for one in had.crops if one[0] not in wanted or one[1] != form.asset.pk)
        added = tuple((channel, form.asset.pk, cut) for channel in wanted if cut)
        draft = replace(had, crops=rest + added)
        actions.save(request.actor, post_id=post_id, revision=form.cleaned_data["revision"], draft=draft)
    except files.Damaged:
        form.add_error(None, _("The picture’s file is damaged. Upload it again."))
    except actions.StaleForm:
        form.add_error(None, _("Somebody changed this post meanwhile. Go back to it, then crop again."))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    return not form.errors
