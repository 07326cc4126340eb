"""What of governance a member sees: what is written for everybody, and for brands of their own."""

from django.db.models import Q

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand


def of_brands(rights: Rights, *acts: Act) -> Q:
    """A filter for the rows of no brand, and of the brands where one of ACTS is held, at least on one channel."""
    return Q(brand__isnull=True) | Q(brand__in=Brand.objects.filter(rights.reach(*acts)).values("pk"))
