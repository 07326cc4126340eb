"""What stands on the calendar beside posts. An embargo also stops posts; the others only say what day it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    EMBARGO = "embargo", _("Embargo")
    FESTIVAL = "festival", _("Festival")
    OCCASION = "occasion", _("Event")
