"""Tags of the post's pages."""

from collections.abc import Iterable

from django import template

from governance.api import Finding
from publishing.content import previews
from publishing.content.previews import Preview

register = template.Library()


@register.simple_tag
def found_on(preview: Preview, findings: Iterable[Finding]) -> Preview:
    """The preview with the words that rules found marked in its text; as it is when there are none.

    A finding belongs to this version when it names it, and to this place when the very words stand there.
    """
    text = preview.wire.text
    mine = [
        finding.span
        for finding in findings
        if finding.field == "text"
        and finding.words
        and (not finding.item_ids or preview.wire.version.pk in finding.item_ids)
        and text[finding.start : finding.end] == finding.words
    ]
    return previews.found_on(preview, mine) if mine else preview
