"""A view that cannot be kept: asked for once more, in its own place and nowhere else."""

from typing import Any

import pytest

from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.lists.models import SavedView
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "said"), [(" ", "Fill in “Name of the view”."), ("x" * 61, "At most 60 characters fit here")]
)
def test_a_view_that_cannot_be_kept_is_asked_for_once_more_in_its_place(
    north: Org, browse: Any, name: str, said: str
) -> None:
    cal = browse(north.cal)
    answer = cal.post(north.url("lists/posts/keep/"), {"name": name, "query": "q=one"})
    assert answer.headers["Location"] == north.url("posts/?q=one")
    # Another list says nothing of it.
    assert "view-name-error" not in cal.get(north.url("library/")).content.decode()
    page = cal.get(answer.headers["Location"]).content.decode()
    assert 'id="views" data-show-now' in page
    assert said in page.split('id="view-name-error"')[1].split("</p>")[0]
    assert f'name="name" maxlength="60" required autocomplete="off" value="{name}" aria-invalid="true"' in page
    assert "view-name-error" not in cal.get(answer.headers["Location"]).content.decode(), "said once"
    with inside(north.id):
        assert SavedView.objects.count() == 0


def test_a_refused_view_is_asked_for_on_its_own_list_of_its_own_organisation_only(
    north: Org, south: Org, browse: Any
) -> None:
    with inside(south.id):
        theirs = Member.objects.create(org=south.organisation, user=north.cal.user, name="Cal")
        role = Role.objects.get(org=south.organisation, key="creator")
        put_right_rows(
            Grant.objects.create(
                org=south.organisation, member=theirs, role=role, scope=Scope.BRAND, scope_id=south.brands["bakery"].pk,
                scope_label="Bakery", reason="lent",
            )
        )  # fmt: skip
    cal, error = browse(north.cal), "view-name-error"
    cal.post(north.url("lists/posts/keep/"), {"name": " ", "query": "q=one"})
    for elsewhere in (south.url("posts/"), north.url("library/"), south.url("library/"), north.url("campaigns/")):
        page = cal.get(elsewhere)
        assert (page.status_code, error in page.content.decode()) == (200, False), elsewhere
    assert error in cal.get(north.url("posts/")).content.decode(), "it waits for its list"
    assert error not in cal.get(north.url("posts/")).content.decode()
