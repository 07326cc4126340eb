"""The front door: what packages to the right use of governance."""

from governance.approvals.lead import Pressure, lead_times, pressure

__all__ = ["Pressure", "lead_times", "pressure"]
