"""The ground: tenancy, access, audit and delivery of work. Knows nothing of social media."""
