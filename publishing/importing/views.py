"""Import posts: the file, the dry run as the file looks, carrying it out, and taking it back."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coe.access.api import Act, Request, gate
from coe.exports.api import attached
from coe.exports.making import FORMS
from coe.web.joining import flowing
from coe.web.links import to
from coe.web.sentences import told
from publishing.importing import actions, columns, files, running, selectors, trying
from publishing.importing.forms import FileForm
from publishing.importing.reading import MOST_ROWS
from publishing.importing.states import WORKING, State


@gate(Act.POST_DRAFT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponseBase:
    """GET asks for a file; POST keeps and checks it. The same file again leads to what became of it."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        context = {
            "form": form, "recent": selectors.recent(request.member), "columns": columns.COLUMNS, "most": MOST_ROWS
        }  # fmt: skip
        return render(request, "publishing/importing/upload.html", context, status=422 if form.is_bound else 200)
    sha256 = hashlib.sha256(form.cleaned_data["file"]).hexdigest()
    known = selectors.same_file(request.member, sha256)
    if known and known.state == State.RUNNING:
        messages.info(request, _("This file is being imported already."))
        return redirect(to(request, "import_one", known.pk))
    if known:
        count = selectors.counts(known).done
        said = ngettext(
            "This file was imported %(ago)s ago: %(count)d post. Nothing was imported again.",
            "This file was imported %(ago)s ago: %(count)d posts. Nothing was imported again.",
            count,
        )
        messages.info(request, said % {"ago": timesince(selectors.finished_at(known)), "count": count})
        return redirect(to(request, "import_one", known.pk))
    table = actions.take(request.actor, name=form.name, sha256=sha256, grid=form.grid)
    _go_on(request, table.pk, table.total)
    return redirect(to(request, "import_one", table.pk))


def _go_on(request: Request, import_id: UUID, rows: int) -> None:
    """Short tables at once, long ones in the background."""
    go = running.carry_on if rows <= running.SMALL else running.later
    go(request.org.pk, import_id)


@gate(Act.POST_DRAFT)
@require_GET
def one(request: Request, import_id: UUID) -> HttpResponse:
    return _page(request, import_id)


def _page(request: Request, import_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    table = selectors.import_or_404(request.member, import_id)
    counts = selectors.counts(table)
    only_bad = request.GET.get("show") == "bad"
    context: dict[str, Any] = {
        "table": table,
        "state": State(table.state),
        "counts": counts,
        "unknown": columns.unknown(table.header, table.keys),
        "only_bad": only_bad,
        "page": selectors.page_of(table, only_bad=only_bad, number=request.GET.get("page")),
        "problem": problem or flowing(told(table.problem)),
        "working": table.state in WORKING,
        "stalled": trying.stalled(table),
        "progress": selectors.progress(table, counts),
        "fresh": len(selectors.untouched(table)) if table.state == State.DONE else 0,
    }
    return render(request, "publishing/importing/one.html", context, status=status)


@gate(Act.POST_DRAFT)
@require_GET
def progress(request: Request, import_id: UUID) -> HttpResponse:
    """How far it is, for htmx; when it is finished, the page is loaded again."""
    table = selectors.import_or_404(request.member, import_id)
    counts = selectors.counts(table)
    context = {
        "table": table, "progress": selectors.progress(table, counts), "working": table.state in WORKING,
        "stalled": trying.stalled(table),
    }  # fmt: skip
    response = render(request, "publishing/importing/progress.html", context)
    if table.state not in WORKING:
        response["HX-Refresh"] = "true"
    return response


@gate(Act.POST_DRAFT)
@require_POST
def run(request: Request, import_id: UUID) -> HttpResponseBase:
    table = selectors.import_or_404(request.member, import_id)
    try:
        actions.begin(request.actor, import_id=table.pk, whole=request.POST.get("rows") == "all")
    except ValidationError as error:
        return _page(request, import_id, problem=flowing(error.messages), status=422)
    _go_on(request, table.pk, selectors.counts(table).good)
    return redirect(to(request, "import_one", table.pk))


@gate(Act.POST_DRAFT)
@require_POST
def go_on(request: Request, import_id: UUID) -> HttpResponseBase:
    """For an import that rests: its next step is asked for anew."""
    table = selectors.import_or_404(request.member, import_id)
    if trying.stalled(table):
        trying.resume(request.actor, import_id=table.pk)
        running.later(request.org.pk, table.pk)
    return redirect(to(request, "import_one", table.pk))


@gate(Act.POST_DRAFT)
@require_POST
def undo(request: Request, import_id: UUID) -> HttpResponseBase:
    table = selectors.import_or_404(request.member, import_id)
    gone, stayed = actions.undo(request.actor, import_id=table.pk)
    said = ngettext("%(count)d draft withdrawn.", "%(count)d drafts withdrawn.", gone) % {"count": gone}
    if stayed:
        kept = ngettext(
            "%(count)d stayed, because somebody changed or sent it since.",
            "%(count)d stayed, because somebody changed or sent them since.",
            stayed,
        )
        said = f"{said} {kept % {'count': stayed}}"
    messages.success(request, said)
    return redirect(to(request, "import_one", table.pk))


@gate(Act.POST_DRAFT)
@require_GET
def template(request: Request, form: str) -> HttpResponseBase:
    if form not in FORMS:
        raise Http404
    content = files.template(request.rights, form=form, zone=request.org.zone)
    return attached(HttpResponse(content, content_type=FORMS[form]), f"{request.org.slug}-posts-template.{form}")


@gate(Act.POST_DRAFT)
@require_GET
def marked(request: Request, import_id: UUID) -> HttpResponseBase:
    """The table with its faults marked, to be mended and uploaded again."""
    table = selectors.import_or_404(request.member, import_id)
    content = files.marked(table, zone=request.org.zone)
    return attached(HttpResponse(content, content_type=FORMS["xlsx"]), f"{request.org.slug}-posts-marked.xlsx")
