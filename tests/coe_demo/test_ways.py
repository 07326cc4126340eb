"""What a page offers its reader works: no link leads to a refusal or to nothing, no button is refused or breaks."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import resolve

from coe.demo.people import sign_ins

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
PEOPLE = [email.partition("@")[0] for _role, email, _password in sign_ins()]
HOST = "http://testserver"
START = "/o/tarnfell/"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d+")
# The same page narrowed, sorted or turned; files; what ends the visit or changes its language.
BESIDE = re.compile(r"[?&](brand|market|saved|sort|page)=|/(static|media|docs|exports)/|/account/logout|/language|/-/")
LEFTOVER = re.compile(r"\{[{%]|%\(\w+\)s|\bundefined\b|\bNaN\b|': None\b|<\w+ object at ")


def kind(url: str) -> tuple[str, tuple[str, ...]]:
    """Addresses of one kind differ by an id or by what a query says."""
    parts = urlsplit(url)
    return ID.sub("#", parts.path), tuple(sorted(name for name, _value in parse_qsl(parts.query)))


def ways(page: BeautifulSoup, url: str) -> Iterator[str]:
    for tag in page.select("a[href], [hx-get], form:not([method=post])[action]"):
        given = str(tag.get("href") or tag.get("hx-get") or tag.get("action"))
        yield urljoin(HOST + url, given).partition("#")[0].removeprefix(HOST)


def typed(form: Tag) -> dict[str, list[str]]:
    """What a browser would send of a form that nobody touched."""
    sent: dict[str, list[str]] = {}
    for one in form.select("input[name], select[name], textarea[name]"):
        if one.has_attr("disabled") or one.get("type") in {"file", "submit", "button"}:
            continue
        if one.get("type") in {"checkbox", "radio"} and not one.has_attr("checked"):
            continue
        values = [str(one.get("value", ""))] if one.name == "input" else [one.get_text()]
        if one.name == "select":
            values = [
                str(option.get("value", "")) for option in one.select("option[selected]") or one.select("option")[:1]
            ]
        sent.setdefault(str(one["name"]), []).extend(values)
    return sent


def presses(page: BeautifulSoup, url: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """(address, what is sent) of each button of each form."""
    for form in page.select("form[method=post]"):
        untouched = typed(form)
        buttons = form.select("button:not([type=button])")
        if form.get("id"):
            buttons += page.select(f"button[form={form['id']}]")
        for button in buttons:
            action = str(button.get("formaction") or form.get("action") or url)
            named = {str(button["name"]): [str(button.get("value", ""))]} if button.get("name") else {}
            yield urljoin(HOST + url, action).removeprefix(HOST), untouched | named


@dataclass
class Walk:
    """Opens one page of each kind that can be reached, and presses each kind of button once; nothing of it is kept."""

    client: Client
    pages: int = 0
    pressed: set[object] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def everywhere(self) -> None:
        ahead, known = deque([(START, "")]), set[object]()
        while ahead:
            url, source = ahead.popleft()
            if not url.startswith("/") or kind(url) in known or BESIDE.search(url):
                continue
            known.add(kind(url))
            self.pages += 1
            answer = self.client.get(url)
            if answer.status_code in {301, 302}:
                ahead.append((answer["Location"], url))
            elif answer.status_code not in {200, 204}:
                self.wrong.append(f"{answer.status_code} {url} from {source}")
            elif answer["Content-Type"].startswith("text/html") and not answer.streaming:
                page = BeautifulSoup(answer.content, "html.parser")
                self.read(page, url)
                self.press(page, url)
                ahead += [(way, url) for way in ways(page, url)]

    def read(self, page: BeautifulSoup, url: str) -> None:
        ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
        self.wrong += [f"id {name} twice on {url}" for name, times in ids.items() if times > 1]
        self.wrong += [f"{found[0]} on {url}" for found in LEFTOVER.finditer(page.get_text(" "))]

    def press(self, page: BeautifulSoup, url: str) -> None:
        for address, sent in presses(page, url):
            sort = (kind(address), tuple(sorted(sent)))
            if sort in self.pressed or BESIDE.search(address) or not address.startswith("/"):
                continue
            self.pressed.add(sort)
            view: Any = resolve(urlsplit(address).path).func
            if getattr(view, "_non_atomic_requests", None):
                continue  # Speaks with other servers.
            with transaction.atomic():
                answer = self.client.post(address, sent)
                transaction.set_rollback(True)
            if answer.status_code not in {200, 204, 302, 422}:
                self.wrong.append(f"{answer.status_code} for pressing {address} on {url}")


@pytest.mark.parametrize("first", PEOPLE)
def test_what_is_offered_works(sign_in: Callable[[str], Client], first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each template would otherwise be kept with all it was given.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    walk = Walk(sign_in(first))
    walk.client.raise_request_exception = False
    walk.everywhere()
    assert walk.wrong == []
    assert walk.pages > 30
    assert len(walk.pressed) > 5
