"""Lists: filters in the address, sort, columns, saved views, and acting on many with undo."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from coe.audit.models import Entry
from coe.lists import many as runs
from coe.lists.models import SavedView
from coe.states import move
from coe.tenancy.context import inside
from coe.web.lock import Lock
from publishing.content import several
from publishing.content.actions import reschedule
from publishing.content.models import Campaign, Post, Version
from publishing.content.states import State
from tests.factories.cast import Org
from tests.publishing.content.conftest import channel

pytestmark = pytest.mark.django_db


def write(org: Org, *titles: str, days: int = 0, states: bool = False) -> list[Post]:
    """Posts of Harbour by Cal, with a draft version when asked for."""
    with inside(org.id):
        cal = org.cal.member
        made = [
            Post.objects.create(
                org=org.organisation, brand=org.brands["harbour"], zone="UTC", author=cal, authors=[cal.pk], title=title,
                slot=(timezone.now() + timedelta(days=days)).replace(microsecond=0, second=0) if days else None,
            )
            for title in titles
        ]  # fmt: skip
    if states:
        where = channel(org, "harbour", "bluesky", "harbour.example")
        with inside(org.id):
            for one in made:
                Version.objects.create(org=org.organisation, post=one, channel=where)
    return made


def titles(page: str) -> list[str]:
    return [
        re.sub(r"<.*?>", "", one).strip() for one in re.findall(r'<span class="cut" lang="[^"]*">(.*?)</span>', page)
    ]


def test_names_are_sorted_by_pinyin_and_without_regard_to_case(north: Org, browse: Any) -> None:
    write(north, "王五", "安静", "mina", "赵敏", "Zed", "陈晨", "Iris")
    page = browse(north.cal).get(north.url("posts/?sort=title")).content.decode()
    assert titles(page) == ["Iris", "mina", "Zed", "安静", "陈晨", "王五", "赵敏"]
    page = browse(north.cal).get(north.url("posts/?sort=-title")).content.decode()
    assert titles(page) == ["赵敏", "王五", "陈晨", "安静", "Zed", "mina", "Iris"]


def test_columns_are_remembered(north: Org, browse: Any) -> None:
    write(north, "One")
    cal = browse(north.cal)
    assert (
        ">Author<"
        not in re.sub(r"<svg.*?</svg>", "", cal.get(north.url("posts/")).content.decode())
        .split("</thead>")[0]
        .split("<thead>")[1]
    )
    cal.post(north.url("lists/posts/columns/"), {"column": ["author", "nonsense"]})
    head = cal.get(north.url("posts/")).content.decode().split("</thead>")[0].split("<thead>")[1]
    assert "Author" in head
    assert "Campaign" not in head
    other = browse(north.bea).get(north.url("posts/")).content.decode().split("</thead>")[0].split("<thead>")[1]
    assert "Author" not in other
    assert "Campaign" in other


def test_a_view_is_kept_opened_renamed_and_deleted(north: Org, browse: Any) -> None:
    write(north, "One", "Two")
    cal = browse(north.cal)
    kept = cal.post(north.url("lists/posts/keep/"), {"name": "Mine", "query": "q=one&page=3&x=1"})
    assert re.fullmatch(north.url(r"posts/\?q=one&saved=[0-9a-f-]{36}"), kept["Location"])
    assert titles(cal.get(kept["Location"]).content.decode()) == ["One"]
    with inside(north.id):
        view = SavedView.objects.get()
    cal.post(north.url(f"lists/view/{view.pk}/open/"), {"opens": "on"})
    assert cal.get(north.url("posts/"))["Location"] == kept["Location"]
    assert titles(cal.get(north.url("posts/?saved=all&sort=title")).content.decode()) == ["One", "Two"]
    refused = cal.post(north.url(f"lists/view/{view.pk}/rename/"), {"name": "y" * 61})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'value="' + "y" * 61 + '"' in page and "At most 60 characters" in page and 'aria-invalid="true"' in page
    cal.post(north.url(f"lists/view/{view.pk}/rename/"), {"name": "Ones"})
    assert "Ones" in cal.get(north.url("lists/posts/")).content.decode()
    cal.post(north.url(f"lists/view/{view.pk}/delete/"))
    assert cal.get(north.url("posts/")).status_code == 200
    with inside(north.id):
        assert SavedView.objects.count() == 0


def test_sharing_needs_the_right_and_shows_it_to_others(north: Org, browse: Any) -> None:
    cleo, cal = browse(north.cleo), browse(north.cal)
    for client in (cleo, cal):
        client.post(north.url("lists/posts/keep/"), {"name": "Drafts", "query": "state=draft"})
    with inside(north.id):
        hers = SavedView.objects.get(member=north.cleo.member)
        his = SavedView.objects.get(member=north.cal.member)
    assert cal.post(north.url(f"lists/view/{his.pk}/share/"), {"shared": "on"}).status_code == 403
    assert cal.post(north.url(f"lists/view/{hers.pk}/rename/"), {"name": "X"}).status_code == 404
    assert cleo.post(north.url(f"lists/view/{hers.pk}/share/"), {"shared": "on"}).status_code == 302
    assert "shared by Cleo Lead" in cal.get(north.url("lists/posts/")).content.decode()
    assert cal.post(north.url(f"lists/view/{hers.pk}/rename/"), {"name": "X"}).status_code == 403
    assert cal.post(north.url(f"lists/view/{hers.pk}/delete/")).status_code == 403
    with inside(north.id):
        assert sorted(SavedView.objects.values_list("name", "shared")) == [("Drafts", False), ("Drafts", True)]
        assert Entry.objects.filter(act="view.share").count() == 1


def test_the_views_of_a_list_are_for_who_may_open_it(north: Org, browse: Any) -> None:
    assert browse(north.nia).get(north.url("lists/posts/")).status_code == 404
    assert browse(north.cal).get(north.url("lists/nonsense/")).status_code == 404


def test_undoing_a_withdrawal_promises_no_more_than_drafts(north: Org, browse: Any) -> None:
    one, two = write(north, "One", "Two", days=3)
    with inside(north.id):
        where = channel(north, "harbour", "bluesky", "undo.example")
        for each in (one, two):
            Version.objects.create(org=north.organisation, post=each, channel=where)
    bea = browse(north.bea)
    picked = {"pick": [str(each.pk) for each in (one, two)], "act": "withdraw"}
    page = bea.post(north.url("posts/many/"), picked, follow=True).content.decode()
    undo = re.findall(r'action="([^"]+/undo/)"', page)[0]
    said = bea.post(undo, follow=True).content.decode()
    assert "2 posts are back. They are drafts again." in said
    assert "Undone" not in said


def test_what_one_run_does_not_take_is_said(north: Org, browse: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("coe.lists.many.MOST", 2)
    made = write(north, "One", "Two", "Three", days=3)
    picked = {"pick": [str(each.pk) for each in made], "act": "shift", "days": "1"}
    said = browse(north.pia).post(north.url("posts/many/"), picked, follow=True).content.decode()
    assert "2 posts moved" in said
    assert "1 more row was meant than one run takes" in said
    picked = {"every": "on", "query": "", "act": "shift", "days": "1"}
    said = browse(north.pia).post(north.url("posts/many/"), picked, follow=True).content.decode()
    assert "1 more row was meant than one run takes" in said


def test_picked_posts_are_moved_and_moved_back(north: Org, browse: Any) -> None:
    one, two, none = *write(north, "One", "Two", days=3), *write(north, "None")
    pia = browse(north.pia)
    picked = {"pick": [str(each.pk) for each in (one, two, none)], "act": "shift", "days": "2"}
    page = pia.post(north.url("posts/many/"), picked, follow=True).content.decode()
    assert "2 posts moved" in page
    assert "1 post stayed" in page
    with inside(north.id):
        moved = dict(Post.objects.values_list("title", "slot"))
    assert moved == {"One": one.slot + timedelta(days=2), "Two": two.slot + timedelta(days=2), "None": None}
    undo = re.findall(r'action="([^"]+/undo/)"', page)[0]
    assert "Undone for 2 rows." in pia.post(undo, follow=True).content.decode()
    with inside(north.id):
        assert dict(Post.objects.values_list("title", "slot")) == {"One": one.slot, "Two": two.slot, "None": None}
    assert pia.post(undo).status_code == 404


def moved(org: Org, client: Any, posts: list[Post]) -> str:
    """Moves posts a day on; where that is undone."""
    picked = {"pick": [str(each.pk) for each in posts], "act": "shift", "days": "1"}
    page = client.post(org.url("posts/many/"), picked, follow=True).content.decode()
    return str(re.findall(r'action="([^"]+/undo/)"', page)[0])


def test_undo_leaves_what_others_went_on_with(north: Org, browse: Any) -> None:
    posts = write(north, "Untouched", "Moved on", "Sent", days=3, states=True)
    undo = moved(north, browse(north.pia), posts)
    untouched, again, sent = (one.pk for one in posts)
    reschedule(north.bea.actor, post_id=again, time=datetime.now() + timedelta(days=9), zone="UTC")
    with inside(north.id):
        move(Version.objects.get(post=sent), State.IN_APPROVAL)
        by_others = Post.objects.get(pk=again).slot
    page = browse(north.pia).post(undo, follow=True).content.decode()
    assert "Undone for 1 row." in page
    assert "2 rows stay as they are: somebody changed them since" in page
    with inside(north.id):
        slots = dict(Post.objects.values_list("pk", "slot"))
        assert Version.objects.get(post=sent).state == "in_approval"
    assert slots == {untouched: posts[0].slot, again: by_others, sent: posts[2].slot + timedelta(days=1)}


def test_undo_leaves_a_post_whose_campaign_was_changed_since(north: Org, browse: Any) -> None:
    posts = write(north, "One", "Two")
    with inside(north.id):
        made = [
            Campaign.objects.create(
                org=north.organisation, name=name, slug=name, starts_on="2026-11-01", ends_on="2026-12-31"
            )
            for name in ("winter", "summer")
        ]
    bea = browse(north.bea)

    def to(campaign: Campaign, picked: list[Post]) -> str:
        given = {"pick": [str(one.pk) for one in picked], "act": "campaign", "to": str(campaign.pk)}
        page = bea.post(north.url("posts/many/"), given, follow=True).content.decode()
        return str(re.findall(r'action="([^"]+/undo/)"', page)[0])

    undo = to(made[0], posts)
    to(made[1], posts[1:])
    assert "1 row stays as it is" in bea.post(undo, follow=True).content.decode()
    with inside(north.id):
        assert dict(Post.objects.values_list("title", "campaign__slug")) == {"One": None, "Two": "summer"}


def test_undo_is_offered_for_minutes_only(north: Org, browse: Any) -> None:
    (one,) = write(north, "One", days=3)
    pia = browse(north.pia)
    undo = moved(north, pia, [one])
    with time_machine.travel(timezone.now() + runs.UNDO_FOR + timedelta(seconds=5)):
        assert "too late to undo" in pia.post(undo, follow=True).content.decode()
    with inside(north.id):
        assert Post.objects.get().slot == one.slot + timedelta(days=1)


def test_two_tabs_of_one_run_move_nothing_twice(north: Org, browse: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    posts = write(north, "One", "Two", "Three", days=3)
    pia, other = browse(north.pia), browse(north.pia)
    picked = {"pick": [str(each.pk) for each in posts], "act": "shift", "days": "1"}
    progress = pia.post(north.url("posts/many/"), picked)["Location"]
    seen: list[str] = []
    one = several.SHIFT.one

    def slow(request: Any, post_id: Any, args: Any) -> Any:
        given = one(request, post_id, args)
        if not seen:
            # While this portion is under way, the other tab asks for the same.
            seen.append("")
            seen[0] = other.post(progress, headers={"HX-Request": "true"}).content.decode()
        return given

    monkeypatch.setitem(runs._acts, "posts_shift", replace(several.SHIFT, one=slow))
    pia.post(progress, headers={"HX-Request": "true"})
    assert "1 of 3" in seen[0] and "delay:2s" in seen[0]
    assert "HX-Redirect" in pia.post(progress, headers={"HX-Request": "true"})
    with inside(north.id):
        assert {one.slot for one in Post.objects.all()} == {posts[0].slot + timedelta(days=1)}


def test_a_portion_that_lost_its_lock_leaves_the_next_ones_lock_alone(
    north: Org, browse: Any, monkeypatch: Any
) -> None:
    """A row that takes longer than a lock lasts: another request does these rows, and the slow one has done none."""
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    posts = write(north, *(str(number) for number in range(6)), days=3)
    pia = browse(north.pia)
    picked = {"pick": [str(each.pk) for each in posts], "act": "shift", "days": "1"}
    progress = pia.post(north.url("posts/many/"), picked)["Location"]
    token = UUID(progress.rstrip("/").split("/")[-1])
    key = f"many:{north.id}:{north.pia.member.pk}:{token}"
    theirs = Lock(f"{key}:busy", 60)
    done: list[UUID] = []
    one = several.SHIFT.one

    def slow(request: Any, post_id: UUID, args: Any) -> Any:
        given = one(request, post_id, args)
        done.append(post_id)
        cache.delete(theirs.key)  # it lapsed
        assert theirs.take()
        return given

    monkeypatch.setitem(runs._acts, "posts_shift", replace(several.SHIFT, one=slow))
    said = pia.post(progress, headers={"HX-Request": "true"}).content.decode()
    assert "delay:2s" in said, "the one that took over is waited for"
    assert len(done) == 1, "it stops at the row after which it lost its lock"
    with inside(north.id):
        assert Post.objects.get(pk=done[0]).slot == posts[0].slot, "and takes back what it did there"
    assert cache.get(key).at == 2, "and does not say how far it is"
    assert theirs.go_on(), "theirs is still theirs"
    theirs.let_go()
    assert not theirs.go_on()
    assert Lock(theirs.key, 60).take()


def test_an_undo_that_lost_its_lock_is_gone_on_with_and_not_told_as_done(
    north: Org, browse: Any, monkeypatch: Any
) -> None:
    (post,) = write(north, "One", days=3)
    pia = browse(north.pia)
    picked = {"pick": [str(post.pk)], "act": "shift", "days": "1"}
    page = pia.post(north.url("posts/many/"), picked, follow=True).content.decode()
    undo = re.findall(r'action="([^"]+/undo/)"', page)[0]
    held = Lock.go_on
    answers = iter([True, False])  # it lapses while its row is done
    monkeypatch.setattr(Lock, "go_on", lambda _self: next(answers))
    progress = pia.post(undo)["Location"]
    with inside(north.id):
        assert Post.objects.get().slot == post.slot + timedelta(days=1)
    monkeypatch.setattr(Lock, "go_on", held)
    assert "Undone for 1 row" in pia.post(progress, follow=True).content.decode()
    with inside(north.id):
        assert Post.objects.get().slot == post.slot


def test_the_same_press_sent_again_begins_no_second_run(north: Org, browse: Any, monkeypatch: Any) -> None:
    posts = write(north, "One", "Two", "Three", days=3)
    pia, url = browse(north.pia), north.url("posts/many/")
    one_day = posts[0].slot + timedelta(days=1)

    def slots() -> set[Any]:
        with inside(north.id):
            return set(Post.objects.values_list("slot", flat=True))

    page = pia.get(north.url("posts/")).content.decode()
    shown = re.findall(r'id="bulk"><input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)"', page)
    press = {"every": "on", "query": "", "act": "shift", "days": "1", "csrfmiddlewaretoken": shown[0]}
    first = pia.post(url, press, follow=True).content.decode()
    again = pia.post(url, press, follow=True).content.decode()
    assert "3 posts moved" in first and "3 posts moved" in again
    undo = re.findall(r'action="([^"]+/undo/)"', again)
    assert undo == re.findall(r'action="([^"]+/undo/)"', first)
    assert slots() == {one_day}
    # What was undone may be done again from the same page; and another act of that page is another.
    pia.post(undo[0])
    assert slots() == {posts[0].slot}
    pia.post(url, press)
    assert slots() == {one_day}
    pia.post(url, press | {"days": "2"})
    assert slots() == {posts[0].slot + timedelta(days=3)}
    pia.post(url, press)
    assert slots() == {posts[0].slot + timedelta(days=4)}
    # A page that is shown anew is pressed anew; nobody else's press is this one.
    pia.post(url, press | {"csrfmiddlewaretoken": "another showing"})
    assert slots() == {posts[0].slot + timedelta(days=5)}
    browse(north.bea).post(url, press)
    assert slots() == {posts[0].slot + timedelta(days=6)}


def test_the_same_press_answers_the_same_though_nothing_matches_any_more(north: Org, browse: Any) -> None:
    write(north, "One", "Two", days=3, states=True)
    pia, url = browse(north.cal), north.url("posts/many/")
    press = {"every": "on", "query": "state=draft", "act": "withdraw", "csrfmiddlewaretoken": "shown once"}
    first, again = (pia.post(url, press, follow=True) for _time in range(2))
    assert [str(one) for one in again.context["messages"]] == [str(one) for one in first.context["messages"]]
    assert [one.level_tag for one in again.context["messages"]] == ["success"]


def test_a_press_sent_again_while_the_first_works_shows_how_far_that_is(
    north: Org, browse: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    posts = write(north, "One", "Two", days=3)
    pia, other, url = browse(north.pia), browse(north.pia), north.url("posts/many/")
    press = {"every": "on", "query": "", "act": "shift", "days": "1", "csrfmiddlewaretoken": "shown once"}
    one, seen = several.SHIFT.one, []

    def pressed_again(request: Any, post_id: Any, args: Any) -> Any:
        if not seen:
            seen.append(other.post(url, press)["Location"])
            seen.append(other.post(seen[0], headers={"HX-Request": "true"}).content.decode())
        return one(request, post_id, args)

    monkeypatch.setitem(runs._acts, "posts_shift", replace(several.SHIFT, one=pressed_again))
    progress = pia.post(url, press)["Location"]
    assert seen[0] == progress
    assert "0 of 2" in seen[1] and "delay:2s" in seen[1]
    assert "HX-Redirect" in pia.post(progress, headers={"HX-Request": "true"})
    with inside(north.id):
        assert {one.slot for one in Post.objects.all()} == {posts[0].slot + timedelta(days=1)}


def shift_once(org: Org) -> dict[str, str]:
    write(org, "One", "Two", days=3)
    return {"every": "on", "query": "", "act": "shift", "days": "1", "csrfmiddlewaretoken": "shown once"}


def slots_of(org: Org) -> set[datetime | None]:
    with inside(org.id):
        return set(Post.objects.values_list("slot", flat=True))


def test_a_press_that_was_never_committed_is_pressed_again(
    north: Org, browse: Any, django_capture_on_commit_callbacks: Any
) -> None:
    press, pia, url = shift_once(north), browse(north.pia), north.url("posts/many/")
    before = slots_of(north)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(InterruptedError), transaction.atomic():
        assert pia.post(url, press).status_code == 302
        raise InterruptedError  # the database is lost while it commits
    assert slots_of(north) == before
    with time_machine.travel(timezone.now() + timedelta(seconds=runs.BUSY + 1)):
        pia.post(url, press)
    assert slots_of(north) == {slot + timedelta(days=1) for slot in before if slot}


def test_a_press_that_broke_is_pressed_again_at_once(north: Org, browse: Any, monkeypatch: Any) -> None:
    press, pia, url = shift_once(north), browse(north.pia), north.url("posts/many/")
    before = slots_of(north)

    def broken(*_given: Any) -> Any:
        raise InterruptedError

    with monkeypatch.context() as patch, pytest.raises(InterruptedError):
        patch.setitem(runs._acts, "posts_shift", replace(several.SHIFT, one=broken))
        patch.setattr(several, "SHIFT", replace(several.SHIFT, one=broken))
        pia.post(url, press)
    assert slots_of(north) == before
    pia.post(url, press)
    assert slots_of(north) == {slot + timedelta(days=1) for slot in before if slot}


def test_a_committed_press_is_known_for_its_five_minutes(
    north: Org, browse: Any, django_capture_on_commit_callbacks: Any
) -> None:
    press, pia, url = shift_once(north), browse(north.pia), north.url("posts/many/")
    before = slots_of(north)
    with django_capture_on_commit_callbacks(execute=True):
        pia.post(url, press)
    for later, days in ((runs.PRESS - 5, 1), (runs.PRESS + 5, 2)):
        with time_machine.travel(timezone.now() + timedelta(seconds=later)):
            pia.post(url, press)
        assert slots_of(north) == {slot + timedelta(days=days) for slot in before if slot}


def test_a_withdrawal_is_undone(north: Org, browse: Any) -> None:
    write(north, "One", days=3, states=True)
    cal = browse(north.cal)
    page = cal.post(
        north.url("posts/many/"), {"every": "on", "query": "", "act": "withdraw"}, follow=True
    ).content.decode()
    with inside(north.id):
        assert list(Version.objects.values_list("state", flat=True)) == ["withdrawn"]
    cal.post(re.findall(r'action="([^"]+/undo/)"', page)[0])
    with inside(north.id):
        assert list(Version.objects.values_list("state", flat=True)) == ["draft"]


def test_all_that_match_are_added_to_a_campaign_in_portions(north: Org, browse: Any) -> None:
    write(north, *(f"Lake {number}" for number in range(runs.AT_ONCE + 5)))
    write(north, "Other")
    with inside(north.id):
        winter = Campaign.objects.create(
            org=north.organisation, name="Winter", slug="winter", starts_on="2026-11-01", ends_on="2026-12-31"
        )
    bea = browse(north.bea)
    answer = bea.post(
        north.url("posts/many/"), {"every": "on", "query": "q=lake", "act": "campaign", "to": str(winter.pk)}
    )
    progress = answer["Location"]
    assert "50 of 55" in bea.get(progress).content.decode()
    assert browse(north.cal).get(progress).status_code == 404
    assert bea.post(progress, headers={"HX-Request": "true"})["HX-Redirect"] == north.url("posts/?q=lake")
    assert "55 posts added to the campaign" in bea.get(north.url("posts/")).content.decode()
    with inside(north.id):
        assert Post.objects.filter(campaign=winter).count() == 55


def test_whoever_may_not_changes_nothing(north: Org, browse: Any) -> None:
    (one,) = write(north, "One", days=3)
    eve = browse(north.eve)
    page = eve.post(
        north.url("posts/many/"), {"pick": [str(one.pk)], "act": "shift", "days": "1"}, follow=True
    ).content.decode()
    assert "1 post stayed" in page
    with inside(north.id):
        assert Post.objects.get().slot == one.slot


def test_an_empty_list_says_why(north: Org, browse: Any) -> None:
    cal = browse(north.cal)
    assert "No posts yet" in cal.get(north.url("posts/")).content.decode()
    write(north, "One")
    nothing = cal.get(north.url("posts/?q=nowhere")).content.decode()
    assert "No post fits these filters" in nothing
    assert 'href="?saved=all"' in nothing
