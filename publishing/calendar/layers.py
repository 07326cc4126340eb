"""The side panel: states, bands and brands as layers that can be switched off, with their counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import pgettext_lazy

from coe.tenancy.models import Brand
from publishing.calendar.selectors import Band, Chip
from publishing.content.selectors import LOOKS
from publishing.content.states import State

ALWAYS = (
    State.DRAFT,
    State.IN_APPROVAL,
    State.SENT_BACK,
    State.SCHEDULED,
    State.PUBLISHED,
    State.HELD,
    State.UNKNOWN,
)
BAND_WORDS = {
    "freeze": pgettext_lazy("calendar", "Freezes"),
    "embargo": pgettext_lazy("calendar", "Embargoes"),
    "festival": pgettext_lazy("calendar", "Festivals"),
    "occasion": pgettext_lazy("calendar", "Events"),
    "campaign": pgettext_lazy("calendar", "Campaigns"),
}


@dataclass(frozen=True)
class Layer:
    """`key` is what the address and the script call it. `look`: (family, icon) of a state."""

    key: str
    text: Any
    count: int
    on: bool
    look: tuple[str, str] = ("", "")
    swatch: str = ""
    brand: Brand | None = None


@dataclass
class Panel:
    states: list[Layer] = field(default_factory=list)
    bands: list[Layer] = field(default_factory=list)
    brands: list[Layer] = field(default_factory=list)
    hidden: frozenset[str] = frozenset()

    def hides(self, chip: Chip) -> bool:
        return f"state:{chip.state.value}" in self.hidden or f"brand:{chip.brand.slug}" in self.hidden

    def hides_band(self, band: Band) -> bool:
        return f"band:{band.kind}" in self.hidden


def hidden_layers(given: Any) -> frozenset[str]:
    """Layers that are off: `hide=state:draft,brand:x`, or what a form without a script left unticked."""
    hidden = {one for one in str(given.get("hide", ""))[:2000].split(",") if ":" in one}
    if "known" in given:
        known = {one for one in given.getlist("known")[:300] if ":" in one}
        hidden = known - set(given.getlist("layer")[:300])
    return frozenset(hidden)


def layers(chips: Iterable[Chip], bands: Iterable[Band], hidden: frozenset[str]) -> Panel:
    """Layers with their counts in what is shown. States nobody is in are left out, unless they are the usual ones."""
    states: Counter[State] = Counter()
    brands: Counter[str] = Counter()
    named: dict[str, Brand] = {}
    for chip in chips:
        states[chip.state] += 1
        brands[chip.brand.slug] += 1
        named[chip.brand.slug] = chip.brand
    kinds = Counter(band.kind for band in bands)
    return Panel(
        states=[
            _layer("state", state.value, state.label, states[state], hidden, look=LOOKS[state])
            for state in State
            if states[state] or state in ALWAYS
        ],
        bands=[_layer("band", kind, text, kinds[kind], hidden, swatch=kind) for kind, text in BAND_WORDS.items()],
        brands=[
            _layer("brand", slug, str(brand), brands[slug], hidden, brand=brand)
            for slug, brand in sorted(named.items(), key=lambda one: -brands[one[0]])
        ],
        hidden=hidden,
    )


def _layer(group: str, name: str, text: Any, count: int, hidden: frozenset[str], **more: Any) -> Layer:
    key = f"{group}:{name}"
    return Layer(key, text, count, key not in hidden, **more)
