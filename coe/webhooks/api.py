"""What other packages use of webhooks: `declare` for their types of news."""

from coe.webhooks.catalogue import News, declare

__all__ = ["News", "declare"]
