"""The catalogue of events as Markdown, between two marks in docs/webhooks.md."""

from django.utils import translation

from coe.webhooks.catalogue import TEST, types

BEGIN, END = "<!-- catalogue: begin -->", "<!-- catalogue: end -->"


def catalogue() -> str:
    """A heading, a sentence and the fields of each type, in English and in alphabetical order."""
    parts = []
    with translation.override("en"):
        for type_ in types():
            fields = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in type_.fields.items())
            parts.append(f"### `{type_.code}`\n\n{type_.about}\n\n| Field | What |\n|---|---|\n{fields}\n")
    parts.append(
        f"### `{TEST}`\n\nSomebody pressed “Send test event”. Every endpoint may receive it.\n\n"
        "| Field | What |\n|---|---|\n| `endpoint_id` | the webhook it was sent to |\n"
    )
    return "\n".join(parts)


def filled(page: str) -> str:
    """The page with its catalogue brought up to date."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{catalogue()}\n{END}{after}"
