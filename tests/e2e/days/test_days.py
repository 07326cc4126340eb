"""The day of each person, in the browser: in both languages, at a desk and by thumb.

How long a walk takes says little, as a script neither reads nor thinks; how many presses it takes is what is held.
"""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from coe.access.actions import ask_for
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.models import AccessRequest, Grant, Scope
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Member
from governance.approvals.models import Answer, Request
from governance.dryruns.actions import AT_ONCE
from governance.dryruns.models import DryRun
from governance.dryruns.tasks import go_on
from governance.policies.models import Rule
from listening.mentions.models import Mention
from publishing.content.models import Post, Version
from publishing.delivery.models import Delivery
from publishing.newsroom.models import Entry
from tests.e2e.days.town import Walk

pytestmark = pytest.mark.e2e
ZONE = ZoneInfo("Europe/Zurich")
ONE = r"[0-9a-f-]{36}"


def test_a_creator_writes_once_and_knows_what_follows(walk: Walk) -> None:
    walk.enter("cem")
    back = walk.main().locator("a[href$='/edit/']")
    expect(back.first).to_be_visible()
    page = walk.page
    if walk.phone:
        walk.press(page.locator(".tabbar [data-open='#more']"))
        walk.press(page.locator("#more a.btn-big"), leads=r"/posts/new/$")
    else:
        walk.press(page.locator(".top a[data-key=n]"), leads=r"/posts/new/$")
    title = {"en": "First tracks", "zh-hans": "第一道雪痕"}[walk.language] + f" {1 + walk.phone}"
    page.locator("#id_title").fill(title)
    walk.press(page.locator("#channels label.chan:has(input:not(:checked))").first)
    page.locator("#id_text").fill("Guaranteed: the first tracks are yours.")
    # What a rule finds stands beside the words while they are written.
    promise = {"en": "A promise nobody can keep", "zh-hans": "无法兑现的承诺"}[walk.language]
    expect(page.locator("#rules")).to_contain_text(promise, timeout=20_000)
    page.locator("#id_text").fill("The first tracks are yours.")
    expect(page.locator("#rules")).not_to_contain_text(promise, timeout=20_000)
    slot = datetime.now(ZONE) + timedelta(days=3, hours=1 + walk.phone)
    page.locator("input[name=slot_0]").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    # The button says who is asked, and the bar below by when.
    send = page.locator("button[value=send]")
    expect(send).to_contain_text("1", timeout=20_000)
    expect(page.locator("#plan-facts")).not_to_be_empty()
    walk.press(send, leads=rf"/posts/{ONE}/$")
    expect(walk.main().locator("h1")).to_contain_text(title)
    with inside(walk.town.org.pk):
        assert Request.objects.get(subject_id=Post.objects.get(title=title).pk).state == "open"
    assert walk.presses <= (4 if walk.phone else 3)


def test_a_brand_manager_approves_and_finds_any_post(walk: Walk) -> None:
    walk.enter("mina")
    page = walk.page
    walk.press(walk.main().locator("a[data-key=a]").first, leads=r"/approvals/$")
    # One for which there is time; what is late may pass its slot while a slow machine looks at it.
    walk.press(page.locator(".queue-list a.q:not(.is-stop, .is-wait)").first, leads=rf"/approvals/{ONE}/$")
    expect(page.locator("#approval-view .shot").first).to_be_visible()
    approve = page.locator("[data-approve]")
    expect(approve).to_be_in_viewport()
    before = answers(walk)
    reason = page.locator(".acts textarea[name=comment]")
    if reason.count():
        reason.fill("Checked with the lift office.")
    walk.press(approve)
    expect(page.locator("#toasts [data-undo] button")).to_be_visible()
    assert answers(walk) == before + 1
    walk.press(page.locator("#toasts [data-undo] button"))
    page.wait_for_load_state()
    walk.look()
    assert answers(walk) == before
    assert walk.presses == 4

    find_any_post(walk)


