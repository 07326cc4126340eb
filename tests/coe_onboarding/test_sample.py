"""Sample content: believable, marked, made in the background, and gone without a trace but the audit."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coe.access.actor import Actor
from coe.access.api import Act, Denied
from coe.audit.models import Entry
from coe.onboarding import actions
from coe.onboarding.models import Sample
from coe.onboarding.states import State
from coe.onboarding.tasks import make_sample
from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, OrgOwned
from governance.approvals.models import Decision, Request
from publishing.connections.models import Channel
from publishing.content import actions as content
from publishing.content.draft import Draft, Own
from publishing.content.models import Post, Version
from publishing.library.models import Asset
from publishing.newsroom.models import Entry as Shown
from tests.factories.cast import Cast, Org
from tests.publishing.content.conftest import channel as made_channel

KEPT = {"audit.Entry", "outbox.Event"}


def counted(org: Org) -> dict[str, int]:
    with inside(org.id):
        return {
            model._meta.label: model._default_manager.count()
            for model in apps.get_models()
            if issubclass(model, OrgOwned) and model._meta.label not in KEPT
        }


def add(org: Org, language: str = "en") -> None:
    actions.ask_sample(org.fia.actor, language=language)
    make_sample(org_id=str(org.id))
    drain(org_id=str(org.id))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_holds_twelve_posts_in_the_readers_language(org: Org, language: str) -> None:
    add(org, language)
    with inside(org.id):
        assert Sample.objects.get().state == State.READY
        assert Post.objects.count() == 12
        found = sorted(Version.objects.values_list("state", flat=True))
        mark = "示例" if language == "zh-hans" else "Sample"
        assert all(post.title.startswith(mark) for post in Post.objects.all())
        assert mark in Brand.objects.get().name
    assert found == sorted(["published"] * 5 + ["in_approval"] * 3 + ["sent_back", "scheduled"] + ["draft"] * 2)


def test_removing_it_leaves_what_was_there_before_and_the_audit(org: Org, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    before = counted(org)
    add(org)
    with inside(org.id):
        told = Entry.objects.count()
        pictures = Asset.objects.count()
    assert len(list(tmp_path.rglob("*.jpg"))) == pictures == 3
    actions.remove_sample(org.fia.actor)
    assert {label: count for label, count in counted(org).items() if count != before[label]} == {}
    with inside(org.id):
        assert Entry.objects.count() == told + 1
        assert Entry.objects.latest("seq").detail == "removed"


@pytest.mark.parametrize("named_by", ["library", "account", "newsroom", "nothing"])
def test_the_file_of_a_sample_picture_stays_while_something_real_names_it(
    org: Org, settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any, named_by: str
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    add(org)
    with inside(org.id):
        picture = Asset.objects.earliest("name")
        org.brands["real"] = Brand.objects.create(org=org.organisation, slug="real", name="Real")
    said = {"sha256": picture.sha256, "mime": picture.mime, "width": picture.width, "height": picture.height}
    if named_by == "library":
        with inside(org.id):
            Asset.objects.create(org=org.organisation, brand=org.brands["real"], size=9, name="a.jpg", alt="", **said)
    elif named_by != "nothing":
        where = made_channel(org, "real", "newsroom", "real")
        with inside(org.id):
            if named_by == "account":
                Channel.objects.filter(pk=where.pk).update(avatar=picture.sha256, avatar_mime=picture.mime)
            else:
                Shown.objects.create(
                    org=org.organisation, channel=where, key=uuid4(), slug="x", title="X", text="X", language="en",
                    published_at=timezone.now(), images=[said | {"alt": "Bread"}],
                )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_sample(org.fia.actor)
    left = [path.stem for path in tmp_path.rglob("*.jpg")]
    assert left == ([] if named_by == "nothing" else [picture.sha256])


def test_what_one_did_with_it_goes_too(org: Org, founder: Any) -> None:
    before = counted(org)
    add(org)
    with inside(org.id):
        waiting = Request.objects.filter(state="open").first()
    assert waiting is not None
    founder.get(org.url(f"approvals/{waiting.pk}/"))
    founder.post(
        org.url(f"approvals/{waiting.pk}/decide/"),
        {"kind": "approve", "digest": waiting.digest, "step": waiting.step},
    )
    founder.post(org.url(f"approvals/{waiting.pk}/comment/"), {"text": "Which bread?"})
    answer = founder.post(org.url("sample/remove/"))
    assert answer.status_code == 302
    with inside(org.id):
        assert not Sample.objects.exists()
    assert {label: count for label, count in counted(org).items() if count != before[label]} == {}


def test_nothing_of_another_brand_or_organisation_goes(cast: Cast) -> None:
    """Two organisations with samples and real things beside them; one sample is removed."""
    north, south = cast.north, cast.south
    actions.ask_sample(north.ida.actor, language="en")
    make_sample(org_id=str(north.id))
    actions.ask_sample(south.sam.actor, language="en")
    make_sample(org_id=str(south.id))
    channel = made_channel(north, "harbour", "newsroom", "harbour")
    draft = Draft(brand=north.brands["harbour"].pk, title="Real", text="Real", versions=((channel.pk, Own()),))
    real = content.create(north.cal.actor, draft=draft)
    elsewhere = counted(south)
    actions.remove_sample(north.ida.actor)
    with inside(north.id):
        assert list(Post.objects.values_list("pk", flat=True)) == [real.pk]
        assert Brand.objects.count() == 2
        assert Decision.objects.count() == 0
    assert counted(south) == elsewhere


def test_something_real_that_uses_it_stops_the_removal(org: Org) -> None:
    from publishing.content.models import PostImage
    from publishing.library.models import Asset

    add(org)
    with inside(org.id):
        brand = Brand.objects.create(org=org.organisation, slug="real", name="Real")
        post = Post.objects.create(org=org.organisation, brand=brand, author=org.fia.member, zone="UTC")
        PostImage.objects.create(org=org.organisation, post=post, asset=Asset.objects.first(), position=0)
    whole = counted(org)
    with pytest.raises(ValidationError):
        actions.remove_sample(org.fia.actor)
    assert counted(org) == whole


def test_a_real_brand_never_becomes_a_sample(org: Org) -> None:
    with inside(org.id):
        brand = Brand.objects.create(org=org.organisation, slug="real", name="Real")
    with pytest.raises(DatabaseError), inside(org.id), transaction.atomic():
        Brand.objects.filter(pk=brand.pk).update(sample=True)


def test_written_once_still_means_once(org: Org) -> None:
    """Lifting the law for the sample does not leave it lifted, and gives the application no way round it."""
    add(org)
    actions.remove_sample(org.fia.actor)
    add(org)
    with pytest.raises(DatabaseError), inside(org.id), transaction.atomic():
        Decision.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchone()[0] == 0


def test_only_who_manages_the_organisation_adds_and_removes(cast: Cast) -> None:
    north = cast.north
    with pytest.raises(Denied):
        actions.ask_sample(north.cal.actor, language="en")
    with inside(north.id):
        assert not Sample.objects.exists()


def test_a_sample_brand_gets_no_channel_on_a_network(org: Org, founder: Any) -> None:
    add(org)
    with inside(org.id):
        brand = Brand.objects.get()
    page = founder.get(org.url("channels/new/?network=bluesky")).content.decode()
    assert str(brand.pk) not in page
    assert founder.post(org.url("channels/newsroom/"), {"brand": str(brand.pk)}).status_code == 404


def test_every_page_says_that_it_is_a_sample(org: Org, founder: Any) -> None:
    add(org)
    for address in ("", "posts/", "calendar/", "listening/mentions/"):
        assert "Sample content" in founder.get(org.url(address)).content.decode(), address


def test_what_hangs_counts_as_failed_and_can_be_made_again(org: Org, founder: Any) -> None:
    actions.ask_sample(org.fia.actor, language="en")
    with pytest.raises(ValidationError):
        actions.ask_sample(org.fia.actor, language="en")
    assert "could not be made" not in founder.get(org.url("help/")).content.decode()
    with inside(org.id):
        # A worker that made a part and was never seen again.
        Brand.objects.create(org=org.organisation, slug="sample", name="Half", zone="UTC", sample=True)
        Sample.objects.update(asked_at=timezone.now() - timedelta(minutes=16), done=1)
    page = founder.get(org.url("help/")).content.decode()
    assert "could not be made" in page and "Make it again" in page
    assert "hx-trigger" not in founder.get(org.url("help/sample/")).content.decode()
    add(org)
    with inside(org.id):
        assert Sample.objects.get().state == State.READY
        assert Brand.objects.filter(name="Half").count() == 0
    with pytest.raises(ValidationError):
        actions.ask_sample(org.fia.actor, language="en")


def test_what_failed_is_made_again_and_what_hangs_can_be_removed(org: Org) -> None:
    actions.ask_sample(org.fia.actor, language="en")
    actions.sample_failed(Actor.task(org.id, "sample", Act.SYSTEM_MAINTAIN), problem="RuntimeError")
    add(org)
    with inside(org.id):
        assert Sample.objects.get().state == State.READY
    actions.remove_sample(org.fia.actor)
    actions.ask_sample(org.fia.actor, language="en")
    with inside(org.id):
        Sample.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    actions.remove_sample(org.fia.actor)
    with inside(org.id):
        assert Sample.objects.count() == 0
