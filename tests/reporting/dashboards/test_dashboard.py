"""The executive page says exactly what happened."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role
from coe.states import move
from coe.tenancy.context import inside
from governance.approvals.models import Request
from listening.mentions.models import Mention
from listening.sources.models import Source
from reporting.attribution import actions as attribution
from reporting.goals import actions as goals
from reporting.metrics import actions as metrics
from tests.coe_api.conftest import Program, give_token
from tests.reporting.conftest import WEDNESDAY, Shop, Stage


@pytest.fixture
def wednesday(time_machine: Any) -> datetime:
    time_machine.move_to(WEDNESDAY, tick=False)
    return WEDNESDAY


def mention(stage: Stage, at: datetime, *, kind: str = "reply", brand: str = "harbour", version: Any = None) -> None:
    with inside(stage.north.id):
        channel = stage.channel(brand, "bluesky")
        source, _made = Source.objects.get_or_create(
            org=stage.north.organisation, kind="channel", name="Harbour", brand=stage.north.brands[brand], channel=channel,
            defaults={"polled_at": at},
        )  # fmt: skip
        Mention.objects.create(
            org=stage.north.organisation, source=source, brand=stage.north.brands[brand], channel=channel, kind=kind,
            remote_id=str(Mention.objects.count()), published_at=at, version=version,
        )  # fmt: skip


def request(stage: Stage, took: timedelta | None, *, closed: datetime, **more: Any) -> None:
    """A request approved at `closed` after `took`; open when `took` is None."""
    with inside(stage.north.id):
        row = Request.objects.create(
            org=stage.north.organisation, subject_type="publishing.post", subject_label="Post", digest="d", brand=stage.north.brands["harbour"], workflow_name="One",
            submitted_by=stage.north.cal.member, **({"subject_id": stage.north.id, "slot": closed, "decide_by": closed} | more),
        )  # fmt: skip
        if took is not None:
            Request.objects.filter(pk=row.pk).update(submitted_at=closed - took)
            move(row, "approved", closed_at=closed)


def shown(answer: Any) -> dict[str, str]:
    return {figure.name: figure.value for figure in answer.context["page"].figures}


def words(answer: Any) -> str:
    """The page without its markup."""
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def page(stage: Stage, browse: Any, who: str = "eve", **query: str) -> Any:
    answer = browse(getattr(stage.north, who)).get(stage.north.url("results/"), query)
    assert answer.status_code == 200
    return answer


def test_the_figures_are_what_happened(stage: Stage, wednesday: datetime, shop: Shop, browse: Any) -> None:
    monday = datetime.fromisoformat("2027-03-21T23:00:00+00:00")  # midnight in Zurich
    _post, version, link = stage.post("harbour", at=wednesday - timedelta(hours=2))
    stage.post("harbour", at=monday)  # the first moment of the week
    stage.post("valley", at=monday - timedelta(seconds=1))  # the last of the week before
    stage.post("harbour", at=wednesday - timedelta(hours=5), late=timedelta(minutes=9))
    stage.post("valley", at=wednesday - timedelta(hours=1), out=False)  # waits, and is due
    stage.post("valley", at=wednesday + timedelta(hours=5), out=False)  # not due yet
    first, second = stage.click(link), stage.click(link, who="192.0.2.2")
    stage.visit(link, who="192.0.2.2")  # again
    stage.visit(link, agent="curl/8")  # a program
    shop.report(stage.order("1", "120.50", click=first), id="1")
    shop.report(stage.order("2", "-20.50", click=second), id="2")
    shop.report(stage.order("3", "500"), id="3")  # unmatched
    attribution.enter_cost(
        stage.north.ana.actor, brand_id=stage.north.brands["harbour"].pk, what="Boost", amount=Decimal(40),
        spent_on=date(2027, 3, 22),
    )  # fmt: skip
    mention(stage, wednesday - timedelta(hours=1), version=version)
    mention(stage, wednesday - timedelta(days=1), kind="mention")
    mention(stage, wednesday - timedelta(days=1), kind="news")  # a feed, not a response
    mention(stage, monday - timedelta(seconds=1))  # last week
    for hours in (1, 2, 9):
        request(stage, timedelta(hours=hours), closed=wednesday - timedelta(hours=1))

    answer = page(stage, browse)
    assert shown(answer) == {
        "Tracked revenue": "EUR 100", "Versions published": "3", "Responses": "2", "Clicks": "2",
        "Approval time": "2 h",
    }  # fmt: skip
    harbour, valley = answer.context["page"].brands
    assert (harbour.brand.slug, [cell.value for cell in harbour.cells]) == ("harbour", ["100", "2", "2"])
    # Due: two of three on time at Harbour; at Valley the one that waits past its slot.
    assert (harbour.published, harbour.roi, harbour.on_time) == ("3", "150%", "67%")
    assert (valley.published, valley.roi, valley.on_time) == ("0", "–", "0%")
    assert answer.context["page"].how.coverage("revenue") == "2 of 3 conversions matched to a click, 17% of their value"
    text = words(answer)
    assert "Posts have brought EUR 100 in tracked revenue so far." in text
    assert "3 versions were published; 50% of what was due went out on time." in text
    assert "People responded 2 times." in text

    before = page(stage, browse, on="2027-03-21")
    assert shown(before)["Versions published"] == "1"
    assert shown(before)["Responses"] == "1"
    # Before the shop was connected nothing is known about revenue.
    assert shown(before)["Tracked revenue"] == "–"


def test_on_a_monday_the_week_before_is_read_first(stage: Stage, browse: Any, time_machine: Any) -> None:
    monday = WEDNESDAY - timedelta(days=WEDNESDAY.weekday())
    for day, asked, shown in ((0, {}, -7), (1, {}, 0), (6, {}, 0), (0, {"period": "week"}, 0)):
        time_machine.move_to(monday + timedelta(days=day), tick=False)
        answer = browse(stage.north.eve).get(stage.north.url("results/"), asked)
        assert answer.context["period"].first == (monday + timedelta(days=shown)).date()


def test_a_program_begins_where_the_page_does(stage: Stage, time_machine: Any) -> None:
    monday = WEDNESDAY - timedelta(days=WEDNESDAY.weekday())
    time_machine.move_to(monday, tick=False)
    eve = Program(*give_token(stage.north.eve))
    for day, asked, shown in (
        (0, {}, -7), (1, {}, 0), (6, {}, 0), (0, {"period": "week"}, 0), (0, {"on": monday.date().isoformat()}, 0),
    ):  # fmt: skip
        time_machine.move_to(monday + timedelta(days=day), tick=False)
        first = (monday + timedelta(days=shown)).date()
        read = eve.get("/results", **asked).json()
        assert (read["period"], read["first"]) == ("week", first.isoformat())
    # What came back is counted over the same week: an order of Sunday is there on Monday, with the address bare.
    time_machine.move_to(monday - timedelta(days=1), tick=False)
    with inside(stage.north.id):
        attribution.enter_cost(
            stage.north.ana.actor, brand_id=stage.north.brands["harbour"].pk, campaign_id=None, post_id=None,
            what="Pictures", amount=Decimal(12), spent_on=(monday - timedelta(days=1)).date(),
        )  # fmt: skip
    time_machine.move_to(monday, tick=False)
    assert [line["cost"] for line in eve.get("/results/value").json()["lines"] if line["cost"]] == ["12.00"]
    assert not [line for line in eve.get("/results/value", period="week").json()["lines"] if line["cost"]]


def test_figures_match_their_pages_and_the_export(stage: Stage, shop: Shop, browse: Any, wednesday: datetime) -> None:
    _post, _version, link = stage.post()
    shop.report(stage.order("1", "120.50", click=stage.click(link)), id="1")
    of_metric = browse(stage.north.eve).get(stage.north.url("results/metrics/revenue/"), {"of": "harbour"})
    assert of_metric.context["value"] == "EUR 120.50"
    export = b"".join(browse(stage.north.ana).get(stage.north.url("exports/figures.csv")).streaming_content).decode()
    assert "Harbour,revenue,Tracked revenue,1,money,2027-03-22,2027-03-28,120.5" in export
    value = browse(stage.north.eve).get(stage.north.url("results/value/")).context["table"]
    assert value.total.revenue == "EUR 120.50"


def goal(
    stage: Stage,
    metric: str,
    target: str,
    brand: str | None = None,
    first: str = "2027-03-22",
    last: str = "2027-03-28",
) -> None:
    goals.set_goal(
        stage.north.ana.actor, metric=metric, brand_id=stage.north.brands[brand].pk if brand else None,
        starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last), target=Decimal(target),
    )  # fmt: skip


def verdicts(answer: Any) -> dict[str, tuple[str, str]]:
    return {figure.name: (figure.verdict.kind, figure.verdict.words) for figure in answer.context["page"].figures}


def test_goals_of_a_week_that_is_over(stage: Stage, shop: Shop, browse: Any, time_machine: Any) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    _post, _version, link = stage.post()
    shop.report(stage.order("1", "109", click=stage.click(link)), id="1")
    request(stage, timedelta(hours=3), closed=WEDNESDAY)
    goal(stage, "revenue", "100")
    goal(stage, "published", "4")
    goal(stage, "clicks", "1.08")
    goal(stage, "lead_time", "7200")
    time_machine.move_to(WEDNESDAY + timedelta(days=7), tick=False)
    answer = page(stage, browse, on="2027-03-24")
    assert verdicts(answer) == {
        "Tracked revenue": ("ok", "9% over goal"), "Versions published": ("stop", "75% under goal"),
        "Responses": ("idle", "Not collected"), "Clicks": ("wait", "7% under goal"),
        "Approval time": ("stop", "1 h over goal"),
    }  # fmt: skip
    text = words(answer)
    assert "We are ahead of plan on revenue and behind on publishing." in text
    assert "Posts brought EUR 109 in tracked revenue, 9% over goal." in text
    assert "half took longer than 3 h, against a goal of 2 h" in text


def test_while_a_week_runs_sums_are_held_against_its_pace(stage: Stage, browse: Any, time_machine: Any) -> None:
    # Half of 167 hours.
    time_machine.move_to("2027-03-25T10:30:00Z", tick=False)
    stage.post()
    goal(stage, "published", "2")
    assert verdicts(page(stage, browse))["Versions published"] == ("ok", "On goal")
    goal(stage, "published", "4")
    assert verdicts(page(stage, browse))["Versions published"] == ("stop", "50% behind pace")


def test_a_longer_goal_is_spread_over_its_days(stage: Stage, browse: Any, time_machine: Any) -> None:
    time_machine.move_to(WEDNESDAY, tick=False)
    stage.post()
    goal(stage, "published", "31", first="2027-03-01", last="2027-03-31")
    time_machine.move_to(WEDNESDAY + timedelta(days=7), tick=False)
    figure = page(stage, browse, on="2027-03-24").context["page"].figures[1]
    assert (figure.target, figure.verdict.words) == ("7", "86% under goal")


def test_margin_changes_what_the_return_says(stage: Stage, shop: Shop, browse: Any, wednesday: datetime) -> None:
    _post, _version, link = stage.post()
    shop.report(stage.order("1", "100", click=stage.click(link)), id="1")
    attribution.enter_cost(
        stage.north.ana.actor, brand_id=stage.north.brands["harbour"].pk, what="Boost", amount=Decimal(10),
        spent_on=date(2027, 3, 24),
    )  # fmt: skip
    assert page(stage, browse).context["page"].brands[0].roi == "900%"
    words = {"name": "R", "name_zh": "率", "definition": "d", "definition_zh": "定", "better": "up"}
    metrics.define(stage.north.ana.actor, key="roi", from_version=1, words=words, knobs={"margin": 30})
    assert page(stage, browse).context["page"].brands[0].roi == "200%"


def test_one_brand_sees_its_own_figures_only(stage: Stage, shop: Shop, browse: Any, wednesday: datetime) -> None:
    _post, _version, harbour = stage.post("harbour")
    _post, _version, valley = stage.post("valley")
    shop.report(stage.order("1", "10", click=stage.click(harbour)), id="1")
    shop.report(stage.order("2", "90", click=stage.click(valley)), id="2")
    goal(stage, "revenue", "50")
    answer = page(stage, browse, "vic")
    assert shown(answer)["Tracked revenue"] == "EUR 90"
    assert [row.brand.slug for row in answer.context["page"].brands] == ["valley"]
    # The organisation's goal is not theirs.
    assert verdicts(answer)["Tracked revenue"] == ("idle", "So far; no goal set")
    results = answer.content.decode().split('<div class="exec">', 1)[1].split("</main>", 1)[0]
    assert "Harbour" not in results
    assert browse(stage.north.pat).get(stage.north.url("results/")).status_code == 403


def test_what_is_at_risk_and_what_to_decide(stage: Stage, browse: Any, wednesday: datetime) -> None:
    _post, _version, _link = stage.post(at=wednesday - timedelta(minutes=10), out=False)
    request(
        stage, None, closed=wednesday, decide_by=wednesday - timedelta(hours=1), slot=wednesday + timedelta(hours=3)
    )
    with inside(stage.north.id):
        move(stage.channel("valley", "mastodon"), "attention")
    answer = page(stage, browse)
    assert [risk.title for risk, _ask in answer.context["risks"]] == [
        "1 version is late", "1 approval is late", "1 post expires undecided within a day",
        "1 channel needs reconnecting",
    ]  # fmt: skip
    assert [choice.question for choice, _ask in answer.context["choices"]] == [
        "Decide 1 late approval, or pass it on?", "Who reconnects 1 channel?", "Connect the shop, so that posts can be valued?",
    ]  # fmt: skip
    for choice, _ask in answer.context["choices"]:
        assert browse(stage.north.cleo).get(choice.url).status_code == 200, choice.url


def test_everything_is_readable_without_charts(stage: Stage, browse: Any, wednesday: datetime) -> None:
    stage.post()
    text = page(stage, browse, tables="1").content.decode()
    assert "data-chart" not in text and text.count("<table") == 6
    assert text.count("22 Mar") >= 7


def test_an_empty_organisation_says_so(stage: Stage, browse: Any) -> None:
    answer = page(stage, browse)
    text = answer.content.decode()
    assert shown(answer)["Tracked revenue"] == "–"
    assert "Nothing was published." in text and "Nothing is at risk" in text
    assert "No channel is listened to" in text


def test_queries_do_not_grow_with_brands_and_rows(stage: Stage, shop: Shop, browse: Any, wednesday: datetime) -> None:
    def queries() -> int:
        client = browse(stage.north.eve)
        client.get(stage.north.url("results/"))
        with CaptureQueriesContext(connection) as seen:
            client.get(stage.north.url("results/"))
        return len(seen)

    _post, _version, link = stage.post("harbour")
    shop.report(stage.order("0", "10", click=stage.click(link)), id="0")
    few = queries()
    for number in range(1, 6):
        _post, _version, link = stage.post("valley", at=timezone.now() - timedelta(days=9 * number))
        shop.report(stage.order(str(number), "10", click=stage.click(link)), id=str(number))
        mention(stage, timezone.now(), brand="valley")
    assert queries() <= few + 1
    assert few < 45, few


@pytest.mark.parametrize(
    "query", [{"period": "month"}, {"period": "quarter"}, {"period": "x", "on": "y"}, {"brand": "harbour"}]
)
def test_other_periods_and_filters(stage: Stage, browse: Any, query: dict[str, str], wednesday: datetime) -> None:
    stage.post()
    assert shown(page(stage, browse, **query))["Versions published"] == "1"


# ── every number says how it was computed ───────────────────────────────────────────────────────


def test_every_number_opens_its_definition(stage: Stage, shop: Shop, browse: Any, wednesday: datetime) -> None:
    _post, _version, link = stage.post()
    shop.report(stage.order("1", "100", click=stage.click(link)), id="1")
    stage.post("valley", at=wednesday - timedelta(minutes=10), out=False)
    answer = page(stage, browse)
    text = answer.content.decode()
    links = re.findall(r'<a class="[^"]*\bask\b[^"]*" href="([^"]+)" data-why="([^"]+)"', text)
    cards = re.findall(r'popover id="([^"]+)" data-why-card', text)
    assert {card for _url, card in links} <= set(cards) and len(cards) == len(set(cards)) == 17
    # Five figures by name and by value, two brands with five numbers each, two counts, one line at risk.
    numbered = [card for _url, card in links]
    assert numbered.count("why-roi") == 2 and numbered.count("why-late_versions") == 1
    assert [numbered.count(f"why-{key}") for key in ("at_risk", "decisions")] == [1, 1]
    assert numbered.count("why-clicks") == 2 + 2
    # Without script each leads to a page that says the same.
    client = browse(stage.north.eve)
    for url in {url.replace("&amp;", "&") for url, _card in links}:
        assert "Definition" in client.get(url).content.decode(), url
    # Nothing in the table of brands is a number alone.
    table = text.split('<table class="btable">', 1)[1].split("</table>", 1)[0]
    assert re.search(r"[0-9]", strip_tags(re.sub(r"<a .*?</a>", "", table.split("<tbody>", 1)[1]))) is None


# ── markets and channels ────────────────────────────────────────────────────────────────────────


def grant(stage: Stage, who: str, role: str, scope: str, thing: Any) -> None:
    with inside(stage.north.id):
        put_right_rows(
            Grant.objects.create(
                org=stage.north.organisation, member=getattr(stage.north, who).member, scope=scope, scope_id=thing.pk,
                role=Role.objects.get(org=stage.north.organisation, key=role), scope_label=str(thing), reason="test",
            )
        )  # fmt: skip


@pytest.fixture
def busy(stage: Stage, shop: Shop, wednesday: datetime) -> Stage:
    """Two brands with two channels each; those on Mastodon speak to China."""
    at = {"harbour": 10, "valley": 200}
    with inside(stage.north.id):
        for brand in at:
            china = stage.channel(brand, "mastodon")
            china.market = stage.north.markets["cn"]
            china.save(update_fields=["market"])
    for brand, value in at.items():
        for n, network in enumerate(("newsroom", "mastodon"), 1):
            late = timedelta(minutes=30 if network == "mastodon" else 0)
            _post, _version, link = stage.post(brand, at=wednesday - timedelta(hours=2), network=network, late=late)
            shop.report(stage.order(f"{brand}{n}", str(value * n), click=stage.click(link)), id=f"{brand}{n}")
            stage.click(link, who="192.0.2.9")
        attribution.enter_cost(
            stage.north.ana.actor, brand_id=stage.north.brands[brand].pk, what="Boost", amount=Decimal(5),
            spent_on=date(2027, 3, 22),
        )  # fmt: skip
        goal(stage, "revenue", "7", brand)
    request(stage, timedelta(hours=2), closed=wednesday)
    return stage


def rows(answer: Any) -> dict[str, tuple[str, ...]]:
    return {
        row.brand.slug: (*(cell.value for cell in row.cells), row.published, row.roi, row.on_time)
        for row in answer.context["page"].brands
    }


def test_a_market_sees_its_channels_of_every_brand(busy: Stage, browse: Any) -> None:
    grant(busy, "nia", "analyst", "market", busy.north.markets["cn"])
    answer = page(busy, browse, "nia")
    assert rows(answer) == {
        "harbour": ("20", "2", "–", "1", "–", "0%"), "valley": ("400", "2", "–", "1", "–", "0%"),
    }  # fmt: skip
    assert shown(answer) == {
        "Tracked revenue": "EUR 420", "Versions published": "2", "Responses": "–", "Clicks": "4", "Approval time": "–",
    }  # fmt: skip
    assert "Of Harbour, Valley you see 2 channels. Cost, return, approval time and goals are kept by brand" in words(
        answer
    )
    # A brand's goal is not a channel's.
    assert verdicts(answer)["Tracked revenue"] == ("idle", "So far; no goal set")
    value = browse(busy.north.nia).get(busy.north.url("results/value/"), {"by": "brand"}).context["table"]
    assert [(row.name, row.revenue, row.cost) for row in value.rows] == [
        ("Valley", "EUR 400.00", "–"), ("Harbour", "EUR 20.00", "–"),
    ]  # fmt: skip


def test_a_channel_sees_itself_and_a_brand_beside_it_is_whole(busy: Stage, browse: Any) -> None:
    grant(busy, "nia", "analyst", "channel", busy.channel("harbour", "newsroom"))
    answer = page(busy, browse, "nia")
    assert rows(answer) == {"harbour": ("10", "2", "–", "1", "–", "100%")}
    assert shown(answer)["Tracked revenue"] == "EUR 10"
    grant(busy, "nia", "analyst", "brand", busy.north.brands["valley"])
    answer = page(busy, browse, "nia")
    assert rows(answer) == {
        "valley": ("600", "4", "–", "2", "11,900%", "50%"), "harbour": ("10", "2", "–", "1", "–", "100%"),
    }  # fmt: skip
    assert answer.context["page"].figures[1].value == "3"
    covers = {card.id: card.coverage for card in answer.context["page"].how.cards}
    assert covers["why-published"] == "Whole brands: 1. Beyond them 1 channel."
    # The whole brand takes its channels with it.
    grant(busy, "nia", "analyst", "brand", busy.north.brands["harbour"])
    assert rows(page(busy, browse, "nia"))["harbour"] == ("30", "4", "–", "2", "500%", "50%")


def test_the_filter_names_only_brands_within_reach(busy: Stage, browse: Any) -> None:
    def offered(who: str) -> list[str]:
        answer = browse(getattr(busy.north, who)).get(busy.north.url())
        return [brand.slug for brand in answer.context["frame"].brands]

    assert offered("eve") == ["harbour", "valley"]
    assert offered("vic") == ["valley"]
    assert offered("nia") == []
    assert "Harbour" not in browse(busy.north.vic).get(busy.north.url("results/")).content.decode()
    # A brand out of reach cannot be narrowed to, nor learnt of.
    hidden = browse(busy.north.vic).get(busy.north.url("results/"), {"brand": "harbour"})
    assert hidden.context["request"].brand_filter is None and "Harbour" not in hidden.content.decode()
    grant(busy, "nia", "analyst", "channel", busy.channel("harbour", "mastodon"))
    assert offered("nia") == ["harbour"]
    grant(busy, "nia", "analyst", "market", busy.north.markets["cn"])
    assert offered("nia") == ["harbour", "valley"]


def test_an_export_holds_what_its_scope_reaches(busy: Stage, browse: Any) -> None:
    grant(busy, "nia", "analyst", "market", busy.north.markets["cn"])
    export = browse(busy.north.nia).get(busy.north.url("exports/figures.csv"))
    assert export.status_code == 200
    text = b"".join(export.streaming_content).decode()
    assert "Valley,revenue,Tracked revenue,1,money,2027-03-22,2027-03-28,400" in text
    assert "Valley,cost,Cost,1,money,2027-03-22,2027-03-28,," in text
