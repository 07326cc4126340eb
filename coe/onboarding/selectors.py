"""Reading choices."""

from coe.onboarding.models import Choice, Sample
from coe.tenancy.models import Brand, Member


def hidden_by(member: Member) -> bool:
    return Choice.objects.filter(member=member, key=Choice.Key.HIDDEN).exists()


def alone() -> bool:
    return Choice.objects.filter(member__isnull=True, key=Choice.Key.ALONE).exists()


def sample() -> Sample | None:
    return next(iter(Sample.objects.all()), None)


def own_brands() -> list[Brand]:
    """Brands that are no sample."""
    return list(Brand.objects.filter(sample=False).order_by("name"))


def people() -> int:
    """Members who are here, samples aside."""
    return Member.objects.filter(left_at__isnull=True, sample=False).count()


SAMPLE_MAIL = "@sample.invalid"
