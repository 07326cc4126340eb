"""Notes meet posts: the stage of the composer's tests."""

from tests.publishing.content.conftest import media, post, stage, typed

__all__ = ["media", "post", "stage", "typed"]
