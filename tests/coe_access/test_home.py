"""The first page of an administrator: who asks for a right, and what ends soon."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from coe.access.models import AccessRequest, Grant
from coe.api.models import ApiToken
from coe.tenancy.context import inside
from tests.factories.cast import Org


def test_an_administrator_sees_requests_grants_and_tokens_that_end(north: Org, browse: Any) -> None:
    soon = timezone.now() + timedelta(days=5)
    with inside(north.id):
        AccessRequest.objects.create(
            org=north.organisation, member=north.cal.member, act="post.schedule", scope="brand",
            scope_id=north.brands["harbour"].pk, scope_label="Harbour", note="For a week",
        )  # fmt: skip
        Grant.objects.filter(member=north.pat.member).update(expires_at=soon)
        for name, ends, secret in (("Shop", soon, "a"), ("Next year", timezone.now() + timedelta(days=99), "b")):
            ApiToken.objects.create(
                org=north.organisation, member=north.bea.member, name=name, secret_hash=secret, last_four="1234",
                acts=["post.see"], whole=True, expires_at=ends,
            )  # fmt: skip
    page = browse(north.ida).get(north.url("")).content.decode()
    assert "asks to schedule posts on Harbour" in page
    assert "“For a week”" in page
    assert "Ends within 14 days" in page
    assert "Pat Partner" in page
    assert "1 API token ends within 14 days" in page
    assert "Shop" in page and "Next year" not in page
    # Of others' rights and tokens a creator hears nothing.
    page = browse(north.cal).get(north.url("")).content.decode()
    assert "asks to schedule" not in page and "API token" not in page and "Ends within" not in page
