"""Filling in the sample, part by part. A part that fails takes everything back, and the reader is told."""

import logging
from uuid import UUID, uuid4

import yaml
from django.utils import timezone

from coe.access.actor import Actor
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.accounts.models import User
from coe.onboarding import actions
from coe.onboarding.models import Sample
from coe.onboarding.samples import Stand, part, parts
from coe.onboarding.selectors import SAMPLE_MAIL
from coe.onboarding.states import State
from coe.settings.env import ROOT
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Member, Organisation
from coe.tenancy.selectors import free_slug

log = logging.getLogger(__name__)
WORDS = ROOT / "coe" / "onboarding" / "material"


def known(org_id: str) -> UUID:
    return Organisation.objects.only("pk").get(pk=org_id).pk


def make(actor: Actor) -> None:
    with inside(actor.org_id):
        asked = Sample.objects.filter(state=State.ASKED).first()
        if asked is None:
            return
        chinese = asked.language.startswith("zh")
        stand = Stand(
            org=Organisation.objects.get(pk=actor.org_id),
            language=asked.language,
            now=timezone.now(),
            words=yaml.safe_load((WORDS / f"{'zh' if chinese else 'en'}.yaml").read_text(encoding="utf-8")),
        )
    try:
        for number, function in enumerate(parts(), start=1):
            with inside(actor.org_id):
                function(stand)
            with inside(actor.org_id):
                Sample.objects.filter(pk=asked.pk).update(done=number)
    except Exception as error:  # Half a sample helps nobody: it goes, and the page says that it failed.
        log.exception("sample content failed", extra={"organisation": str(actor.org_id)})
        actions.sample_failed(actor, problem=type(error).__name__)
    else:
        actions.sample_made(actor)


@part(10)
def brand_and_people(stand: Stand) -> None:
    """A brand, and two people who cannot sign in: one writes, one leads."""
    words = stand.words["brand"]
    stand.brand = Brand.objects.create(
        org=stand.org, slug=free_slug("sample"), name=words["name"], name_zh=words["name_zh"], mark="fs",
        accent="#2f5d50", zone=stand.org.zone, sample=True,
    )  # fmt: skip
    stand.writer = _person(stand, words["writer"], "creator")
    stand.lead = _person(stand, words["lead"], "brand-lead")


def _person(stand: Stand, row: dict[str, str], role: str) -> Member:
    user = User(email=f"{uuid4().hex}{SAMPLE_MAIL}", name=row["name"], is_active=False, language=stand.language)
    user.set_unusable_password()
    user.save()
    member = Member.objects.create(org=stand.org, user=user, name=row["name"], title=row["title"], sample=True)
    grant = Grant.objects.create(
        org=stand.org, member=member, role=Role.objects.get(key=role), scope=Scope.BRAND, scope_id=stand.brand.pk,
        scope_label=str(stand.brand), reason=stand.words["brand"]["reason"],
    )  # fmt: skip
    put_right_rows(grant)
    return member