def answers(walk: Walk) -> int:
    with inside(walk.town.org.pk):
        return Answer.objects.filter(member__user=walk.town.user(walk.who)).count()


def find_any_post(walk: Walk) -> None:
    """An old post from wherever one is: search, and choose."""
    with inside(walk.town.org.pk):
        old = Post.objects.filter(language="en", brand__slug="nordhang").order_by("slot").first()
    assert old
    page, before = walk.page, walk.presses
    if walk.phone:
        walk.press(page.locator(".tabbar [data-open='#more']"))
        page.locator("#more input[type=search]").fill(old.title)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/**")
        walk.look()
    else:
        walk.press(page.locator(".top input[type=search]"))
        page.keyboard.type(old.title)
    hit = page.locator("a.hit[href*='/posts/']").filter(has_text=old.title).locator("visible=true").first
    walk.press(hit, leads=rf"/posts/{ONE}/$")
    expect(walk.main().locator("h1")).to_contain_text(old.title)
    assert walk.presses - before == 2


def test_legal_writes_a_rule_and_tries_it_on_a_year_before_it_bites(walk: Walk) -> None:
    walk.enter("leonie")
    expect(walk.main().locator("a[href*='/approvals/']").first).to_be_visible()
    walk.go("governance/", r"/governance/$")
    walk.press(walk.main().locator("a[href$='/governance/rules/']").first, leads=r"/governance/rules/$")
    walk.press(walk.main().locator("button[popovertarget=rule-kinds], [data-open='#rule-kinds'], summary").first)
    walk.press(walk.page.locator("a[href$='/new/blocked_terms/']").locator("visible=true"), leads=r"/blocked_terms/$")
    form = walk.main()
    name = {"en": "Weather", "zh-hans": "天气承诺"}[walk.language] + f" {1 + walk.phone}"
    form.locator("[name=name]").fill(name)
    form.locator("[name=terms]").fill("snow\n雪")
    form.locator("[name=severity]").select_option("block")
    form.locator("[name=message]").fill({"en": "Nobody promises weather", "zh-hans": "不承诺天气"}[walk.language])
    walk.press(form.locator(".form-acts .btn-primary"), leads=rf"/rules/{ONE}/$")
    # On a text first.
    form.locator("textarea[name=text]").fill("Fresh snow. 保证有雪。")
    walk.press(walk.button("Check this text"))
    expect(form.locator(".tried mark")).to_have_count(2)
    walk.look()
    # Then on a year of posts, which a worker reads while the page says how far it is.
    walk.press(walk.button("Try it on past posts"), leads=rf"/past/{ONE}/$")
    expect(form.locator("#dry-run progress")).to_be_visible()
    with inside(walk.town.org.pk):
        rule = Rule.objects.get(name=name)
        run = DryRun.objects.get(rule=rule)
        assert run.posts > AT_ONCE
    go_on(org_id=str(walk.town.org.pk), run_id=str(run.pk))
    expect(form.locator("#dry-run table").first).to_be_visible()
    walk.look()
    with inside(walk.town.org.pk):
        run.refresh_from_db()
    assert 0 < run.hit < run.looked
    expect(form.locator("#dry-run")).to_contain_text(str(run.hit))
    expect(form.locator("#dry-run mark").first).to_be_visible()
    # It did not bite yet; with the result before one’s eyes it is switched on.
    walk.press(walk.link("Switch on"), leads=r"/on/$")
    expect(form).to_contain_text(str(run.hit))
    walk.press(walk.button("Switch on"), leads=rf"/rules/{ONE}/$")
    with inside(walk.town.org.pk):
        assert Rule.objects.get(pk=rule.pk).state == "active"
        Rule.objects.filter(pk=rule.pk).update(state="retired")  # Others write posts about snow here.
    assert walk.presses <= (10 if walk.phone else 9)


def test_a_publisher_settles_what_is_stuck(walk: Walk) -> None:
    lost, held = stuck(walk)
    walk.enter("pia")
    walk.press(walk.main().locator("a[href$='/deliveries/?view=unknown']").first, leads=r"view=unknown$")
    walk.press(walk.main().locator(f"a.row-link[href*='{lost.pk}']").first, leads=rf"/deliveries/{ONE}/")
    if "/unknown/" not in walk.page.url:
        walk.press(walk.main().locator("a[href$='/unknown/']").first, leads=r"/unknown/$")
    # They looked, and it is there.
    for way in ("there", "absent", "look"):
        expect(walk.main().locator(f"button[value={way}]")).to_be_visible()
    address = f"{walk.town.url}/newsroom/{lost.channel.handle}/found-{lost.pk}"
    walk.main().locator("[name=address]").fill(address)
    walk.press(walk.main().locator("button[value=there]"), leads=rf"/deliveries/{ONE}/$")
    with inside(walk.town.org.pk):
        lost.refresh_from_db()
        assert (lost.state, lost.remote_url, lost.version.state) == ("sent", address, "published")
    # What a freeze held back gets a new slot, and another day asks for approval again.
    walk.go("", r"/o/tarnfell/$")
    walk.press(walk.main().locator("a[href$='/deliveries/held/']").first, leads=r"/held/$")
    walk.press(walk.main().locator(f"input[name=pick][value='{held.pk}']"))
    slot = datetime.now(ZONE) + timedelta(days=20)
    walk.main().locator("input[name=slot_0]").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    walk.press(walk.main().locator("input[name=again]"))
    walk.press(walk.main().locator("button[value=reschedule]"), leads=r"/held/$")
    with inside(walk.town.org.pk):
        held.refresh_from_db()
        assert (held.state, held.version.state) == ("withdrawn", "draft")
        assert held.version.post.slot == slot.replace(second=0, microsecond=0)
    walk.go("calendar/", r"/calendar/")
    expect(walk.main().locator("#calendar a").locator("visible=true").first).to_be_visible()
    assert walk.presses <= 10


def stuck(walk: Walk) -> tuple[Delivery, Delivery]:
    """Two that were to go out: of one the answer got lost, the other met a freeze."""
    with inside(walk.town.org.pk):
        waiting = Delivery.objects.select_related("channel", "version__post").filter(
            state="waiting", version__state="scheduled"
        )
        lost, held = waiting.order_by("-slot", "pk")[:2]
        for one, way, code in ((lost, ("sending", "unknown"), "ask"), (held, ("held",), "freeze")):
            for state in way:
                Delivery.objects.filter(pk=one.pk).update(state=state, code=code)
            Version.objects.filter(pk=one.version_id).update(state=way[-1])
            one.refresh_from_db()
        Entry.objects.create(
            org_id=walk.town.org.pk, channel=lost.channel, key=lost.idempotency_key, slug=f"found-{lost.pk}",
            title=lost.version.post.title, text=lost.version.post.text, published_at=lost.slot,
        )  # fmt: skip
    return lost, held


def test_the_lead_reads_the_dashboard_and_asks_why(walk: Walk) -> None:
    walk.enter("clara")
    expect(walk.main().locator("h1")).to_contain_text(re.compile(r"\d"))
    read_the_dashboard(walk)
    ask_why_of(walk, walk.page.locator(".btable a[data-why]").nth(3))


def test_an_executive_is_told(walk: Walk) -> None:
    walk.enter("elias")
    read_the_dashboard(walk)
    expect(walk.page.locator(".choices li")).to_have_count(3)
    ask_why_of(walk, walk.page.locator(".lede a[data-why]").first)
    walk.press(walk.page.locator("a[href*='tables=1']").first, leads=r"tables=1$")
    expect(walk.main().locator("table.fig-table")).to_have_count(5)


def read_the_dashboard(walk: Walk) -> None:
    walk.go("results/", r"/results/$")
    expect(walk.page.locator(".lede")).not_to_be_empty()
    expect(walk.page.locator(".figures .fig")).to_have_count(5)
    expect(walk.page.locator(".btable tbody tr").first).to_be_visible()
    assert walk.presses <= 2


def ask_why_of(walk: Walk, number: Locator) -> None:
    """By tap or mouse, and by key: the card says definition, source, moment and coverage, and focus comes back."""
    page = walk.page
    value = number.inner_text().strip()
    card = page.locator("[data-why-card]:popover-open")
    walk.press(number)
    expect(card).to_be_visible()
    for title in ("Source", "Fetched", "Coverage"):
        term = card.locator("dt", has_text=walk.words(title)).first
        expect(term).to_be_visible()
        expect(term.locator("xpath=following-sibling::dd[1]")).not_to_be_empty()
    expect(card.locator("p.soft")).not_to_be_empty()
    expect(card.locator("[data-why-value]")).to_contain_text(value)
    expect(card).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    number.focus()
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(number).to_be_focused()


def test_an_agent_handles_what_people_said(walk: Walk) -> None:
    walk.enter("gian")
    walk.go("listening/mentions/", r"/mentions/$")
    new = fresh(walk)
    walk.press(walk.main().locator("button[value=handled]").locator("visible=true").first)
    undo = walk.page.locator("#toasts [data-undo] button")
    expect(undo).to_be_visible()
    assert fresh(walk) == new - 1
    walk.press(undo)
    walk.page.wait_for_load_state()
    expect(walk.page.locator("#toasts")).not_to_be_empty()
    assert fresh(walk) == new
    walk.look()
    assert walk.presses <= 4


def fresh(walk: Walk) -> int:
    with inside(walk.town.org.pk):
        return Mention.objects.filter(state="new").count()


def test_an_analyst_explains_a_number(walk: Walk) -> None:
    walk.enter("anna")
    walk.go("results/", r"/results/$")
    ask_why_of(walk, walk.page.locator(".figures a.figure-name + p a[data-why]").first)
    walk.press(walk.page.locator(".figures a.figure-name").first)
    more = walk.page.locator("[data-why-card]:popover-open a[data-why-more]").first
    walk.press(more, leads=r"/results/metrics/\w+/")
    # What it was worth, by the ways that every page of the results has.
    walk.press(walk.page.locator("a[href*='/results/value/']").locator("visible=true").first, leads=r"/results/value/")
    expect(walk.main().locator("table tbody tr").first).to_be_visible()
    export = walk.main().locator("button[popovertarget^=export], details.export summary, button[data-open^='#export']")
    walk.press(export.first)
    with walk.page.expect_download() as download:
        walk.press(walk.page.locator("a[href*='.csv']").locator("visible=true").first)
    assert Path(download.value.path()).stat().st_size > 200


def test_an_admin_grants_a_right_for_thirty_days_and_explains_it(walk: Walk) -> None:
    brand = ["nordhang", "larkmere", "lodges", "highpass"][2 * (walk.language == "en") + walk.phone]
    with inside(walk.town.org.pk):
        cem = Actor.member(Member.objects.get(user=walk.town.user("cem")))
    on = f"brand:{brand_id(walk, brand)}"
    ask_for(cem, act=Act.POST_SCHEDULE, on=on, note="Pia is away on Friday.")
    walk.enter("iris")
    expect(walk.main().locator("a[href$='/access/requests/']").first).to_be_visible()
    walk.press(walk.main().locator("a[href$='/access/requests/']").first, leads=r"/access/requests/$")
    walk.press(walk.main().locator("a[href$='/rights/#grant']").first, leads=r"/rights/#grant$")
    form = walk.page.locator("#grant")
    # What is asked for is a right on one brand; the creator gets the publisher's role there, and only for a while.
    role = "Publisher" if walk.language == "en" else walk.words("Publisher")
    form.locator("select[name=role]").select_option(label=role)
    form.locator("select[name=on]").select_option(value=on)
    expect(form.locator("input[name=lasting][value='30']")).to_be_checked()
    form.locator("[name=reason]").fill("Pia is away.")
    walk.press(form.locator("button.btn-primary"), leads=rf"/members/{ONE}/rights/")
    assert walk.presses == 3
    expect(walk.page.locator("#toasts [data-undo] button")).to_be_visible()
    last = (datetime.now(ZONE) + timedelta(days=30)).date()
    with inside(walk.town.org.pk):
        grant = Grant.objects.filter(member__user=walk.town.user("cem"), scope_id=brand_id(walk, brand)).latest(
            "granted_at"
        )
    assert grant.expires_at
    assert grant.expires_at.astimezone(ZONE).date() == last

    # Why may this person do that, and until when? One press on the cell says it.
    asked = walk.page.locator(".matrix [popover]").filter(has_text="Pia is away.").first
    name = asked.get_attribute("id")
    walk.press(walk.page.locator(f"button[popovertarget='{name}']"))
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("Iris Tanner")
    day = f"{last.day} {last:%b} {last.year}" if walk.language == "en" else f"{last.month} 月 {last.day} 日"
    expect(asked).to_contain_text(day)


def brand_id(walk: Walk, slug: str) -> object:
    with inside(walk.town.org.pk):
        return Brand.objects.get(slug=slug).pk


def test_an_auditor_takes_the_trail_along(walk: Walk) -> None:
    walk.enter("ada")
    walk.go("governance/", r"/governance/$")
    walk.press(walk.main().locator("a[href$='/audit/']").first, leads=r"/audit/$")
    expect(walk.page.locator("#audit-health .state.is-ok")).to_be_visible()
    groups = walk.main().locator("select[name=act] option").all_inner_texts()
    assert len(groups) == len(set(groups)), "one word says one thing"
    with walk.page.expect_download() as download:
        walk.press(walk.main().locator("a[href*='export.jsonl']"))
    lines = Path(download.value.path()).read_text().splitlines()
    assert len(lines) > 12_000
    assert json.loads(lines[-1])
    assert walk.presses <= (4 if walk.phone else 3)


def test_a_partner_sees_what_was_granted_and_asks_for_the_rest(walk: Walk) -> None:
    walk.enter("ines")
    walk.go("posts/", r"/posts/$")
    names = walk.page.locator(":is(#brands, #brandsphone) a[href*='brand=']")
    slugs = {link.split("brand=")[1].split("&")[0] for link in names.evaluate_all("all => all.map(one => one.href)")}
    assert slugs == {"", "nordhang", "larkmere", "lodges"}
    walk.page.goto(walk.town.path("audit/"))
    # The door is closed, as it should be, and says whom to ask.
    assert [one for one in walk.trouble if "403" not in one] == []
    walk.trouble.clear()
    walk.look()
    expect(walk.main()).to_contain_text("Iris Tanner")
    mine = AccessRequest.objects.filter(member__user=walk.town.user("ines"))
    with inside(walk.town.org.pk):
        # What an earlier walk asked for is answered: asking twice keeps the first request.
        mine.filter(answered_at__isnull=True).update(answered_at=datetime.now(ZONE))
        before = mine.count()
    walk.press(walk.button("Ask for this right"))
    walk.page.wait_for_load_state()
    expect(walk.page.locator("#toasts")).not_to_be_empty()
    with inside(walk.town.org.pk):
        assert mine.count() == before + 1
        asked = mine.get(answered_at__isnull=True)
    assert (asked.act, asked.scope, asked.scope_id) == (Act.AUDIT_SEE, Scope.ORGANISATION, walk.town.org.pk)
    walk.trouble[:] = [one for one in walk.trouble if "403" not in one]
