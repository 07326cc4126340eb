from tests.publishing.delivery.conftest import governance, net, plain  # noqa: F401
