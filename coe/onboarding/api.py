"""What packages to the right use of onboarding: steps of their own, and parts of the sample."""

from coe.onboarding.samples import Stand, part, tidy
from coe.onboarding.selectors import own_brands
from coe.onboarding.steps import Step, Way, step

__all__ = ["Stand", "Step", "Way", "own_brands", "part", "step", "tidy"]
