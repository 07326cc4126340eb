"""Time left, where the words and the bar stand in different places."""

from datetime import datetime
from typing import Any

from django import template

from coe.web.templatetags.coe import clock

register = template.Library()


@register.simple_tag
def time_left(due: datetime, start: datetime) -> dict[str, Any]:
    """What `{% clock %}` knows: over, far, kind, minutes, due."""
    return clock(due, start)
