"""Takes the pictures of the documentation from a running demo: `python docs/site/pictures.py [address]`.

Needs Playwright and Chromium (COE_CHROMIUM names it). Writes small WebP files beside the pages of each language.
"""

import io
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PASSWORD = "demo-password-2026"  # noqa: S105  (printed for everybody who starts the demo)
# picture: (who in English, who in Chinese, address inside the organisation)
PICTURES = {
    "composer": ("cem", "siyuan", "posts/new/"),
    "approvals": ("mina", "yue", "approvals/"),
    "calendar": ("mina", "yue", "calendar/"),
    "dashboard": ("clara", "nan", "results/"),
    "rights": ("iris", "jing", "members/me/rights/"),
}


def take(browser: Any, base: str, language: str) -> None:
    for name, (english, chinese, address) in PICTURES.items():
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(f"{base}/account/login/")
        page.locator("input[name=login]").fill(f"{english if language == 'en' else chinese}@tarnfell.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit], form button.btn-primary").first.click()
        page.wait_for_url("**/o/**")
        page.goto(f"{base}/o/tarnfell/{address}")
        page.wait_for_load_state("networkidle")
        keep(page.screenshot(), language, name)
        context.close()


def keep(picture: bytes, language: str, name: str) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB").resize((960, 600), Image.Resampling.LANCZOS)
    target = HERE / language / "pictures" / f"{name}.webp"
    target.parent.mkdir(exist_ok=True)
    image.save(target, "WEBP", quality=72, method=6)
    print(f"{target.relative_to(HERE)}: {target.stat().st_size // 1024} kB")


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("COE_CHROMIUM"), args=["--no-sandbox"])
        for language in ("en", "zh-hans"):
            take(browser, base, language)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
