"""The side panel: states, bands, networks, campaigns and brands as layers that can be switched off, with counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import pgettext_lazy

from coe.tenancy.models import Brand
from coe.web.joining import local_name
from coe.web.networks import label
from publishing.calendar.selectors import Band, Chip
from publishing.content.selectors import LOOKS, Look
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
NONE = "none"
"""The layer of posts without a campaign."""
BAND_WORDS = {
    "freeze": pgettext_lazy("calendar", "Freezes"),
    "embargo": pgettext_lazy("calendar", "Embargoes"),
    "festival": pgettext_lazy("calendar", "Festivals"),
    "occasion": pgettext_lazy("calendar", "Events"),
    "campaign": pgettext_lazy("calendar", "Campaigns"),
}
BAND_ICONS = {
    "freeze": "player-pause", "embargo": "lock", "festival": "confetti", "occasion": "calendar-event",
    "campaign": "flag-3",
}  # fmt: skip
WITHOUT = pgettext_lazy("calendar", "Without a campaign")


@dataclass(frozen=True)
class Layer:
    """`key` is what the address and the script call it. `look`: (family, icon) of a state, (kind, icon) of a band."""

    key: str
    text: Any
    count: int
    on: bool
    look: tuple[str, str] = ("", "")
    swatch: str = ""
    brand: Brand | None = None

    @property
    def name(self) -> str:
        """The key without its group."""
        return self.key.partition(":")[2]


@dataclass
class Panel:
    states: list[Layer] = field(default_factory=list)
    bands: list[Layer] = field(default_factory=list)
    networks: list[Layer] = field(default_factory=list)
    campaigns: list[Layer] = field(default_factory=list)
    brands: list[Layer] = field(default_factory=list)
    hidden: frozenset[str] = frozenset()

    @property
    def unseen(self) -> str:
        """What is hidden and has no layer here, because nothing shown belongs to it; as the address says it."""
        groups = (self.states, self.bands, self.networks, self.campaigns, self.brands)
        return ",".join(sorted(self.hidden - {one.key for group in groups for one in group}))

    def hides(self, chip: Chip) -> bool:
        """A post goes with its state, its brand, its campaign, or when none of its networks is left."""
        if {f"state:{chip.layer}", f"brand:{chip.brand.slug}", f"campaign:{chip.campaign or NONE}"} & self.hidden:
            return True
        return bool(chip.networks) and all(f"network:{name}" in self.hidden for name in chip.networks)

    def hides_band(self, band: Band) -> bool:
        return f"band:{band.kind}" in self.hidden or band.id.replace("-", ":", 1) in self.hidden


def hidden_layers(given: Any) -> frozenset[str]:
    """Layers that are off: `hide=state:draft,brand:x`, and what a form without a script left unticked."""
    hidden = {one for one in str(given.get("hide", ""))[:2000].split(",") if ":" in one}
    if "known" in given:
        known = {one for one in given.getlist("known")[:300] if ":" in one}
        hidden = (hidden - known) | (known - set(given.getlist("layer")[:300]))
    return frozenset(hidden)


def layers(chips: Iterable[Chip], bands: Sequence[Band], hidden: frozenset[str]) -> Panel:
    """Layers with their counts in what is shown. States nobody is in are left out, unless they are the usual ones.

    What is late in its state is a layer of its own: it says something else on its chip, too.
    """
    states: Counter[str] = Counter()
    late: dict[str, Look] = {}
    brands: Counter[str] = Counter()
    networks: Counter[str] = Counter()
    campaigns: Counter[str] = Counter()
    names = {f"{band.id.removeprefix('campaign-')}": band.title for band in bands if band.kind == "campaign"}
    named: dict[str, Brand] = {}
    for chip in chips:
        states[chip.layer] += 1
        if chip.late:
            late[chip.layer] = chip.seen
        brands[chip.brand.slug] += 1
        networks.update(chip.networks)
        campaigns[str(chip.campaign or NONE)] += 1
        named[chip.brand.slug] = chip.brand
        if chip.campaign:
            names[str(chip.campaign)] = chip.campaign_name
    kinds = Counter(band.kind for band in bands)
    return Panel(
        states=[
            *(
                _layer("state", state.value, state.label, states[state.value], hidden, look=LOOKS[state])
                for state in State
                if states[state.value] or state in ALWAYS
            ),
            *(
                _layer("state", name, seen.text, states[name], hidden, look=(seen.kind, seen.icon))
                for name, seen in sorted(late.items())
            ),
        ],
        bands=[
            _layer("band", kind, text, kinds[kind], hidden, swatch=kind, look=(kind, BAND_ICONS[kind]))
            for kind, text in BAND_WORDS.items()
        ],
        brands=[
            _layer("brand", slug, local_name(brand), brands[slug], hidden, brand=brand)
            for slug, brand in sorted(named.items(), key=lambda one: -brands[one[0]])
        ],
        networks=[_layer("network", name, label(name), networks[name], hidden) for name in sorted(networks, key=label)],
        campaigns=[
            *(_layer("campaign", id_, name, campaigns[id_], hidden) for id_, name in sorted(names.items(), key=_named)),
            *([_layer("campaign", NONE, WITHOUT, campaigns[NONE], hidden)] if names else []),
        ],
        hidden=hidden,
    )


def _named(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _layer(group: str, name: str, text: Any, count: int, hidden: frozenset[str], **more: Any) -> Layer:
    key = f"{group}:{name}"
    return Layer(key, text, count, key not in hidden, **more)
