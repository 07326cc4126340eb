"""Handing an organisation over: whoever wants to go makes somebody else an administrator first."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access import actions
from coe.access.acts import Act
from coe.access.gate import Request, gate
from coe.access.models import Role, Scope
from coe.tenancy.models import Member
from coe.web.joining import flowing
from coe.web.links import to
from coe.web.sorting import by_name


class HandOverForm(forms.Form):
    member = forms.ChoiceField(
        label=gettext_lazy("New administrator"),
        help_text=gettext_lazy("They get the role Administrator on the whole organisation, without an end date."),
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["member"]
        choices.choices = [("", _("Choose")), *((str(one.pk), f"{one.name} ({one.user.email})") for one in people)]


@gate(Act.ACCESS_GRANT)
def hand_over(request: Request) -> HttpResponse:
    people = _others(request.member)
    form = HandOverForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.grant(
                request.actor, member_id=UUID(form.cleaned_data["member"]), role_id=_administrator(),
                on=f"{Scope.ORGANISATION}:{request.org.pk}", reason=_("The organisation was handed over."),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, flowing(error.messages))
        else:
            said = _("%(name)s is an administrator now. Nothing holds you here any more.")
            messages.success(request, said % {"name": made.member.name})
            return redirect("own_data")
    context = {"form": form, "people": people, "back_url": to(request, "profile")}
    return render(request, "accounts/hand_over.html", context, status=422 if form.errors else 200)


def _others(own: Member) -> list[Member]:
    """Who could take over: people who are here and can sign in; partners' people look after their own house."""
    # One's own memberships elsewhere are visible too, hence the organisation.
    here = Member.objects.filter(org_id=own.org_id, left_at__isnull=True, sample=False, user__is_active=True)
    others = here.filter(partner__isnull=True).exclude(pk=own.pk)
    return list(others.select_related("user").order_by(by_name("name"), "pk"))


def _administrator() -> UUID:
    """The role that hands out rights: the one made with the organisation, else the widest of its kind."""
    roles = Role.objects.filter(acts__contains=[Act.ACCESS_GRANT.value])
    found = max(roles, key=lambda role: (role.key == "admin", len(role.acts)))
    return found.pk
