"""Tokens: hashed, expiring, revocable, and never more than their member."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coe.access.rights import Denied
from coe.api import actions, tasks
from coe.api.models import ApiToken, IdempotencyKey, TokenKey
from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from tests.coe_api.conftest import Program, body_of
from tests.factories.cast import Org, Person

TYPE = "/api/v1/docs#problem-"


def make(person: Person, **more: Any) -> actions.Made:
    given = {"name": "Planner", "acts": ["post.see"], "expires_at": timezone.now() + timedelta(days=30), **more}
    return actions.create_token(person.actor, **given)


def test_only_a_hash_is_kept(north: Org) -> None:
    made = make(north.cal)
    assert re.fullmatch(r"coe_pat_[A-Za-z0-9_-]{43}", made.secret)
    with inside(north.id):
        row = ApiToken.objects.values().get(pk=made.token.pk)
        entry = Entry.objects.get(act="token.manage")
    assert made.secret not in repr(row) + repr(entry.after)
    assert (row["last_four"], row["last_used_at"]) == (made.secret[-4:], None)
    assert entry.after["acts"] == ["post.see"]


def test_a_token_never_may_more_than_its_maker(north: Org) -> None:
    for acts in (["post.approve"], ["token.manage"], ["system.deliver"], ["nonsense"], []):
        with pytest.raises(ValidationError) as error:
            make(north.cal, acts=acts)
        assert "acts" in error.value.error_dict
    for days in (-1, 400):
        with pytest.raises(ValidationError):
            make(north.cal, expires_at=timezone.now() + timedelta(days=days))
    with pytest.raises(ValidationError):
        make(north.cal, brands=[])
    with pytest.raises(Denied):
        make(north.nia)
    with inside(north.id):
        assert ApiToken.objects.count() == 0
    assert TokenKey.objects.count() == 0


def notices_for(org: Org, person: Person) -> dict[str, Notice]:
    """One unread notice about each brand, and one about none."""
    with inside(org.id):
        return {
            name: Notice.objects.create(
                org=org.organisation, member=person.member, kind="access.granted", subject_type="x", subject_id="1",
                url="/", brand=org.brands.get(name), params={"role": "Creator", "scope": name},
            )
            for name in ("harbour", "valley", "none")
        }  # fmt: skip


def test_notices_take_ones_own_account_and_the_brands_of_the_token(north: Org, program: Callable[..., Program]) -> None:
    """Titles of posts and names of people stand in them."""
    made = notices_for(north, north.lee)
    reader = program(north.lee, acts=["post.see"])
    for path in ("/notices", "/notices/choices", "/notices/timing"):
        refused = reader.get(path)
        assert (refused.status_code, refused.json()["act"]) == (403, "self.account"), path
    caller = program(north.lee, brands=[north.brands["harbour"]])
    listed = {one["id"] for one in caller.get("/notices").json()["items"]}
    assert listed == {str(made[name].pk) for name in ("harbour", "none")}
    assert caller.post(f"/notices/{made['valley'].pk}/read").status_code == 404
    assert caller.post("/notices/read").json() == {"changed": 2}
    with inside(north.id):
        assert [one.pk for one in Notice.objects.filter(read_at__isnull=True)] == [made["valley"].pk]
    assert len(program(north.lee).get("/notices").json()["items"]) == 3


def test_rights_are_worked_out_for_every_request(north: Org, program: Callable[..., Program]) -> None:
    from coe.access.actions import end_grant
    from coe.access.models import Grant

    cal = program(north.cal)
    assert cal.get("/posts").status_code == 200
    with inside(north.id):
        grant = Grant.objects.get(member=north.cal.member)
    end_grant(north.ida.actor, grant_id=grant.pk)
    refused = cal.get("/posts")
    assert (refused.status_code, refused.json()["type"]) == (403, f"{TYPE}forbidden")
    assert {one["name"] for one in refused.json()["ask"]} == {"Cleo Lead", "Ida Admin"}


def test_acts_of_the_token_limit_the_member(north: Org, news: Any, program: Callable[..., Program]) -> None:
    reader = program(north.bea, acts=["post.see"])
    assert reader.get("/posts").status_code == 200
    refused = reader.post("/posts", body_of(news))
    assert (refused.status_code, refused.json()["type"]) == (403, f"{TYPE}token-scope")
    assert refused.json()["act"] == "post.draft"
    own = reader.patch("/me", {"name": "Someone"})
    assert (own.status_code, own.json()["act"]) == (403, "self.account")
    assert program(north.bea).patch("/me", {"name": "Bea B."}).json()["name"] == "Bea B."


def test_brands_of_the_token_limit_the_member(north: Org, news: Any, program: Callable[..., Program]) -> None:
    from tests.coe_api.conftest import all_roles, newsroom_of

    valley = newsroom_of(north, "valley")
    boss = all_roles(north, "Max Might", "max")
    everywhere, narrow = program(boss), program(boss, brands=[north.brands["valley"]])
    mine = everywhere.post("/posts", body_of(news)).json()["id"]
    theirs = everywhere.post("/posts", body_of(valley)).json()["id"]
    assert {one["id"] for one in everywhere.get("/posts").json()["items"]} == {mine, theirs}
    assert [one["id"] for one in narrow.get("/posts").json()["items"]] == [theirs]
    assert narrow.get(f"/posts/{mine}").status_code == 404
    refused = narrow.post("/posts", body_of(news))
    assert (refused.status_code, refused.json()["type"]) == (403, f"{TYPE}token-scope")
    whole = narrow.get("/conversion-keys")
    assert (whole.status_code, whole.json()["act"]) == (403, "conversion.import")
    assert narrow.post("/freezes", {"reason": "Everything"}).status_code == 403
    assert narrow.post("/freezes", {"reason": "One", "brand_id": str(valley.brand_id)}).status_code == 201


def test_markets_reach_only_into_the_brands_of_the_token(north: Org, news: Any) -> None:
    from coe.access.rights import Rights
    from coe.api.narrowing import narrowed
    from publishing.connections.models import Channel

    market = north.markets["ch"]
    with inside(north.id):
        Channel.objects.filter(pk=news.pk).update(market=market)
        held = Rights({"post.approve": {"market": {market.pk: None}}, "role.write": {"organisation": {north.id: None}}})
        harbour = narrowed(held, acts=["post.approve", "role.write"], brands=[news.brand_id])
        valley = narrowed(held, acts=["post.approve"], brands=[north.brands["valley"].pk])
    assert harbour.held == {"post.approve": {"channel": {news.pk: None}}}
    assert valley.held == {}


def test_ended_tokens_say_why(north: Org, program: Callable[..., Program]) -> None:
    expired, cal = program(north.cal, days=-0.5), program(north.cal)
    answer = expired.get("/me")
    assert (answer.status_code, answer.json()["type"]) == (401, f"{TYPE}token-expired")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert cal.post("/tokens/self/revoke").json()["state"] == "revoked"
    answer = cal.get("/me")
    assert (answer.status_code, answer.json()["type"]) == (401, f"{TYPE}token-revoked")
    cal.secret = "coe_pat_" + "x" * 43
    assert cal.get("/me").json()["type"] == f"{TYPE}token-unknown"
    cal.secret = "nonsense"
    assert cal.get("/me").json()["type"] == f"{TYPE}token-unknown"


def test_who_left_has_no_tokens_any_more(north: Org, program: Callable[..., Program]) -> None:
    from coe.accounts.actions import remove_member

    cal = program(north.cal)
    remove_member(north.ida.actor, member_id=north.cal.member.pk, reason="left")
    assert cal.get("/me").status_code == 401


def test_last_use_is_noted_to_the_minute(north: Org, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    cal.get("/me")
    with inside(north.id):
        used = ApiToken.objects.get(pk=cal.token.pk).last_used_at
    assert used is not None
    assert (used.second, used.microsecond) == (0, 0)
    cal.get("/audit")  # a refusal is a use too
    cal.get("/me")
    with inside(north.id):
        assert ApiToken.objects.get(pk=cal.token.pk).last_used_at == used


def test_me_says_what_the_token_may(north: Org, program: Callable[..., Program]) -> None:
    said = program(north.cal, acts=["post.see", "post.approve"]).get("/me").json()
    assert (said["name"], said["organisation"]["slug"]) == ("Cal Creator", "northwind")
    assert [(one["act"], one["everywhere"]) for one in said["rights"]] == [("post.see", False)]
    assert said["rights"][0]["brands"] == [str(north.brands["harbour"].pk)]


# ── the page ────────────────────────────────────────────────────────────────────────────────────


def test_the_page_makes_shows_once_and_revokes(north: Org, browse: Any) -> None:
    page = browse(north.cal)
    assert "No tokens yet" in page.get(north.url("settings/tokens/")).content.decode()
    wrong = page.post(north.url("settings/tokens/new/"), {"name": "", "acts": ["post.approve"], "lasting": "90"})
    assert wrong.status_code == 422
    form = {"name": "Planner", "acts": ["post.see", "post.draft"], "scope": "brands",
            "brands": [str(north.brands["harbour"].pk)], "lasting": "30"}  # fmt: skip
    made = page.post(north.url("settings/tokens/new/"), form)
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    secret = re.search(r"coe_pat_[A-Za-z0-9_-]{43}", made.content.decode())
    assert secret
    shown = page.get(north.url("settings/tokens/")).content.decode()
    assert "Planner" in shown
    assert secret[0] not in shown
    with inside(north.id):
        token = ApiToken.objects.get()
    assert (token.whole, token.brands) == (False, [north.brands["harbour"].pk])
    # Somebody else's token is not there for who does not oversee tokens.
    assert browse(north.bea).post(north.url(f"settings/tokens/{token.pk}/revoke/")).status_code == 404
    admin = browse(north.ida)
    assert "Planner" in admin.get(north.url("settings/tokens/?whose=all")).content.decode()
    assert admin.post(north.url(f"settings/tokens/{token.pk}/revoke/")).status_code == 302
    with inside(north.id):
        assert ApiToken.objects.get().revoked_at
        assert Entry.objects.filter(act="token.oversee", detail="revoked").count() == 1


def test_a_token_for_brands_that_are_gone_does_not_become_one_for_everything(
    north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was opened while there were brands; the form that comes back has no field for them any more."""
    page, url = browse(north.cal), north.url("settings/tokens/new/")
    form = {"name": "Planner", "acts": ["post.see"], "scope": "brands", "lasting": "30",
            "brands": [str(north.brands["harbour"].pk)]}  # fmt: skip
    assert 'name="scope"' in page.get(url).content.decode()
    monkeypatch.setattr("coe.api.forms.offered_brands", lambda rights: Brand.objects.none())
    assert 'name="scope"' not in page.get(url).content.decode()
    refused = page.post(url, form)
    assert refused.status_code == 422
    assert "You may do nothing for these brands any more. Choose again." in refused.content.decode()
    with inside(north.id):
        assert ApiToken.objects.count() == 0
        assert Entry.objects.filter(act="token.manage").count() == 0
    assert page.post(url, form | {"scope": "whole"}).status_code == 200


def test_the_page_is_for_who_may(north: Org, browse: Any) -> None:
    assert browse(north.nia).get(north.url("settings/tokens/")).status_code == 403
    assert browse(north.nia).post(north.url("settings/tokens/new/"), {}).status_code == 403


def test_old_keys_are_forgotten(north: Org, program: Callable[..., Program], news: Any) -> None:
    cal = program(north.cal)
    cal.post("/posts", body_of(news))
    with inside(north.id):
        assert IdempotencyKey.objects.count() == 1
        IdempotencyKey.objects.update(made_at=timezone.now() - timedelta(hours=25))
    tasks.tidy.run(org_id=str(north.id))
    with inside(north.id):
        assert IdempotencyKey.objects.count() == 0
