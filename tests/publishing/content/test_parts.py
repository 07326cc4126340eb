"""Who writes for one channel only follows their own posts through approval, and nobody else's."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coe.access.actions import grant
from coe.access.acts import Act
from coe.access.matrix import through_what
from coe.access.models import Grant, Role, Scope
from coe.access.rights import Place, rights_of
from coe.access.selectors import holders
from coe.notices.models import Notice
from coe.tenancy.context import inside
from governance.approvals.models import Comment, Request
from governance.letters import comment as letter
from publishing.content.models import Post
from tests.coe_access.test_narrowing import hold
from tests.factories.cast import add_person
from tests.publishing.content.conftest import Stage, approve


@pytest.fixture
def chan(stage: Stage) -> Any:
    """A creator of one channel."""
    person = add_person(stage.north, "Chan Channel", "chan", "", "")
    hold(stage.north, person, "creator", Scope.CHANNEL, stage.bluesky)
    return person


@pytest.fixture
def theirs(stage: Stage, chan: Any, typed: Any, send: Any, browse: Any) -> Request:
    """A request of a post that Chan wrote and sent."""
    answer = browse(chan).post(stage.north.url("posts/new/"), typed(title="Of Chan"))
    assert answer.status_code == 302
    with inside(stage.north.id):
        made = Post.objects.get()
    assert send(made, typed(title="Of Chan"), who="chan").status_code == 302
    with inside(stage.north.id):
        return Request.objects.get()


def test_the_author_sees_what_was_sent_back(stage: Stage, chan: Any, theirs: Request, browse: Any) -> None:
    with inside(stage.north.id):
        approve(stage, Post.objects.get(), kind="changes", reason="fact", comment="Which lake?")
        notice = Notice.objects.get(kind="approval.sent_back", member=chan.member)
    client = browse(chan)
    assert "The lake is open." in client.get(stage.north.url("approvals/?view=back")).content.decode()
    assert client.get(notice.url).status_code == 200
    said = client.post(stage.north.url(f"approvals/{theirs.pk}/comment/"), {"text": "Lake Lucerne."})
    assert said.status_code == 302
    with inside(stage.north.id):
        assert Comment.objects.get().text == "Lake Lucerne."


def test_nobody_elses_request_and_none_after_the_right_has_ended(
    stage: Stage, chan: Any, theirs: Request, post: Any, send: Any, typed: Any, browse: Any
) -> None:
    other = post(text="Of Cal")
    send(other, typed(text="Of Cal"))
    with inside(stage.north.id):
        foreign = Request.objects.get(subject_id=other.pk)
    page = stage.north.url("approvals/{}/")
    assert browse(chan).get(page.format(foreign.pk)).status_code == 404
    assert browse(chan).get(page.format(theirs.pk)).status_code == 200
    assert browse(chan).post(page.format(foreign.pk) + "comment/", {"text": "Hm"}).status_code == 404
    with inside(stage.north.id):
        held = Grant.objects.get(member=chan.member)
        held.ended_at = timezone.now()
        held.save()
    hold(stage.north, chan, "creator", Scope.CHANNEL, stage.valley)
    assert browse(chan).get(page.format(theirs.pk)).status_code == 404
    with inside(stage.north.id):
        assert Comment.objects.count() == 0


def test_a_comment_is_mailed_with_its_words_to_those_who_still_see_the_post(
    stage: Stage, chan: Any, theirs: Request, browse: Any
) -> None:
    url = stage.north.url(f"posts/{theirs.subject_id}/comment")
    assert browse(stage.north.bea).post(url, {"text": "Say which lake."}).status_code == 302
    with inside(stage.north.id):
        told = Notice.objects.get(kind="approval.comment", member=chan.member)
        assert told.brand_id == stage.north.brands["harbour"].pk
        said = letter(told.subject_id, told.params)
        assert said is not None
        assert said.quote == "Say which lake."
        held = Grant.objects.get(member=chan.member)
        held.ended_at = timezone.now()
        held.save()
    browse(stage.north.bea).post(url, {"text": "And when?"})
    browse(stage.north.bea).post(stage.north.url(f"approvals/{theirs.pk}/comment/"), {"text": "Still there?"})
    with inside(stage.north.id):
        assert Comment.objects.count() == 3
        assert Notice.objects.filter(kind="approval.comment", member=chan.member).count() == 1


def test_approving_is_not_handed_out_for_a_part_of_a_brand(stage: Stage, chan: Any) -> None:
    """Its grant would show and give nothing: a post is approved for all its channels."""
    north = stage.north
    with inside(north.id):
        lead = Role.objects.get(key="brand-lead")
        market = north.markets["ch"]
        before = Grant.objects.count()
        for on in (f"channel:{stage.bluesky.pk}", f"market:{market.pk}"):
            with pytest.raises(ValidationError, match="holds for a whole brand"):
                grant(north.ida.actor, member_id=chan.member.pk, role_id=lead.pk, on=on, reason="Try")
        assert Grant.objects.count() == before
    # A grant from before gives the rest of its role, and does not pretend.
    hold(north, chan, "brand-lead", Scope.CHANNEL, stage.bluesky)
    with inside(north.id):
        here = Place(north.brands["harbour"].pk, None, stage.bluesky.pk)
        rights = rights_of(chan.member)
        assert rights.allows(Act.POST_SCHEDULE, here)
        assert not rights.allows(Act.POST_APPROVE, here)
        assert not rights.may(Act.POST_APPROVE, anywhere=True)
        assert chan.member.pk not in {one.pk for one in holders(Act.POST_APPROVE, here)}
        assert "Chan Channel" not in {member.name for member, _grant in through_what(Act.POST_APPROVE, here)}
        assert "Chan Channel" in {member.name for member, _grant in through_what(Act.POST_SCHEDULE, here)}
