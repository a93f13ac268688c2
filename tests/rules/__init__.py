"""Every rule against the examples of its own page."""
