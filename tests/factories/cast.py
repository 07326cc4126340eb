"""The fixed cast: Northwind Stays with one person per role, and Southgate Foods, which must never be seen."""

from dataclasses import dataclass, field
from uuid import UUID

from coe.access.actor import Actor
from coe.access.founding import found
from coe.access.grants import put_right_rows
from coe.access.models import Grant, Role, Scope
from coe.accounts.models import User
from coe.tenancy.context import inside
from coe.tenancy.models import Brand, Market, Member, Organisation

PASSWORD = "correct horse battery"

# name, e-mail's first part, role key, scope
NORTH = (
    ("Ida Admin", "ida", "admin", "org"),
    ("Cleo Lead", "cleo", "coe-lead", "org"),
    ("Bea Brand", "bea", "brand-lead", "harbour"),
    ("Cal Creator", "cal", "creator", "harbour"),
    ("Pia Publisher", "pia", "publisher", "harbour"),
    ("Lee Legal", "lee", "legal", "org"),
    ("Gus Agent", "gus", "agent", "harbour"),
    ("Ana Analyst", "ana", "analyst", "org"),
    ("Pat Partner", "pat", "agency", "harbour"),
    ("Eve Executive", "eve", "executive", "org"),
    ("Aud Auditor", "aud", "auditor", "org"),
    ("Hal Harbour", "hal", "brand-lead", "harbour"),
    ("Vic Valley", "vic", "brand-lead", "valley"),
    ("Nia Nobody", "nia", "", ""),
)


@dataclass(frozen=True)
class Person:
    user: User
    member: Member

    @property
    def actor(self) -> Actor:
        """Ready to call actions with; rights are read now."""
        with inside(self.member.org_id):
            return Actor.member(self.member)


@dataclass
class Org:
    """An organisation with its people by first name in small letters, and its brands by slug."""

    organisation: Organisation
    people: dict[str, Person] = field(default_factory=dict)
    brands: dict[str, Brand] = field(default_factory=dict)
    markets: dict[str, Market] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return self.organisation.pk

    @property
    def slug(self) -> str:
        return self.organisation.slug

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def url(self, path: str = "") -> str:
        return f"/o/{self.slug}/{path}"


@dataclass
class Cast:
    north: Org
    south: Org


def build_cast() -> Cast:
    north = _organisation("northwind", "Northwind Stays", "Europe/Zurich", ("harbour", "valley"))
    for name, first, role, scope in NORTH:
        add_person(north, name, first, role, scope)
    south = _organisation("southgate", "Southgate Foods", "Asia/Shanghai", ("bakery",))
    add_person(south, "Sam South", "sam", "admin", "org")
    add_person(south, "Sue South", "sue", "brand-lead", "bakery")
    return Cast(north, south)


def _organisation(slug: str, name: str, zone: str, brands: tuple[str, ...]) -> Org:
    organisation = Organisation.objects.create(slug=slug, name=name, zone=zone, currency="EUR")
    org = Org(organisation)
    with inside(organisation.pk):
        found(organisation)
        for code in ("ch", "cn"):
            org.markets[code] = Market.objects.create(org=organisation, code=code, name=code.upper())
        for brand in brands:
            org.brands[brand] = Brand.objects.create(org=organisation, slug=brand, name=brand.title(), zone=zone)
    return org


def add_person(org: Org, name: str, first: str, role: str, scope: str) -> Person:
    """A member with one granted role: `scope` is "org" or a brand's slug; an empty role grants nothing."""
    user = User(email=f"{first}@{org.slug}.example", name=name)
    user.set_unusable_password()
    user.save()
    with inside(org.id):
        member = Member.objects.create(org=org.organisation, user=user, name=name)
        if role:
            whole = scope == "org"
            target = org.organisation if whole else org.brands[scope]
            grant = Grant.objects.create(
                org=org.organisation,
                member=member,
                role=Role.objects.get(org=org.organisation, key=role),
                scope=Scope.ORGANISATION if whole else Scope.BRAND,
                scope_id=target.pk,
                scope_label=str(target),
                reason="cast",
            )
            put_right_rows(grant)
    person = Person(user, member)
    org.people[first] = person
    return person
