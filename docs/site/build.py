"""Builds the documentation: `python docs/site/build.py [FOLDER]`, both languages, every warning an error.

What is written for those who run and change the application (docs/*.md, docs/adr) is put beside the pages of each
language first. Scripts and styles that stand inside the pages are hashed into csp.json, so that the server can allow
exactly those and nothing else.
"""

import base64
import hashlib
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import main as sphinx

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent
BUILT = HERE / "built"
LANGUAGES = {"en": "en", "zh-hans": "zh_CN"}
REFERENCE = ("deployment.md", "webhooks.md", "chats.md", "audit.md", "conversions.md", "frontend.md")
DECISIONS = "# {title}\n\n```{{toctree}}\n:glob:\n0*\n```\n"
TITLES = {"en": "Decisions", "zh-hans": "设计决定（英文）"}
PLAIN = {' style="opacity: 50%"': ' opacity="0.5"', ' style="display: none;"': ' display="none"'}
PLURAL = '(n) => (catalog.plural_expr === "0" || n === 1 ? 0 : 1)'
INLINE = {"script-src": r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", "style-src": r"<style[^>]*>(.*?)</style>"}


def assemble(language: str, folder: Path) -> None:
    """The pages of a language with the reference beside them."""
    shutil.copytree(HERE / language, folder)
    for name in REFERENCE:
        shutil.copy(DOCS / name, folder / "reference" / name)
    shutil.copytree(DOCS / "adr", folder / "reference" / "adr")
    index = folder / "reference" / "adr" / "index.md"
    index.write_text(DECISIONS.format(title=TITLES[language]), encoding="utf-8")


def without_styles(folder: Path) -> None:
    """Says as attributes of SVG what the theme says in style attributes, which no hash can allow."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for said, plain in PLAIN.items():
            text = text.replace(said, plain)
        if re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", text):
            raise SystemExit(f"{page}: a style or handler inside an element, which the pages' policy forbids")
        page.write_text(text, encoding="utf-8")


def without_eval(folder: Path) -> None:
    """Sphinx makes its rule for plurals from text, which the policy forbids.

    Two languages need no more than this."""
    for script in folder.rglob("_static/doctools.js"):
        text = script.read_text(encoding="utf-8")
        plain, count = re.subn(
            r"new Function\(\s*\"n\",\s*`return \(\$\{catalog\.plural_expr\}\)`,?\s*\)", PLURAL, text
        )
        if count != 1:
            raise SystemExit(f"{script}: not what is known of it; look at how it counts plurals")
        script.write_text(plain, encoding="utf-8")


def allowed(folder: Path) -> dict[str, list[str]]:
    """The hashes of what stands inside pages, by the directive that must allow it."""
    found: dict[str, set[str]] = {directive: set() for directive in INLINE}
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for directive, pattern in INLINE.items():
            for inside in re.findall(pattern, text, re.DOTALL):
                digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
                found[directive].add(f"'sha256-{digest}'")
    return {directive: sorted(hashes) for directive, hashes in found.items()}


def build(target: Path) -> int:
    """Builds into a folder beside the target, and takes its place when all of it is good."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".docs-") as name:
        work = Path(name)
        for language, code in LANGUAGES.items():
            assemble(language, work / "source" / language)
            failed = sphinx(
                ["-q", "-W", "--keep-going", "-n", "-E", "-c", str(HERE), "-D", f"language={code}", "-d",
                 str(work / "doctrees" / language), str(work / "source" / language), str(work / "site" / language)]
            )  # fmt: skip
            if failed:
                return failed
        without_styles(work / "site")
        without_eval(work / "site")
        (work / "site" / "csp.json").write_text(json.dumps(allowed(work / "site")))
        if target.exists():
            shutil.rmtree(target)
        (work / "site").rename(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else BUILT))
