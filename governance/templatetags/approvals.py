"""Time left, where the words and the bar stand in different places."""

from datetime import datetime
from typing import Any

from django import template

from coe.web.templatetags.coe import clock

register = template.Library()


@register.simple_tag
def time_left(row: Any) -> dict[str, Any]:
    """What `{% clock %}` knows, for a row or sheet with `decide_by` and `opened_at`."""
    due: datetime = row.decide_by
    return clock(due, row.opened_at)
