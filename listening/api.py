"""The front door: what packages to the right use of listening."""

from listening.for_reports import heard_at, response_counts, responses_to

__all__ = ["heard_at", "response_counts", "responses_to"]
