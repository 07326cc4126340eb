"""What the list can be filtered by, in words."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from listening.mentions.models import Kind
from listening.mentions.states import State

Choices = list[tuple[str, str | Promise]]

KIND_CHOICES: Choices = [(kind.value, kind.label) for kind in Kind]
LANGUAGE_CHOICES: Choices = [
    ("zh", pgettext_lazy("language", "Chinese")),
    ("en", pgettext_lazy("language", "English")),
    ("other", pgettext_lazy("language", "Other")),
]
STATE_CHOICES: Choices = [
    (State.NEW.value, State.NEW.label),
    (State.HANDLED.value, State.HANDLED.label),
    (State.ASIDE.value, State.ASIDE.label),
    ("", pgettext_lazy("mentions", "All")),
]
