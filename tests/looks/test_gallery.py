"""The gallery: `manage.py test -m gallery` writes a picture of every page into .coe/gallery.

COE_GALLERY_ONLY narrows it to pages whose name or path contains a word, COE_GALLERY_AS to languages and themes
(“zh-dark,en-light”); COE_GALLERY names another folder.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from coe.embedded.places import HOME
from tests.looks.shots import LANGUAGES, THEMES, sheet, take, tour
from tests.looks.world import World

pytestmark = [pytest.mark.gallery]


def test_gallery(world: World, browser: Browser) -> None:
    folder = Path(os.environ.get("COE_GALLERY") or HOME / "gallery")
    folder.mkdir(parents=True, exist_ok=True)
    only = os.environ.get("COE_GALLERY_ONLY", "")
    taken, too_wide = set(), []
    looks = os.environ.get("COE_GALLERY_AS", "")
    for language in LANGUAGES:
        for theme in THEMES:
            if looks and f"{language[:2]}-{theme}" not in looks.split(","):
                continue
            for shot, page in tour(world, browser, theme, language, only):
                take(page, shot.file(folder))
                taken.add((shot.name, shot.state))
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                    too_wide.append(shot.file(folder).name)
    for name, state in sorted(taken):
        sheet(folder, name, state)
    (folder / "too_wide.txt").write_text("\n".join(too_wide) + "\n")
    assert taken
    assert too_wide == []
