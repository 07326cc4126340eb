"""Texts as each network sets them."""

import pytest

from coe.web.wording import Span
from publishing.content.rich_text import dressed, folds

LINK = "https://www.example.com/winter/first-tracks-before-breakfast"


@pytest.mark.parametrize(
    ("network", "text", "html"),
    [
        ("bluesky", f"See {LINK}", 'See <span class="a">www.example.com/winter/first...</span>'),
        ("mastodon", f"See {LINK}", 'See <span class="a">example.com/winter/first-track…</span>'),
        ("newsroom", "See https://a.example/x", 'See <span class="a">a.example/x</span>'),
        ("bluesky", "雪 #初雪 @lake.example", '雪 <span class="a">#初雪</span> @lake.example'),
        ("mastodon", "#lake @pia@s.example", '<span class="a">#lake</span> <span class="a">@pia</span>'),
        ("newsroom", "#lake\n<b>", "#lake<br>&lt;b&gt;"),
        ("mastodon", "#2026", "#2026"),
    ],
)
def test_links_tags_and_mentions_as_the_network_sets_them(network: str, text: str, html: str) -> None:
    assert dressed(text, network) == html


def test_findings_stay_marked_beside_links() -> None:
    html = dressed("Guaranteed snow #ski", "bluesky", [Span(0, 15, 1, "stop"), Span(17, 20, 2)])
    assert html.count("<mark") == 2
    assert '<span class="a">' in html


def test_long_posts_fold_where_the_network_folds_them() -> None:
    assert folds("line\n" * 33, "mastodon") == 32
    assert folds("雪" * 37 * 33, "mastodon") == 32
    assert folds("line\n" * 20, "mastodon") == 0
    assert folds("line\n" * 25, "bluesky") == 25
    assert folds("line\n" * 200, "newsroom") == 0
