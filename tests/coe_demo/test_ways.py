"""Every way that a page offers its reader leads somewhere: no link to a refusal, to nothing, or to what was forgotten."""

import re
from collections import Counter, deque
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client

from coe.demo.people import sign_ins

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
HOST = "http://testserver"
START = "/o/tarnfell/"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d+")
# The same page narrowed, sorted or turned; files; what ends the visit, or is not ours to look at twice.
BESIDE = re.compile(r"[?&](brand|market|saved|sort|page)=|/(static|media|docs|exports)/|/account/logout|/language|/-/")
LEFTOVER = re.compile(r"\{[{%]|%\(\w+\)s|\bundefined\b|\bNaN\b|': None\b|<\w+ object at ")
PEOPLE = [email.partition("@")[0] for _role, email, _password in sign_ins()]


class Page(HTMLParser):
    """The links, ids and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        named = {name: value for name, value in given if value}
        self._silent += tag in {"script", "style"}
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "form" and named.get("method", "get").lower() == "get":
            self.links.append(named.get("action", ""))
        self.links += [named[name] for name in ("href", "hx-get") if name in named and tag != "link"]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def kind(url: str) -> tuple[str, tuple[str, ...]]:
    """Pages of one kind differ by an id or by what a query says."""
    parts = urlsplit(url)
    return ID.sub("#", parts.path), tuple(sorted(name for name, _value in parse_qsl(parts.query)))


def walked(client: Client) -> tuple[int, list[str]]:
    """One page of each kind that can be reached; how many, and what was wrong."""
    ways, known = deque([(START, "")]), set[object]()
    wrong: list[str] = []
    count = 0
    while ways:
        url, source = ways.popleft()
        if not url.startswith("/") or kind(url) in known or BESIDE.search(url):
            continue
        known.add(kind(url))
        answer = client.get(url)
        count += 1
        if answer.status_code in {301, 302}:
            ways.append((answer["Location"], url))
        elif answer.status_code not in {200, 204}:
            wrong.append(f"{answer.status_code} {url} from {source}")
        elif answer["Content-Type"].startswith("text/html") and not answer.streaming:
            page = Page(answer.content.decode())
            wrong += [f"id {name} twice on {url}" for name, times in Counter(page.ids).items() if times > 1]
            wrong += [f"{found[0]} on {url}" for found in LEFTOVER.finditer(" ".join(page.words))]
            here = (urljoin(HOST + url, link).partition("#")[0] for link in page.links)
            ways += [(link.removeprefix(HOST), url) for link in here]
    return count, wrong


@pytest.mark.parametrize("first", PEOPLE)
def test_no_way_leads_to_a_refusal(sign_in: Callable[[str], Client], first: str) -> None:
    count, wrong = walked(sign_in(first))
    assert wrong == []
    assert count > 30
