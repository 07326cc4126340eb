"""An accent colour as a stylesheet of its own, because the policy for content allows no inline style.

The address holds the colour, so the answer never changes and is kept for ever, by everybody. Whatever colour was
chosen, what is drawn can be read: as text on the grounds of each theme, and with the ink that stands on it
(WCAG 2.2, 1.4.3: 4.5 to 1).
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coe.access.gate import Audience, open_to

READABLE = 4.5
FOR_EVER = "public, max-age=31536000, immutable"
# The grounds of tokens.css the accent is written on, and the inks it may carry.
_LIGHT, _DARK = ("#ffffff", "#f2f4f2"), ("#171c20", "#20272c", "#101417")
_INKS = ("#ffffff", "#0b1216")
_STEPS = 50
_FORM = "1"
"""Of the stylesheet: a new one when what is made of a colour changes."""


def luminance(colour: str) -> float:
    """Relative luminance (0 to 1) of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two "#rrggbb" colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mixed(colour: str, towards: int, share: float) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (towards - part) * share):02x}" for part in parts)


def _readable(colour: str, grounds: tuple[str, ...], towards: int) -> str:
    """The colour, or the nearest one on the way to black (0) or white (255) that can be read on the grounds."""
    tried = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in tried if all(contrast(one, ground) >= READABLE for ground in grounds))


def drawn(colour: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """(accent, ink on it) in the light theme and in the dark one."""
    light, dark = _readable(colour, _LIGHT, 0), _readable(colour, _DARK, 255)
    return (light, _ink(light)), (dark, _ink(dark))


def _ink(colour: str) -> str:
    return max(_INKS, key=lambda ink: contrast(ink, colour))


def address(colour: str) -> str:
    """Where the stylesheet of "#rrggbb" is; empty for no colour."""
    return reverse("accent", args=(f"{colour[1:]}-{_FORM}",)) if colour else ""


@open_to(Audience.PUBLIC, reason="a colour, which the address holds already")
@require_safe
def stylesheet(request: HttpRequest, accent: str) -> HttpResponse:
    colour, _dash, form = accent.partition("-")
    if form != _FORM:
        raise Http404
    (light, light_ink), (dark, dark_ink) = drawn(f"#{colour}")
    response = HttpResponse(
        f":root{{--accent:light-dark({light},{dark});--on-accent:light-dark({light_ink},{dark_ink})}}\n"
        f"@media print{{:root{{--accent:{light};--on-accent:{light_ink}}}}}\n",
        content_type="text/css; charset=utf-8",
    )
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


class Accent:
    """Six digits of a colour and the stylesheet's form, in an address."""

    regex = "[0-9a-f]{6}-[0-9]{1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
