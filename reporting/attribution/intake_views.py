"""Where conversions come in: keys of shops, and sheets."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coe.access.api import Act, Request, gate
from coe.states import Stale
from coe.web.links import to
from reporting.attribution import actions, selectors, sheet
from reporting.attribution.forms import KeyForm, SheetForm
from reporting.exports.sheets import sheet as csv_file
from reporting.tabs import tabs


def _keys_page(request: Request, form: KeyForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    context = {
        "keys": selectors.keys(),
        "form": form,
        "secret": secret,
        "endpoint": f"{settings.BASE_URL}/api/conversions/{request.org.slug}",
        "tabs": tabs(request, "conversions"),
    }
    response = render(request, "reporting/attribution/keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@gate(Act.CONVERSION_IMPORT)
def keys(request: Request) -> HttpResponse:
    """GET lists keys; POST creates one and shows its secret, this once."""
    if request.method != "POST":
        return _keys_page(request, KeyForm())
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            secret = actions.create_key(request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error.message_dict["name"])
        else:
            return _keys_page(request, KeyForm(), secret=secret)
    return _keys_page(request, form, status=422)


@gate(Act.CONVERSION_IMPORT)
@require_POST
def revoke_key(request: Request, key_id: UUID) -> HttpResponse:
    key = selectors.key(key_id)
    actions.revoke_key(request.actor, key_id=key.pk)
    messages.success(request, _("The key is revoked. Nothing signed with it is taken any more."))
    return redirect(to(request, "conversion_keys"))


@gate(Act.CONVERSION_IMPORT)
def upload(request: Request) -> HttpResponse:
    """GET asks for a file; POST judges it and shows what would happen. Nothing is written yet."""
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "sources": selectors.sources(),
        "columns": sheet.COLUMNS,
        "tabs": tabs(request, "conversions"),
    }
    if request.method == "POST" and form.is_valid():
        text, source = form.cleaned_data["file"], form.cleaned_data["source"]
        try:
            checked = sheet.check(text, source=source, zone=request.org.zone)
        except sheet.Unreadable as error:
            form.add_error("file", str(error))
        else:
            name = form.cleaned_data["file_name"]
            token = sheet.keep(text, source=source, name=name, member_id=request.member.pk)
            context |= {"checked": checked, "token": token, "shown": checked.bad[:100], "source": source}
            return render(request, "reporting/attribution/checked.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "reporting/attribution/upload.html", context, status=status)


@gate(Act.CONVERSION_IMPORT)
@require_POST
def take(request: Request) -> HttpResponse:
    """Writes a checked file. With bad rows in it nothing is written, unless the good ones were asked for."""
    token = request.POST.get("token", "")
    found = sheet.kept(token, member_id=request.member.pk)
    if found is None:
        messages.error(request, _("The checked file waited too long. Choose it again."))
        return redirect(to(request, "conversion_import"))
    text, source, name = found
    checked = sheet.check(text, source=source, zone=request.org.zone)
    if checked.bad and request.POST.get("rows") != "good":
        messages.error(request, _("Nothing was imported: some rows are wrong."))
        return redirect(to(request, "conversion_import"))
    try:
        rows = [said for _number, said in checked.good]
        kept = actions.import_rows(request.actor, source=source, rows=rows, name=name or source)
    except Stale:
        messages.error(request, _("Another import wrote some of these rows meanwhile. Check the file again."))
        return redirect(to(request, "conversion_import"))
    sheet.drop(token, member_id=request.member.pk)
    said = ngettext("%(n)d conversion was imported.", "%(n)d conversions were imported.", kept) % {"n": kept}
    messages.success(request, said)
    return redirect(to(request, "conversions"))


@gate(Act.CONVERSION_IMPORT)
def wrong_rows(request: Request) -> HttpResponseBase:
    """The bad rows of a checked file as CSV, each with what is wrong with it."""
    found = sheet.kept(request.GET.get("token", ""), member_id=request.member.pk)
    if found is None:
        raise Http404
    text, source, _name = found
    checked = sheet.check(text, source=source, zone=request.org.zone)
    rows = [
        [bad.number, "; ".join(f"{field}: {words}" if field else words for field, words in bad.problems), *bad.cells]
        for bad in checked.bad
    ]
    return csv_file("wrong-rows", ["row", "problem", *checked.columns], rows)
