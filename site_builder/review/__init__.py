"""A change judged: what lies between two revisions, by the rules and people of the base."""
