"""The composer's counters say what the networks' own counting says."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from publishing.channels import counting
from publishing.channels.abilities import Abilities
from publishing.channels.base import Message
from publishing.channels.registry import abilities_for

SCRIPT = Path(__file__).parents[3] / "coe/assets/src/js/composer-counting.js"
LINK = "https://coe.example/l/abcdefgh"
TEXTS = [
    "",
    "plain",
    "北坡将于 12 月 12 日（周六）清晨开放。https://example.com/路径",
    "👩🏽‍🚒 family 👨‍👩‍👧‍👦 flag 🇨🇭 e\u0301",
    "See https://example.com/a_(b). And (https://example.com/x)! http://localhost no",
    "HTTPS://EXAMPLE.COM/?q=1&r=[2]; @me @you@social.example, @a.b@c.d:80 x@y@z.com",
    f"with its link {LINK} inside",
    "  spaces  \n\n lines\t\n",
    "“https://example.com”，https://例子.com https://a.b.museum:8080/#x",
]


def test_script_and_server_count_alike() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node to run the script")
    program = f"""
        import {{ count, wireText }} from {json.dumps(SCRIPT.as_uri())};
        const texts = {json.dumps(TEXTS)}, link = {json.dumps(LINK)};
        const rows = texts.map((text) => [
          ...["graphemes", "mastodon", "none"].map((rule) => count(text, rule, 23)),
          ...["text", "card", "field"].map((as) => wireText(text, link, as, false)),
          wireText(text, link, "card", true),
        ]);
        console.log(JSON.stringify(rows));
    """
    ran = subprocess.run(
        [node, "--input-type=module", "-e", program], capture_output=True, text=True, check=True, timeout=60
    )
    for text, row in zip(TEXTS, json.loads(ran.stdout), strict=True):
        counted = [counting.graphemes(text), counting.mastodon(text, 23), len(text)]
        texts = [_wire(abilities_for(network), text) for network in ("mastodon", "bluesky", "newsroom")]
        assert row[:6] == counted + texts, text


def _wire(abilities: Abilities, text: str) -> str:
    from django.utils import timezone

    return abilities.wire_text(Message(text, (), LINK, "en", "", timezone.now()))
