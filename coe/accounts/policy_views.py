"""Settings → Signing in: what an organisation asks of its members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coe.access.acts import Act
from coe.access.gate import Request, gate
from coe.accounts.factors import with_second
from coe.accounts.policy_actions import FIELDS, change_policy
from coe.accounts.policy_form import PolicyForm
from coe.states import Stale
from coe.tenancy.models import Member
from coe.web.links import to


@gate(Act.ORG_MANAGE)
def sign_in_policy(request: Request) -> HttpResponse:
    form = PolicyForm(request.POST if request.method == "POST" else None, row=request.org)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                change_policy(request.actor, seen=given["seen"], **{name: given[name] for name in FIELDS})
            except Stale as stale:
                stale.row.refresh_from_db()
                form.see_again(stale.row)
                status = 409
            except ValidationError as error:
                for field, errors in error.error_dict.items():
                    form.add_error(field, errors)
            else:
                messages.success(request, _("Saved. Whoever it concerns is told."))
                return redirect(to(request, "sign_in_policy"))
    people = list(Member.objects.filter(left_at__isnull=True).values_list("user_id", flat=True))
    context = {"form": form, "people": len(people), "with_factor": len(with_second(people))}
    return render(request, "accounts/sign_in_policy.html", context, status=status)
