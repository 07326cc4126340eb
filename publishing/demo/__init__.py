"""The demo's part of publishing: channels, a year of posts, what became of them, and what is on the desk today."""

from publishing.demo import channels, other, outcomes, today, year

__all__ = ["channels", "other", "outcomes", "today", "year"]
