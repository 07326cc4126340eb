from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "coe.search"
    label = "search"

    def ready(self) -> None:
        from coe.search import pages, people  # noqa: F401  (they register themselves)
