"""A sheet of paper to write on: headings, facts, text and pictures, page by page, with numbers at the foot.

fpdf2 rather than reportlab: it subsets the font by itself, small and plain, and both languages need one font only.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from publishing.records.fonts import font_file, signs
from publishing.records.setting import drawable, lines

FONT = "Record"
SMALL, NORMAL, LARGE, TITLE = 7.5, 9.5, 12.0, 17.0
INK, SOFT, RULE = (28, 35, 41), (92, 102, 111), (205, 210, 215)
LEFT, LABEL = 18.0, 38.0
"""Millimetres: the margin, and the width of a fact's label."""
PICTURE = 34.0


class Sheet(FPDF):
    """A4, upright. `foot` stands at the foot of every page, beside its number."""

    def __init__(self, *, title: str, language: str, foot: str, at: datetime) -> None:
        super().__init__(orientation="P", unit="mm", format="A4")
        for style in ("", "B"):
            self.add_font(FONT, style, str(font_file(style)))
        self.foot = drawable(foot, signs())
        self.set_title(drawable(title, signs()))
        self.set_lang(language)
        self.set_creator("CoE")
        self.set_creation_date(at)
        self.set_margins(LEFT, 18, LEFT)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=20)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-13)
        self._font(SMALL, colour=SOFT)
        self.cell(self.epw * 0.8, 5, self._fit(self.foot, self.epw * 0.8))
        number = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.cell(0, 5, number, align="R")

    # ── writing ─────────────────────────────────────────────────────────────────────────────────

    def main_heading(self, text: str) -> None:
        self._font(TITLE, "B")
        self._lines(text, self.epw, 8)

    def heading(self, text: str) -> None:
        self._room(24)
        self.ln(4)
        self._font(LARGE, "B")
        self._lines(text, self.epw, 6)
        self.set_draw_color(*RULE)
        self.line(self.l_margin, self.get_y() + 0.8, self.w - self.r_margin, self.get_y() + 0.8)
        self.ln(2.4)

    def subheading(self, text: str) -> None:
        self._room(16)
        self.ln(1.6)
        self._font(NORMAL, "B")
        self._lines(text, self.epw, 5)

    def text_block(self, text: str, *, soft: bool = False, small: bool = False) -> None:
        self._font(SMALL if small else NORMAL, colour=SOFT if soft else INK)
        self._lines(text, self.epw, 3.9 if small else 5)
        self.ln(0.8)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels on the left, what they say on the right; what is empty is left out."""
        for label, said in rows:
            if not said:
                continue
            self._room(6)
            top = self.get_y()
            self._font(NORMAL, colour=SOFT)
            self.cell(LABEL, 5, self._fit(drawable(label, signs()), LABEL))
            self._font(NORMAL)
            self.set_xy(self.l_margin + LABEL, top)
            self._lines(said, self.epw - LABEL, 5, indent=LABEL)

    def pictures(self, found: Sequence[tuple[bytes, str]]) -> None:
        """Small pictures with their descriptions; `found` are (file, description)."""
        for number, (content, alt) in enumerate(found, start=1):
            self._room(PICTURE + 4)
            top = self.get_y() + 1
            small, ratio = _small(content)
            width, height = (PICTURE, PICTURE * ratio) if ratio <= 1 else (PICTURE / ratio, PICTURE)
            self.image(small, x=self.l_margin, y=top, w=width, h=height, alt_text=alt or None)
            self._font(NORMAL)
            self.set_xy(self.l_margin + PICTURE + 4, top)
            said = alt or _("no description")
            self._lines(f"{number}. {said}", self.epw - PICTURE - 4, 5, indent=PICTURE + 4)
            self.set_y(max(self.get_y(), top + height) + 1.5)

    # ── how ─────────────────────────────────────────────────────────────────────────────────────

    def _font(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        self.set_font(FONT, style, size)
        self.set_text_color(*colour)

    def _lines(self, text: str, width: float, height: float, indent: float = 0.0) -> None:
        for line in lines(drawable(text, signs()), width, self.get_string_width):
            self.set_x(self.l_margin + indent)
            self.cell(width, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _fit(self, text: str, width: float) -> str:
        return next(iter(lines(text, width - 1, self.get_string_width)), "")

    def _room(self, height: float) -> None:
        """A heading does not stand alone at the foot of a page."""
        if self.get_y() + height > self.page_break_trigger:
            self.add_page()


def _small(content: bytes) -> tuple[BytesIO, float]:
    """A picture as a small JPEG on white, and its height by its width."""
    with Image.open(BytesIO(content)) as opened:
        picture = opened.convert("RGBA")
        picture.thumbnail((420, 420))
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A"))
    out = BytesIO()
    flat.save(out, "JPEG", quality=82)
    out.seek(0)
    return out, flat.height / flat.width
