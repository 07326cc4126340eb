from tests.publishing.delivery.conftest import *  # noqa: F403
