"""The drawn marks a brand can choose from: the symbols of coe/assets/src/marks.svg."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

# The organisation's own and the product's are not a brand's.
RESERVED = frozenset({"org", "coe"})


@lru_cache(maxsize=1)
def marks() -> list[str]:
    drawn = (Path(settings.BASE_DIR) / "coe/assets/src/marks.svg").read_text(encoding="utf-8")
    return [name for name in re.findall(r'<symbol id="([\w-]+)"', drawn) if name not in RESERVED]
