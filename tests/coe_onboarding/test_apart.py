"""The ways into a sample are shut in the database: what is removed with it was a part of it from the beginning.

Everything here speaks SQL as the application's own role does, past every action. With the triggers `onboarding_apart`
switched off, the statements are taken, and what they touched goes with the sample.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.chats import actions as chats
from coe.chats.models import Chat
from coe.chats.states import Standing
from coe.onboarding import actions
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Member
from publishing.content import actions as content
from publishing.content.draft import Draft, Own
from publishing.content.models import Post, Revision, Version
from tests.coe_onboarding.test_sample import add, counted
from tests.factories.cast import Org
from tests.publishing.content.conftest import channel as made_channel

Row = dict[str, Any]


@pytest.fixture
def real(org: Org) -> Row:
    """A brand of one's own with a post, beside a sample. Ids, as SQL takes them."""
    add(org)
    with inside(org.id):
        brand = Brand.objects.create(org=org.organisation, slug="real", name="Real")
        org.brands["real"] = brand
        grant = Grant.objects.create(
            org=org.organisation, member=org.fia.member, role=Role.objects.get(key="creator"), scope=Scope.ORGANISATION,
            scope_id=org.id, scope_label="all", reason="test",
        )  # fmt: skip
        put_right_rows(grant)
    channel = made_channel(org, "real", "newsroom", "real")
    draft = Draft(brand=brand.pk, title="Real", text="Real", versions=((channel.pk, Own()),))
    post = content.create(org.fia.actor, draft=draft)
    with inside(org.id):
        sample = Brand.objects.get(sample=True)
        return {
            "org": str(org.id), "real": str(brand.pk), "sample": str(sample.pk), "post": str(post.pk),
            "version": str(Version.objects.get(post=post).pk), "channel": str(channel.pk),
            "user": org.fia.user.pk, "member": str(org.fia.member.pk),
            "sample_member": str(Member.objects.filter(sample=True).first().pk),
            "sample_post": str(Post.objects.filter(brand=sample).order_by("pk").first().pk),
            "sample_channel": str(Version.objects.filter(post__brand=sample).first().channel_id),
        }  # fmt: skip


def say(org: Org, sql: str, row: Row) -> int:
    """One statement as the application's role, with every check that waits for the end; how many rows it touched."""
    with inside(org.id), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper)")
        assert cursor.fetchone()[1] is False
        cursor.execute(sql, row)
        touched = int(cursor.rowcount)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return touched


WAYS_IN = {
    "a post": "UPDATE publishing_post SET brand_id = %(sample)s WHERE id = %(post)s",
    "every post": "UPDATE publishing_post SET brand_id = %(sample)s WHERE brand_id = %(real)s",
    "a channel": "UPDATE publishing_channel SET brand_id = %(sample)s WHERE id = %(channel)s",
    "a version": "UPDATE publishing_version SET post_id = %(sample_post)s WHERE id = %(version)s",
    "a version's channel": "UPDATE publishing_version SET channel_id = %(sample_channel)s WHERE id = %(version)s",
    "an author": "UPDATE publishing_post SET author_id = %(sample_member)s WHERE id = %(post)s",
    "a grant": "UPDATE access_grant SET member_id = %(sample_member)s WHERE member_id = %(member)s",
    "the scope of a grant": "UPDATE access_grant SET scope_id = %(sample)s WHERE member_id = %(member)s",
    "the mark of a brand": "UPDATE tenancy_brand SET sample = true WHERE id = %(real)s",
    "the mark of a member": "UPDATE tenancy_member SET sample = true WHERE id = %(member)s",
    "a login": "UPDATE accounts_user SET email = 'x@sample.invalid', is_active = false WHERE id = %(user)s",
    "an id": "UPDATE tenancy_brand SET id = gen_random_uuid() WHERE id = %(sample)s",
}
WAYS_OUT = {
    "a post": "UPDATE publishing_post SET brand_id = %(real)s WHERE id = %(sample_post)s",
    "a channel": "UPDATE publishing_channel SET brand_id = %(real)s WHERE id = %(sample_channel)s",
    "the mark": "UPDATE tenancy_brand SET sample = false WHERE id = %(sample)s",
}


def test_no_statement_moves_anything_into_a_sample_or_its_brand_out(org: Org, real: Row) -> None:
    before = counted(org)
    for name, sql in [*WAYS_IN.items(), *WAYS_OUT.items()]:
        with pytest.raises(IntegrityError), transaction.atomic():
            say(org, sql, real)
            pytest.fail(f"{name} was taken")
    assert counted(org) == before
    actions.remove_sample(org.fia.actor)
    with inside(org.id):
        assert list(Post.objects.values_list("title", flat=True)) == ["Real"]
        assert Revision.objects.filter(post=real["post"]).count() == 1
        assert Version.objects.count() == 1
        assert Member.objects.count() == 1
        assert Brand.objects.count() == 1
    assert counted(org)["access.Grant"] == before["access.Grant"] - 2


