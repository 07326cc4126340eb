"""Help: one sentence under the title of each page, and the page of the documentation that tells more.

One registry for all pages. A test walks the addresses: each is here or among those that show no page of their own.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language

from coe.web.guide_pages import PAGES

LANGUAGES = {"en": "en", "zh-hans": "zh-hans"}


@dataclass(frozen=True)
class Guide:
    text: str | Promise
    doc: str
    """Name of a page under docs/site/<language>/, without its ending; "#part" may follow."""


def guide(name: str) -> Guide | None:
    """What helps on the page of a URL name."""
    found = PAGES.get(name)
    return Guide(*found) if found else None


def docs_url(page: str = "") -> str:
    """Where the documentation says it, in the reader's language."""
    language = LANGUAGES.get(get_language() or "en", "en")
    name, hash_, part = (page or "index").partition("#")
    return f"/docs/{language}/{'' if name == 'index' else f'{name}.html'}{hash_}{part}"
