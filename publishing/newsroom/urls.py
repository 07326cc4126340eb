from django.urls import path, register_converter

from publishing.newsroom import views


class Language:
    """A language in an address. Entries never get such a slug."""

    regex = "en|zh-hans"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Sha256:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "newsroom_language")
register_converter(Sha256, "sha256")

urlpatterns = [
    path("<slug:org>/<slug:brand>/", views.front, name="newsroom"),
    path("<slug:org>/<slug:brand>/feed.atom", views.feed, name="newsroom_feed"),
    path("<slug:org>/<slug:brand>/picture/<sha256:sha256>", views.picture, name="newsroom_picture"),
    path("<slug:org>/<slug:brand>/<newsroom_language:language>/", views.front, name="newsroom"),
    path("<slug:org>/<slug:brand>/<slug:slug>/", views.entry, name="newsroom_entry"),
]
