"""Takes the pictures of the documentation and the README from a running demo: `python docs/site/pictures.py [address]`.

Needs Playwright and Chromium (COE_CHROMIUM names it). Writes small WebP files beside the pages of each language, and
the README's into docs/pictures.
"""

import io
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
README_PICTURES = HERE.parent / "pictures"
PASSWORD = "demo-password-2026"  # noqa: S105  (printed for everybody who starts the demo)
# picture: (who in English, who in Chinese, address inside the organisation)
PICTURES = {
    "composer": ("cem", "siyuan", "posts/new/"),
    "approvals": ("mina", "yue", "approvals/"),
    "calendar": ("mina", "yue", "calendar/"),
    "dashboard": ("clara", "nan", "results/"),
    "rights": ("iris", "jing", "members/me/rights/"),
}


# picture of the README: who, language, theme, wide or phone, address; "post" is a post of the demo that earned
# something.
README = {
    "approvals": ("mina", "en", "light", True, "approvals/"),
    "calendar": ("clara", "en", "light", True, "calendar/"),
    "dashboard-dark": ("clara", "en", "dark", True, "results/"),
    "composer": ("cem", "en", "light", True, "posts/new/"),
    "post": ("mina", "en", "light", True, "post"),
    "rights": ("iris", "en", "light", True, "members/me/rights/"),
    "inbox-zh": ("yue", "zh-hans", "light", True, "listening/mentions/"),
    "home-zh-dark": ("yue", "zh-hans", "dark", True, ""),
    "approvals-phone": ("mina", "en", "light", False, "approvals/"),
    "calendar-phone-zh": ("yue", "zh-hans", "dark", False, "calendar/"),
}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def opened(browser: Any, base: str, who: str, address: str, **context: Any) -> Any:
    page = browser.new_context(**context).new_page()
    page.goto(f"{base}/account/login/")
    page.locator("input[name=login]").fill(f"{who}@tarnfell.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], form button.btn-primary").first.click()
    page.wait_for_url("**/o/**")
    if address == "post":
        page.goto(f"{base}/o/tarnfell/posts/?state=published&q=Cabin")
        page.locator("a.row-link").first.click()
    else:
        page.goto(f"{base}/o/tarnfell/{address}")
    page.wait_for_load_state("networkidle")
    return page


def written(page: Any) -> None:
    """Words in the composer, so that its counters, its findings and its previews have something to say."""
    page.locator(".chan:not([title])").first.click()
    words = "Our guaranteed best price is back, from Thursday, with breakfast by the lake."
    page.locator("textarea[name=text]").first.fill(words)
    page.wait_for_timeout(3000)


def take(browser: Any, base: str, language: str) -> None:
    for name, (english, chinese, address) in PICTURES.items():
        page = opened(browser, base, english if language == "en" else chinese, address, viewport=WIDE)
        if name == "composer":
            written(page)
        keep(page.screenshot(), HERE / language / "pictures" / f"{name}.webp")
        page.context.close()


def take_readme(browser: Any, base: str) -> None:
    """The reader's own language and theme hold; whoever is signed in gets those of the picture for its time."""
    for name, (who, _language, theme, wide, address) in README.items():
        page = opened(
            browser, base, who, address, viewport=WIDE if wide else PHONE, color_scheme=theme, is_mobile=not wide,
            has_touch=not wide, device_scale_factor=1 if wide else 2,
        )  # fmt: skip
        if name == "approvals-phone":
            page.goto(base + page.locator(".queue-list a").first.get_attribute("href"))
            page.wait_for_load_state("networkidle")
        if name == "composer":
            written(page)
        page.evaluate("scrollTo(0, 0)")
        keep(page.screenshot(), README_PICTURES / f"{name}.webp", (960, 600) if wide else (390, 844))
        page.context.close()


def keep(picture: bytes, target: Path, size: tuple[int, int] = (960, 600)) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    target.parent.mkdir(exist_ok=True)
    image.save(target, "WEBP", quality=72, method=6)
    print(f"{target.relative_to(HERE.parent)}: {target.stat().st_size // 1024} kB")


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("COE_CHROMIUM"), args=["--no-sandbox"])
        for language in ("en", "zh-hans"):
            take(browser, base, language)
        take_readme(browser, base)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
