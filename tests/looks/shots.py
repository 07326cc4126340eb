"""Pictures of every page: filled, empty and refused, in each theme, language and width, and sheets that show eight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.looks.world import World

THEMES = ("light", "dark")
LANGUAGES = ("en", "zh-hans")
WIDTHS = (1440, 390)
TALLEST = 2600

# Forms are sent with nothing typed in them: what people see when something is wrong.
REFUSE = """() => {
  const forms = [...document.querySelectorAll('main form')].filter(
    form => form.method === 'post' && form.querySelector('input[required], textarea[required], select[required]'));
  const form = forms.sort((a, b) => b.elements.length - a.elements.length)[0];
  if (!form) return false;
  for (const field of form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea'))
    field.value = '';
  form.noValidate = true;
  form.removeAttribute('hx-post');
  setTimeout(() => HTMLFormElement.prototype.submit.call(form), 0);
  return true;
}"""


@dataclass(frozen=True)
class Shot:
    """One picture: `name` of the page, `state` of what is on it."""

    name: str
    state: str
    theme: str
    language: str
    width: int

    def file(self, folder: Path) -> Path:
        return folder / f"{self.name}--{self.state}--{self.theme}-{self.language[:2]}-{self.width}.png"


def settle(page: Page) -> None:
    """Fonts and fragments are there, and nothing moves."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(150)


def refuse(page: Page) -> bool:
    """Sends the largest form that asks for something with nothing in it; whether there was one."""
    before = page.evaluate("performance.timeOrigin")
    if not page.evaluate(REFUSE):
        return False
    page.wait_for_function("before => performance.timeOrigin !== before", arg=before)
    settle(page)
    return True


def take(page: Page, path: Path) -> None:
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    width = page.viewport_size["width"] if page.viewport_size else 1440
    page.screenshot(
        path=path, full_page=True, animations="disabled", clip={"x": 0, "y": 0, "width": width, "height": height}
    )


def tour(
    world: World, browser: Browser, theme: str, language: str, only: str = "",
    widths: Sequence[int] = WIDTHS, part: slice = slice(None),
) -> Iterator[tuple[Shot, Page]]:  # fmt: skip
    """Each page open in the browser, in each width and state; `part` of the pages of each kind, if not all."""
    world.everybody_reads(language, theme)
    sets = [("filled", world.filled), ("empty", world.empty), ("public", world.outside)]
    for width in widths:
        contexts = {}
        for state, pages in sets:
            for address in pages[part]:
                if only and only not in address.name and only not in address.path:
                    continue
                if (state, address.who) not in contexts:
                    contexts[state, address.who] = world.context(
                        browser, address.who, width=width, language=language, theme=theme
                    ).new_page()
                page = contexts[state, address.who]
                page.goto(world.url + address.path)
                settle(page)
                yield Shot(address.name, state, theme, language, width), page
                if state != "empty" and refuse(page):
                    yield Shot(address.name, "refused", theme, language, width), page
        for page in contexts.values():
            page.context.close()


def sheet(folder: Path, name: str, state: str) -> None:
    """Eight pictures of one page on one: wide above, narrow below."""
    rows = []
    for width, scale in ((1440, 0.5), (390, 0.92)):
        row = []
        for language in LANGUAGES:
            for theme in THEMES:
                file = Shot(name, state, theme, language, width).file(folder)
                if file.exists():
                    with Image.open(file) as picture:
                        size = int(picture.width * scale), int(picture.height * scale)
                        row.append(picture.convert("RGB").resize(size).crop((0, 0, size[0], min(size[1], 900))))
        rows.append(row)
    if not any(rows):
        return
    gap = 12
    wide = max(sum(one.width + gap for one in row) for row in rows if row)
    high = sum(max(one.height for one in row) + gap for row in rows if row)
    whole = Image.new("RGB", (wide, high), "#888")
    y = 0
    for row in filter(None, rows):
        x = 0
        for one in row:
            whole.paste(one, (x, y))
            x += one.width + gap
        y += max(one.height for one in row) + gap
    (folder / "sheets").mkdir(exist_ok=True)
    whole.save(folder / "sheets" / f"{name}--{state}.png")