def test_what_goes_on_around_a_sample_is_not_hindered(org: Org, real: Row) -> None:
    for sql in (
        "UPDATE publishing_post SET title = 'Else', author_id = %(member)s WHERE id = %(sample_post)s",
        "UPDATE publishing_post SET campaign_id = NULL WHERE brand_id = %(sample)s",
        "UPDATE publishing_post SET author_id = author_id, brand_id = brand_id WHERE true",
        "UPDATE access_grant SET ended_by_id = %(member)s WHERE member_id = %(sample_member)s",
    ):
        assert say(org, sql, real) > 0


def test_a_brand_that_comes_back_under_its_id_as_a_sample(org: Org, real: Row) -> None:
    """Foreign keys are looked at when a transaction ends, so a brand could go and come again within one."""
    with pytest.raises(IntegrityError), inside(org.id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tenancy_brand WHERE id = %(real)s", real)
        cursor.execute(
            "INSERT INTO tenancy_brand (id, org_id, slug, name, name_zh, mark, accent, zone, website, sample) "
            "VALUES (%(real)s, %(org)s, 'back', 'Back', '', '', '', 'UTC', '', true)", real,
        )  # fmt: skip
    with inside(org.id):
        assert Brand.objects.get(pk=real["real"]).sample is False


def test_pointing_at_a_brand_that_is_made_a_sample_afterwards(org: Org, real: Row) -> None:
    coming = {**real, "coming": str(uuid4())}
    with pytest.raises(IntegrityError), inside(org.id), connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_post SET brand_id = %(coming)s WHERE id = %(post)s", coming)
        cursor.execute(
            "INSERT INTO tenancy_brand (id, org_id, slug, name, name_zh, mark, accent, zone, website, sample) "
            "VALUES (%(coming)s, %(org)s, 'coming', 'Coming', '', '', '', 'UTC', '', true)", coming,
        )  # fmt: skip


def test_a_sample_row_with_the_id_of_something_real(org: Org, real: Row) -> None:
    """Some columns hold ids without saying of what; an id that stands for two things stops the removal."""
    with inside(org.id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_post SELECT (jsonb_populate_record(p, jsonb_build_object('id', %(version)s))).* "
            "FROM publishing_post p WHERE p.id = %(sample_post)s", real,
        )  # fmt: skip
        twin = cursor.rowcount
    assert twin == 1
    whole = counted(org)
    with pytest.raises(Exception, match="Something of your own"):
        actions.remove_sample(org.fia.actor)
    assert counted(org) == whole


def test_every_table_with_a_way_in_is_guarded(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tab::text FROM onboarding_links() EXCEPT "
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'onboarding_apart' AND tgenabled = 'O'"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(DISTINCT tab) > 60 FROM onboarding_links()")
        assert cursor.fetchone()[0]


@pytest.mark.django_db(databases=["default", "owner"])
def test_what_stands_already_is_not_made_again() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT onboarding_guard()")
        assert cursor.fetchone() == (0,)


def test_the_application_cannot_take_the_guard_down(org: Org) -> None:
    for sql in (
        "ALTER TABLE publishing_post DISABLE TRIGGER USER",
        "DROP TRIGGER onboarding_apart ON publishing_post",
        "CREATE OR REPLACE FUNCTION onboarding_apart_publishing_post() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SELECT onboarding_guard()",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            say(org, sql, {})


def test_what_a_person_tries_is_refused_in_words(org: Org, founder: Any, real: Row) -> None:
    wanted = {"name": "Team", "kinds": ["approval.asked"], "brand": None, "language": "en", "titles_only": False}
    from coe.chats.selectors import group_codes

    with inside(org.id):
        wanted["kinds"] = [group_codes()[0]]
    chat = chats.connect(
        org.fia.actor, provider="slack", url="https://hooks.slack.com/services/x", secret="", wanted=wanted
    )
    answer = founder.post(
        org.url(f"settings/chats/{chat.pk}/edit/"), {**wanted, "brand": real["sample"], "url": "", "secret": ""}
    )
    assert answer.status_code == 422
    assert "Sample content stays apart" in answer.content.decode()
    with inside(org.id):
        kept = Chat.objects.get(pk=chat.pk)
    assert (kept.brand_id, kept.state) == (None, Standing.ENABLED)
