"""The group itself: markets, brands, people and their grants; and who can sign in to look around."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from coe.access.founding import found
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.accounts.models import User
from coe.demo.past import backdated, uid
from coe.demo.steps import GROUP, OTHER, Stage, step
from coe.demo.texts import load
from coe.outbox.events import due
from coe.tenancy.models import Brand, Market, Member, Organisation, Partner

PASSWORD = "demo-password-2026"  # noqa: S105  (printed for everybody who starts the demo)


def email(first: str, org: str = GROUP) -> str:
    return f"{first}@{org}.example"


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, e-mail, password): one person for each role of the demo."""
    people = load("group")["people"]
    return [(one["sign_in"], email(one["first"]), PASSWORD) for one in people if "sign_in" in one]


def make_organisation(slug: str, name: str, zone: str, currency: str, stage_now: Any) -> Organisation:
    with backdated(Organisation):
        return Organisation.objects.create(
            id=uid(slug), slug=slug, name=name, zone=zone, currency=currency,
            created_at=stage_now - timedelta(days=905),
        )  # fmt: skip


@step(10, "people, brands and rights")
def group(stage: Stage) -> str:
    return fill(stage, load("group"))


@step(10, "people, brands and rights", org=OTHER)
def other(stage: Stage) -> str:
    return fill(stage, load("southgate"))


def fill(stage: Stage, raw: dict[str, Any]) -> str:
    """Writes an organisation as a YAML file describes it."""
    found(stage.org)
    for row in raw["markets"]:
        stage.markets[row["code"]] = Market.objects.create(
            id=uid(stage.org.slug, "market", row["code"]), org=stage.org, **row
        )
    for row in raw["brands"]:
        facts = {name: row[name] for name in ("slug", "name", "name_zh", "mark", "accent", "zone")}
        stage.brands[row["slug"]] = Brand.objects.create(
            id=uid(stage.org.slug, "brand", row["slug"]), org=stage.org,
            website=f"https://{row['slug']}.{stage.org.slug}.example/", **facts,
        )  # fmt: skip
    partner = None
    if "partner" in raw:
        partner = Partner.objects.create(
            id=uid(stage.org.slug, "partner"), org=stage.org, name=raw["partner"]["name"],
            contract_ends=stage.ahead(days=39).date(),
        )  # fmt: skip
    password = make_password(PASSWORD)
    for row in raw["people"]:
        _person(stage, row, password, partner if row.get("partner") else None)
    grants = sum(_grants(stage, row, raw["people"][0]["first"]) for row in raw["people"])
    return f"{len(stage.people)} people, {len(stage.brands)} brands, {grants} grants"


def _person(stage: Stage, row: dict[str, Any], password: str, partner: Partner | None) -> None:
    joined = stage.ago(days=row["joined"])
    with backdated(User, Member):
        user = User.objects.create(
            email=email(row["first"], stage.org.slug), name=row["name"], password=password, created_at=joined,
            language=row.get("language", "en"), zone=row.get("zone", ""),
        )  # fmt: skip
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        member = Member.objects.create(
            id=uid(stage.org.slug, "member", row["first"]), org=stage.org, user=user, name=row["name"],
            title=row["title"], partner=partner, joined_at=joined,
            last_seen_at=stage.ago(days=row["seen"], minutes=stage.chance.randint(4, 400)),
        )  # fmt: skip
    stage.people[row["first"]] = member


def _grants(stage: Stage, row: dict[str, Any], founder: str) -> int:
    made = 0
    member = stage.people[row["first"]]
    for raw in row["grants"]:
        role = Role.objects.get(org=stage.org, key=raw["role"])
        for place in raw["on"]:
            _grant(stage, member, role, place, raw, None if row["first"] == founder else stage.people[founder])
            made += 1
    return made


def _grant(stage: Stage, member: Member, role: Role, place: str, raw: dict[str, Any], by: Member | None) -> None:
    """`days` in the file: when it ends, from now; less than nothing: when it ended."""
    target: Organisation | Brand = stage.org if place == "org" else stage.brands[place]
    days = raw.get("days")
    given = member.joined_at + timedelta(hours=1)
    if days is not None:
        given = max(given, stage.ago(days=75))
    expires = stage.now + timedelta(days=days) if days is not None else None
    over = days is not None and days < 0
    with backdated(Grant):
        made = Grant.objects.create(
            id=uid(stage.org.slug, "grant", member.pk, role.key, place), org=stage.org, member=member, role=role,
            scope=Scope.ORGANISATION if place == "org" else Scope.BRAND, scope_id=target.pk, scope_label=str(target),
            reason=raw["reason"], granted_by=by, granted_at=given, expires_at=expires,
            ended_at=expires if over else None,
        )  # fmt: skip
    put_right_rows(made)
    label = f"{role} → {member}"
    facts = {"member": member.pk, "role": role.pk, "acts": role.acts, "scope": made.scope, "on": made.scope_label}
    stage.trail.note(
        given, by or member, "access.grant", made, label=label, after={**facts, "until": expires}, reason=made.reason
    )
    if over and expires:
        stage.trail.note(expires, "grants", "system.expire", made, label=label, before=facts, detail="expired")
    elif expires:
        due("grant", org=stage.org.pk, ref=made.pk, at=expires)
