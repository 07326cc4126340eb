"""The settings page, and managing the organisation, brands, markets and partners."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coe.accounts.models import User
from coe.audit.models import Entry
from coe.tenancy import zones
from coe.tenancy.context import inside
from coe.tenancy.fields import contrast
from coe.tenancy.models import Brand, Market, Organisation, Partner
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.django_db
BRAND = {
    "name": "Fern & Spa", "name_zh": "蕨园", "slug": "fern-spa", "mark": "fs", "accent": "17536B",
    "zone": "asia/tokyo", "website": "https://fern.example/en",
}  # fmt: skip


def titles(page: str) -> list[str]:
    return [title.replace("&amp;", "&") for title in re.findall(r'class="tile panel".*?<b>(.*?)</b>', page, re.S)]


def test_each_sees_the_cards_they_may_open(north: Org, browse: Any) -> None:
    shown = {first: titles(browse(north.people[first]).get(north.url("settings/")).content.decode()) for first in
             ("ida", "cal", "nia", "bea")}  # fmt: skip
    assert {"Organisation", "Brands", "Markets", "Partners", "Members", "Invitations", "Roles"} <= set(shown["ida"])
    assert {"Organisation", "Brands"}.isdisjoint(shown["bea"])
    assert {"Members", "Invitations"} <= set(shown["bea"])
    assert "Members" not in shown["cal"]
    assert set(shown["nia"]) <= {"Your account", "Notices", "Sign-in and security", "Your rights"}


def test_every_card_leads_to_a_page(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    for path in re.findall(r'class="tile panel" href="(.*?)"', client.get(north.url("settings/")).content.decode()):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "path", ["organisation/", "brands/", "brands/new/", "markets/", "markets/new/", "partners/", "partners/new/"]
)
def test_managing_takes_the_right(north: Org, browse: Any, path: str) -> None:
    assert browse(north.ida).get(north.url(f"settings/{path}")).status_code == 200
    for first in ("cleo", "bea", "nia"):
        answer = browse(north.people[first]).get(north.url(f"settings/{path}"))
        assert answer.status_code == 403
        assert "org.manage" in answer.content.decode()


def test_a_denied_change_changes_nothing(north: Org, browse: Any) -> None:
    for first in ("cleo", "bea", "cal"):
        assert browse(north.people[first]).post(north.url("settings/brands/new/"), BRAND).status_code == 403
    with inside(north.id):
        assert Brand.objects.count() == 2
        assert Entry.objects.count() == 0


def test_pages_read_in_chinese(north: Org, browse: Any) -> None:
    User.objects.filter(pk=north.ida.user.pk).update(language="zh-hans")
    client = browse(north.ida)
    for path in ("settings/", "settings/brands/new/", "settings/profile/", "settings/invitations/new/", "notices/"):
        page = client.get(north.url(path))
        assert page.status_code == 200
        assert 'lang="zh-Hans"' in page.content.decode()


# ── organisation ────────────────────────────────────────────────────────────────────────────────


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def test_the_organisation_is_changed_and_audited(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    path = north.url("settings/organisation/")
    given = {
        "name": "Northwind Group",
        "zone": "Europe/Zurich",
        "currency": "CHF",
        "seen": seen(client.get(path).content.decode()),
    }
    assert client.post(path, given).status_code == 302
    north.organisation.refresh_from_db()
    assert (north.organisation.name, north.organisation.currency) == ("Northwind Group", "CHF")
    with inside(north.id):
        entry = Entry.objects.get()
    assert entry.before == {"name": "Northwind Stays", "currency": "EUR"}
    assert entry.after == {"name": "Northwind Group", "currency": "CHF"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill in “Name”."),
        ("name", "x" * 10_000_000, "At most 80 characters fit here; this has 10000000"),
        ("name", "a\u2066b", "U+2066"),
        ("zone", "Europe/Atlantis", "Europe/Atlantis is not a time zone"),
        ("currency", "Euros", "At most 3 characters"),
        ("currency", "€", "Write three letters"),
    ],
)
def test_bad_organisation_input(north: Org, browse: Any, field: str, value: str, said: str) -> None:
    client = browse(north.ida)
    path = north.url("settings/organisation/")
    given = {"name": "Typed", "zone": "UTC", "currency": "CHF", "seen": seen(client.get(path).content.decode())}
    answer = client.post(path, given | {field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert value[:40] in page
    assert Organisation.objects.get(pk=north.id).name == "Northwind Stays"


def test_a_stale_form_keeps_what_was_typed_and_overwrites_only_on_purpose(north: Org, browse: Any) -> None:
    path = north.url("settings/organisation/")
    one, other = browse(north.ida), browse(north.ida)
    given = {"name": "First", "zone": "UTC", "currency": "EUR", "seen": seen(one.get(path).content.decode())}
    assert other.post(path, given).status_code == 302
    answer = one.post(path, given | {"name": "Second"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody else saved this" in page
    assert 'value="Second"' in page
    north.organisation.refresh_from_db()
    assert north.organisation.name == "First"
    assert one.post(path, given | {"name": "Second", "seen": seen(page)}).status_code == 302
    north.organisation.refresh_from_db()
    assert north.organisation.name == "Second"
    assert one.post(path, given | {"name": "Third", "seen": "\x00" * 9}).status_code in {409, 422}


# ── brands ──────────────────────────────────────────────────────────────────────────────────────


def test_a_brand_is_added_shown_and_changed(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    assert client.post(north.url("settings/brands/new/"), BRAND).status_code == 302
    with inside(north.id):
        made = Brand.objects.get(slug="fern-spa")
        assert (made.name, made.accent, made.zone, made.mark) == ("Fern & Spa", "#17536b", "Asia/Tokyo", "fs")
    listed = client.get(north.url("settings/brands/")).content.decode()
    assert "Fern &amp; Spa" in listed
    assert "蕨园" in listed
    path = north.url(f"settings/brands/{made.pk}/")
    given = BRAND | {"name": "Fernhold", "slug": "other", "seen": seen(client.get(path).content.decode())}
    assert client.post(path, given).status_code == 302
    with inside(north.id):
        made.refresh_from_db()
        assert (made.name, made.slug) == ("Fernhold", "fern-spa")
        assert list(Entry.objects.order_by("seq").values_list("detail", flat=True)) == ["added", "changed"]


@pytest.mark.parametrize(
    ("language", "first", "below"), [("en", "Fern &amp; Spa", "蕨园"), ("zh-hans", "蕨园", "Fern &amp; Spa")]
)
def test_brands_are_listed_in_the_readers_language_with_the_other_name_below(
    north: Org, browse: Any, language: str, first: str, below: str
) -> None:
    client = browse(north.ida)
    client.post(north.url("settings/brands/new/"), BRAND)
    User.objects.filter(pk=north.ida.user.pk).update(language=language)
    listed = client.get(north.url("settings/brands/")).content.decode()
    assert f"<b>{first}</b>" in listed
    assert re.search(rf'<span class="meta only-phone" lang="[\w-]+">{below}</span>', listed)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "\x00\x01", "Fill in “Name”."),
        ("name", "\u202eStays", "U+202E"),
        ("slug", "harbour", "Another brand has this short name already"),
        ("slug", "Fern Spa", "Use small letters, digits and single hyphens"),
        ("slug", "../etc", "Use small letters"),
        ("mark", "coe", "Select a valid choice"),
        ("accent", "#ffcc00", "contrast of 1.5 : 1"),
        ("accent", "blue", "six digits"),
        ("accent", "red;}", "six digits"),
        ("zone", "", "Fill in “Time zone”."),
        ("website", "javascript:alert(1)", "https://"),
        ("website", "https://user:pw@fern.example", "user name and password"),
        ("website", "https://fern.example/" + "x" * 300, "At most 200 characters"),
    ],
)
def test_bad_brand_input(north: Org, browse: Any, field: str, value: str, said: str) -> None:
    answer = browse(north.ida).post(north.url("settings/brands/new/"), BRAND | {field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'value="蕨园"' in page
    with inside(north.id):
        assert Brand.objects.count() == 2
        assert Entry.objects.count() == 0


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#17536b", "#ffffff") == pytest.approx(8.42, abs=0.05)


def test_other_organisations_things_are_404(cast: Cast, browse: Any) -> None:
    bakery = cast.south.brands["bakery"].pk
    market = cast.south.markets["ch"].pk
    client = browse(cast.north.ida)
    for path in (f"brands/{bakery}/", f"markets/{market}/", f"partners/{bakery}/"):
        assert client.get(cast.north.url(f"settings/{path}")).status_code == 404
        assert client.post(cast.north.url(f"settings/{path}"), BRAND).status_code == 404
    with inside(cast.south.id):
        assert Brand.objects.get(pk=bakery).name == "Bakery"


# ── markets and partners ────────────────────────────────────────────────────────────────────────


def test_markets_and_partners(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    assert (
        client.post(north.url("settings/markets/new/"), {"name": "Japan", "name_zh": "日本", "code": "jp"}).status_code
        == 302
    )
    assert client.post(north.url("settings/markets/new/"), {"name": "Japan 2", "code": "jp"}).status_code == 422
    assert (
        client.post(
            north.url("settings/partners/new/"), {"name": "Northern agency", "contract_ends": "2027-12-31"}
        ).status_code
        == 302
    )
    assert client.post(north.url("settings/partners/new/"), {"name": "Northern agency"}).status_code == 422
    assert (
        client.post(north.url("settings/partners/new/"), {"name": "X", "contract_ends": "2027-02-30"}).status_code
        == 422
    )
    with inside(north.id):
        market, partner = Market.objects.get(code="jp"), Partner.objects.get()
    for path, row, name in (
        (f"markets/{market.pk}/", market, "Nippon"),
        (f"partners/{partner.pk}/", partner, "South agency"),
    ):
        address = north.url(f"settings/{path}")
        stamp = seen(client.get(address).content.decode())
        assert client.post(address, {"name": name, "seen": stamp}).status_code == 302
        with inside(north.id):
            row.refresh_from_db()
            assert row.name == name
    assert "South agency" in client.get(north.url("settings/partners/")).content.decode()
    with inside(north.id):
        acts = set(Entry.objects.values_list("act", flat=True))
    assert acts == {"org.manage"}


def test_a_name_taken_by_another_partner_is_refused_at_its_field(north: Org, browse: Any) -> None:
    client = browse(north.ida)
    for name in ("One", "Two"):
        client.post(north.url("settings/partners/new/"), {"name": name})
    with inside(north.id):
        two = Partner.objects.get(name="Two")
    path = north.url(f"settings/partners/{two.pk}/")
    answer = client.post(path, {"name": "One", "seen": seen(client.get(path).content.decode())})
    assert answer.status_code == 422
    assert "There is a partner of this name already" in answer.content.decode()


def test_zones_are_suggested(north: Org, browse: Any) -> None:
    page = browse(north.ida).get(north.url("settings/brands/new/")).content.decode()
    assert '<option value="Asia/Tokyo">' in page
    assert page.count("<datalist") == 1
    assert "US/Eastern" not in page


def test_the_names_of_time_zones_are_read_from_the_disk_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python walks thousands of files for each answer; every time that is typed asks."""
    read: list[int] = []
    monkeypatch.setattr(zones, "available_timezones", lambda: read.append(1) or {"Asia/Tokyo"})
    zones.known_zones.cache_clear()
    try:
        for _time in range(3):
            zones.check_zone("Asia/Tokyo")
            with pytest.raises(ValidationError, match="not a time zone"):
                zones.check_zone("Asia/Nowhere")
    finally:
        zones.known_zones.cache_clear()
    assert len(read) == 1
