"""Chinese is complete: every string has its words, the compiled catalogue is current, and nothing is left out."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "coe" / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|</?[a-z]+")
# What is the same in both languages.
SAME = re.compile(
    r"^[\W\d_]*$|^\W*of\W*$|^(CoE|RSS|UTM|CSV|Bluesky|Mastodon|Webhook|API|URL|English|x|JSON Lines|ROI).{0,12}$"
)


def catalogue() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def test_every_string_has_its_chinese() -> None:
    entries = [entry for entry in catalogue() if not entry.obsolete]
    assert len(entries) > 1500
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


def test_placeholders_and_tags_survive() -> None:
    wrong = []
    for entry in catalogue():
        english = entry.msgid_plural or entry.msgid
        chinese = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
        if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(chinese)):
            wrong.append(entry.msgid)
    assert wrong == []


def test_chinese_is_chinese() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    left = [
        entry.msgid
        for entry in catalogue()
        if not entry.msgid_plural and not han.search(entry.msgstr) and not SAME.match(PLACEHOLDER.sub("", entry.msgid))
    ]
    assert left == []


def test_the_compiled_catalogue_is_current() -> None:
    said = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in catalogue()}
    compiled = polib.mofile(str(FOLDER / "django.mo"))
    kept = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in compiled}
    assert kept == {key: value for key, value in said.items() if key[1]}


def test_no_string_is_missing_from_the_catalogue(tmp_path: Path) -> None:
    """Extracts afresh, as `makemessages` does, and finds nothing new."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed (apt install gettext): new strings cannot be looked for")
    copy = tmp_path / "django.po"
    shutil.copy(FOLDER / "django.po", copy)
    try:
        command = [
            "makemessages", "-l", "zh_Hans", "--ignore=.venv", "--ignore=node_modules", "--ignore=tests",
            "--ignore=.coe*", "--no-location", "--no-wrap", "--no-obsolete",
        ]  # fmt: skip
        import sys

        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, capture_output=True)
        fresh = {entry.msgid for entry in catalogue() if not entry.obsolete}
    finally:
        shutil.copy(copy, FOLDER / "django.po")
    known = {entry.msgid for entry in polib.pofile(str(copy)) if not entry.obsolete}
    assert fresh - known == set()


def test_words_are_marked_by_the_names_that_extraction_knows() -> None:
    """`makemessages` finds them by these names alone: others would never reach the catalogue."""
    alias = re.compile(r"\b\w*gettext\w* as (\w+)")
    own = [
        f"{path.relative_to(ROOT)}: {name}"
        for app in ("coe", "governance", "publishing", "listening", "reporting")
        for path in (ROOT / app).rglob("*.py")
        for name in alias.findall(path.read_text())
        if name != "_"
    ]
    assert own == []
