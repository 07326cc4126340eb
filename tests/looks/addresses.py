"""Which pages there are, found in the URLconf and by following links: none can be forgotten."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.test import Client

from tests.architecture.test_urls import walk

INSIDE = "o/<slug:org>/"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
PATTERNS = {"uuid": r"[0-9a-f-]{36}", "slug": r"[-\w]+", "str": r"[^/]+", "int": r"\d+", "sha256": r"[0-9a-f]{64}"}

# Not pages to look at: they answer with a file, a fragment or data, or only take what a form sends.
NO_PAGES = (
    "export", "autosave", "/file", "bell", ".csv", ".jsonl", "take/", "wrong/", "/ask/", "withdraw", "retry/",
    "calendar/events", "/side", "accent", ".css", ".ics", ".pdf", ".xlsx", ".json", "/picture/", "avatars/",
    "/live", "/progress", "lists/many/", "/shown/", "template.<", "/renew/", "/revoke/", "/gain/",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """`route` as in the URLconf, `path` to ask for, `who` of the demo looks."""

    route: str
    path: str
    who: str

    @property
    def name(self) -> str:
        """Usable as a file's name."""
        return (
            re.sub(r"[^a-z]+", "-", PARAMETER.sub("one", self.route.removeprefix(INSIDE)).lower()).strip("-") or "home"
        )


def routes() -> list[str]:
    """Every address inside an organisation that may be a page."""
    found = {route for route, _view in walk() if route.startswith(INSIDE)}
    return sorted(route for route in found if not any(word in route for word in NO_PAGES))


def pattern(route: str, org: str) -> re.Pattern[str]:
    parts = PARAMETER.sub(lambda found: PATTERNS[found[1] or "str"], route.replace("<slug:org>", org))
    return re.compile(f"^/{parts}$")


LINK = re.compile(r'(?:href|action|formaction|hx-get|hx-post)="(/o/[^"#?]+)')


TRIES = 12


def _continues(longer: str, route: str) -> bool:
    return "<" in route.removeprefix(INSIDE) and longer.startswith(route) and "<" not in longer.removeprefix(route)


def crawl(clients: dict[str, Client], org: str, also: Iterable[str] = ()) -> tuple[list[Page], list[str]]:
    """The pages that somebody of `clients` can open in an organisation, and the routes nobody found or may open.

    `also`: addresses to begin with. Pages with an id are those that are linked to from another page. What sends on or takes only forms is no page.
    """
    wanted = {route: pattern(route, org) for route in routes()}
    found: dict[str, Page] = {}
    tries: Counter[str] = Counter()
    none: set[str] = set()
    queue = [address.lstrip("/") for address in also]
    queue += [route.replace("<slug:org>", org) for route in wanted if "<" not in route.replace("<slug:org>", "")]
    for path in queue:
        route = next((name for name, one in wanted.items() if one.match(f"/{path}")), None)
        if route is None or route in found or route in none or tries[route] >= TRIES:
            continue
        tries[route] += 1
        # What can be done to one may be open to somebody else than who saw it.
        queue += [path + other.removeprefix(route) for other in wanted if _continues(other, route)]
        for who, client in clients.items():
            answer = client.get(f"/{path}")
            if answer.status_code in (302, 405):
                none.add(route)
                break
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                found[route] = Page(route, f"/{path}", who)
                queue += [link.lstrip("/") for link in dict.fromkeys(LINK.findall(answer.content.decode()))]
                break
    return sorted(found.values(), key=lambda page: page.route), sorted(set(wanted) - set(found) - none)
