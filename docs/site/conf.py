"""The documentation as a site: one build per language, `sphinx-build -c docs/site docs/site/en … -D language=en`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "CoE"
author = "CoE"
copyright = ""
html_show_copyright = html_show_sphinx = html_show_sourcelink = False
html_copy_source = False
extensions = ["myst_parser", "chinese_search"]
exclude_patterns = ["Thumbs.db"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_block"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
# Code in our pages is mostly commands and addresses.
highlight_language = "none"
html_theme = "furo"
html_title = "CoE"
html_favicon = "../../coe/assets/src/favicon.svg"
html_static_path = ["theme"]
html_css_files = ["docs.css"]
html_js_files = ["docs.js"]
html_theme_options = {"top_of_page_buttons": []}
html_permalinks_icon = "#"


def setup(app: object) -> None:
    """The other language of the same page stands in every page's head, where docs.js makes a link of it."""

    def other(app: object, page: str, template: str, context: dict, doctree: object) -> None:
        mine = app.config.language  # type: ignore[attr-defined]
        there = "en" if mine.startswith("zh") else "zh-hans"
        up = "../" * (page.count("/") + 1)
        context["metatags"] = context.get("metatags", "") + (
            f'<link rel="alternate" hreflang="{"en" if there == "en" else "zh-Hans"}" href="{up}{there}/{page}.html">'
        )

    app.connect("html-page-context", other)  # type: ignore[attr-defined]
