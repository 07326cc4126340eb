"""The ground: tenancy, access, audit and delivery of work. Knows nothing of social media.

Imports nothing: `manage.py up` runs from here before any package is installed.
"""
