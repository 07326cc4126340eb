"""The models of this package's slices."""

from listening.mentions.models import Mention
from listening.sources.models import Source

__all__ = ["Mention", "Source"]
