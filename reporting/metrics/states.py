"""What a poll asks about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Age(TextChoices):
    """What one poll asks about: posts by age, because young figures move and old ones hardly do; or the channel."""

    DAY = "day", _("posts of the last day")
    WEEK = "week", _("posts of the last week")
    QUARTER = "quarter", _("posts of the last 90 days")
    CHANNEL = "channel", _("the channel itself")
