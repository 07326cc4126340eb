"""What it was worth: metrics, links, conversions, goals, dashboards."""
