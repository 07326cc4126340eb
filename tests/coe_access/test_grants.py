"""Rights: denied by default, never more than one holds, explained, and ended."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coe.access import actions
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.models import AccessRequest, BrandRight, Grant, Role
from coe.access.rights import Denied, rights_of
from coe.audit.models import Entry
from coe.tenancy.context import inside
from tests.factories.cast import Org, Person


def role(org: Org, key: str) -> Role:
    return Role.objects.get(key=key)


def give(by: Person, to: Person, org: Org, key: str, brand: str = "harbour", **more: object) -> Grant:
    with inside(org.id):
        return actions.grant(
            by.actor,
            member_id=to.member.pk,
            role_id=role(org, key).pk,
            on=f"brand:{org.brands[brand].pk}" if brand else f"organisation:{org.id}",
            reason="covers a holiday",
            **more,
        )


def test_nobody_may_anything_by_default(north: Org) -> None:
    with inside(north.id):
        rights = rights_of(north.nia.member)
        assert not any(rights.may(act, anywhere=True) for act in Act)


def test_a_grant_gives_the_roles_acts_on_that_brand_only(north: Org) -> None:
    give(north.cleo, north.nia, north, "publisher")
    with inside(north.id):
        rights = rights_of(north.nia.member)
        assert rights.may(Act.POST_SCHEDULE, brand=north.brands["harbour"])
        assert not rights.may(Act.POST_SCHEDULE, brand=north.brands["valley"])
        assert not rights.may(Act.POST_SCHEDULE)


def test_guardian_holds_one_row_per_act(north: Org) -> None:
    made = give(north.cleo, north.nia, north, "publisher")
    with inside(north.id):
        assert BrandRight.objects.filter(grant=made).count() == len(made.role.acts)


def test_nobody_grants_what_they_do_not_hold(north: Org) -> None:
    with pytest.raises(ValidationError) as error:
        give(north.bea, north.nia, north, "analyst")
    assert "role" in error.value.error_dict
    with inside(north.id):
        assert Grant.objects.filter(member=north.nia.member).count() == 0


def test_nobody_grants_outside_their_scope(north: Org) -> None:
    with pytest.raises(Denied):
        give(north.bea, north.nia, north, "creator", brand="valley")


def test_nobody_grants_to_themselves(north: Org) -> None:
    with pytest.raises(ValidationError) as error:
        give(north.cleo, north.cleo, north, "creator")
    assert "member" in error.value.error_dict


def test_nobody_grants_for_longer_than_they_hold(north: Org) -> None:
    soon = timezone.now() + timedelta(days=3)
    give(north.cleo, north.nia, north, "brand-lead", until=soon)
    with pytest.raises(ValidationError) as error:
        give(north.nia, north.vic, north, "publisher")
    assert "until" in error.value.error_dict
    give(north.nia, north.vic, north, "publisher", until=soon - timedelta(days=1))


def test_an_expired_grant_gives_nothing_before_any_sweeper_ran(north: Org) -> None:
    made = give(north.cleo, north.nia, north, "publisher", until=timezone.now() + timedelta(seconds=1))
    with inside(north.id):
        later = timezone.now() + timedelta(seconds=2)
        assert not rights_of(north.nia.member, at=later).may(Act.POST_SCHEDULE, anywhere=True)
        Grant.objects.filter(pk=made.pk).update(expires_at=timezone.now())
        assert actions.expire_grants(Actor.task(north.id, "test", Act.SYSTEM_EXPIRE)) == 1
        assert BrandRight.objects.filter(grant=made).count() == 0


def test_the_last_administrator_cannot_be_removed(north: Org) -> None:
    with inside(north.id):
        lead = Grant.objects.get(member=north.cleo.member)
        admin = Grant.objects.get(member=north.ida.member)
        actions.end_grant(north.ida.actor, grant_id=lead.pk)
        with pytest.raises(ValidationError, match="second administrator"):
            actions.end_grant(north.ida.actor, grant_id=admin.pk)
        admin.refresh_from_db()
        assert admin.ended_at is None


def test_every_change_leaves_one_audit_row(north: Org) -> None:
    made = give(north.cleo, north.nia, north, "publisher")
    with inside(north.id):
        actions.end_grant(north.cleo.actor, grant_id=made.pk)
        actions.end_grant(north.cleo.actor, grant_id=made.pk)
        rows = Entry.objects.filter(subject_id=str(made.pk)).order_by("seq").values_list("act", "detail")
        assert list(rows) == [("access.grant", ""), ("access.grant", "ended")]


def test_a_custom_role_cannot_escalate(north: Org) -> None:
    with pytest.raises(ValidationError) as error, inside(north.id):
        actions.write_role(north.cleo.actor, name="Own", about="", acts=[Act.POST_DRAFT.value, Act.ORG_MANAGE.value])
    assert "acts" in error.value.error_dict


def test_changing_a_role_changes_its_holders_at_once(north: Org) -> None:
    with inside(north.id):
        own = actions.write_role(north.cleo.actor, name="Own", about="", acts=[Act.POST_SEE.value])
        actions.grant(
            north.cleo.actor,
            member_id=north.nia.member.pk,
            role_id=own.pk,
            on=f"organisation:{north.id}",
            reason="trial",
        )
        assert not rights_of(north.nia.member).may(Act.REPORT_SEE)
        actions.write_role(
            north.cleo.actor, role_id=own.pk, name="Own", about="", acts=[Act.POST_SEE.value, Act.REPORT_SEE.value]
        )
        assert rights_of(north.nia.member).may(Act.REPORT_SEE)


# Through the pages.


def test_grant_by_page_and_explain_it(north: Org, browse) -> None:
    client = browse(north.cleo)
    with inside(north.id):
        wanted = role(north, "publisher").pk
    answer = client.post(
        north.url(f"members/{north.nia.member.pk}/grant/"),
        {"role": wanted, "on": f"brand:{north.brands['harbour'].pk}", "lasting": "30", "reason": "covers Bea"},
    )
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "covers Bea" in page
    assert "Publisher" in page


def test_a_grant_without_reason_keeps_what_was_typed(north: Org, browse) -> None:
    with inside(north.id):
        wanted = role(north, "publisher").pk
    answer = browse(north.cleo).post(
        north.url(f"members/{north.nia.member.pk}/grant/"),
        {"role": wanted, "on": f"brand:{north.brands['harbour'].pk}", "lasting": "90", "reason": ""},
    )
    assert answer.status_code == 422
    assert f'<option value="{wanted}" selected' in answer.content.decode()


def test_a_foreign_brand_is_no_choice(north: Org, south: Org, browse) -> None:
    with inside(north.id):
        wanted = role(north, "publisher").pk
    answer = browse(north.cleo).post(
        north.url(f"members/{north.nia.member.pk}/grant/"),
        {"role": wanted, "on": f"brand:{south.brands['bakery'].pk}", "lasting": "30", "reason": "x"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["members/", "grants/", "roles/", "audit/"])
def test_pages_open_for_the_auditor_and_not_for_nobody(north: Org, browse, path: str) -> None:
    assert browse(north.aud).get(north.url(path)).status_code == 200
    assert browse(north.nia).get(north.url(path)).status_code == 403


def test_a_denial_names_the_right_and_who_has_it(north: Org, browse) -> None:
    page = browse(north.nia).get(north.url("audit/")).content.decode()
    assert "audit.see" in page
    assert "Ida Admin" in page


def test_asking_for_a_right_reaches_those_who_can_grant_it(north: Org, browse) -> None:
    client = browse(north.nia)
    for _twice in range(2):
        assert client.post(north.url("access/ask/"), {"act": "audit.see"}).status_code == 302
    with inside(north.id):
        assert AccessRequest.objects.count() == 1
    assert "Nia Nobody" in browse(north.ida).get(north.url("access/requests/")).content.decode()


def test_another_organisation_is_not_there(north: Org, south: Org, browse) -> None:
    client = browse(south.sam)
    assert client.get(north.url("members/")).status_code == 404
    assert client.get(south.url(f"members/{north.bea.member.pk}/rights/")).status_code == 404


def test_a_day_that_does_not_exist_is_no_error(north: Org, browse) -> None:
    assert browse(north.bea).get(north.url("members/me/rights/?as_of=2026-02-30")).status_code == 200
    assert browse(north.aud).get(north.url("audit/?until=9999-12-31")).status_code == 200


def test_what_concerns_the_whole_organisation_opens_to_no_narrower_grant(north: Org, browse) -> None:
    give(north.cleo, north.nia, north, "legal")
    client = browse(north.nia)
    assert client.get(north.url("audit/export.jsonl")).status_code == 403
    assert client.get(north.url("governance/rules/new/words/")).status_code == 403
    assert client.get(north.url("posts/")).status_code == 200
