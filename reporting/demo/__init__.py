"""The demo's part of reporting: what was observed, clicked, earned, spent and aimed at; and a shop to order from."""

from reporting.demo import figures, money

__all__ = ["figures", "money"]
