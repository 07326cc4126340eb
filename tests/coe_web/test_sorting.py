"""Names in memory stand as the reader looks for them."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from coe.web.sorting import by_local_name, name_key


class Brand(SimpleNamespace):
    def __str__(self) -> str:
        return str(self.name)


def test_by_pinyin_and_without_regard_to_case() -> None:
    assert sorted(["林悦", "bea", "陈思远", "Ada", "周楠", "吴凡"], key=name_key) == [
        "Ada",
        "bea",
        "陈思远",
        "林悦",
        "吴凡",
        "周楠",
    ]


@pytest.mark.parametrize(("language", "order"), [("en", ["Alp", "Bay"]), ("zh-hans", ["Bay", "Alp"])])
def test_brands_by_the_name_that_is_read(language: str, order: list[str]) -> None:
    brands = [Brand(name="Alp", name_zh="雪山"), Brand(name="Bay", name_zh="海湾")]
    with translation.override(language):
        assert [str(one) for one in by_local_name(brands)] == order
