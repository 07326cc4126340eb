from tests.publishing.content.conftest import media, post, stage, typed  # noqa: F401
