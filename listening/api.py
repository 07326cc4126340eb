"""The front door: what packages to the right use of listening."""

from listening.for_reports import Heard, heard_at, mention_counts, recent, response_counts, responses_to

__all__ = ["Heard", "heard_at", "mention_counts", "recent", "response_counts", "responses_to"]
