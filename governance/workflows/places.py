"""Where a workflow can apply, as a word in an address or a form: org, brand:<id>, channel:<id>."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from coe.access.api import Act, Place, holders
from coe.tenancy.models import Brand, Member
from coe.web.joining import local_name
from coe.web.sorting import by_local_name
from governance.approvals.subjects import channel_rows


@dataclass(frozen=True)
class Where:
    """`label` is in the reader's language. `name` and `network` (a key) are what is kept of a channel."""

    key: str
    label: str
    brand_id: UUID | None = None
    channel_id: UUID | None = None
    name: str = ""
    network: str = ""

    def approvers(self) -> list[Member]:
        """The members who may approve posts here, by name."""
        return list(holders(Act.POST_APPROVE, Place(brand=self.brand_id)))


def everywhere() -> list[Where]:
    """The organisation, its brands, their channels."""
    brands = [Where(f"brand:{brand.pk}", local_name(brand), brand.pk) for brand in by_local_name(Brand.objects.all())]
    channels = [
        Where(f"channel:{row.id}", row.label, row.brand_id, row.id, row.name, row.network) for row in channel_rows()
    ]
    return [Where("org", _("the whole organisation")), *brands, *channels]


def where_or_404(key: str) -> Where:
    found = next((where for where in everywhere() if where.key == key), None)
    if found is None:
        raise Http404
    return found
