"""A language of long words: English with accents and four tenths more letters, so that what is too narrow shows."""

import re
from pathlib import Path

import polib

ROOT = Path(__file__).parents[2]
PLAIN = "aeiouyAEIOUYcnsz"
MARKED = "àéîöûÿÀÉÎÖÛŸçñšž"
LETTERS = str.maketrans(PLAIN, MARKED)
# Left as they are: placeholders, tags and character references.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{[^}]*\}|<[^>]+>|&\w+;)")


def stretched(text: str) -> str:
    """`Save` becomes `Sàvé~~`: recognisable, longer, and not to be mistaken for a word nobody translated."""
    parts = KEPT.split(text)
    words = "".join(part if KEPT.fullmatch(part) else part.translate(LETTERS) for part in parts)
    more = "~" * max(2, round(len(KEPT.sub("", text)) * 0.4))
    # Longer texts have more words, not one that is as long as a line.
    return words + " ".join(re.findall(r"~{1,9}", more))


def write(folder: Path) -> Path:
    """Writes it as the catalogue of English below `folder`, for LOCALE_PATHS; gives `folder`."""
    known = polib.pofile(str(ROOT / "coe/locale/zh_Hans/LC_MESSAGES/django.po"))
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for entry in known:
        if entry.obsolete:
            continue
        new = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural)
        if entry.msgid_plural:
            new.msgstr_plural = {0: stretched(entry.msgid), 1: stretched(entry.msgid_plural)}
        else:
            new.msgstr = stretched(entry.msgid)
        made.append(new)
    place = folder / "en" / "LC_MESSAGES"
    place.mkdir(parents=True)
    made.save_as_mofile(str(place / "django.mo"))
    return folder
