"""The models of this package's slices."""

from reporting.attribution.models import Conversion, ConversionKey, Cost
from reporting.goals.models import Goal
from reporting.links.models import Click
from reporting.metrics.models import Metric, Observation, Poll

__all__ = ["Click", "Conversion", "ConversionKey", "Cost", "Goal", "Metric", "Observation", "Poll"]
