"""A rule is tried on the posts of the last year before it is switched on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.audit.models import Entry
from coe.celery import app
from coe.notices.models import Notice
from coe.outbox.models import Due
from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from governance.dryruns import actions, tasks
from governance.dryruns.models import DryRun
from governance.policies.models import Rule
from publishing.content.models import Post, Version
from tests.coe_api.conftest import Program, give_token
from tests.factories.cast import Org, add_person
from tests.publishing.content.conftest import Stage

RULE = {
    "name": "Claims", "name_zh": "宣传用语", "severity": "block", "brand": "", "message": "A promise nobody can keep",
    "terms": "guaranteed | expected\n最好", "allowed": "最好的朋友",
}  # fmt: skip
OUT = ("in_approval", "scheduled", "published")


@pytest.fixture
def said(stage: Stage) -> Callable[..., Post]:
    """`said("Guaranteed snow", days=30)` is a post that went out; `own` is what its second channel said instead."""

    def make(
        text: str, *, days: float = 30, channels: Any = None, own: str | None = None, states: Any = OUT, **more: Any
    ) -> Post:
        channels = channels or [stage.bluesky]
        with inside(stage.north.id):
            given = {"slot": timezone.now() - timedelta(days=days), "zone": "Europe/Zurich"} | more
            post = Post.objects.create(
                org=stage.north.organisation, brand=channels[0].brand, text=text, author=stage.north.cal.member, **given
            )
            for number, channel in enumerate(channels):
                version = Version.objects.create(
                    org=stage.north.organisation, post=post, channel=channel, own_text=own if number else None
                )
                for state in states:
                    Version.objects.filter(pk=version.pk).update(state=state)
            return post

    return make


def rule(browse: Any, north: Org, **fields: str) -> Rule:
    answer = browse(north.lee).post(north.url("governance/rules/new/blocked_terms/"), RULE | fields)
    assert answer.status_code == 302, answer.content.decode()
    with inside(north.id):
        return Rule.objects.latest("created_at")


def begin(browse: Any, north: Org, of: Rule, who: str = "lee") -> Any:
    return browse(north.people[who]).post(north.url(f"governance/rules/{of.pk}/past/"))


def run_of(north: Org) -> DryRun:
    with inside(north.id):
        return DryRun.objects.latest("created_at")


def tried(browse: Any, north: Org, of: Rule) -> tuple[DryRun, str]:
    answer = begin(browse, north, of)
    assert answer.status_code == 302
    return run_of(north), browse(north.lee).get(answer["Location"]).content.decode()


def test_it_says_what_would_have_happened_and_changes_nothing(
    stage: Stage, browse: Any, said: Callable[..., Post]
) -> None:
    north = stage.north
    first = said("Guaranteed snow", days=10)
    said("Snow, we hope", days=11)
    said("Open all year", days=12, channels=[stage.bluesky, stage.mastodon], own="guaranteed open")
    said("Guaranteed lunch", days=70, channels=[stage.valley])
    said("Guaranteed, but long ago", days=366)
    said("Guaranteed, never sent", states=())
    said("Guaranteed, withdrawn", states=("withdrawn",))
    said("Guaranteed, still to come", days=-3)
    found = rule(browse, north)
    run, page = tried(browse, north, found)
    assert (run.state, run.posts, run.looked, run.hit, run.number) == ("done", 4, 4, 3, 1)
    brands = {str(north.brands["harbour"].pk): [3, 2], str(north.brands["valley"].pk): [1, 1]}
    assert run.by_brand == brands
    assert sum(looked for looked, _hit in run.by_month.values()) == 4
    assert len(run.by_month) >= 2
    assert "3 of 4 posts" in page
    assert "Would have been stopped" in page
    assert page.count("<mark") == 3
    assert north.url(f"posts/{first.pk}/") in page
    with inside(north.id):
        assert set(Version.objects.filter(post=first).values_list("state", flat=True)) == {"published"}
        entry = Entry.objects.filter(act="rule.write").latest("seq")
        assert (entry.detail, entry.after) == ("tried-on-posts", {"version": 1, "posts": 4})
        assert Rule.objects.get().state == "draft"


def test_it_matches_chinese_as_the_check_does(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    said("全城最 好的滑雪场", language="zh-Hans", days=4)
    said("您最好的朋友", language="zh-Hans", days=5)
    said("最近天气好", language="zh-Hans", days=6)
    run, page = tried(browse, stage.north, rule(browse, stage.north))
    assert (run.looked, run.hit) == (3, 1)
    assert "最 好" in page.split("<mark", 1)[1].split("</mark>", 1)[0]


def test_a_disclosure_that_was_missing_is_found(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    north = stage.north
    said("Our new lodge", paid=True)
    said("Our new lodge #ad", paid=True)
    given = {
        "name": "Paid", "severity": "reason", "brand": "", "message": "Say that it is advertising", "when_paid": "on",
        "phrases_en": "#ad",
    }  # fmt: skip
    browse(north.lee).post(north.url("governance/rules/new/required_disclosure/"), given)
    with inside(north.id):
        found = Rule.objects.get()
    run, page = tried(browse, north, found)
    assert (run.looked, run.hit, run.severity) == (2, 1, "reason")
    assert "Would have needed the approver’s reason" in page
    assert "Add “#ad”." in page


def test_a_rule_of_one_brand_looks_at_that_brand_alone(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    said("Guaranteed snow")
    said("Guaranteed lunch", channels=[stage.valley])
    run, page = tried(browse, stage.north, rule(browse, stage.north, brand=str(stage.north.brands["valley"].pk)))
    assert (run.looked, run.hit) == (1, 1)
    assert "Guaranteed</mark> snow" not in page


def test_nothing_is_found_and_nothing_is_there(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    found = rule(browse, stage.north)
    assert "No post that you may see was to go out" in tried(browse, stage.north, found)[1]
    said("Snow, we hope")
    assert "No post of the last year would be touched." in tried(browse, stage.north, found)[1]


def test_it_grows_old_when_the_rule_changes(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    north = stage.north
    said("Guaranteed snow")
    found = rule(browse, north)
    run, page = tried(browse, north, found)
    assert "The rule has changed since" not in page
    question = browse(north.lee).get(north.url(f"governance/rules/{found.pk}/on/")).content.decode()
    assert "Would have been stopped: 1 of 1" in question
    assert "Switch on without trying it" not in question
    change = RULE | {"version": "1", "terms": "snow", "severity": "warn"}
    browse(north.lee).post(north.url(f"governance/rules/{found.pk}/edit/"), change)
    old = browse(north.lee).get(north.url(f"governance/rules/{found.pk}/past/{run.pk}/")).content.decode()
    assert "this is about version 1, and it is at version 2" in old
    assert "Would have been stopped" in old
    assert "Guaranteed" in old.split("<mark", 1)[1].split("</mark>", 1)[0]
    assert "Switch on without trying it" in browse(north.lee).get(
        north.url(f"governance/rules/{found.pk}/on/")
    ).content.decode()  # fmt: skip
    again, page = tried(browse, north, found)
    assert (again.number, again.severity) == (2, "warn")
    assert "Would have carried a warning" in page


def test_only_what_the_person_may_see(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    """Whoever writes rules but sees the posts of one brand tries them on that brand."""
    north = stage.north
    said("Guaranteed snow")
    said("Guaranteed lunch", channels=[stage.valley])
    found = rule(browse, north)
    vic = north.vic
    with inside(north.id):
        role = Role.objects.create(org=north.organisation, name="Rules alone", acts=["rule.see", "rule.write"])
        grant = Grant.objects.create(
            org=north.organisation, member=vic.member, role=role, scope=Scope.ORGANISATION, scope_id=north.id,
            scope_label="all", reason="test",
        )  # fmt: skip
        put_right_rows(grant)
    assert begin(browse, north, found, "vic").status_code == 302
    run = run_of(north)
    assert (run.posts, run.looked, run.hit) == (1, 1, 1)
    page = browse(vic).get(north.url(f"governance/rules/{found.pk}/past/{run.pk}/")).content.decode()
    assert "lunch" in page
    assert "snow" not in page.split('id="dry-run"')[1].split("</main>")[0]
    # A rule is the organisation's, so a token of one brand tries none.
    program = Program(*give_token(north.lee, brands=[north.brands["valley"]]))
    assert program.post(f"/rules/{found.pk}/dry-runs").status_code == 403


def test_a_brand_that_is_seen_no_more_has_no_name(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    """A result outlives rights: it names the brands its reader sees now, and sums the others."""
    north = stage.north
    said("Guaranteed snow")
    said("Snow, we hope", days=40)
    said("Guaranteed lunch", channels=[stage.valley])
    found = rule(browse, north)
    run, page = tried(browse, north, found)
    with inside(north.id):
        Brand.objects.filter(pk=north.brands["harbour"].pk).update(name="Harbour Inns")
        Brand.objects.filter(pk=north.brands["valley"].pk).update(name="Valley Inns")
        role = Role.objects.create(org=north.organisation, name="Rules alone", acts=["rule.see", "rule.write"])
        Grant.objects.filter(member=north.lee.member).update(ended_at=timezone.now(), ended_by=north.cleo.member)
        places = [(role, Scope.ORGANISATION, north.id)]
        lead = Role.objects.get(key="brand-lead")
        places.append((lead, Scope.BRAND, north.brands["valley"].pk))
        for which, scope, place in places:
            grant = Grant.objects.create(
                org=north.organisation, member=north.lee.member, role=which, scope=scope, scope_id=place,
                scope_label="there", reason="test",
            )  # fmt: skip
            put_right_rows(grant)
    page = browse(north.lee).get(north.url(f"governance/rules/{found.pk}/past/{run.pk}/")).content.decode()
    result = page.split('id="dry-run"')[1].split("</main>")[0]
    assert "Valley Inns" in result
    assert "Harbour Inns" not in result
    assert "Brands you do not see any more" in result
    assert "2 of 3 posts" in result  # The whole stays what it was, so the rest of it is no secret.
    shares = Program(*give_token(north.lee)).get(f"/rules/{found.pk}/dry-runs/{run.pk}").json()["by_brand"]
    valley = {"id": str(north.brands["valley"].pk), "name": "Valley Inns"}
    assert shares == [{"brand": valley, "posts": 1, "hit": 1}, {"brand": None, "posts": 2, "hit": 1}]


def test_others_have_no_part_in_it(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    north, south = stage.north, stage.cast.south
    said("Guaranteed snow")
    found = rule(browse, north)
    run, _page = tried(browse, north, found)
    url = north.url(f"governance/rules/{found.pk}/past/{run.pk}/")
    assert begin(browse, north, found, "cal").status_code == 403
    assert browse(north.cal).get(url).status_code == 403
    assert browse(north.cleo).get(url).status_code == 404  # One's own alone.
    assert browse(south.sam).get(url).status_code == 404
    assert browse(south.sam).post(north.url(f"governance/rules/{found.pk}/past/")).status_code == 404
    add_person(south, "Lou Legal", "lou", "legal", "org")
    theirs = f"governance/rules/{found.pk}/past/{run.pk}/"
    assert browse(south.lou).get(south.url(theirs)).status_code == 404
    with inside(north.id):
        assert DryRun.objects.count() == 1


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """More posts than are looked at while one waits; what would be handed to workers."""
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(actions, "PORTION", 2)
    monkeypatch.setattr(tasks.go_on, "delay", lambda **kwargs: asked.append(kwargs))
    monkeypatch.setattr(app, "send_task", lambda name, **how: asked.append(how["kwargs"]))
    return asked


def test_many_posts_are_looked_at_in_the_background(
    stage: Stage, browse: Any, said: Callable[..., Post], many: list[dict[str, str]],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    north = stage.north
    at = timezone.now() - timedelta(days=9)
    for number in range(5):
        said(f"Guaranteed {number}", slot=at if number < 3 else at - timedelta(days=number))
    found = rule(browse, north)
    with django_capture_on_commit_callbacks(execute=True):
        run, page = tried(browse, north, found)
    assert (run.state, run.looked, run.posts) == ("waiting", 0, 5)
    assert [one for one in many if "run_id" in one] == [{"org_id": str(north.id), "run_id": str(run.pk)}]
    assert "0 of 5" in page
    call = {"org_id": str(north.id), "run_id": str(run.pk)}
    begin(browse, north, found)  # The same again is the one that is under way.
    with inside(north.id):
        assert DryRun.objects.count() == 1
    tasks.PORTIONS, before = 1, tasks.PORTIONS
    try:
        tasks.go_on(**call)
        part = browse(north.lee).get(
            north.url(f"governance/rules/{found.pk}/past/{run.pk}/"), headers={"HX-Request": "true"}
        )
        assert "2 of 5" in part.content.decode()
        assert run_of(north).hit == 2
        assert not [name for name in ("brands", "months", "page") if name in part.context], "asked for every 2 s"
        assert "<html" not in part.content.decode()
        tasks.recover()
    finally:
        tasks.PORTIONS = before
    tasks.go_on(**call)
    run = run_of(north)
    assert (run.state, run.looked, run.hit, len(set(run.hits))) == ("done", 5, 5, 5)
    with inside(north.id):
        notice = Notice.objects.get(kind="rule.tried")
        assert notice.member_id == north.lee.member.pk
        assert not Due.objects.filter(kind=actions.DUE).exists()
    tasks.go_on(**call)  # Once more changes nothing.
    assert run_of(north).looked == 5


def test_what_breaks_three_times_is_given_up_and_said(
    stage: Stage, browse: Any, said: Callable[..., Post], many: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    north = stage.north
    for _each in range(3):
        said("Guaranteed snow")
    found = rule(browse, north)
    run, _page = tried(browse, north, found)
    call = {"org_id": str(north.id), "run_id": str(run.pk)}

    def breaks(*_args: Any) -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(actions, "_touched", breaks)
    for _each in range(3):
        with pytest.raises(RuntimeError):
            tasks.go_on(**call)
    tasks.go_on(**call)
    assert run_of(north).state == "failed"
    with inside(north.id):
        assert Notice.objects.filter(kind="rule.not_tried").count() == 1
    page = browse(north.lee).get(north.url(f"governance/rules/{found.pk}/past/{run.pk}/")).content.decode()
    assert "Could not be finished" in page


def test_a_program_tries_a_rule(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    north = stage.north
    for number in range(3):
        said(f"Guaranteed {number}", days=number + 1)
    found = rule(browse, north)
    program = Program(*give_token(north.lee))
    made = program.post(f"/rules/{found.pk}/dry-runs")
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"]["code"], body["looked"], body["hit"], body["version"], body["stale"]) == (
        "done", 3, 3, 1, False,
    )  # fmt: skip
    assert body["by_brand"][0]["hit"] == 3
    path = f"/rules/{found.pk}/dry-runs/{body['id']}"
    assert program.get(path).json() == body
    first = program.get(f"{path}/posts", limit=2).json()
    assert [row["title"] for row in first["items"]] == ["Guaranteed 0", "Guaranteed 1"]
    assert first["items"][0]["places"][0]["marks"] == [{"start": 0, "end": 10}]
    rest = program.get(f"{path}/posts", limit=2, cursor=first["next_cursor"]).json()
    assert [row["title"] for row in rest["items"]] == ["Guaranteed 2"]
    assert len(program.get(f"/rules/{found.pk}/dry-runs").json()["items"]) == 1
    assert Program(*give_token(north.cal)).post(f"/rules/{found.pk}/dry-runs").status_code == 403
    lou = Program(*give_token(add_person(stage.cast.south, "Lou Legal", "lou", "legal", "org")))
    assert lou.get(path).status_code == 404
    blind = Program(*give_token(north.lee, acts=["rule.write", "rule.see"]))
    assert blind.post(f"/rules/{found.pk}/dry-runs").status_code == 403


def test_the_posts_come_page_by_page(stage: Stage, browse: Any, said: Callable[..., Post]) -> None:
    when: datetime = timezone.now() - timedelta(days=2)
    for number in range(21):
        said(f"Guaranteed {number:02}", slot=when - timedelta(hours=number))
    run, page = tried(browse, stage.north, rule(browse, stage.north))
    assert "1 to 20 of 21" in page
    url = stage.north.url(f"governance/rules/{run.rule_id}/past/{run.pk}/")
    last = browse(stage.north.lee).get(url, {"page": 2}).content.decode()
    assert (last.count("<mark"), "Guaranteed 20" in last.replace("<sup>1</sup>", "")) == (1, True) or "20" in last
