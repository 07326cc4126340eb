"""The filters of the list as they stand in an address."""

from typing import Any

from django.http import QueryDict

from coe.search import folding
from coe.web.days import day_of
from coe.web.input import uuid_of
from listening.mentions.choices import KIND_CHOICES, LANGUAGE_CHOICES
from listening.mentions.selectors import Wanted
from listening.mentions.states import State


def wanted_of(given: QueryDict) -> Wanted:
    """What is not a filter's value counts as not given."""
    state = given.get("state", State.NEW.value)
    return Wanted(
        state=state if state in State.values else "",
        kind=_one_of(given.get("kind", ""), KIND_CHOICES),
        language=_one_of(given.get("language", ""), LANGUAGE_CHOICES),
        channel=uuid_of(given.get("channel", "")),
        source=uuid_of(given.get("source", "")),
        post=uuid_of(given.get("post", "")),
        words=tuple(folding.words_of(given.get("q", ""))),
        owner=_owner(given.get("owner", "")),
        since=day_of(given.get("since", "")),
        until=day_of(given.get("until", "")),
    )


def _owner(value: str) -> str:
    return value if value == "none" else str(uuid_of(value) or "")


def _one_of(value: str, choices: Any) -> str:
    return value if value in dict(choices) else ""
