"""Sheets, costs, and what things were worth: every figure worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from coe.access.api import Denied
from coe.audit.models import Entry
from coe.tenancy.context import inside
from reporting.attribution import actions
from reporting.attribution.models import Conversion, Cost
from reporting.attribution.value import Line, lines, returned, total
from tests.reporting.conftest import Shop, Stage

HEAD = "external_id,kind,value,currency,occurred_at,click,utm_id\n"


def upload(client: Any, stage: Stage, text: str | bytes, *, source: str = "till") -> Any:
    raw = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("orders.csv", raw, content_type="text/csv")
    return client.post(stage.north.url("results/conversions/import/"), {"source": source, "file": file})


def count(stage: Stage, model: Any = Conversion) -> int:
    with inside(stage.north.id):
        return int(model.objects.count())


# ── sheets ──────────────────────────────────────────────────────────────────────────────────────


def test_a_good_sheet_is_shown_first_and_imported_then(stage: Stage, browse: Any) -> None:
    _post, _version, link = stage.post()
    click = stage.click(link)
    now = timezone.now().isoformat()
    client = browse(stage.north.ana)
    answer = upload(client, stage, HEAD + f"1,order,10.50,EUR,{now},{click},\n2,lead,0,EUR,{now},,\n")
    assert "2 rows are good" in answer.content.decode()
    assert count(stage) == 0
    done = client.post(
        stage.north.url("results/conversions/import/take/"), {"token": answer.context["token"], "rows": "all"}
    )
    assert done.status_code == 302
    with inside(stage.north.id):
        rows = list(Conversion.objects.order_by("external_id").values_list("external_id", "value", "link_id", "source"))
        entry = Entry.objects.get(act="conversion.import")
    assert rows == [("1", Decimal("10.50"), link.pk, "till"), ("2", Decimal("0.00"), None, "till")]
    assert (entry.subject_label, entry.after["kept"], entry.after["matched"]) == ("orders.csv", 2, 1)
    # The same sheet again changes nothing.
    again = upload(client, stage, HEAD + f"1,order,10.50,EUR,{now},{click},\n2,lead,0,EUR,{now},,\n")
    assert again.context["checked"].known == 2
    assert count(stage) == 2


def test_one_bad_row_keeps_all_out_unless_the_good_ones_are_asked_for(stage: Stage, browse: Any) -> None:
    client, now = browse(stage.north.ana), timezone.now().isoformat()
    text = HEAD + (
        f"1,order,10,EUR,{now},,\n"
        f"=2+3,sale,ten,eur,2027-03-28T02:30:00,x,\n"
        f"1,order,11,EUR,{now},,\n"
        f"4,order,5,EUR,{now},,,,extra\n"
        "\n"
        f"5,order,5,EUR,{now},,\n"
    )
    answer = upload(client, stage, text)
    checked = answer.context["checked"]
    assert [said.external_id for _n, said in checked.good] == ["1", "5"]
    assert [(bad.number, [field for field, _words in bad.problems]) for bad in checked.bad] == [
        (3, ["kind", "value", "currency", "occurred_at", "click"]), (4, ["external_id"]), (5, [""]),
    ]  # fmt: skip
    token = answer.context["token"]
    take = stage.north.url("results/conversions/import/take/")
    client.post(take, {"token": token, "rows": "all"})
    assert count(stage) == 0
    sheet = client.get(stage.north.url("results/conversions/import/wrong/"), {"token": token}).content.decode()
    assert "'=2+3" in sheet and "\n=2+3" not in sheet and ",=2+3" not in sheet
    # Another member's token is nobody's.
    assert browse(stage.north.cleo).get(
        stage.north.url("results/conversions/import/wrong/"), {"token": token}
    ).status_code == 404  # fmt: skip
    client.post(take, {"token": token, "rows": "good"})
    assert count(stage) == 2


def test_wall_times_are_on_the_organisations_clock(stage: Stage, browse: Any, time_machine: Any) -> None:
    time_machine.move_to("2027-04-01T12:00:00Z")
    text = (
        HEAD + "1,order,1,EUR,2027-03-28T01:30,,\n2,order,1,EUR,2027-03-28 02:30,,\n3,order,1,EUR,2027-03-28T03:30,,\n"
    )
    checked = upload(browse(stage.north.ana), stage, text).context["checked"]
    assert [said.occurred_at.isoformat() for _n, said in checked.good] == [
        "2027-03-28T00:30:00+00:00", "2027-03-28T01:30:00+00:00",
    ]  # fmt: skip
    [bad] = checked.bad
    assert "clocks go forward" in bad.problems[0][1]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02", b"\xff\xfe\xff", b"external_id,kind\n1,order\n", b"a,b,c\n",
        HEAD.replace("click", "colour").encode(), HEAD.replace("click", "kind").encode(),
        (HEAD + '"1,order\n').encode(), b"x" * (5 * 1024 * 1024 + 1),
    ],
)  # fmt: skip
def test_files_that_are_no_sheet(stage: Stage, browse: Any, content: bytes) -> None:
    answer = upload(browse(stage.north.ana), stage, content)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert count(stage) == 0


def test_sheets_from_chinese_spreadsheets_are_read(stage: Stage, browse: Any) -> None:
    now = timezone.now().isoformat()
    text = HEAD.replace(",", ";") + f"订单甲;order;3;EUR;{now};;\n"
    checked = upload(browse(stage.north.ana), stage, text.encode("gb18030")).context["checked"]
    assert [said.external_id for _n, said in checked.good] == ["订单甲"]


@pytest.mark.parametrize("who", ["cal", "bea", "eve", "pat", "nia"])
def test_who_may_not_import_changes_nothing(stage: Stage, browse: Any, who: str) -> None:
    person = getattr(stage.north, who)
    answer = upload(browse(person), stage, HEAD + f"1,order,1,EUR,{timezone.now().isoformat()},,\n")
    assert answer.status_code == 403
    assert (
        browse(person).post(stage.north.url("results/conversions/keys/"), {"name": "K", "source": "k"}).status_code
        == 403
    )
    assert count(stage) == 0


def test_the_secret_of_a_key_is_shown_once(stage: Stage, browse: Any) -> None:
    client, url = browse(stage.north.ana), stage.north.url("results/conversions/keys/")
    answer = client.post(url, {"name": "Web", "source": "web"})
    assert "whsec_" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert answer.context["secret"] not in client.get(url).content.decode()
    taken = client.post(url, {"name": "Web", "source": "web"})
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["name"])


# ── costs ───────────────────────────────────────────────────────────────────────────────────────


def cost(stage: Stage, amount: str, brand: str = "harbour", on: str = "2026-11-18", **more: Any) -> Cost:
    return actions.enter_cost(
        stage.north.ana.actor, brand_id=stage.north.brands[brand].pk, what="Boost", amount=Decimal(amount),
        spent_on=date.fromisoformat(on), **more,
    )  # fmt: skip


def test_a_cost_is_entered_and_cancelled(stage: Stage, browse: Any) -> None:
    client = browse(stage.north.bea)
    harbour = stage.north.brands["harbour"]
    data = {
        "brand": harbour.pk,
        "campaign": "",
        "what": "Boost",
        "amount": "12.50",
        "spent_on": "2026-11-01",
        "post": "",
    }
    assert client.post(stage.north.url("results/costs/enter/"), data).status_code == 302
    with inside(stage.north.id):
        made = Cost.objects.get()
    assert (made.amount, made.currency, made.brand_id) == (Decimal("12.50"), "EUR", harbour.pk)
    client.post(stage.north.url(f"results/costs/{made.pk}/cancel/"))
    with inside(stage.north.id):
        assert Cost.objects.get().cancelled_at is not None
    assert lines_of(stage, "brand") == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0"}, "amount"), ({"amount": "-3"}, "amount"), ({"amount": "ten"}, "amount"),
        ({"amount": "1.005"}, "amount"), ({"spent_on": "2999-01-01"}, "spent_on"), ({"spent_on": "x"}, "spent_on"),
        ({"what": ""}, "what"), ({"what": "x" * 121}, "what"), ({"what": "a\u202eb"}, "what"), ({"brand": "nope"}, "brand"),
    ],
)  # fmt: skip
def test_bad_costs_are_told_at_the_field_and_kept_as_typed(
    stage: Stage, browse: Any, change: dict[str, str], field: str
) -> None:
    data = {
        "brand": str(stage.north.brands["harbour"].pk), "campaign": "", "what": "Lanterns", "amount": "12.50",
        "spent_on": "2026-11-01", "post": "",
    } | change  # fmt: skip
    answer = browse(stage.north.bea).post(stage.north.url("results/costs/enter/"), data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    if field != "what":
        assert "Lanterns" in answer.content.decode()
    assert count(stage, Cost) == 0


def test_a_refused_cost_stands_before_the_list(stage: Stage, browse: Any) -> None:
    cost(stage, "12")
    client = browse(stage.north.bea)
    page = client.get(stage.north.url("results/costs/")).content.decode()
    assert page.index("<table") < page.index('id="enter"')
    assert 'href="#enter"' in page
    data = {"brand": str(stage.north.brands["harbour"].pk), "what": "", "amount": "1", "spent_on": "2026-11-01"}
    refused = client.post(stage.north.url("results/costs/enter/"), data).content.decode()
    assert refused.index('id="enter"') < refused.index("<table")
    assert 'href="#enter"' not in refused


def test_a_bad_cost_of_a_post_leads_back_to_it(stage: Stage, browse: Any) -> None:
    post = "00000000-0000-4000-8000-000000000001"
    data = {"brand": str(stage.north.brands["harbour"].pk), "what": "", "amount": "1", "spent_on": "2026-11-01"}
    url = stage.north.url("results/costs/enter/")
    answer = browse(stage.north.bea).post(url, data | {"post": post})
    assert answer.status_code == 422
    assert f'href="{stage.north.url(f"posts/{post}/")}#cost"' in answer.content.decode()
    assert "Back to the post" not in browse(stage.north.bea).post(url, data).content.decode()


def test_a_bad_cost_of_a_post_says_of_which(stage: Stage, browse: Any) -> None:
    post, _version, _link = stage.post()
    data = {"brand": str(post.brand_id), "post": str(post.pk), "what": "Lanterns", "amount": "x"}
    answer = browse(stage.north.bea).post(stage.north.url("results/costs/enter/"), data)
    assert answer.status_code == 422
    assert answer.context["about"].id == post.pk
    shown = answer.content.decode()
    assert (shown.count("What this post cost:"), shown.count('value="Lanterns"')) == (1, 1)


def test_costs_stay_with_the_brand_they_may_be_entered_for(stage: Stage, browse: Any) -> None:
    valley = stage.north.brands["valley"]
    foreign = stage.cast.south.brands["bakery"]
    for brand in (valley, foreign):
        data = {
            "brand": str(brand.pk),
            "campaign": "",
            "what": "x",
            "amount": "1",
            "spent_on": "2026-11-01",
            "post": "",
        }
        assert browse(stage.north.bea).post(stage.north.url("results/costs/enter/"), data).status_code == 422
    with pytest.raises(Denied):
        actions.enter_cost(
            stage.north.bea.actor, brand_id=valley.pk, what="x", amount=Decimal(1), spent_on=date(2026, 11, 1)
        )
    mine = cost(stage, "5", "valley")
    # A cost of another brand is not even there for them.
    assert browse(stage.north.bea).post(stage.north.url(f"results/costs/{mine.pk}/cancel/")).status_code == 404
    with inside(stage.north.id):
        assert Cost.objects.filter(cancelled_at__isnull=True).count() == 1


# ── worth ───────────────────────────────────────────────────────────────────────────────────────


def lines_of(stage: Stage, by: str, **more: Any) -> dict[Any, Line]:
    with inside(stage.north.id):
        ids = [brand.pk for brand in stage.north.brands.values()]
        return {line.id: line for line in lines(by, brand_ids=ids, currency="EUR", margin=100, **more)}


@pytest.mark.parametrize(
    ("revenue", "spent", "margin", "roi"),
    [
        ("100", "50", 100, "1"), ("50", "100", 100, "-0.5"), ("0", "10", 100, "-1"), ("100", "25", 30, "0.2"),
        ("-20", "10", 100, "-3"), ("100", "0", 100, None), ("0.10", "0.30", 100, "-0.6666666666666666666666666667"),
    ],
)  # fmt: skip
def test_the_return(revenue: str, spent: str, margin: int, roi: str | None) -> None:
    assert returned(Decimal(revenue), Decimal(spent), margin) == (Decimal(roi) if roi else None)
    assert returned(Decimal(revenue), None, margin) is None


def test_totals_are_pooled_not_averaged(stage: Stage, shop: Shop) -> None:
    """10 spent returning 20 and 1000 spent returning 500: the mean of +1 and -0.5 would say +0.25."""
    _post, _version, small = stage.post("harbour")
    _post, _version, large = stage.post("valley")
    shop.report(stage.order("1", "20", click=stage.click(small)), id="1")
    shop.report(stage.order("2", "500", click=stage.click(large)), id="2")
    cost(stage, "10", "harbour")
    cost(stage, "1000", "valley")
    found = lines_of(stage, "brand")
    harbour, valley = (found[stage.north.brands[name].pk] for name in ("harbour", "valley"))
    assert (harbour.roi, valley.roi) == (Decimal(1), Decimal("-0.5"))
    whole = total(list(found.values()), margin=100)
    assert (whole.revenue, whole.cost) == (Decimal(520), Decimal(1010))
    assert round(whole.roi or 0, 6) == Decimal("-0.485149")


def test_post_campaign_and_brand_each_carry_their_own(stage: Stage, shop: Shop) -> None:
    campaign = stage.campaign()
    one, _version, first = stage.post(campaign=campaign)
    two, _version, second = stage.post()
    shop.report(stage.order("1", "100.10", click=stage.click(first)), id="1")
    shop.report(stage.order("2", "-0.10", click=stage.click(first, who="192.0.2.2")), id="2")
    shop.report(stage.order("3", "7", click=stage.click(second)), id="3")
    shop.report(stage.order("4", "999"), id="4")  # unmatched
    shop.report(stage.order("5", "55", click=stage.click(second, who="192.0.2.3"), currency="CHF"), id="5")
    cost(stage, "40", post_id=one.pk)
    cost(stage, "10", campaign_id=campaign.pk)
    cost(stage, "50")
    posts = lines_of(stage, "post")
    assert (posts[one.pk].revenue, posts[one.pk].cost, posts[one.pk].roi) == (
        Decimal("100.00"), Decimal(40), Decimal("1.5"),
    )  # fmt: skip
    assert (posts[one.pk].clicks, posts[one.pk].conversions) == (2, 2)
    assert (posts[two.pk].revenue, posts[two.pk].cost, posts[two.pk].roi) == (Decimal(7), None, None)
    assert posts[two.pk].other == {"CHF": Decimal(55)}
    campaigns = lines_of(stage, "campaign")
    assert (campaigns[campaign.pk].revenue, campaigns[campaign.pk].cost, campaigns[campaign.pk].roi) == (
        Decimal(100), Decimal(50), Decimal(1),
    )  # fmt: skip
    [brand] = lines_of(stage, "brand").values()
    assert (brand.revenue, brand.cost, brand.clicks, brand.conversions) == (Decimal(107), Decimal(100), 4, 4)
    assert brand.roi == Decimal("0.07")


def test_the_page_says_how_much_is_covered(stage: Stage, shop: Shop, browse: Any) -> None:
    _post, _version, link = stage.post()
    shop.report(stage.order("1", "30", click=stage.click(link)), id="1")
    shop.report(stage.order("2", "10"), id="2")
    page = browse(stage.north.eve).get(stage.north.url("results/value/?period=week")).content.decode()
    assert "1 of 2 conversions matched to a click, 75% of their value." in page
    assert "EUR 30.00" in page and "EUR 40.00" not in page


def test_exports_leave_a_row_and_keep_formulas_out(stage: Stage, browse: Any) -> None:
    cost(stage, "12.50", on="2026-11-18")
    actions.enter_cost(
        stage.north.ana.actor, brand_id=stage.north.brands["harbour"].pk, what="=cmd|' /C calc'!A0",
        amount=Decimal(1), spent_on=date(2026, 11, 18),
    )  # fmt: skip
    answer = browse(stage.north.bea).get(stage.north.url("exports/costs.csv"))
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv") and "12.50" in text
    assert "'=cmd" in text and ",=cmd" not in text
    with inside(stage.north.id):
        entry = Entry.objects.get(act="report.export")
    assert (entry.after["rows"], entry.actor_label) == (2, "Bea Brand")
    for name in ("costs", "value", "conversions", "metrics", "figures", "goals", "observations"):
        assert browse(stage.north.eve).get(stage.north.url(f"exports/{name}.csv")).status_code == 403, name
    with inside(stage.north.id):
        assert Entry.objects.filter(act="report.export").count() == 1


def test_another_organisations_things_are_not_there(stage: Stage, browse: Any) -> None:
    mine = cost(stage, "5")
    south = stage.cast.south
    sue = browse(south.sue)
    assert sue.post(south.url(f"results/costs/{mine.pk}/cancel/")).status_code == 404
    for path in ("", "value/", "costs/", "conversions/", "goals/", "metrics/", "metrics/revenue/"):
        assert sue.get(stage.north.url(f"results/{path}")).status_code == 404
    with inside(stage.north.id):
        assert Cost.objects.get().cancelled_at is None
